import { and, conjuncts, renameColumns, type Predicate } from '../tables/predicate.js'
import { lookupColumns } from '../tables/filtered-columns.js'
import type { Source, TableDefinition, WorkItemSource } from '../tables/table-definition.js'
import { askedPredicate } from './asked-predicate.js'
import type { Catalog } from './catalog.js'
import { askableValues } from './confined-values.js'
import { describePredicate } from './describe-predicate.js'
import type { ScanPlan } from './fetch-plan.js'
import { listParameters } from './list-parameters.js'
import type { ScanLimit } from './read-limit.js'
import { confinedTo, isEverything, simplified } from './simplify.js'
import { wiqlConditions } from './wiql.js'
import { wiqlOrder } from './wiql-order.js'

/** What is needed of one table. */
export interface ScanNeed {
  readonly connection: string
  readonly table: TableDefinition
  readonly predicate: Predicate
  readonly limit: ScanLimit | undefined
}

/** More ids than this are queried for instead of asked for one batch after the other: 25 batches (facts 5.3). */
const mostIds = 5_000

/** The fetch for one scan, with that of its parents. */
export function planScan(need: ScanNeed, catalog: Catalog): ScanPlan {
  const { connection, table, predicate } = need
  const ofParent = parentPredicate(table, predicate)
  const source = chosenSource(table.sources, predicate, ofParent)
  const parent = () => parentScan(table, connection, ofParent, catalog)
  const plan = { connection, table, predicate, ...limited(source, need) }
  if (source.kind === 'work-items') return { ...plan, ...workItems(source, need, ofParent, parent()) }
  const query = listParameters(source, predicate)
  const values = lookedUp(source).map((column) => [column, askableValues(predicate, column) ?? []] as const)
  const request = {
    kind: 'list',
    source,
    query,
    ...(values.length > 0 ? { values: Object.fromEntries(values) } : {}),
    ...(isPerParent(source) ? { parent: parent() } : {}),
  } as const
  const pushed = [
    ...values.map(([column, list]) => `${column} = ${list.join(', ')}`),
    ...Object.entries(query).map(([name, value]) => `${name}=${value}`),
    ...(isPerParent(source) ? confining(table, ofParent) : []),
  ]
  return { ...plan, request, pushed }
}

/** How many rows are enough, and which; nothing where the service cannot tell which those are. */
function limited(source: Source, { limit, predicate }: ScanNeed): Pick<ScanPlan, 'limit' | 'order'> {
  if (!limit) return {}
  if (!limit.order) return { limit: limit.rows }
  const order = source.kind === 'work-items' ? wiqlOrder(limit.order, predicate, source.fields) : undefined
  return order ? { limit: limit.rows, order } : {}
}

/** What a predicate says about the parent's rows, over the parent's columns. */
function parentPredicate(table: TableDefinition, predicate: Predicate): Predicate {
  const bind = table.parent?.bind ?? {}
  return renameColumns(confinedTo(predicate, new Set(Object.keys(bind))), bind)
}

/** With more values than this a list is read rather than each value looked up. */
const mostLookups = 10

function lookedUp(source: Source): readonly string[] {
  return source.kind === 'list' ? lookupColumns(source) : []
}

function isPerParent(source: Source): boolean {
  return source.kind === 'list' && /\{\w+\}/.test(source.path)
}

/**
 * A look-up by value where the filter names few enough; else the source asked per parent when the parents are
 * confined; else the first that can be read whole.
 */
function chosenSource(sources: readonly Source[], predicate: Predicate, ofParent: Predicate): Source {
  const anyParent = isEverything(ofParent)
  const lookup = sources.find((source) => {
    const columns = lookedUp(source)
    const counts = columns.map((column) => askableValues(predicate, column)?.length ?? Infinity)
    const requests = counts.reduce((product, count) => product * count, 1)
    return columns.length > 0 && requests <= mostLookups && !(anyParent && isPerParent(source))
  })
  if (lookup) return lookup
  const lists = sources.filter((source) => lookedUp(source).length === 0)
  const perParent = lists.find(isPerParent)
  const whole = lists.find((source) => !isPerParent(source))
  return (anyParent ? (whole ?? perParent) : (perParent ?? whole))!
}

function parentScan(
  table: TableDefinition,
  connection: string,
  ofParent: Predicate,
  catalog: Catalog,
): ScanPlan {
  const { table: name, where } = table.parent!
  const predicate = simplified(and(ofParent, ...(where ? [where] : [])))
  const parent = catalog.table(connection, name)
  return planScan({ connection, table: parent, predicate, limit: undefined }, catalog)
}

function workItems(
  source: WorkItemSource,
  { table, predicate }: ScanNeed,
  ofParent: Predicate,
  parent: ScanPlan,
): Pick<ScanPlan, 'request' | 'pushed'> {
  const confined = !isEverything(ofParent)
  const ids = idsOf(source, predicate)
  const conditions = ids ? [] : wiqlConditions(predicate, source.fields)
  const asked = askedPredicate(predicate, table, source.fields)
  const pushed = ids
    ? [ids.length <= 10 ? `ids ${ids.join(', ')}` : `${ids.length} ids`]
    : [...(confined ? [projectWords(ofParent)] : []), ...conditions.map(({ text }) => text)]
  return {
    request: { kind: 'work-items', conditions, asked, ...(ids ? { ids } : {}), parent, confined },
    pushed,
  }
}

/** The ids that a predicate names, when they are few; ids that no work item can have are left out. */
function idsOf(source: WorkItemSource, predicate: Predicate): readonly number[] | undefined {
  const lists = conjuncts(predicate).flatMap((part): (readonly string[])[] => {
    if (part.kind !== 'in' && !(part.kind === 'compare' && part.op === '=')) return []
    if (source.fields[part.column]?.field !== 'System.Id') return []
    return [part.kind === 'in' ? part.values : [part.value]]
  })
  const [first, ...others] = lists
  const ids = first
    ?.map(Number)
    .filter((id) => id > 0 && others.every((list) => list.map(Number).includes(id)))
  return ids && ids.length <= mostIds ? [...ids].sort((a, b) => a - b) : undefined
}

function confining(table: TableDefinition, ofParent: Predicate): readonly string[] {
  return isEverything(ofParent) ? [] : [`${table.parent!.table}: ${describePredicate(ofParent)}`]
}

function projectWords(ofParent: Predicate): string {
  const text = describePredicate(ofParent)
  const simple = (ofParent.kind === 'compare' || ofParent.kind === 'in') && ofParent.column === 'name'
  return simple
    ? text.replace(/^name/, '[System.TeamProject]')
    : `[System.TeamProject] of projects with ${text}`
}
