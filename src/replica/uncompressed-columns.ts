import pg from 'pg'
import type { TableDefinition } from '../tables/table-definition.js'

/**
 * Columns that PostgreSQL keeps as they are: their values may be long, and to compress them costs more than to write them
 * (docs/decisions/0011).
 */
export function uncompressedColumns(table: TableDefinition): readonly string[] {
  return Object.keys(table.columns).filter((name) => ['jsonb', 'text'].includes(table.columns[name]!.type))
}

/** The statement that has values written into these columns from now on kept so; none for no columns. */
export function uncompressedSql(relation: string, columns: readonly string[]): readonly string[] {
  if (columns.length === 0) return []
  const each = columns.map((name) => `ALTER COLUMN ${pg.escapeIdentifier(name)} SET STORAGE EXTERNAL`)
  return [`ALTER TABLE ${relation} ${each.join(', ')}`]
}
