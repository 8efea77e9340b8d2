import { conjuncts, type Predicate } from '../tables/predicate.js'
import type { ScanOrder } from './fetch-plan.js'
import type { TopOrder } from './read-limit.js'
import { wiqlConditions, type WiqlFields } from './wiql.js'

/** Fields that every work item has a value in. */
const neverEmpty = new Set(['System.Id', 'System.Rev', 'System.CreatedDate', 'System.ChangedDate'])
/** Kinds of fields that the service orders as PostgreSQL does. Texts it orders by a collation of its own. */
const ordered = new Set(['integer', 'double', 'date'])

/**
 * The order by which the service can tell which items have the least or greatest values of a column; undefined when it
 * orders them differently. Items without a value are not asked for, so they must not be wanted first.
 */
export function wiqlOrder(
  { column, descending, nullsFirst, then }: TopOrder,
  predicate: Predicate,
  fields: WiqlFields,
): ScanOrder | undefined {
  const known = Object.hasOwn(fields, column) ? fields[column]! : undefined
  if (!known || !ordered.has(known.kind)) return undefined
  const isKey = then && Object.hasOwn(fields, then.column) && fields[then.column]!.field === 'System.Id'
  const key = isKey ? { ...then, field: 'System.Id' } : undefined
  const order = { column, field: known.field, descending, ...(key && { key }) }
  const excludesNull = conjuncts(predicate).some(
    (part) => 'column' in part && part.column === column && part.kind !== 'is-null' && part.kind !== 'not-in',
  )
  if (neverEmpty.has(known.field) || excludesNull) return order
  const [hasValue] = wiqlConditions({ kind: 'is-not-null', column }, fields)
  return nullsFirst || !hasValue ? undefined : { ...order, hasValue }
}
