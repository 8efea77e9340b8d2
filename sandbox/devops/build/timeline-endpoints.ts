import type { Timeline, TimelineRecord } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createAgentPools } from '../../data/agents/agent-pools.js'
import { stateOf, type Build } from '../../data/build/build.js'
import { timelineOf, type TimelineRecord as RecordModel } from '../../data/build/timeline.js'
import { serviceAccount } from '../../data/build/make-builds.js'
import { notEmulated } from '../devops-error.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { buildUrl, planId } from './build-answer.js'
import { buildError, findBuild } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

const shared = {
  method: 'GET',
  scope: ['project'],
  versions: released(3),
  location: buildLocations.timeline,
  answer: getTimeline,
} as const

/** `build/builds/{id}/timeline`: what has run; no content when the YAML could not be read (facts 6). */
export const timelineRoutes: readonly Route[] = [
  { ...shared, pattern: 'build/builds/{buildId}/timeline' },
  { ...shared, pattern: 'build/builds/{buildId}/timeline/{timelineId}' },
]

function getTimeline(call: EndpointCall) {
  for (const name of ['changeId', 'planId']) if (call.query(name)) throw notEmulated(`${name} of timelines`)
  const build = findBuild(call)
  const id = planId(call, build)
  const wanted = call.path.timelineId
  if (wanted !== undefined && wanted.toLowerCase() !== id)
    throw buildError(
      404,
      'TimelineNotFoundException',
      `The timeline ${wanted} of build ${build.id} could not be found.`,
    )
  const records = timelineOf(call.organization.seed, build, call.now)
  if (!records) return { status: 204 }
  const shown = records.map((record) => recordAnswer(call, build, record))
  const { startedAt, finishedAt } = stateOf(build, call.now)
  const body: Wire<Timeline> = {
    records: shown,
    lastChangedBy: serviceAccount(call.organization).id,
    lastChangedOn: serviceDate(finishedAt ?? startedAt ?? build.queuedAt),
    id,
    changeId: records.filter(({ state }) => state === 'completed').length + 1,
    url: `${buildUrl(call, build)}/Timeline/${id}`,
  }
  return { status: 200, body }
}

/** Times, log, parent and task that are not there are null, not absent (facts 9). */
function recordAnswer(call: EndpointCall, build: Build, record: RecordModel): Wire<TimelineRecord> {
  const { startedAt, finishedAt, issues, task, log } = record
  return {
    previousAttempts: [],
    id: record.id,
    parentId: record.parentId,
    type: record.type,
    name: record.name,
    startTime: startedAt === null ? null : serviceDate(startedAt),
    finishTime: finishedAt === null ? null : serviceDate(finishedAt),
    currentOperation: null,
    percentComplete: null,
    state: record.state,
    result: record.result,
    resultCode: null,
    changeId: record.order,
    lastModified: '0001-01-01T00:00:00',
    workerName: startedAt === null || record.type === 'Stage' ? null : workerOf(call, build),
    order: record.order,
    details: null,
    errorCount: issues.filter(({ type }) => type === 'error').length,
    warningCount: issues.filter(({ type }) => type === 'warning').length,
    url: null,
    log: log === null ? null : { id: log, type: 'Container', url: `${buildUrl(call, build)}/logs/${log}` },
    task: task ?? null,
    attempt: record.attempt,
    identifier: record.identifier,
    ...(issues.length > 0
      ? { issues: issues.map((issue) => ({ ...issue, data: { type: issue.type } })) }
      : {}),
  }
}

function workerOf(call: EndpointCall, build: Build): string | null {
  const queue = call.organization
    .part(createAgentPools)
    .queues(build.project)
    .find(({ id }) => id === build.queueId)
  const agents = queue?.pool.agents ?? []
  return agents[build.id % Math.max(1, agents.length)]?.name ?? null
}
