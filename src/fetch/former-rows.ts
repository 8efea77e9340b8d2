import { confinedTo } from '../planner/simplify.js'
import type { WorkItemRequest } from '../planner/fetch-plan.js'
import { lookupColumns } from '../tables/filtered-columns.js'
import { and, columnsOf, conjuncts, nothing, or, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { List, ListReading } from './list-pages.js'
import type { Projects } from './project-condition.js'
import type { ItemReading } from './read-items.js'

// A held row has the names that its parents had when it was read. What a statement says of a parent's name becomes a
// condition on these columns, but a join by the parent's key finds the row whatever it was called then. So rows of the
// parents asked for are to be verified under any name.

/**
 * The held rows that are gone, beside those that satisfy the scan's predicate, where the lists read do not have them:
 * those of the lists' parents that would satisfy it under another name. The lists have all that are there, as what was
 * asked of them follows from these conditions alone.
 */
export function formerListRows({ scan, request }: ListReading, read: readonly List[]): Predicate {
  const { table, predicate } = scan
  const { source } = request
  if (!table.parent || !namesParent(predicate, table)) return nothing
  const { bind, match } = table.parent
  const asked = [...lookupColumns(source), ...(source.parameters ?? []).map(({ column }) => column)]
  const own = Object.keys(table.columns).filter((column) => !Object.hasOwn(bind, column))
  const others = confinedTo(predicate, new Set([...own, ...asked]))
  const keys = read.flatMap(({ parent }) => (parent ? [parent[bind[match]!]!] : []))
  return request.parent ? and(others, { kind: 'in', column: match, values: keys }) : others
}

/**
 * The held items that a statement may find beside those that satisfy what is asked for: they name one of the projects that
 * it is confined to, by either column.
 */
export async function formerItems(
  { confined, parent }: WorkItemRequest,
  { scan, asked, parts }: ItemReading,
  { scanned }: Projects,
): Promise<Predicate> {
  if (!confined) return nothing
  await scanned?.()
  const bind = Object.entries(scan.table.parent!.bind)
  const columns = bind.map(([, of]) => of)
  const projects = await parts.replica.rows(scan.connection, parent.table, columns, parent.predicate)
  const ofThese = bind.map(([column], i): Predicate => {
    return { kind: 'in', column, values: projects.map((project) => String(project[i])) }
  })
  const others = conjuncts(asked).filter((part) => !namesParent(part, scan.table))
  return and(...others, or(...ofThese))
}

/** True of a condition on a column that follows from the parent's row. */
export function namesParent(part: Predicate, { parent }: TableDefinition): boolean {
  return [...columnsOf(part)].some((column) => Object.hasOwn(parent?.bind ?? {}, column))
}
