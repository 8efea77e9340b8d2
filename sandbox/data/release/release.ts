import type { Build } from '../build/build.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import type { DefinitionEnvironment, ReleaseDefinition, ReleaseVariable } from './release-definition.js'

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'canceled'
export type EnvironmentStatus =
  'notStarted' | 'inProgress' | 'succeeded' | 'canceled' | 'rejected' | 'queued' | 'partiallySucceeded'

/** Dates are milliseconds since 1970. */
export interface ReleaseApproval {
  /** Unique in the organization. */
  id: number
  type: 'preDeploy' | 'postDeploy'
  /** Absent when the service itself approves. */
  approver?: Person
  approvedBy?: Person
  status: ApprovalStatus
  comments: string
  createdAt: number
  modifiedAt: number
  rank: number
}

/** One attempt to deploy to an environment. */
export interface Deployment {
  /** Unique in the organization. */
  id: number
  attempt: number
  reason: 'automated' | 'manual'
  requestedBy: Person
  requestedFor: Person
  queuedAt: number
  /** Absent until it is approved. */
  startAt?: number
  finishAt?: number
  /** How it ends. */
  result: 'succeeded' | 'partiallySucceeded' | 'failed'
  canceledAt?: number
  /** Started while the sandbox runs: goes on by its clock; a generated one has come as far as it ever will by itself. */
  live: boolean
  preApprovals: ReleaseApproval[]
  /** Asked for when it has succeeded. */
  postApprovals: ReleaseApproval[]
}

export interface ReleaseEnvironment {
  /** Unique in the organization. */
  id: number
  definition: DefinitionEnvironment
  deployments: Deployment[]
}

export interface Release {
  /** Unique in the organization. */
  id: number
  name: string
  project: Project
  definition: ReleaseDefinition
  definitionRevision: number
  status: 'draft' | 'active' | 'abandoned'
  reason: 'manual' | 'continuousIntegration' | 'schedule'
  description: string
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  artifacts: { alias: string; build: Build }[]
  environments: ReleaseEnvironment[]
  variables: Record<string, ReleaseVariable>
  keepForever: boolean
  tags: string[]
  isDeleted: boolean
  /** Created while the sandbox runs: all environments but those named here start by themselves. */
  startedByHand?: readonly string[]
}

/**
 * How far a deployment is: `status` as environments and `operation` as deployments call it. The service writes the
 * latter with a capital (the examples of the REST specification).
 */
export interface DeploymentState {
  status: EnvironmentStatus
  deployment: 'notDeployed' | 'inProgress' | 'succeeded' | 'partiallySucceeded' | 'failed'
  operation:
    'Pending' | 'Approved' | 'Rejected' | 'QueuedForAgent' | 'PhaseInProgress' | 'PhaseFailed' | 'Canceled'
  finishedAt?: number
}

/** The moment up to which a deployment has come: now, or the end of time for a generated one. */
export function momentOf({ live }: Deployment, now: number): number {
  return live ? now : Infinity
}

/** How far a deployment is at a moment. */
export function stateOfDeployment(deployment: Deployment, now: number): DeploymentState {
  const { preApprovals, postApprovals, startAt, finishAt, result, canceledAt } = deployment
  if (canceledAt !== undefined)
    return { status: 'canceled', deployment: 'notDeployed', operation: 'Canceled', finishedAt: canceledAt }
  const refused = [...preApprovals, ...postApprovals].find(({ status }) => status === 'rejected')
  if (refused)
    return { status: 'rejected', deployment: 'failed', operation: 'Rejected', finishedAt: refused.modifiedAt }
  if (startAt === undefined || finishAt === undefined)
    return { status: 'inProgress', deployment: 'notDeployed', operation: 'Pending' }
  const moment = momentOf(deployment, now)
  if (moment < startAt) return { status: 'queued', deployment: 'notDeployed', operation: 'QueuedForAgent' }
  if (moment < finishAt)
    return { status: 'inProgress', deployment: 'inProgress', operation: 'PhaseInProgress' }
  if (result === 'failed')
    return { status: 'rejected', deployment: 'failed', operation: 'PhaseFailed', finishedAt: finishAt }
  if (postApprovals.some(({ status }) => status === 'pending'))
    return { status: 'inProgress', deployment: 'inProgress', operation: 'Pending' }
  const finishedAt = Math.max(finishAt, ...postApprovals.map(({ modifiedAt }) => modifiedAt))
  return { status: result, deployment: result, operation: 'Approved', finishedAt }
}

/** How far an environment is: as far as its last deployment. */
export function statusOfEnvironment({ deployments }: ReleaseEnvironment, now: number): EnvironmentStatus {
  const last = deployments.at(-1)
  return last ? stateOfDeployment(last, now).status : 'notStarted'
}
