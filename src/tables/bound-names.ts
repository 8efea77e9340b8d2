import type { TableDefinition } from './table-definition.js'

/**
 * Columns that rows take over from their parent's and that may have another value there now: names. Each with the parent's
 * column: `[['project', 'name']]`. None of a table that is not the parent.
 */
export function boundNames(
  table: TableDefinition,
  parent: TableDefinition,
): readonly (readonly [column: string, of: string])[] {
  if (table.parent?.table !== parent.name) return []
  return Object.entries(table.parent.bind).filter(
    ([, of]) => parent.columns[of]?.type === 'text' && !parent.key.includes(of),
  )
}
