import type { WikiPageDetail } from 'azure-devops-node-api/interfaces/WikiInterfaces.js'
import { below, randomStream, streams } from '../../data/random.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { inWiki, pageById, type WikiCall } from './find-page.js'
import { wikiArgument } from './wiki-errors.js'

const shared = { scope: ['project'], versions: released(1) } as const
const day = 86_400_000
const mostDays = 30
/** Most pages of one batch (facts 6), and how many when none is asked for. */
const mostPages = 100

/** Lists of pages with how often they were looked at. */
export const pageViewRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'POST',
    pattern: 'wiki/wikis/{wikiIdentifier}/pagesbatch',
    location: { area: 'wiki', resource: 'pagesBatch', id: '71323c46-2592-4398-8771-ced73dd87207' },
    body: 'application/json',
    answer: batch,
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'wiki/wikis/{wikiIdentifier}/pages/{pageId}/stats',
    location: { area: 'wiki', resource: 'pageStats', id: '81c4e0fe-7663-4d62-ad46-6ab78459f274' },
    answer(call) {
      const inside = inWiki(call)
      const page = pageById(inside, call.path.pageId as string)
      const days = checkedDays(wholeNumber(call, 'pageViewsForDays', 0, 0))
      return { status: 200, body: detail(inside, page.path, Number(call.path.pageId), days) }
    },
  },
]

/** Pages in the order of their ids; the token is the last id that was given. */
function batch(call: EndpointCall) {
  const inside = inWiki(call)
  const { top, continuationToken, pageViewsForDays } = jsonBody(call.request)
  const length = top === undefined || top === null ? mostPages : Number(top)
  if (!Number.isInteger(length) || length < 1 || length > mostPages)
    throw wikiArgument(`top must be a whole number from 1 to ${mostPages}.`)
  const after = continuationToken ? Number(continuationToken) : 0
  if (!Number.isInteger(after) || after < 0)
    throw wikiArgument(`The continuation token "${String(continuationToken)}" is not valid.`)
  const days = checkedDays(Number(pageViewsForDays ?? 0))
  const left = [...inside.ids].filter(([, id]) => id > after).sort((a, b) => a[1] - b[1])
  const page = left.slice(0, length)
  const last = page.at(-1)
  return list(
    page.map(([path, id]) => detail(inside, path, id, days)),
    last && left.length > length ? { 'x-ms-continuationtoken': String(last[1]) } : undefined,
  )
}

function checkedDays(days: number): number {
  if (Number.isInteger(days) && days >= 0 && days <= mostDays) return days
  throw wikiArgument(`pageViewsForDays must be a whole number up to ${mostDays}.`)
}

/** Days on which nobody looked are left out. */
function detail(call: WikiCall, path: string, id: number, days: number): Wire<WikiPageDetail> {
  const today = Math.floor(call.now / day)
  const views = Array.from({ length: days }, (_, at) => today - days + 1 + at).flatMap((on) => {
    const random = randomStream(call.organization.seed, streams.wikiView, call.wiki.project.index, id, on)
    const count = below(random, 3) * below(random, 20)
    const date = new Date(on * day).toISOString().slice(0, 19)
    return count > 0 ? [{ day: date, count }] : []
  })
  return { path, id, ...(views.length > 0 ? { viewStats: views } : {}) }
}
