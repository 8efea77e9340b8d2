import type { Deployment } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import {
  momentOf,
  stateOfDeployment,
  type Deployment as DeploymentModel,
  type Release,
  type ReleaseEnvironment,
} from '../../data/release/release.js'
import { momentParameter } from '../moment.js'
import { matchesPerson } from '../build/matches-person.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { artifactAnswer } from './artifact-answer.js'
import { releasesOf } from './find-release.js'
import { numberPage } from './number-page.js'
import { modifiedAt, shownApprovals } from './release-environment-answer.js'
import { releaseLocation } from './release-error.js'
import { approvalAnswer, definitionReference, person, releaseLinks, releaseUrl } from './release-reference.js'
import type { Wire } from '../wire.js'
import { flagsParameter } from '../enum-value.js'

interface Entry {
  id: number
  release: Release
  environment: ReleaseEnvironment
  deployment: DeploymentModel
}

/** `GET release/deployments`: attempts to deploy, in the order of ids. */
export const deploymentRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'release/deployments',
    scope: ['project'],
    versions: released(2),
    location: releaseLocation('deployments', 'b005ef73-cddc-448e-9ba2-5193bf36b19f'),
    answer: listDeployments,
  },
]

const statuses = {
  undefined: 0,
  notDeployed: 1,
  inProgress: 2,
  succeeded: 4,
  partiallySucceeded: 8,
  failed: 16,
  all: 31,
}
const operations = {
  Undefined: 0,
  Queued: 1,
  Scheduled: 2,
  Pending: 4,
  Approved: 8,
  Rejected: 16,
  Deferred: 32,
  QueuedForAgent: 64,
  PhaseInProgress: 128,
  PhaseSucceeded: 256,
  PhasePartiallySucceeded: 512,
  PhaseFailed: 1024,
  Canceled: 2048,
  PhaseCanceled: 4096,
  ManualInterventionPending: 8192,
  QueuedForPipeline: 16384,
  Cancelling: 32768,
  EvaluatingGates: 65536,
  GateFailed: 131072,
  all: 258047,
}

function listDeployments(call: EndpointCall) {
  const definition = wholeNumber(call, 'definitionId', 0) || undefined
  const environmentId = wholeNumber(call, 'definitionEnvironmentId', 0) || undefined
  const createdBy = call.query('createdBy')
  const createdFor = call.query('createdFor')
  const status = flagsParameter(call, 'deploymentStatus', statuses)
  const operation = flagsParameter(call, 'operationStatus', operations)
  const branch = call.query('sourceBranch')
  const latestOnly = flag(call, 'latestAttemptsOnly')
  const modified = range(call, 'ModifiedTime')
  const started = range(call, 'StartedTime')
  const found = releasesOf(call).releases.flatMap((release) => {
    if (release.isDeleted || (definition !== undefined && release.definition.id !== definition)) return []
    return release.environments.flatMap((environment) =>
      environment.deployments
        .filter((deployment) => {
          const state = stateOfDeployment(deployment, call.now)
          return (
            (environmentId === undefined || environment.definition.id === environmentId) &&
            (!createdBy || matchesPerson(deployment.requestedBy, createdBy)) &&
            (!createdFor || matchesPerson(deployment.requestedFor, createdFor)) &&
            (!status || status.has('undefined') || status.has(state.deployment)) &&
            (!operation || operation.has('Undefined') || operation.has(state.operation)) &&
            (!branch || release.artifacts.some(({ build }) => build.sourceBranch === branch)) &&
            (!latestOnly || deployment === environment.deployments.at(-1)) &&
            modified(modifiedAt(deployment, call.now)) &&
            started(deployment.startAt ?? deployment.queuedAt)
          )
        })
        .map((deployment): Entry => ({ id: deployment.id, release, environment, deployment })),
    )
  })
  return numberPage(call, found, (entry) => deploymentAnswer(call, entry))
}

function range(call: EndpointCall, name: string): (time: number) => boolean {
  const from = momentParameter(call, `min${name}`) ?? -Infinity
  const to = momentParameter(call, `max${name}`) ?? Infinity
  return (time) => time >= from && time <= to
}

/** Dates that have not come are the first of all, without zone (facts 9). */
const never = '0001-01-01T00:00:00'

function deploymentAnswer(call: EndpointCall, { release, environment, deployment }: Entry): Wire<Deployment> {
  const state = stateOfDeployment(deployment, call.now)
  const approvals = (name: 'preApprovals' | 'postApprovals') =>
    shownApprovals(call, deployment, deployment[name]).map((approval) =>
      approvalAnswer(call, release, environment, deployment.attempt, approval),
    )
  const { startAt } = deployment
  return {
    id: deployment.id,
    release: {
      id: release.id,
      name: release.name,
      url: releaseUrl(call, release),
      artifacts: release.artifacts.map(({ alias, build }, at) =>
        artifactAnswer(call, alias, build.definition, at === 0, build),
      ),
      webAccessUri: releaseLinks(call, release).web.href,
      _links: releaseLinks(call, release),
      description: release.description,
      releaseDefinition: null,
      createdOn: serviceDate(release.createdAt),
      createdBy: person(call, release.createdBy),
      modifiedBy: null,
      reason: release.reason,
    },
    releaseDefinition: definitionReference(call, release.definition),
    releaseEnvironment: { id: environment.id, name: environment.definition.name, _links: {} },
    projectReference: null,
    definitionEnvironmentId: environment.definition.id,
    attempt: deployment.attempt,
    reason: deployment.reason,
    deploymentStatus: state.deployment,
    operationStatus: state.operation,
    requestedBy: person(call, deployment.requestedBy),
    requestedFor: person(call, deployment.requestedFor),
    queuedOn: serviceDate(deployment.queuedAt),
    startedOn:
      startAt !== undefined && startAt <= momentOf(deployment, call.now) ? serviceDate(startAt) : never,
    completedOn: state.finishedAt === undefined ? never : serviceDate(state.finishedAt),
    lastModifiedOn: serviceDate(modifiedAt(deployment, call.now)),
    lastModifiedBy: person(call, deployment.requestedBy),
    conditions: environment.definition.conditions.map((condition) => ({ result: true, ...condition })),
    scheduledDeploymentTime: never,
    preDeployApprovals: approvals('preApprovals'),
    postDeployApprovals: approvals('postApprovals'),
    _links: {},
  }
}
