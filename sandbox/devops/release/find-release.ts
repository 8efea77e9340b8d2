import { advance } from '../../data/release/deploy-release.js'
import { createReleases, type ProjectReleases } from '../../data/release/release-data.js'
import type { ReleaseDefinition } from '../../data/release/release-definition.js'
import type { Release, ReleaseEnvironment } from '../../data/release/release.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import type { EndpointCall } from '../route.js'
import { releaseError } from './release-error.js'

/** What the project of the address has, as far as it has come until now. */
export function releasesOf(call: EndpointCall): ProjectReleases {
  const own = call.organization.part(createReleases).of(projectOf(call))
  // Those created while the sandbox runs stand last.
  for (let at = own.releases.length - 1; at >= 0; at--) {
    const release = own.releases[at] as Release
    if (!release.startedByHand) break
    advance(call.organization, release, call.now)
  }
  return own
}

/** The release of the address; 404 when the project has none with that id. */
export function findRelease(call: EndpointCall, id = pathNumber(call, 'releaseId')): Release {
  const release = releasesOf(call).byId.get(id)
  if (!release || release.isDeleted)
    throw releaseError(
      404,
      'ReleaseNotFoundException',
      `VS402851: Release with ID ${id} does not exist. Verify that the ID is correct and try again.`,
    )
  return release
}

/** The environment of the address. */
export function findEnvironment(call: EndpointCall): { release: Release; environment: ReleaseEnvironment } {
  const release = findRelease(call)
  const id = pathNumber(call, 'environmentId')
  const environment = release.environments.find((candidate) => candidate.id === id)
  if (!environment)
    throw releaseError(
      404,
      'ReleaseEnvironmentNotFoundException',
      `Release ${release.id} has no environment with ID ${id}.`,
    )
  return { release, environment }
}

/** The definition of the address; 404 when the project has none with that id. */
export function findReleaseDefinition(
  call: EndpointCall,
  id = pathNumber(call, 'definitionId'),
): ReleaseDefinition {
  const definition = releasesOf(call).definitions.get(id)
  if (!definition || definition.isDeleted)
    throw releaseError(
      404,
      'ReleaseDefinitionNotFoundException',
      `VS402864: Release definition with ID ${id} does not exist. Verify that the ID is correct and try again.`,
    )
  return definition
}
