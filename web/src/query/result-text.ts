import { columnKind } from './column-kind.js'
import { readArray } from './pg-array.js'
import { utcTime } from './pg-time.js'

/** A column of a result. */
export interface ResultColumn {
  readonly name: string
  readonly type: string
}
/** A row: values in PostgreSQL's text form. */
export type ResultRow = readonly (string | null)[]
/** What a result can be saved as. */
export type ResultFormat = 'csv' | 'json' | 'ndjson'

/** Rows as tab-separated text, as spreadsheets take it from the clipboard; NULL is empty. */
export function tsvText(rows: readonly ResultRow[], header?: readonly string[]): string {
  const lines = header === undefined ? rows : [header, ...rows]
  return lines.map((row) => row.map((value) => quotedWhere(/["\t\r\n]/, value ?? '')).join('\t')).join('\n')
}

/** A whole result in pieces, so that no text of all rows is ever made. */
export function* resultText(
  format: ResultFormat,
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
): Generator<string> {
  const batch = 2_000
  if (format === 'csv') yield `${csvLine(columns.map((column) => column.name))}\r\n`
  if (format === 'json') yield '['
  const line = format === 'csv' ? csvLine : jsonLine(columns)
  const end = format === 'csv' ? '\r\n' : format === 'ndjson' ? '\n' : ''
  for (let at = 0; at < rows.length; at += batch) {
    const lines = rows.slice(at, at + batch).map(line)
    if (format === 'json') yield `${at === 0 ? '' : ','}\n${lines.join(',\n')}`
    else yield lines.map((text) => text + end).join('')
  }
  if (format === 'json') yield '\n]\n'
}

/** NULL is empty; an empty text is `""`, as PostgreSQL's COPY writes both. */
function csvLine(row: ResultRow): string {
  return row
    .map((value) => (value === null ? '' : value === '' ? '""' : quotedWhere(/[",\r\n]|^\s|\s$/, value)))
    .join(',')
}

function quotedWhere(marks: RegExp, value: string): string {
  return marks.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** Makes a row's JSON object; columns of one name get `_2`, `_3` … . */
function jsonLine(columns: readonly ResultColumn[]): (row: ResultRow) => string {
  const seen = new Map<string, number>()
  const names = columns.map(({ name }) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return JSON.stringify(times === 1 ? name : `${name}_${times}`)
  })
  const kinds = columns.map(({ type }) => columnKind(type))
  return (row) =>
    `{${row.map((value, at) => `${names[at]}:${value === null ? 'null' : jsonValue(value, kinds[at]!)}`).join(',')}}`
}

/** Numbers that JSON readers keep exactly are numbers, times are UTC, JSON stays as it is, all else is text. */
function jsonValue(value: string, kind: ReturnType<typeof columnKind>): string {
  if (kind === 'number') return keepsExactly(value) ? value : JSON.stringify(value)
  if (kind === 'boolean' && (value === 't' || value === 'f')) return value === 't' ? 'true' : 'false'
  if (kind === 'json') return value.replace(/[\r\n]+/g, ' ')
  if (kind === 'time') return JSON.stringify(utcTime(value))
  if (kind === 'array') return JSON.stringify(readArray(value) ?? value)
  return JSON.stringify(value)
}

function keepsExactly(value: string): boolean {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return false
  const digits = value.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '')
  return digits.length <= 15 || String(Number(value)) === value
}
