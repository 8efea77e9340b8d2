import type { TableDefinition } from '../tables/table-definition.js'
import type { Catalog } from './catalog.js'

/**
 * The columns that say which project a row belongs to: the project column, and those bound, directly or through
 * parents, to a column of the table of projects. None for a table without a project column.
 */
export function projectColumns(
  table: TableDefinition,
  connection: string,
  catalog: Catalog,
): ReadonlySet<string> {
  if (table.projectColumn === undefined) return new Set()
  const columns = new Set([table.projectColumn])
  if (!table.parent) return columns
  const parent = catalog.table(connection, table.parent.table)
  const ofParent = parent.parent
    ? projectColumns(parent, connection, catalog)
    : new Set(Object.keys(parent.columns))
  for (const [column, of] of Object.entries(table.parent.bind)) if (ofParent.has(of)) columns.add(column)
  return columns
}
