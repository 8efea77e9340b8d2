import { jsonSource } from '../tables/json-elements.js'
import type { ColumnType, Row, TableDefinition } from '../tables/table-definition.js'

/**
 * Rows as a JSON array that json_to_recordset turns into the rows that COPY makes of copyRows; `#` is their number,
 * from 0. (PostgreSQL manual, "JSON Functions": a string is read as the text form of its column's type.)
 */
export function recordsText(rows: readonly Row[], table: TableDefinition): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => [`,${JSON.stringify(name)}:`, type] as const,
  )
  let text = '['
  for (const [i, row] of rows.entries()) {
    text += `${i === 0 ? '' : ',\n'}{"#":${i}`
    for (const [at, [name, type]] of columns.entries()) {
      const value = row[at]
      if (value === null || value === undefined) continue
      text += name + (type === 'jsonb' ? jsonText(value) : jsonText(valueText(value, type)))
    }
    text += '}'
  }
  return `${text}]`
}

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

export function plainText(value: unknown): string {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') return jsonText(value)
  return String(value)
}

/** JSON.stringify writes U+0000 and lone surrogates, which jsonb refuses, as escapes, and nothing else that is 16 bit. */
export function jsonText(value: unknown): string {
  const source = jsonSource(value)
  if (source) return Buffer.from(source.buffer, source.byteOffset, source.length).toString('utf8')
  const json = JSON.stringify(value) ?? 'null'
  if (!/\\u(0000|d[89a-f])/.test(json)) return json
  return json.replace(/\\(u([0-9a-f]{4})|.)/g, (escape, _: string, code: string | undefined) =>
    code === '0000' ? '' : code?.startsWith('d') ? '\ufffd' : escape,
  )
}
