import { and, columnsOf, conjuncts, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { wiqlConditions, type WiqlFields } from './wiql.js'

/**
 * The part of a predicate that a query for work items is made of: the conjuncts that WIQL can say, and those on columns
 * of the parent, which become names of projects. What the service returns for it are, but for a few compared more
 * loosely, the rows that satisfy it; so it is what a read has covered afterwards.
 */
export function askedPredicate(predicate: Predicate, table: TableDefinition, fields: WiqlFields): Predicate {
  const bound = new Set(Object.keys(table.parent?.bind ?? {}))
  const asked = conjuncts(predicate).filter(
    (part) =>
      [...columnsOf(part)].every((column) => bound.has(column)) || wiqlConditions(part, fields).length > 0,
  )
  return and(...asked)
}
