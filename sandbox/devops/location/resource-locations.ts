import type { DevOpsAnswer } from '../devops-request.js'
import { list, type Route } from '../route.js'

/** Newest version served, as the location service words it. */
const newest = '7.1'
const unreleased = '0.0'

/**
 * Answers `OPTIONS _apis` and `OPTIONS _apis/{area}`: where each resource is and in which versions, which
 * Microsoft's own clients ask before anything else (facts 1.3).
 */
export function answerLocations(routes: readonly Route[], after: readonly string[]): DevOpsAnswer {
  const wanted = after[0]?.toLowerCase()
  const byId = new Map<string, Route>()
  for (const route of routes) {
    const { location } = route
    if (!location || (wanted !== undefined && location.area.toLowerCase() !== wanted)) continue
    const known = byId.get(location.id)
    if (!known || reach(route) > reach(known)) byId.set(location.id, route)
  }
  return list([...byId.values()].map(describe))
}

/** The template of a resource is that of the operation with the longest address; clients leave out what they don't fill in. */
function reach({ pattern, scope }: Route): number {
  return pattern.split('/').length * 4 + scope.length
}

function describe({ location, pattern, scope, versions }: Route): Record<string, unknown> {
  const before = scope.includes('team') ? '{project}/{team}/' : scope.includes('project') ? '{project}/' : ''
  return {
    id: location?.id,
    area: location?.area,
    resourceName: location?.resource,
    routeTemplate: `${before}_apis/${pattern}`,
    resourceVersion: versions.latestPreview,
    minVersion: '1.0',
    maxVersion: newest,
    releasedVersion: versions.previewOnly ? unreleased : newest,
  }
}
