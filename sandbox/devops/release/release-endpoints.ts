import { startDeployment } from '../../data/release/deploy-release.js'
import { momentOf, stateOfDeployment, type Release } from '../../data/release/release.js'
import { pathNumber } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { createRelease } from './create-release.js'
import { findEnvironment, findRelease } from './find-release.js'
import { releaseAnswer } from './release-answer.js'
import { environmentAnswer } from './release-environment-answer.js'
import { releaseError, releaseLocation } from './release-error.js'
import { listReleases } from './release-list.js'
import { enumValue } from '../enum-value.js'

const scope = ['project'] as const
const shared = {
  scope,
  versions: released(8),
  location: releaseLocation('releases', 'a166fde7-27ad-408e-ba75-703c2cc9d500'),
}
const one = { ...shared, pattern: 'release/releases/{releaseId}' }
const environment = {
  scope,
  versions: released(7),
  location: releaseLocation('environments', 'a7e426b1-03dc-48af-9dfe-c98bac612dcb'),
  pattern: 'release/releases/{releaseId}/environments/{environmentId}',
}
const all = { environments: true, artifacts: true }

/** Classic releases and their environments. */
export const releaseRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'release/releases', answer: listReleases },
  {
    ...shared,
    method: 'POST',
    pattern: 'release/releases',
    body: 'application/json',
    answer(call) {
      const release = createRelease(call)
      // It starts by itself from now on; at this moment nothing has.
      return { status: 200, body: releaseAnswer(call, release, all) }
    },
  },
  {
    ...one,
    method: 'GET',
    answer(call) {
      if (call.query('definitionSnapshotRevision')) throw notEmulated('snapshots of release definitions')
      if (call.query('propertyFilters')) throw notEmulated('properties of releases')
      return { status: 200, body: releaseAnswer(call, findRelease(call), all) }
    },
  },
  {
    ...one,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const release = findRelease(call)
      updateRelease(call, release, jsonBody(call.request))
      return { status: 200, body: releaseAnswer(call, release, all) }
    },
  },
  {
    ...environment,
    method: 'GET',
    answer(call) {
      const found = findEnvironment(call)
      return { status: 200, body: environmentAnswer(call, found.release, found.environment) }
    },
  },
  { ...environment, method: 'PATCH', body: 'application/json', answer: updateEnvironment },
  {
    method: 'GET',
    pattern: 'release/releases/{releaseId}/manualinterventions',
    scope,
    versions: released(1),
    location: releaseLocation('manualinterventions', '616c46e4-f370-4456-adaa-fbaf79c7b79e'),
    answer(call) {
      findRelease(call)
      // No environment of the sandbox has a task that waits for people.
      return list([])
    },
  },
  {
    method: 'GET',
    pattern:
      'release/releases/{releaseId}/environments/{environmentId}/deployPhases/{releaseDeployPhaseId}/tasks/{taskId}/logs',
    scope,
    versions: released(2),
    location: releaseLocation('logs', '17c91af7-09fd-4256-bff1-c24ee4f73bc0'),
    answer: taskLog,
  },
]

/** Another state (draft to active, or abandoned), name, or how long it is kept. */
function updateRelease(call: EndpointCall, release: Release, body: Record<string, unknown>): void {
  const { status, keepForever, name, comment, manualEnvironments } = body
  if (manualEnvironments) throw notEmulated('manualEnvironments of existing releases')
  if (status !== undefined && status !== null) {
    const wanted = enumValue(status, releaseStatuses, 'status')
    if (wanted === 'abandoned') release.status = 'abandoned'
    else if (wanted === 'active' && release.status !== 'abandoned') release.status = 'active'
    else if (wanted !== 'undefined')
      throw releaseError(
        400,
        'InvalidRequestException',
        `Release ${release.name} is ${release.status} and cannot become ${wanted}.`,
      )
  }
  if (typeof keepForever === 'boolean') release.keepForever = keepForever
  if (typeof name === 'string' && name !== '') release.name = name
  if (typeof comment === 'string' && comment !== '') release.description = comment
  release.modifiedBy = call.caller
  release.modifiedAt = call.now
}

const releaseStatuses = { undefined: 0, draft: 1, active: 2, abandoned: 4 }
const environmentStatuses = {
  undefined: 0,
  notStarted: 1,
  inProgress: 2,
  succeeded: 4,
  canceled: 8,
  rejected: 16,
  queued: 32,
  scheduled: 64,
  partiallySucceeded: 128,
}

/** Starts a deployment (status inProgress) or cancels the one under way. */
function updateEnvironment(call: EndpointCall): DevOpsAnswer {
  const { release, environment: found } = findEnvironment(call)
  const { status, scheduledDeploymentTime, variables } = jsonBody(call.request)
  if (scheduledDeploymentTime) throw notEmulated('scheduled deployments')
  if (variables && Object.keys(variables).length > 0) throw notEmulated('variables set at deployment')
  const wanted = enumValue(status, environmentStatuses, 'status')
  const last = found.deployments.at(-1)
  const state = last && stateOfDeployment(last, call.now)
  const underWay = state?.status === 'inProgress' || state?.status === 'queued'
  const invalid = (what: string) =>
    releaseError(
      400,
      'InvalidRequestException',
      `The environment ${found.definition.name} of ${release.name} ${what}.`,
    )
  if (wanted === 'inProgress') {
    if (release.status !== 'active') throw invalid(`cannot be deployed to: the release is ${release.status}`)
    if (underWay) throw invalid('is being deployed to already')
    startDeployment(call.organization, release, found, 'manual', call.caller, call.now)
  } else if (wanted === 'canceled') {
    if (!last || !underWay) throw invalid('is not being deployed to')
    last.canceledAt = call.now
    for (const approval of last.preApprovals) if (approval.status === 'pending') approval.status = 'canceled'
  } else throw badArgument(`An environment cannot be set to "${String(status)}".`)
  return { status: 200, body: environmentAnswer(call, release, found) }
}

/** The log of a task as text. */
function taskLog(call: EndpointCall): DevOpsAnswer {
  const { release, environment: found } = findEnvironment(call)
  const deployment = found.deployments.find(({ id }) => id === pathNumber(call, 'releaseDeployPhaseId'))
  const task = found.definition.tasks[pathNumber(call, 'taskId') - 1]
  if (
    !deployment ||
    !task ||
    deployment.startAt === undefined ||
    deployment.startAt > momentOf(deployment, call.now)
  )
    throw releaseError(
      404,
      'ReleaseTaskLogNotFoundException',
      `No log was found for task ${call.path.taskId}.`,
    )
  const time = new Date(deployment.startAt).toISOString().replace('Z', '0000Z')
  const lines = [
    `##[section]Starting: ${task.name}`,
    `Deploying ${release.name} – größe ✓`,
    `##[section]Finishing: ${task.name}`,
  ]
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    content: lines.map((line) => `${time} ${line}\r\n`).join(''),
  }
}
