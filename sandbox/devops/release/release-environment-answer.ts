import type {
  DeploymentAttempt,
  ReleaseEnvironment,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import {
  momentOf,
  stateOfDeployment,
  statusOfEnvironment,
  type Deployment,
  type ReleaseEnvironment as EnvironmentModel,
  type Release,
  type ReleaseApproval,
} from '../../data/release/release.js'
import { guid, streams } from '../../data/random.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { approvalsSnapshot, environmentOptions, phases } from './environment-parts.js'
import { approvalAnswer, definitionReference, person, releaseReference } from './release-reference.js'
import type { Wire } from '../wire.js'

/** An environment of a release as it is at the time of the call. */
export function environmentAnswer(
  call: EndpointCall,
  release: Release,
  environment: EnvironmentModel,
): Wire<ReleaseEnvironment> {
  const { definition, deployments } = environment
  const last = deployments.at(-1)
  const lastState = last && stateOfDeployment(last, call.now)
  const minutes =
    last?.startAt !== undefined && lastState?.finishedAt !== undefined
      ? (lastState.finishedAt - last.startAt) / 60_000
      : undefined
  const approvals = (name: 'preApprovals' | 'postApprovals') =>
    deployments.flatMap((deployment) =>
      shownApprovals(call, deployment, deployment[name]).map((approval) =>
        approvalAnswer(call, release, environment, deployment.attempt, approval),
      ),
    )
  return {
    id: environment.id,
    releaseId: release.id,
    name: definition.name,
    status: statusOfEnvironment(environment, call.now),
    variables: definition.variables as Wire<ReleaseEnvironment>['variables'],
    variableGroups: [],
    preDeployApprovals: approvals('preApprovals'),
    postDeployApprovals: approvals('postApprovals'),
    preApprovalsSnapshot: approvalsSnapshot(call, definition.preApprovers, 0),
    postApprovalsSnapshot: approvalsSnapshot(call, definition.postApprovers, 0),
    deploySteps: deployments.map((deployment) => attemptAnswer(call, release, environment, deployment)),
    rank: definition.rank,
    definitionEnvironmentId: definition.id,
    environmentOptions,
    demands: [],
    conditions: definition.conditions.map((condition) => ({ result: deployments.length > 0, ...condition })),
    ...(last
      ? { createdOn: serviceDate(release.createdAt), modifiedOn: serviceDate(modifiedAt(last, call.now)) }
      : {}),
    workflowTasks: [],
    deployPhasesSnapshot: phases(definition),
    owner: person(call, definition.owner),
    schedules: [],
    release: releaseReference(call, release),
    releaseDefinition: definitionReference(call, release.definition),
    releaseCreatedBy: person(call, release.createdBy),
    triggerReason: release.reason === 'manual' ? 'Manual' : 'Continuous integration',
    ...(minutes === undefined ? {} : { timeToDeploy: minutes }),
    processParameters: {},
    preDeploymentGatesSnapshot: { id: 0, gatesOptions: null, gates: [] },
    postDeploymentGatesSnapshot: { id: 0, gatesOptions: null, gates: [] },
  }
}

/** Those that were asked for until now: the ones after a deployment only when it has ended. */
export function shownApprovals(
  call: EndpointCall,
  deployment: Deployment,
  approvals: readonly ReleaseApproval[],
): readonly ReleaseApproval[] {
  const { startAt, canceledAt } = deployment
  const moment = momentOf(deployment, call.now)
  return approvals.filter(
    ({ type, createdAt }) =>
      type === 'preDeploy' || (startAt !== undefined && canceledAt === undefined && createdAt <= moment),
  )
}

/** When something last happened to a deployment. */
export function modifiedAt(deployment: Deployment, now: number): number {
  const { finishedAt } = stateOfDeployment(deployment, now)
  return (
    finishedAt ??
    (deployment.startAt !== undefined && deployment.startAt <= momentOf(deployment, now)
      ? deployment.startAt
      : deployment.queuedAt)
  )
}

function attemptAnswer(
  call: EndpointCall,
  release: Release,
  environment: EnvironmentModel,
  deployment: Deployment,
): Wire<DeploymentAttempt> {
  const state = stateOfDeployment(deployment, call.now)
  const started = deployment.startAt !== undefined && deployment.startAt <= momentOf(deployment, call.now)
  return {
    id: deployment.id,
    deploymentId: deployment.id,
    attempt: deployment.attempt,
    reason: deployment.reason,
    status: state.deployment,
    operationStatus: state.operation,
    releaseDeployPhases: started ? [phaseAnswer(call, release, environment, deployment)] : [],
    requestedBy: person(call, deployment.requestedBy),
    requestedFor: person(call, deployment.requestedFor),
    queuedOn: serviceDate(deployment.queuedAt),
    lastModifiedBy: person(call, deployment.requestedBy),
    lastModifiedOn: serviceDate(modifiedAt(deployment, call.now)),
    hasStarted: started,
    issues: [],
  }
}

const taskStatus = {
  succeeded: 'succeeded',
  partiallySucceeded: 'partiallySucceeded',
  failed: 'failed',
  inProgress: 'inProgress',
  notDeployed: 'canceled',
} as const

function phaseAnswer(
  call: EndpointCall,
  release: Release,
  environment: EnvironmentModel,
  deployment: Deployment,
) {
  const { deployment: status } = stateOfDeployment(deployment, call.now)
  const { startAt = 0, finishAt = 0 } = deployment
  const moment = momentOf(deployment, call.now)
  const url = `${call.base}/${release.project.id}/_apis/Release/releases/${release.id}/environments/${environment.id}/deployPhases/${deployment.id}`
  const { tasks } = environment.definition
  const width = (finishAt - startAt) / Math.max(1, tasks.length)
  const shown = tasks.map((task, at) => {
    const from = startAt + Math.floor(at * width)
    const to = startAt + Math.floor((at + 1) * width)
    return {
      id: at + 1,
      timelineRecordId: guid(call.organization.seed, streams.release, deployment.id, at),
      name: task.name,
      ...(from <= moment ? { startTime: serviceDate(from) } : {}),
      ...(to <= moment ? { finishTime: serviceDate(to) } : {}),
      status:
        to <= moment
          ? at === tasks.length - 1
            ? taskStatus[status]
            : 'succeeded'
          : from <= moment
            ? 'inProgress'
            : 'pending',
      rank: at + 1,
      issues: [],
      task: { id: task.taskId, name: task.name, version: task.version },
      agentName: 'build-001',
      logUrl: `${url}/tasks/${at + 1}/logs`,
    }
  })
  return {
    phaseId: '1',
    name: 'Run on agent',
    rank: 1,
    phaseType: 'agentBasedDeployment',
    status: status === 'inProgress' ? 'inProgress' : status === 'notDeployed' ? 'canceled' : status,
    runPlanId: guid(call.organization.seed, streams.release, deployment.id),
    deploymentJobs: shown[0] ? [{ job: { ...shown[0], name: 'Run on agent' }, tasks: shown }] : [],
    manualInterventions: [],
    startedOn: serviceDate(startAt),
  }
}
