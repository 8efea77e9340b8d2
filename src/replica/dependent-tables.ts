import type { Reference, TableDefinition } from '../tables/table-definition.js'

/** A table whose rows go when the rows they refer to go. */
export interface DependentTable {
  readonly table: TableDefinition
  /** Its references to the table itself or to tables before it in the list. */
  readonly references: readonly Reference[]
}

/**
 * The tables that refer to a table, directly or through others, each after those it refers to. References of a table
 * to itself are left out: a row does not go because the row above it goes. Pure.
 */
export function dependentTables(
  table: TableDefinition,
  tables: readonly TableDefinition[],
): readonly DependentTable[] {
  const reached = new Set([table.name])
  for (let grown = true; grown;) {
    grown = false
    for (const other of tables) {
      if (reached.has(other.name) || !other.references.some((reference) => reached.has(reference.table)))
        continue
      reached.add(other.name)
      grown = true
    }
  }
  const waiting = tables.filter((other) => other.name !== table.name && reached.has(other.name))
  const placed = new Set([table.name])
  const ordered: DependentTable[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((candidate) =>
      candidate.references.every(
        ({ table: to }) => to === candidate.name || !reached.has(to) || placed.has(to),
      ),
    )
    // A circle of references has no such order: any member may be first, its references forward are left out.
    const [chosen] = waiting.splice(Math.max(next, 0), 1)
    ordered.push({
      table: chosen!,
      references: chosen!.references.filter(({ table: to }) => placed.has(to)),
    })
    placed.add(chosen!.name)
  }
  return ordered.filter((dependent) => dependent.references.length > 0)
}
