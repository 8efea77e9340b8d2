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
      // An unknown path or person is an error to the service, and merely no row to SQL: ask again without.
      const robust = conditions.filter((condition) => !condition.fragile)
      if (!isRefusal(thrown) || robust.length === conditions.length) throw thrown
      conditions = robust
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

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof AzdoError && thrown.code === 'SERVICE_REFUSED'
}
