import type { Feed, Package, PackageVersion } from '../../data/packages/feed.js'
import { latestVersion } from '../../data/packages/feed.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { feedUrl, viewAnswer } from './feed-answer.js'

/** What a list of packages shows. */
export interface PackageView {
  urls: boolean
  description: boolean
}

export function packageUrl(call: EndpointCall, feed: Feed, { id }: Package): string {
  return `${feedUrl(call, feed)}/Packages/${id}`
}

/** A package with the given versions. */
export function packageAnswer(
  call: EndpointCall,
  feed: Feed,
  one: Package,
  versions: readonly PackageVersion[],
  view: PackageView,
): Record<string, unknown> {
  const url = packageUrl(call, feed, one)
  return {
    id: one.id,
    normalizedName: one.normalizedName,
    name: one.name,
    protocolType: one.protocol,
    isCached: versions.some(({ upstream }) => upstream),
    ...(view.urls
      ? {
          url,
          _links: {
            self: { href: url },
            feed: { href: feedUrl(call, feed) },
            versions: { href: `${url}/Versions` },
          },
        }
      : {}),
    starCount: 0,
    versions: versions.map((version) => minimalVersion(call, feed, one, version, view)),
  }
}

/** A version as it stands inside other answers. */
export function minimalVersion(
  call: EndpointCall,
  feed: Feed,
  one: Package,
  version: PackageVersion,
  view: PackageView,
): Record<string, unknown> {
  return {
    id: version.id,
    normalizedVersion: version.normalized,
    version: version.version,
    isLatest: latestVersion(one) === version,
    isListed: version.isListed,
    storageId: version.id.replaceAll('-', '').toUpperCase(),
    views: version.views.map((own) => viewAnswer(call, feed, own, view.urls)),
    publishDate: serviceDate(version.publishedAt),
    ...(version.upstream ? { directUpstreamSourceId: version.upstream.id, isCachedVersion: true } : {}),
    ...(version.deletedAt === undefined ? {} : { isDeleted: true }),
    ...(view.description ? { packageDescription: version.description } : {}),
  }
}

/** A version as its own address shows it. */
export function versionAnswer(
  call: EndpointCall,
  feed: Feed,
  one: Package,
  version: PackageVersion,
  urls: boolean,
): Record<string, unknown> {
  const url = `${packageUrl(call, feed, one)}/Versions/${version.id}`
  const view = { urls, description: false }
  return {
    ...minimalVersion(call, feed, one, version, view),
    author: version.publisher.displayName,
    description: version.description,
    summary: version.description.slice(0, 40),
    tags: version.tags,
    dependencies: version.dependencies.map(({ group, name, range }) => ({
      ...(group === undefined ? {} : { group }),
      packageName: name,
      versionRange: range,
    })),
    files: version.files.map((name) => ({ name, children: [] })),
    otherVersions: one.versions
      .filter((other) => other !== version && other.deletedAt === undefined)
      .map((other) => minimalVersion(call, feed, one, other, view)),
    sourceChain: version.upstream
      ? [
          {
            id: version.upstream.id,
            name: version.upstream.name,
            protocol: version.upstream.protocol,
            location: version.upstream.location,
            upstreamSourceType: 'public',
          },
        ]
      : [],
    ...(version.deletedAt === undefined ? {} : { deletedDate: serviceDate(version.deletedAt) }),
    ...(urls
      ? {
          url,
          _links: {
            self: { href: url },
            feed: { href: feedUrl(call, feed) },
            package: { href: packageUrl(call, feed, one) },
          },
        }
      : {}),
  }
}
