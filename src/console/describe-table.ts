import { exampleQueries } from '../tables/example-queries.js'
import { filteredColumns } from '../tables/filtered-columns.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { CatalogTable } from './api-schema.js'

/** A table as the explorer shows it. */
export function describeTable(table: TableDefinition): CatalogTable {
  const pushed = new Set(filteredColumns(table))
  return {
    name: table.name,
    area: table.area,
    about: table.about,
    key: [...table.key],
    columns: Object.entries(table.columns).map(([name, { type, about }]) => ({
      name,
      type,
      about,
      pushed: pushed.has(name),
    })),
    references: table.references.map(({ columns, table: other, to }) => ({
      columns: [...columns],
      table: other,
      to: [...to],
    })),
    notes: [...(table.notes ?? [])],
    needs: [...table.needs],
    examples: exampleQueries(table).map(({ title, sql }) => ({ title, sql })),
  }
}
