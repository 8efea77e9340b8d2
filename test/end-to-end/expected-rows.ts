import type { TableDefinition } from '../../src/tables/table-definition.js'
import { rowOf } from '../tables/row-of.js'
import type { RawRow } from './raw-tables.js'

/** Columns of rows as PostgreSQL writes them in JSON. */
export type JsonRow = Readonly<Record<string, unknown>>

/** The rows of payloads, as PostgreSQL writes rows in JSON. */
export function expectedRows(table: TableDefinition, raw: readonly RawRow[]): readonly JsonRow[] {
  return raw.map(({ payload, ...surroundings }) =>
    Object.fromEntries(
      Object.entries(rowOf(table, payload, surroundings)).map(([name, value]) => [
        name,
        table.columns[name]!.type === 'timestamptz' && typeof value === 'string'
          ? value.replace(/\.?0*Z$/, '+00:00')
          : value,
      ]),
    ),
  )
}

/** By key, without repetitions: lists in pages may give a row twice. */
export function sortedRows(table: TableDefinition, rows: readonly JsonRow[]): readonly JsonRow[] {
  const keyOf = (row: JsonRow) => JSON.stringify(table.key.map((column) => row[column]))
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!)
}
