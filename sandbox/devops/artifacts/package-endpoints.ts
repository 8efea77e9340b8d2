import type { Package, PackageVersion } from '../../data/packages/feed.js'
import { latestVersion } from '../../data/packages/feed.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { skippedPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { feedRoute, findFeed, findPackage, findVersion } from './find-feed.js'
import { packageNotFound } from './feed-errors.js'
import { packageAnswer, versionAnswer } from './package-answer.js'

/** Packages of a page when `$top` is not given (unconfirmed). */
const pageSize = { default: 1000 }
const keptDays = 30 * 86_400_000

/** Packages and their versions, and those in the recycle bin. */
export const packageRoutes: readonly Route[] = [
  feedRoute('GET', 'Feeds/{feedId}/packages', (call) => listPackages(call, false)),
  feedRoute('GET', 'Feeds/{feedId}/packages/{packageId}', (call) => {
    const feed = findFeed(call)
    const one = findPackage(call, feed)
    const shown = versionsShown(call, one, false)
    return { status: 200, body: packageAnswer(call, feed, one, shown, viewIn(call)) }
  }),
  feedRoute('GET', 'Feeds/{feedId}/Packages/{packageId}/versions', (call) => {
    const feed = findFeed(call)
    const one = findPackage(call, feed)
    const deleted = optionalFlag(call, 'isDeleted') ?? false
    const listed = optionalFlag(call, 'isListed')
    const fitting = one.versions.filter(
      ({ deletedAt, isListed }) =>
        (deletedAt !== undefined) === deleted && (listed === undefined || isListed === listed),
    )
    const { urls } = viewIn(call)
    return list([...fitting].reverse().map((version) => versionAnswer(call, feed, one, version, urls)))
  }),
  feedRoute('GET', 'Feeds/{feedId}/Packages/{packageId}/versions/{packageVersionId}', (call) => {
    const feed = findFeed(call)
    const one = findPackage(call, feed)
    const version = findVersion(call, one)
    return { status: 200, body: versionAnswer(call, feed, one, version, viewIn(call).urls) }
  }),
  {
    ...feedRoute(
      'GET',
      'Feeds/{feedId}/Packages/{packageId}/Versions/{packageVersionId}/provenance',
      (call) => {
        const feed = findFeed(call)
        const one = findPackage(call, feed)
        const { id, build, publisher } = findVersion(call, one)
        return {
          status: 200,
          body: {
            feedId: feed.id,
            packageId: one.id,
            packageVersionId: id,
            provenance: {
              provenanceSource: build ? 'InternalBuild' : 'Other',
              publisherUserIdentity: publisher.id,
              userAgent: build ? 'NuGet Command Line/6.8.0' : 'npm/10.2.0',
              data: build
                ? {
                    'System.TeamProjectId': build.project.id,
                    'Build.BuildId': String(build.id),
                    'Build.BuildNumber': build.number,
                    'Build.DefinitionId': String(build.definition.id),
                    'Build.Repository.Id': build.repository.id,
                    'Build.SourceBranch': build.sourceBranch,
                    'Build.SourceVersion': build.sourceVersion,
                  }
                : {},
            },
          },
        }
      },
    ),
    versions: { previewOnly: true, latestPreview: 1 },
  },
  feedRoute('GET', 'Feeds/{feedId}/RecycleBin/Packages', (call) => listPackages(call, true)),
  feedRoute('GET', 'Feeds/{feedId}/RecycleBin/Packages/{packageId}', (call) => {
    const feed = findFeed(call)
    const one = deletedPackage(call)
    return { status: 200, body: packageAnswer(call, feed, one, deletedVersions(one), viewIn(call)) }
  }),
  feedRoute('GET', 'Feeds/{feedId}/RecycleBin/Packages/{packageId}/Versions', (call) => {
    const one = deletedPackage(call)
    return list(deletedVersions(one).map((version) => deletedAnswer(call, one, version)))
  }),
  feedRoute('GET', 'Feeds/{feedId}/RecycleBin/Packages/{packageId}/Versions/{packageVersionId}', (call) => {
    const one = deletedPackage(call)
    const version = findVersion(call, { ...one, versions: deletedVersions(one) })
    return { status: 200, body: deletedAnswer(call, one, version) }
  }),
]

function listPackages(call: EndpointCall, deleted: boolean): DevOpsAnswer {
  const feed = findFeed(call)
  for (const name of ['isCached', 'directUpstreamId', 'isRelease'])
    if (call.query(name)) throw notEmulated(`packages by ${name}`)
  const protocol = call.query('protocolType')?.toLowerCase()
  const text = call.query('packageNameQuery')?.toLowerCase()
  const normalized = call.query('normalizedPackageName')?.toLowerCase()
  if (normalized && !protocol) throw badArgument('normalizedPackageName needs protocolType.')
  const listed = optionalFlag(call, 'isListed')
  const fitting = [...feed.packages().values()].filter(
    (one) =>
      (!protocol || one.protocol.toLowerCase() === protocol) &&
      (!text || one.name.toLowerCase().includes(text)) &&
      (!normalized || one.normalizedName === normalized) &&
      (listed === undefined || latestVersion(one)?.isListed === listed) &&
      versionsShown(call, one, deleted).length > 0,
  )
  const view = viewIn(call)
  return list(
    skippedPage(call, fitting, pageSize).map((one) =>
      packageAnswer(call, feed, one, versionsShown(call, one, deleted), view),
    ),
  )
}

/** The latest version, or the newest few, or all; newest first. */
function versionsShown(call: EndpointCall, one: Package, deleted: boolean): PackageVersion[] {
  const withDeleted = flag(call, 'includeDeleted')
  const fitting = one.versions
    .filter(({ deletedAt }) => (deleted ? deletedAt !== undefined : withDeleted || deletedAt === undefined))
    .reverse()
  if (flag(call, 'includeAllVersions')) return fitting
  // A number is not what the specification says, but what the service takes.
  return fitting.slice(0, flagOrNumber(call, 'getTopPackageVersions'))
}

function flagOrNumber(call: EndpointCall, name: string): number {
  const text = call.query(name)
  return text !== undefined && /^\d+$/.test(text) ? (wholeNumber(call, name, 1, 1) ?? 1) : 1
}

function viewIn(call: EndpointCall) {
  const urls = optionalFlag(call, 'includeUrls') ?? true
  return { urls, description: flag(call, 'includeDescription') }
}

function optionalFlag(call: EndpointCall, name: string): boolean | undefined {
  return call.query(name) === undefined ? undefined : flag(call, name)
}

function deletedVersions({ versions }: Package): PackageVersion[] {
  return versions.filter(({ deletedAt }) => deletedAt !== undefined).reverse()
}

function deletedPackage(call: EndpointCall): Package {
  const one = findPackage(call)
  if (deletedVersions(one).length === 0) throw packageNotFound(one.id)
  return one
}

function deletedAnswer(call: EndpointCall, one: Package, version: PackageVersion) {
  return {
    ...versionAnswer(call, findFeed(call), one, version, viewIn(call).urls),
    scheduledPermanentDeleteDate: serviceDate((version.deletedAt as number) + keptDays),
  }
}
