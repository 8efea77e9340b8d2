import type { Artifact, Log, LogCollection } from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js'
import type { Build } from '../../data/build/build.js'
import { findArtifact } from '../build/artifact-endpoints.js'
import { buildUrl } from '../build/build-answer.js'
import { findLog, logsOf, type WrittenLog } from '../build/log-endpoints.js'
import { badArgument } from '../devops-error.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findRun } from './run-endpoints.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

const scope = ['project'] as const
const versions = released(1)
const logs = { area: 'pipelines', resource: 'logs', id: 'fb1b6d27-3957-43d5-a14b-a2d70403e545' }
const artifacts = { area: 'pipelines', resource: 'artifacts', id: '85023071-bd5e-4438-89b0-2a5bf362a19d' }

/** How long signed addresses serve. */
const signature = 3_600_000

/** Logs and artifacts of runs. */
export const runOutputRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'pipelines/{pipelineId}/runs/{runId}/logs',
    scope,
    versions,
    location: logs,
    answer(call) {
      const build = findRun(call)
      const body: Wire<LogCollection> = {
        logs: logsOf(call, build).map((log) => logAnswer(call, build, log)),
        ...signed(call, `${buildUrl(call, build)}/logs`),
        url: `${runUrl(call, build)}/logs`,
      }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: 'pipelines/{pipelineId}/runs/{runId}/logs/{logId}',
    scope,
    versions,
    location: logs,
    answer(call) {
      const build = findRun(call)
      return { status: 200, body: logAnswer(call, build, findLog(call, build)) }
    },
  },
  {
    method: 'GET',
    pattern: 'pipelines/{pipelineId}/runs/{runId}/artifacts',
    scope,
    versions,
    location: artifacts,
    answer(call) {
      const build = findRun(call)
      const name = call.query('artifactName')
      if (!name) throw badArgument('The query parameter artifactName is missing.')
      const artifact = findArtifact(call, build, name)
      const query = `artifactName=${encodeURIComponent(artifact.name)}`
      const body: Wire<Artifact> = {
        name: artifact.name,
        url: `${runUrl(call, build)}/artifacts?${query}`,
        ...signed(call, `${buildUrl(call, build)}/artifacts?${query}&%24format=zip`),
      }
      return { status: 200, body }
    },
  },
]

function runUrl(call: EndpointCall, build: Build): string {
  return `${call.base}/${build.project.id}/_apis/pipelines/${build.definition.id}/runs/${build.id}`
}

function logAnswer(call: EndpointCall, build: Build, { id, record, lines }: WrittenLog): Wire<Log> {
  return {
    createdOn: serviceDate(record.startedAt ?? build.queuedAt),
    id,
    lastChangedOn: serviceDate(record.finishedAt ?? build.queuedAt),
    lineCount: lines.length,
    ...signed(call, `${buildUrl(call, build)}/logs/${id}`),
    url: `${runUrl(call, build)}/logs/${id}`,
  }
}

/** The address of the content, when asked for by `$expand=signedContent`; here it is that of the build area. */
function signed(
  call: EndpointCall,
  url: string,
): { signedContent?: { url: string; signatureExpires: string } } {
  if (enumParameter(call, '$expand', { none: 0, signedContent: 1 }, 'none') === 'none') return {}
  return { signedContent: { url, signatureExpires: serviceDate(call.now + signature) } }
}
