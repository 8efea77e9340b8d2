import { AzdoError } from '../errors/azdo-error.js'
import type { WiqlCondition } from '../planner/fetch-plan.js'
import type { Meter, RestClient } from '../rest/rest-client.js'

/** WIQL refuses results of more than 20,000 ids (facts 5.1); one less is the customary safe page. */
export const idsPerQuery = 19_999

/** What bounds a query for ids. */
export interface IdQuery {
  readonly conditions: readonly WiqlCondition[]
  readonly signal: AbortSignal
  readonly meter: Meter
  /** Only ids above this. */
  readonly above?: number
  /** At most this many ids, the smallest first. */
  readonly limit?: number
}

/**
 * Ids of the work items that satisfy the conditions, ascending, in pages; each page ends where the next begins, so
 * that the service's cap on results is never met.
 */
export async function* queryIds(
  client: RestClient,
  query: IdQuery,
): AsyncGenerator<readonly number[], void, undefined> {
  let conditions = query.conditions
  let above = query.above
  let left = query.limit ?? Infinity
  while (left > 0) {
    const top = Math.min(left, idsPerQuery)
    let ids: readonly number[]
    try {
      ids = await queryPage(client, query, conditions, above, top)
    } catch (thrown) {
      const less = isRefusal(thrown) ? withoutCause(conditions, thrown) : conditions
      if (less === nothingFound) return
      if (less.length === conditions.length) throw thrown
      conditions = less
      continue
    }
    if (ids.length > 0) yield ids
    if (ids.length < top) return
    left -= ids.length
    above = ids[ids.length - 1]
  }
}

async function queryPage(
  client: RestClient,
  query: IdQuery,
  conditions: readonly WiqlCondition[],
  above: number | undefined,
  top: number,
): Promise<readonly number[]> {
  const where = [
    ...conditions.map(({ text }) => text),
    ...(above === undefined ? [] : [`[System.Id] > ${above}`]),
  ]
  const wiql = `SELECT [System.Id] FROM WorkItems${where.length ? ` WHERE ${where.join(' AND ')}` : ''} ORDER BY [System.Id]`
  const answer = await client.json<{ workItems?: readonly { id: number }[] }>({
    host: 'core',
    method: 'POST',
    path: '/_apis/wit/wiql',
    query: { $top: top, timePrecision: true },
    body: { query: wiql },
    safe: true,
    signal: query.signal,
    meter: query.meter,
  })
  if (!Array.isArray(answer.body?.workItems)) {
    throw new AzdoError(
      'SERVICE_ANSWER_INVALID',
      'The answer to a work item query holds no list of work items.',
    )
  }
  return answer.body.workItems.map(({ id }) => id)
}

function isRefusal(thrown: unknown): thrown is AzdoError {
  return thrown instanceof AzdoError && thrown.code === 'SERVICE_REFUSED'
}

const nothingFound: readonly WiqlCondition[] = []
/** A condition that only items of one area or iteration, or below it, satisfy. */
const ofOnePath = /^\[System\.(?:AreaPath|IterationPath)\] (?:=|UNDER) '/

/**
 * The conditions to ask with after a refusal. What does not exist is an error to the service, and merely no row to
 * SQL: without the conditions that the refusal names, or else without all that may cause one. A path that does not
 * exist (TF51011, facts 5.1) has no items: then nothing is to be asked.
 */
function withoutCause(
  conditions: readonly WiqlCondition[],
  { message }: AzdoError,
): readonly WiqlCondition[] {
  const fragile = conditions.filter((condition) => condition.fragile)
  const cause = /«(.+?)»/.exec(message)?.[1]
  const named = fragile.filter(({ text }) => cause !== undefined && text.includes(cause))
  if (message.includes('TF51011') && named.some(({ text }) => ofOnePath.test(text))) return nothingFound
  const dropped = named.length > 0 ? named : fragile
  return conditions.filter((condition) => !dropped.includes(condition))
}
