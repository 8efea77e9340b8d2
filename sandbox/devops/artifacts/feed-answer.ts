import type { Feed, FeedView } from '../../data/packages/feed.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'

/** The address of a feed, under its project's GUID if it has one. */
export function feedUrl(call: EndpointCall, { id, project }: Feed): string {
  return `${call.base}${project ? `/${project.id}` : ''}/_apis/Packaging/Feeds/${id}`
}

/** A feed; the parts of lists that `includeUrls=false` leaves out are its links. */
export function feedAnswer(call: EndpointCall, feed: Feed, urls = true): Record<string, unknown> {
  const url = feedUrl(call, feed)
  const { project, defaultView } = feed
  return {
    ...(feed.description === undefined ? {} : { description: feed.description }),
    ...(urls
      ? {
          url,
          _links: {
            self: { href: url },
            packages: { href: `${url}/Packages` },
            permissions: { href: `${url}/Permissions` },
          },
        }
      : {}),
    hideDeletedPackageVersions: feed.hideDeletedVersions,
    badgesEnabled: feed.badgesEnabled,
    defaultViewId: defaultView.id,
    viewId: null,
    viewName: null,
    fullyQualifiedName: feed.name,
    fullyQualifiedId: feed.id,
    id: feed.id,
    name: feed.name,
    isReadOnly: false,
    upstreamEnabled: feed.upstreams.length > 0,
    upstreamEnabledChangedDate: serviceDate(feed.upstreamsChangedAt),
    upstreamSources: feed.upstreams.map(({ id, name, protocol, location }) => ({
      id,
      name,
      protocol,
      location,
      displayLocation: location,
      upstreamSourceType: 'public',
      status: 'ok',
    })),
    capabilities: 'defaultCapabilities',
    ...(project ? { project: { id: project.id, name: project.name, visibility: project.visibility } } : {}),
    ...(feed.deletedAt === undefined
      ? {}
      : {
          deletedDate: serviceDate(feed.deletedAt),
          scheduledPermanentDeleteDate: serviceDate(feed.deletedAt + 30 * 86_400_000),
        }),
  }
}

export function viewAnswer(
  call: EndpointCall,
  feed: Feed,
  view: FeedView,
  urls = true,
): Record<string, unknown> {
  const url = `${feedUrl(call, feed)}/Views/${view.id}`
  return {
    id: view.id,
    name: view.name,
    type: view.type,
    visibility: view.visibility,
    ...(urls ? { url, _links: { self: { href: url }, feed: { href: feedUrl(call, feed) } } } : {}),
  }
}
