import type { Feed } from '../../data/packages/feed.js'
import { patchOperations } from '../json-patch.js'
import { jsonBody } from '../json-body.js'
import { flag, word } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { feedAnswer } from './feed-answer.js'
import { feedArgument, feedError } from './feed-errors.js'
import { feedData, feedRoute, feedsOf, findFeed } from './find-feed.js'

/** Feeds: list, one, create, change, delete; and the recycle bin. */
export const feedRoutes: readonly Route[] = [
  feedRoute('GET', 'feeds', (call) => {
    const role = word(
      call,
      'feedRole',
      ['none', 'reader', 'contributor', 'administrator', 'collaborator'],
      'none',
    )
    const urls = call.query('includeUrls') === undefined || flag(call, 'includeUrls')
    const present = feedsOf(call).filter(
      (feed) => feed.deletedAt === undefined && (role === 'none' || hasRole(call, feed, role)),
    )
    return list(present.map((feed) => feedAnswer(call, feed, urls)))
  }),
  feedRoute('GET', 'feeds/{feedId}', (call) => ({ status: 200, body: feedAnswer(call, findFeed(call)) })),
  feedRoute(
    'POST',
    'feeds',
    (call) => {
      const body = jsonBody(call.request)
      const feed = feedData(call).add(call.project, nameIn(call, body.name), call.caller, call.now)
      change(call, feed, body)
      return { status: 201, body: feedAnswer(call, feed) }
    },
    'application/json',
  ),
  feedRoute(
    'PATCH',
    'feeds/{feedId}',
    (call) => {
      const feed = findFeed(call)
      const body = jsonBody(call.request)
      if (body.name !== undefined && body.name !== null) feed.name = nameIn(call, body.name, feed)
      change(call, feed, body)
      feedData(call).touch(feed)
      return { status: 200, body: feedAnswer(call, feed) }
    },
    'application/json',
  ),
  feedRoute('DELETE', 'feeds/{feedId}', (call) => {
    const feed = findFeed(call)
    feed.deletedAt = call.now
    feedData(call).touch(feed)
    return { status: 204 }
  }),
  feedRoute('GET', 'feedrecyclebin', (call) =>
    list(
      feedsOf(call)
        .filter(({ deletedAt }) => deletedAt !== undefined)
        .map((feed) => feedAnswer(call, feed)),
    ),
  ),
  feedRoute(
    'PATCH',
    'feedrecyclebin/{feedId}',
    (call) => {
      const feed = findFeed(call, true)
      const [operation] = patchOperations(call.request, ['replace'])
      if (operation?.path.join('/').toLowerCase() !== 'isdeleted' || operation.value !== false)
        throw feedArgument('A feed is restored by replacing /isDeleted with false.')
      delete feed.deletedAt
      feedData(call).touch(feed)
      return { status: 204 }
    },
    'application/json-patch+json',
  ),
  feedRoute('DELETE', 'feedrecyclebin/{feedId}', (call) => {
    const feed = findFeed(call, true)
    const all = feedsOf(call)
    all.splice(all.indexOf(feed), 1)
    return { status: 204 }
  }),
]

const roles = ['none', 'reader', 'collaborator', 'contributor', 'administrator'] as const

/** Everyone of the organization reads every feed. */
function hasRole(call: EndpointCall, feed: Feed, wanted: (typeof roles)[number]): boolean {
  const own = [...feed.permissions].find(([person]) => person.id === call.caller.id)?.[1] ?? 'reader'
  return roles.indexOf(own) >= roles.indexOf(wanted)
}

function change(call: EndpointCall, feed: Feed, body: Record<string, unknown>): void {
  const { description, defaultViewId, upstreamEnabled, upstreamSources } = body
  if (defaultViewId) {
    const view = feed.views.find(({ id }) => id === String(defaultViewId).toLowerCase())
    if (!view) throw feedArgument(`The feed has no view ${String(defaultViewId)}.`)
    feed.defaultView = view
  }
  if (typeof description === 'string') feed.description = description
  if (typeof body.hideDeletedPackageVersions === 'boolean')
    feed.hideDeletedVersions = body.hideDeletedPackageVersions
  if (typeof body.badgesEnabled === 'boolean') feed.badgesEnabled = body.badgesEnabled
  if (Array.isArray(upstreamSources)) {
    feed.upstreams = (upstreamSources as Record<string, unknown>[]).map((source) => ({
      id: String(source.id ?? feed.id),
      name: String(source.name ?? ''),
      protocol: String(source.protocol ?? ''),
      location: String(source.location ?? ''),
    }))
    feed.upstreamsChangedAt = call.now
  } else if (upstreamEnabled === false) {
    feed.upstreams = []
    feed.upstreamsChangedAt = call.now
  }
}

/** Characters names of feeds must not hold (docs, "Artifacts feeds"; list unconfirmed). */
const forbidden = /[\s@~;{}'+=,<>|/\\?:&$*"#[\]%]/

function nameIn(call: EndpointCall, given: unknown, own?: Feed): string {
  if (typeof given !== 'string' || given === '' || given.length > 64 || forbidden.test(given))
    throw feedArgument(`The feed name '${String(given)}' is not valid.`)
  const taken = feedsOf(call).some(
    (feed) => feed !== own && feed.deletedAt === undefined && feed.name.toLowerCase() === given.toLowerCase(),
  )
  if (taken) throw feedError(409, 'FeedNameAlreadyExistsException', `A feed named '${given}' already exists.`)
  return given
}
