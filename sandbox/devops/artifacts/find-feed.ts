import type { Feed, Package, PackageVersion } from '../../data/packages/feed.js'
import { createFeeds, type FeedData } from '../../data/packages/feeds.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { feedError, feedNotFound, packageNotFound } from './feed-errors.js'

/** A route below `_apis/packaging`, for feeds of a project and of the organization. */
export function feedRoute(
  method: Route['method'],
  pattern: string,
  answer: Route['answer'],
  body?: Route['body'],
): Route {
  return {
    method,
    pattern: `packaging/${pattern}`,
    scope: ['organization', 'project'],
    versions: released(1),
    ...(body ? { body } : {}),
    answer,
  }
}

export function feedData(call: EndpointCall): FeedData {
  return call.organization.part(createFeeds)
}

/** The feeds of the project of the address, or those of the whole organization. */
export function feedsOf(call: EndpointCall): Feed[] {
  return feedData(call).of(call.project)
}

/** The feed of the address by id or name, without what stands after `@` (a view). */
export function findFeed(call: EndpointCall, deleted = false): Feed {
  const given = call.path.feedId as string
  const wanted = given.split('@')[0]?.toLowerCase()
  const found = feedsOf(call).find(
    ({ id, name, deletedAt }) =>
      (deletedAt !== undefined) === deleted && (id === wanted || name.toLowerCase() === wanted),
  )
  if (!found) throw feedNotFound(given)
  return found
}

/** The package of the address. */
export function findPackage(call: EndpointCall, feed = findFeed(call)): Package {
  const id = call.path.packageId as string
  const found = feed.packages().get(id.toLowerCase())
  if (!found) throw packageNotFound(id)
  return found
}

/** The version of the address, by id or by its text. */
export function findVersion(call: EndpointCall, { name, versions }: Package): PackageVersion {
  const wanted = (call.path.packageVersionId as string).toLowerCase()
  const found = versions.find(
    ({ id, version, normalized }) =>
      id === wanted || version.toLowerCase() === wanted || normalized.toLowerCase() === wanted,
  )
  if (!found)
    throw feedError(
      404,
      'PackageVersionNotFoundException',
      `The version '${wanted}' of '${name}' was not found.`,
    )
  return found
}
