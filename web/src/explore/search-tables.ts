import type { CatalogTable } from '../../../src/console/api-schema.js'

/** A table that a search found, with the columns that made it so. */
export interface FoundTable {
  readonly table: CatalogTable
  /** Names of columns; empty when the table's own name or description has the words. */
  readonly columns: readonly string[]
}

/** Tables of one area, in the order of their names. */
export interface FoundArea {
  readonly area: string
  readonly tables: readonly FoundTable[]
}

/** Tables that have every word of a search in name or description, their own or a column's; names before the rest. */
export function searchTables(tables: readonly CatalogTable[], search: string): readonly FoundArea[] {
  const words = search
    .toLowerCase()
    .split(/[\s_]+/)
    .filter(Boolean)
  const hasAll = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word))
  const areas = new Map<string, FoundTable[]>()
  for (const table of tables) {
    const found = look(table)
    if (found !== undefined) areas.set(table.area, [...(areas.get(table.area) ?? []), found])
  }
  return [...areas]
    .map(([area, list]) => ({ area, tables: list.toSorted((a, b) => compare(a.table.name, b.table.name)) }))
    .toSorted((a, b) => compare(a.area, b.area))

  function look(table: CatalogTable): FoundTable | undefined {
    if (hasAll(`${table.name} ${table.about} ${table.area}`)) return { table, columns: [] }
    const columns = table.columns.filter((column) => hasAll(`${table.name} ${column.name} ${column.about}`))
    return columns.length === 0 ? undefined : { table, columns: columns.map(({ name }) => name) }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
