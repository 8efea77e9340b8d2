import type { Organization } from '../../data/organization.js'
import { trackingError } from '../devops-error.js'
import { compileCondition } from './compile-condition.js'
import { inOrder, type SortField } from './item-order.js'
import { acceptedLinks, splitLinkConditions, treeEnds } from './link-conditions.js'
import { oneHop, type LinkQuery, type OneHopMode } from './one-hop.js'
import { dateTime } from './operands.js'
import { parseQuery } from './parse-query.js'
import type { LinkEntry, QueryOutcome } from './query-outcome.js'
import { queryField, type QueryScope } from './query-scope.js'
import { createSnapshot, type Snapshot } from './snapshot.js'
import type { Operand, WiqlQuery } from './syntax.js'
import { syntaxError } from './syntax-error.js'
import { tree, type TreeLinks } from './tree.js'

/** Most items or links a query may return (facts 5.1). */
const maxResult = 20_000

/**
 * Runs a query; throws the service's error for one it would refuse. More than 20,000 entries (after `top`) are an
 * error, not a cut (VS402337, facts 5.1).
 */
export function runQuery(scope: QueryScope, text: string, top: number | undefined): QueryOutcome {
  const query = parseQuery(text)
  const columns = query.select.map((field) => queryField(scope, field).definition)
  const sorting = query.orderBy.map(({ field, descending }) => {
    const found = queryField(scope, field)
    if (['html', 'plainText', 'history'].includes(found.definition.kind))
      throw syntaxError(`The query cannot be sorted by this field. The error is caused by «${field.text}».`)
    return { field: found, descending }
  })
  const asOf = query.asOf ? asOfTime(scope, query.asOf) : undefined
  const snapshot = createSnapshot(scope, asOf)
  const onLinks = query.source.toLowerCase() === 'workitemlinks'
  const mode = modeOf(query, onLinks)
  const shape = {
    columns,
    sortColumns: sorting.map(({ field, descending }) => ({ field: field.definition, descending })),
    asOf: asOf ?? scope.now,
  }
  if (onLinks) {
    const links = findLinks(scope, query, mode, { snapshot, sorting }, mostEntries(top))
    refuseTooMany(Math.min(links.length, top ?? Infinity))
    return { ...shape, queryType: mode.startsWith('recursive') ? 'tree' : 'oneHop', links }
  }
  const where = query.where ? compileCondition(scope, query.where) : undefined
  // In order of id the first ones are the wanted ones; otherwise all that match must be known.
  const byId = sorting.length === 0 || (sorting[0]?.field.key === 'system.id' && !sorting[0].descending)
  const most = byId || mostEntries(top) > maxResult ? mostEntries(top) : Infinity
  const found = snapshot.find(where, most)
  refuseTooMany(Math.min(found.length, top ?? Infinity))
  const items = byId ? found : inOrder(snapshot, sorting, found)
  return { ...shape, queryType: 'flat', items: items.slice(0, top) }
}

function mostEntries(top: number | undefined): number {
  return Math.min(top ?? Infinity, maxResult + 1)
}

function refuseTooMany(count: number): void {
  if (count <= maxResult) return
  throw trackingError(
    400,
    'WorkItemTrackingQueryResultSizeLimitExceededException',
    `VS402337: The number of work items returned exceeds the size limit of ${maxResult}. ` +
      'Change the query to return fewer items.',
  )
}

/** A time may be given whatever the precision of the query; without one it is midnight. */
function asOfTime(scope: QueryScope, operand: Operand): number {
  const wrong = () => syntaxError(`The date is not valid. The error is caused by «${operand.text}».`)
  if (operand.kind === 'field') throw wrong()
  return dateTime(scope, operand, wrong).time
}

/** The words of MODE in lower case; MustContain unless given. */
function modeOf({ mode, asOf }: WiqlQuery, onLinks: boolean): string {
  const text = mode.join(',').toLowerCase()
  const wrong = (why: string) => syntaxError(`${why} The error is caused by «${mode.join(', ')}».`)
  if (!onLinks) {
    if (text !== '') throw wrong('Only queries of links have a mode.')
    return text
  }
  const modes = [
    'mustcontain',
    'maycontain',
    'doesnotcontain',
    'recursive',
    'recursive,returnmatchingchildren',
  ]
  if (text !== '' && !modes.includes(text)) throw wrong('The mode is not known.')
  // Documented; the service's own words are unconfirmed. ORDER BY, of which the documentation says the same and yet
  // shows examples, orders each level.
  if (text.startsWith('recursive') && asOf) throw wrong('ASOF cannot be used with recursive queries.')
  return text || 'mustcontain'
}

function findLinks(
  scope: QueryScope,
  { where }: WiqlQuery,
  mode: string,
  basis: { snapshot: Snapshot; sorting: readonly SortField[] },
  most: number,
): LinkEntry[] {
  const parts = splitLinkConditions(where)
  const query: LinkQuery = {
    ...basis,
    ...(parts.source ? { source: compileCondition(scope, parts.source) } : {}),
    ...(parts.target ? { target: compileCondition(scope, parts.target) } : {}),
  }
  const accepted = acceptedLinks(scope, parts.links)
  if (!mode.startsWith('recursive')) return oneHop(query, accepted, mode as OneHopMode, most)
  const links = treeLinks(scope.organization, basis.snapshot, treeEnds(accepted))
  return tree(query, links, mode !== 'recursive', most)
}

/** The hierarchy of items nobody has written to stands in the columns; all else in their links. */
function treeLinks(
  { items }: Organization,
  snapshot: Snapshot,
  { forward, reverse }: { forward: string; reverse: string },
): TreeLinks {
  const others = (index: number, end: string) =>
    snapshot.linksOf(index).flatMap(({ rel, other }) => (rel === end && other !== undefined ? [other] : []))
  const hierarchy = forward === 'System.LinkTypes.Hierarchy-Forward'
  return {
    forward,
    parentOf(index) {
      if (!hierarchy || !snapshot.inColumns(index)) return others(index, reverse)[0]
      const parent = items.columns.parent[index] as number
      return parent < 0 ? undefined : parent
    },
    childrenOf: (index) => (hierarchy ? items.childrenOf(index) : others(index, forward)),
  }
}
