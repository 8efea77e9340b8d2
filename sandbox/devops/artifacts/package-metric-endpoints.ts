import { below, randomStream, streams } from '../../data/random.js'
import type { Organization } from '../../data/organization.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { lastDate } from '../../data/work-item-columns.js'
import { feedRoute, findFeed, findPackage } from './find-feed.js'

/** How often packages and versions were downloaded; unknown ids are left out. */
export const packageMetricRoutes: readonly Route[] = [
  feedRoute(
    'POST',
    'Feeds/{feedId}/packagemetricsbatch',
    (call) => {
      const packages = findFeed(call).packages()
      const ids = idsIn(jsonBody(call.request).packageIds)
      return list(
        ids.flatMap((id) => (packages.has(id) ? [{ packageId: id, ...metrics(call.organization, id) }] : [])),
      )
    },
    'application/json',
  ),
  feedRoute(
    'POST',
    'Feeds/{feedId}/Packages/{packageId}/versionmetricsbatch',
    (call) => {
      const { id: packageId, versions } = findPackage(call)
      const ids = idsIn(jsonBody(call.request).packageVersionIds)
      return list(
        ids.flatMap((id) =>
          versions.some((version) => version.id === id)
            ? [{ packageId, packageVersionId: id, ...metrics(call.organization, id) }]
            : [],
        ),
      )
    },
    'application/json',
  ),
]

function idsIn(given: unknown): string[] {
  if (!Array.isArray(given)) throw badArgument('The ids must be a list.')
  return given.map((id) => String(id).toLowerCase())
}

/** One in ten was never downloaded. */
function metrics({ seed }: Organization, id: string) {
  const random = randomStream(seed, streams.packageMetric, parseInt(id.slice(0, 8), 16))
  const downloadCount = random() < 0.1 ? 0 : 1 + below(random, 5000)
  return {
    downloadCount,
    downloadUniqueUsers: Math.min(downloadCount, below(random, 60) + Math.min(1, downloadCount)),
    ...(downloadCount === 0
      ? {}
      : { lastDownloaded: serviceDate(lastDate - below(random, 300 * 86_400_000)) }),
  }
}
