import type { Pipeline, Run } from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js'
import { stateOf, type Build, type BuildState } from '../../data/build/build.js'
import { latestRevision, type BuildDefinition } from '../../data/build/definition.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** What the client's types lack of a YAML configuration. */
interface Configuration {
  type: string
  path?: string
  repository?: { id: string; type: string }
}

function pipelineUrl(call: EndpointCall, { id, project }: BuildDefinition): string {
  return `${call.base}/${project.id}/_apis/pipelines/${id}`
}

function reference(call: EndpointCall, definition: BuildDefinition, revision = latestRevision(definition)) {
  return {
    url: `${pipelineUrl(call, definition)}?revision=${revision.revision}`,
    id: definition.id,
    revision: revision.revision,
    name: revision.content.name,
    folder: revision.content.path,
  }
}

/** A pipeline as lists show it, or with its configuration. */
export function pipelineAnswer(
  call: EndpointCall,
  definition: BuildDefinition,
  withConfiguration: boolean,
  revision = latestRevision(definition),
): Wire<Pipeline> {
  const { url, ...rest } = reference(call, definition, revision)
  const { process, repository } = revision.content
  const configuration: Configuration =
    process.type === 2
      ? { path: process.yamlFilename, repository: { id: repository.id, type: 'azureReposGit' }, type: 'yaml' }
      : { type: 'designerJson' }
  return {
    _links: {
      self: { href: url },
      web: { href: `${call.base}/${definition.project.id}/_build/definition?definitionId=${definition.id}` },
    },
    ...(withConfiguration ? { configuration } : {}),
    url,
    ...rest,
  }
}

/** A run as lists show it, or with the versions it used. */
export function runAnswer(call: EndpointCall, build: Build, withResources: boolean): Wire<Run> {
  const state = stateOf(build, call.now)
  const pipeline = reference(call, build.definition)
  const url = `${pipelineUrl(call, build.definition)}/runs/${build.id}`
  const web = `${call.base}/${build.project.id}/_build`
  const variables = Object.entries(build.parameters)
  return {
    _links: {
      self: { href: url },
      web: { href: `${web}/results?buildId=${build.id}` },
      'pipeline.web': { href: `${web}/definition?definitionId=${build.definition.id}` },
      pipeline: { href: pipeline.url },
    },
    ...(variables.length > 0
      ? { variables: Object.fromEntries(variables.map(([name, value]) => [name, { value }])) }
      : {}),
    templateParameters: build.templateParameters,
    pipeline,
    state: runState(state),
    ...(state.result === undefined
      ? {}
      : // Words of this area; there is none for partially succeeded (unconfirmed).
        { result: state.result === 'partiallySucceeded' ? 'succeeded' : state.result }),
    createdDate: serviceDate(build.queuedAt),
    ...(state.finishedAt === undefined ? {} : { finishedDate: serviceDate(state.finishedAt) }),
    url,
    ...(withResources ? { resources: resourcesOf(build) } : {}),
    id: build.id,
    name: build.number,
  }
}

/** What waits counts as in progress (unconfirmed). */
function runState({ status }: BuildState): string {
  if (status === 'completed') return 'completed'
  return status === 'cancelling' ? 'canceling' : 'inProgress'
}

function resourcesOf(build: Build): Wire<NonNullable<Run['resources']>> {
  // The client's type of a repository has no id; the service sends it.
  const repository: { id: string; type: string } = { id: build.repository.id, type: 'azureReposGit' }
  return { repositories: { self: { repository, refName: build.sourceBranch, version: build.sourceVersion } } }
}
