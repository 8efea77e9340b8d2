import type { CatalogTable } from '../../../src/console/api-schema.js'

/** Columns of one table that name a row of another. */
export interface Relation {
  readonly from: string
  readonly columns: readonly string[]
  readonly to: string
  readonly toColumns: readonly string[]
}

/** All relations between tables that are there. */
export function relationsOf(tables: readonly CatalogTable[]): readonly Relation[] {
  const names = new Set(tables.map((table) => table.name))
  return tables.flatMap((table) =>
    table.references
      .filter(({ table: to }) => names.has(to))
      .map(({ columns, table: to, to: toColumns }) => ({ from: table.name, columns, to, toColumns })),
  )
}

/** Those that begin or end at one table. */
export function relationsAround(relations: readonly Relation[], table: string): readonly Relation[] {
  return relations.filter(({ from, to }) => from === table || to === table)
}
