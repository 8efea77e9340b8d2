import type { ColumnType, Row } from '../tables/table-definition.js'

/**
 * Rows in the text format of COPY (PostgreSQL manual, "COPY", Text Format), each ending with its number: `first` for
 * the first. What PostgreSQL cannot hold is mended: U+0000 is left out, a lone surrogate becomes U+FFFD.
 */
export function copyText(rows: readonly Row[], types: readonly ColumnType[], first: number): Buffer {
  const lines = rows.map((row, i) => {
    const fields = types.map((type, at) => copyField(row[at], type))
    return `${fields.join('\t')}\t${first + i}\n`
  })
  // Writing UTF-8 turns lone surrogates into U+FFFD.
  return Buffer.from(lines.join(''), 'utf8')
}

/** One value as a field of COPY's text format. null and undefined are NULL. */
export function copyField(value: unknown, type: ColumnType): string {
  const text = valueText(value, type)
  return text === null ? '\\N' : text.replace(/[\\\t\n\r]/g, (c) => escapes[c]!)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A value in PostgreSQL's text form for a column type; null when there is none. */
export function valueText(value: unknown, type: ColumnType): string | null {
  if (value === null || value === undefined) return null
  if (type === 'jsonb') return jsonText(value)
  if (type === 'text[]') return arrayLiteral(Array.isArray(value) ? value.map(plainText) : [plainText(value)])
  return plainText(value)
}

/** An array in PostgreSQL's text form: `{"a","b",NULL}`. */
export function arrayLiteral(values: readonly (string | null)[]): string {
  const parts = values.map((value) =>
    value === null ? 'NULL' : `"${value.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"`,
  )
  return `{${parts.join(',')}}`
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return jsonText(value)
  return String(value)
}

/** JSON.stringify writes U+0000 and lone surrogates, which jsonb refuses, as escapes, and nothing else that is 16 bit. */
function jsonText(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null'
  if (!/\\u(0000|d[89a-f])/.test(json)) return json
  return json.replace(/\\(u([0-9a-f]{4})|.)/g, (escape, _: string, code: string | undefined) =>
    code === '0000' ? '' : code?.startsWith('d') ? '\ufffd' : escape,
  )
}
