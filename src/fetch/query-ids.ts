import { AzdoError } from '../errors/azdo-error.js'
import type { WiqlCondition } from '../planner/fetch-plan.js'
import type { Meter, RestClient } from '../rest/rest-client.js'
import { serviceMoment, type ServiceMoment } from './service-clock.js'

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
  /** Which come first instead, for one page: `[System.ChangedDate] DESC`. */
  readonly orderBy?: string
}

/** One page of ids. */
export interface IdPage {
  readonly ids: readonly number[]
  /** When the service made it, where it tells. */
  readonly moment: ServiceMoment | undefined
  /** Whether no page follows. */
  readonly last: boolean
}

/**
 * Ids of the work items that satisfy the conditions, ascending, in pages; each page ends where the next begins, so
 * that the service's cap on results is never met. The last page may be empty; there is none at all when the service
 * refuses a project or path that does not exist. Pages are to be taken up to the last one: each is asked for when the
 * one before is there.
 */
export async function* queryIds(client: RestClient, query: IdQuery): AsyncGenerator<IdPage, void, undefined> {
  let conditions = query.conditions
  let left = query.limit ?? Infinity

  const ask = async (above: number | undefined): Promise<IdPage | undefined> => {
    const top = Math.min(left, idsPerQuery)
    for (;;) {
      try {
        const page = await queryPage(client, query, conditions, above, top)
        left -= page.ids.length
        return { ...page, last: page.ids.length < top || left <= 0 }
      } catch (thrown) {
        const less = isRefusal(thrown) ? withoutCause(conditions, thrown) : conditions
        if (less === nothingFound) return undefined
        if (less.length === conditions.length) throw thrown
        conditions = less
      }
    }
  }
  let asked = left > 0 ? ask(query.above) : undefined
  try {
    for (let page = await asked; page; page = await asked) {
      // The next page comes while this one is worked on.
      asked = page.last ? undefined : ask(page.ids.at(-1))
      asked?.catch(() => undefined)
      yield page
    }
  } finally {
    await asked?.catch(() => undefined)
  }
}

async function queryPage(
  client: RestClient,
  query: IdQuery,
  conditions: readonly WiqlCondition[],
  above: number | undefined,
  top: number,
): Promise<Omit<IdPage, 'last'>> {
  const where = [
    ...conditions.map(({ text }) => text),
    ...(above === undefined ? [] : [`[System.Id] > ${above}`]),
  ]
  const wiql = idQueryText(where, query.orderBy)
  const askedAt = Date.now()
  const answer = await client.json<{ workItems?: readonly { id: number }[]; asOf?: unknown }>({
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
  const { workItems, asOf } = answer.body
  return { ids: workItems.map(({ id }) => id), moment: serviceMoment(asOf, askedAt, Date.now()) }
}

/** The WIQL that asks for the ids of all items that satisfy conditions. */
export function idQueryText(conditions: readonly string[], orderBy = '[System.Id]'): string {
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return `SELECT [System.Id] FROM WorkItems${where} ORDER BY ${orderBy}`
}

/** Whether the service refused what it was asked. */
export function isRefusal(thrown: unknown): thrown is AzdoError {
  return thrown instanceof AzdoError && thrown.code === 'SERVICE_REFUSED'
}

const nothingFound: readonly WiqlCondition[] = []
/** A condition that only items of one project, or of one area or iteration or below it, satisfy. */
const ofOnePlace = /^\[System\.(?:TeamProject|AreaPath|IterationPath)\] (?:=|UNDER) '/

/**
 * The conditions to ask with after a refusal. What does not exist is an error to the service, and merely no row to
 * SQL: without the conditions that the refusal names, or else without all that may cause one. A project or path
 * that does not exist (TF51011, facts 5.1) has no items: then nothing is to be asked.
 */
function withoutCause(
  conditions: readonly WiqlCondition[],
  { message }: AzdoError,
): readonly WiqlCondition[] {
  const fragile = conditions.filter((condition) => condition.fragile)
  const cause = /«(.+?)»/.exec(message)?.[1]
  const named = fragile.filter(({ text }) => cause !== undefined && text.includes(cause))
  if (message.includes('TF51011') && named.some(({ text }) => ofOnePlace.test(text))) return nothingFound
  const dropped = named.length > 0 ? named : fragile
  return conditions.filter((condition) => !dropped.includes(condition))
}
