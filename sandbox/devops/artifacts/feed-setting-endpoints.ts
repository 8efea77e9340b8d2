import type { Feed, FeedRole, FeedView } from '../../data/packages/feed.js'
import { badArgument } from '../devops-error.js'
import { jsonBody, jsonList } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { feedArgument, feedError } from './feed-errors.js'
import { feedUrl, viewAnswer } from './feed-answer.js'
import { feedData, feedRoute, findFeed } from './find-feed.js'

const json = 'application/json'
const roles: readonly FeedRole[] = ['none', 'reader', 'collaborator', 'contributor', 'administrator']
const visibilities = ['private', 'collection', 'organization', 'aadTenant'] as const

/** Views, permissions and retention of feeds, and who may create feeds. */
export const feedSettingRoutes: readonly Route[] = [
  feedRoute('GET', 'Feeds/{feedId}/views', (call) => {
    const feed = findFeed(call)
    return list(feed.views.map((view) => viewAnswer(call, feed, view)))
  }),
  feedRoute('GET', 'Feeds/{feedId}/views/{viewId}', (call) => {
    const feed = findFeed(call)
    return { status: 200, body: viewAnswer(call, feed, findView(call, feed)) }
  }),
  feedRoute(
    'POST',
    'Feeds/{feedId}/views',
    (call) => {
      const feed = findFeed(call)
      const body = jsonBody(call.request)
      const name = viewName(feed, body.name)
      const view = feedData(call).addView(feed, name)
      changeVisibility(view, body)
      return { status: 201, body: viewAnswer(call, feed, view) }
    },
    json,
  ),
  feedRoute(
    'PATCH',
    'Feeds/{feedId}/views/{viewId}',
    (call) => {
      const feed = findFeed(call)
      const view = findView(call, feed)
      const body = jsonBody(call.request)
      changeVisibility(view, body)
      if (body.name !== undefined && body.name !== view.name) view.name = viewName(feed, body.name)
      return { status: 200, body: viewAnswer(call, feed, view) }
    },
    json,
  ),
  feedRoute('DELETE', 'Feeds/{feedId}/views/{viewId}', (call) => {
    const feed = findFeed(call)
    const view = findView(call, feed)
    if (view === feed.defaultView) throw feedArgument('The default view of a feed cannot be deleted.')
    feed.views.splice(feed.views.indexOf(view), 1)
    return { status: 204 }
  }),
  feedRoute('GET', 'Feeds/{feedId}/permissions', (call) => {
    const feed = findFeed(call)
    const ids = flag(call, 'includeIds')
    return list(
      [...feed.permissions].map(([person, role]) => ({
        role,
        displayName: person.displayName,
        ...(ids ? { identityId: person.id } : {}),
        identityDescriptor: descriptorText(call, person),
        isInheritedRole: false,
      })),
    )
  }),
  feedRoute('PATCH', 'Feeds/{feedId}/permissions', setPermissions, json),
  feedRoute('GET', 'Feeds/{feedId}/retentionpolicies', (call) => ({
    status: 200,
    body: retentionAnswer(findFeed(call)),
  })),
  feedRoute(
    'PUT',
    'Feeds/{feedId}/retentionpolicies',
    (call) => {
      const feed = findFeed(call)
      const { countLimit, daysToKeepRecentlyDownloadedPackages = 30, ageLimitInDays } = jsonBody(call.request)
      if (!Number.isInteger(countLimit) || (countLimit as number) < 1 || (countLimit as number) > 5000)
        throw feedArgument('countLimit must be a whole number from 1 to 5000.')
      feed.retention = {
        countLimit: countLimit as number,
        daysToKeep: Number(daysToKeepRecentlyDownloadedPackages),
        ...(typeof ageLimitInDays === 'number' ? { ageLimitInDays } : {}),
      }
      return { status: 200, body: retentionAnswer(feed) }
    },
    json,
  ),
  feedRoute('DELETE', 'Feeds/{feedId}/retentionpolicies', (call) => {
    delete findFeed(call).retention
    return { status: 204 }
  }),
  {
    ...feedRoute('GET', 'globalpermissions', (call) => {
      const [admin] = call.organization.people
      const ids = flag(call, 'includeIds')
      return list(
        admin
          ? [
              {
                role: 'administrator',
                ...(ids ? { identityId: admin.id } : {}),
                identityDescriptor: descriptorText(call, admin),
              },
            ]
          : [],
      )
    }),
    scope: ['organization'],
  },
]

/** The descriptor older services know a person by; on the wire it is one text. */
function descriptorText(call: EndpointCall, { uniqueName }: { uniqueName: string }): string {
  return `Microsoft.IdentityModel.Claims.ClaimsIdentity;${call.organization.entra.tenant}\\${uniqueName}`
}

function setPermissions(call: EndpointCall) {
  const feed = findFeed(call)
  const changes = (jsonList(call.request) as Record<string, unknown>[]).map((entry) => {
    const role = roles.find((one) => one === String(entry.role).toLowerCase())
    if (!role) throw feedArgument(`The role "${String(entry.role)}" is not valid.`)
    const { people } = call.organization
    const person = people.find(
      (one) =>
        one.id === String(entry.identityId).toLowerCase() ||
        descriptorText(call, one) === entry.identityDescriptor,
    )
    if (!person) throw badArgument('A permission names nobody of the organization.')
    return { person, role, entry }
  })
  for (const { person, role } of changes) {
    if (role === 'none') feed.permissions.delete(person)
    else feed.permissions.set(person, role)
  }
  return list(
    changes.map(({ person, role }) => ({
      role,
      identityId: person.id,
      identityDescriptor: descriptorText(call, person),
      displayName: person.displayName,
      isInheritedRole: false,
    })),
  )
}

function findView(call: EndpointCall, feed: Feed): FeedView {
  const wanted = (call.path.viewId as string).toLowerCase()
  const found = feed.views.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  if (!found)
    throw feedError(
      404,
      'FeedViewNotFoundException',
      `The view '${wanted}' of ${feedUrl(call, feed)} was not found.`,
    )
  return found
}

function viewName(feed: Feed, given: unknown): string {
  if (typeof given !== 'string' || !/^[\p{L}\p{N}_.-]{1,64}$/u.test(given))
    throw feedArgument(`The view name '${String(given)}' is not valid.`)
  if (feed.views.some(({ name }) => name.toLowerCase() === given.toLowerCase()))
    throw feedError(409, 'FeedViewAlreadyExistsException', `A view named '${given}' already exists.`)
  return given
}

function changeVisibility(view: FeedView, { visibility }: Record<string, unknown>): void {
  if (visibility === undefined || visibility === null) return
  const known = visibilities.find((one) => one.toLowerCase() === String(visibility).toLowerCase())
  if (!known) throw feedArgument(`The visibility "${String(visibility)}" is not valid.`)
  view.visibility = known
}

/** A feed without a policy answers an empty one (unconfirmed). */
function retentionAnswer({ retention }: Feed): Record<string, unknown> {
  return retention
    ? {
        countLimit: retention.countLimit,
        daysToKeepRecentlyDownloadedPackages: retention.daysToKeep,
        ...(retention.ageLimitInDays === undefined ? {} : { ageLimitInDays: retention.ageLimitInDays }),
      }
    : { countLimit: null, daysToKeepRecentlyDownloadedPackages: null }
}
