import type { ArtifactResource, BuildArtifact } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { stateOf, type Build, type BuildArtifact as ArtifactModel } from '../../data/build/build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { buildUrl, planId } from './build-answer.js'
import { buildError, findBuild } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

const shared = {
  scope: ['project'],
  pattern: 'build/builds/{buildId}/artifacts',
  versions: released(5),
  location: buildLocations.artifacts,
} as const

/** `build/builds/{id}/artifacts`: what a build published, all or (with artifactName) one. */
export const artifactRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    answer(call) {
      const build = findBuild(call)
      if (
        call.query('fileId') ||
        call.query('$format') ||
        /zip|octet-stream/.test(call.request.headers.accept ?? '')
      )
        throw notEmulated('the files of artifacts')
      const name = call.query('artifactName')
      if (name === undefined)
        return list(artifactsOf(call, build).map((artifact) => artifactAnswer(call, build, artifact)))
      return { status: 200, body: artifactAnswer(call, build, findArtifact(call, build, name)) }
    },
  },
  {
    ...shared,
    method: 'POST',
    body: 'application/json',
    answer(call) {
      const build = findBuild(call)
      const { name, resource } = jsonBody(call.request) as { name?: unknown; resource?: { type?: unknown } }
      if (typeof name !== 'string' || name === '') throw badArgument('The artifact has no name.')
      if (build.artifacts.some((artifact) => artifact.name === name))
        throw buildError(
          409,
          'ArtifactExistsException',
          `Artifact ${name} already exists for build ${build.id}.`,
        )
      const artifact: ArtifactModel = {
        id: build.artifacts.length + 1,
        name,
        kind: resource?.type === 'Container' ? 'Container' : 'PipelineArtifact',
        size: 0,
      }
      build.artifacts.push(artifact)
      return { status: 200, body: artifactAnswer(call, build, artifact) }
    },
  },
]

/** What it has published until now: nothing before the end. */
export function artifactsOf(call: EndpointCall, build: Build): readonly ArtifactModel[] {
  const { status, result } = stateOf(build, call.now)
  // What somebody added by hand (size 0) is there at once.
  return status === 'completed' && result !== 'canceled'
    ? build.artifacts
    : build.artifacts.filter(({ size }) => size === 0)
}

/** By name, whatever the case; 404 when the build has none. */
export function findArtifact(call: EndpointCall, build: Build, name: string): ArtifactModel {
  const found = artifactsOf(call, build).find(
    (artifact) => artifact.name.toLowerCase() === name.toLowerCase(),
  )
  if (!found)
    throw buildError(
      404,
      'ArtifactNotFoundException',
      `Artifact ${name} was not found for build ${build.id}.`,
    )
  return found
}

function artifactAnswer(call: EndpointCall, build: Build, artifact: ArtifactModel): Wire<BuildArtifact> {
  return {
    id: artifact.id,
    name: artifact.name,
    source: planId(call, build),
    resource: resourceOf(call, build, artifact),
  }
}

function resourceOf(
  call: EndpointCall,
  build: Build,
  { name, kind, size }: ArtifactModel,
): Wire<ArtifactResource> {
  const url = `${buildUrl(call, build)}/artifacts?artifactName=${encodeURIComponent(name)}&api-version=7.1`
  return {
    type: kind,
    data:
      kind === 'Container'
        ? `#/${build.id}/${name}`
        : `${planId(call, build).replaceAll('-', '').toUpperCase()}02`,
    properties: {
      artifactsize: String(size),
      ...(kind === 'PipelineArtifact' ? { RootId: planId(call, build) } : {}),
    },
    url,
    downloadUrl: `${url}&%24format=zip`,
  }
}
