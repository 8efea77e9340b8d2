import { createReleases } from '../../data/release/release-data.js'
import { releaseContentOf, type ReleaseVariable } from '../../data/release/release-definition.js'
import type { Release } from '../../data/release/release.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf } from '../../data/build/build.js'
import { projectOf } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall } from '../route.js'
import { findReleaseDefinition, releasesOf } from './find-release.js'
import { releaseError } from './release-error.js'

/** Creates the release the body describes; its environments then start by themselves as their conditions come true. */
export function createRelease(call: EndpointCall): Release {
  const body = jsonBody(call.request)
  if (typeof body.definitionId !== 'number') throw badArgument('The release names no definition.')
  const definition = findReleaseDefinition(call, body.definitionId)
  const content = releaseContentOf(definition)
  const own = releasesOf(call)
  const artifacts = artifactsOf(call, body, content.artifacts)
  const same = own.releases.filter((release) => release.definition === definition).length
  const manual = Array.isArray(body.manualEnvironments) ? body.manualEnvironments.map(String) : []
  const data = call.organization.part(createReleases)
  const release: Release = {
    id: data.nextId(),
    name: `Release-${same + 1}`,
    project: projectOf(call),
    definition,
    definitionRevision: definition.revisions.length,
    status: body.isDraft === true ? 'draft' : 'active',
    reason: 'manual',
    description: typeof body.description === 'string' ? body.description : '',
    createdBy: call.caller,
    createdAt: call.now,
    modifiedBy: call.caller,
    modifiedAt: call.now,
    artifacts,
    environments: content.environments.map((environment) => ({
      id: data.nextId(),
      definition: environment,
      deployments: [],
    })),
    variables: {
      ...content.variables,
      ...(body.variables as Record<string, ReleaseVariable> | null | undefined),
    },
    keepForever: false,
    tags: [],
    isDeleted: false,
    startedByHand: manual,
  }
  own.releases.push(release)
  own.byId.set(release.id, release)
  return release
}

/** The builds the body names, of the others the last good one. */
function artifactsOf(
  call: EndpointCall,
  body: Record<string, unknown>,
  wanted: ReturnType<typeof releaseContentOf>['artifacts'],
): Release['artifacts'] {
  const named = (Array.isArray(body.artifacts) ? body.artifacts : []) as {
    alias?: string
    instanceReference?: { id?: string | number | null }
  }[]
  const builds = call.organization.part(createBuilds).of(projectOf(call))
  for (const { alias } of named) {
    if (!wanted.some((artifact) => artifact.alias === alias))
      throw releaseError(400, 'InvalidRequestException', `The release definition has no artifact ${alias}.`)
  }
  return wanted.map(({ alias, definition }) => {
    const id = named.find((artifact) => artifact.alias === alias)?.instanceReference?.id
    const build = id
      ? builds.byId.get(Number(id))
      : builds.byDefinition
          .get(definition)
          ?.findLast((one) => stateOf(one, call.now).result === 'succeeded' && !one.deleted)
    if (!build || build.definition !== definition || build.deleted)
      throw releaseError(
        400,
        'InvalidRequestException',
        `No version ${id ?? ''} of the artifact ${alias} was found.`,
      )
    return { alias, build }
  })
}
