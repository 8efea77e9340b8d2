import { createBuilds } from '../../data/build/build-data.js'
import type { Build } from '../../data/build/build.js'
import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import { buildError, findBuild, findDefinition, pathNumber, projectOf } from '../build/find-build.js'
import { queueBuild, type BuildRequest } from '../build/queue-build.js'
import { yamlText } from '../build/yaml-text.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { runAnswer } from './pipeline-answer.js'

/** A list never has more runs (facts 6). */
const mostRuns = 10_000

const scope = ['project'] as const
const versions = released(1)
const runs = { area: 'pipelines', resource: 'runs', id: '7859261e-d2e9-4a68-b820-a5d84cc5bb3d' }
const preview = { area: 'pipelines', resource: 'preview', id: '53df2d18-29ea-46a9-bee0-933540f80abf' }

/** Runs of a pipeline: builds in other words. */
export const runRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'pipelines/{pipelineId}/runs',
    scope,
    versions,
    location: runs,
    answer(call) {
      const builds =
        call.organization.part(createBuilds).of(projectOf(call)).byDefinition.get(findPipeline(call)) ?? []
      const newest = builds.filter(({ deleted }) => !deleted).slice(-mostRuns)
      return list(newest.reverse().map((build) => runAnswer(call, build, false)))
    },
  },
  {
    method: 'GET',
    pattern: 'pipelines/{pipelineId}/runs/{runId}',
    scope,
    versions,
    location: runs,
    answer: (call) => ({ status: 200, body: runAnswer(call, findRun(call), true) }),
  },
  {
    method: 'POST',
    pattern: 'pipelines/{pipelineId}/runs',
    scope,
    versions,
    location: runs,
    body: 'application/json',
    answer(call) {
      const definition = findPipeline(call)
      const body = jsonBody(call.request)
      if (body.previewRun === true) return { status: 200, body: { finalYaml: finalYaml(definition, body) } }
      if (body.yamlOverride) throw badArgument('The YAML can only be replaced in a preview.')
      return { status: 200, body: runAnswer(call, queueBuild(call, definition, readRunRequest(body)), true) }
    },
  },
  {
    method: 'POST',
    pattern: 'pipelines/{pipelineId}/preview',
    scope,
    versions,
    location: preview,
    body: 'application/json',
    answer: (call) => ({
      status: 200,
      body: { finalYaml: finalYaml(findPipeline(call), jsonBody(call.request)) },
    }),
  },
]

function findPipeline(call: EndpointCall): BuildDefinition {
  const definition = findDefinition(call, pathNumber(call, 'pipelineId'))
  const version = wholeNumber(call, 'pipelineVersion', 1)
  if (version !== undefined && version !== definition.revisions.length)
    throw notEmulated('runs of old versions of pipelines')
  return definition
}

/** The run of the address; 404 when the pipeline has none with that id. */
export function findRun(call: EndpointCall): Build {
  const definition = findDefinition(call, pathNumber(call, 'pipelineId'))
  const build = findBuild(call, pathNumber(call, 'runId'))
  if (build.definition !== definition || build.deleted)
    throw buildError(404, 'BuildNotFoundException', `The requested build ${build.id} could not be found.`)
  return build
}

function finalYaml(definition: BuildDefinition, body: Record<string, unknown>): string {
  if (contentOf(definition).process.type !== 2)
    throw buildError(400, 'PipelineValidationException', `Pipeline ${definition.id} has no YAML.`)
  return typeof body.yamlOverride === 'string' ? body.yamlOverride : yamlText(definition)
}

/** Reads the body of a run; what the sandbox cannot do is refused. */
function readRunRequest(body: Record<string, unknown>): BuildRequest {
  if (Array.isArray(body.stagesToSkip) && body.stagesToSkip.length > 0) throw notEmulated('stagesToSkip')
  const resources = (body.resources ?? {}) as Record<string, Record<string, unknown> | null | undefined>
  for (const kind of ['builds', 'containers', 'packages', 'pipelines'])
    if (Object.keys(resources[kind] ?? {}).length > 0)
      throw notEmulated(`${kind} among the resources of runs`)
  const self = (resources.repositories?.self ?? {}) as { refName?: string; version?: string }
  const others = Object.keys(resources.repositories ?? {}).filter((name) => name !== 'self')
  if (others.length > 0) throw notEmulated('further repositories of runs')
  const variables = (body.variables ?? {}) as Record<string, { value?: unknown } | null>
  return {
    sourceBranch: self.refName,
    sourceVersion: self.version,
    parameters: Object.fromEntries(
      Object.entries(variables).map(([name, one]) => [name, String(one?.value ?? '')]),
    ),
    templateParameters: (body.templateParameters ?? {}) as Record<string, string>,
  }
}
