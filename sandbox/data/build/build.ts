import type { Repository } from '../git/git-data.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import type { BuildDefinition } from './definition.js'

export type BuildReason =
  | 'manual'
  | 'individualCI'
  | 'batchedCI'
  | 'schedule'
  | 'pullRequest'
  | 'buildCompletion'
  | 'userCreated'
  | 'resourceTrigger'
export type BuildResult = 'succeeded' | 'partiallySucceeded' | 'failed' | 'canceled'
export type BuildStatus = 'notStarted' | 'inProgress' | 'completed' | 'cancelling' | 'postponed'
export type BuildPriority = 'low' | 'belowNormal' | 'normal' | 'aboveNormal' | 'high'

export interface BuildArtifact {
  id: number
  name: string
  kind: 'PipelineArtifact' | 'Container'
  /** Bytes. */
  size: number
}

/** A lease keeps a build from being deleted by retention. */
export interface RetentionLease {
  id: number
  ownerId: string
  createdAt: number
  validUntil: number
  protectPipeline: boolean
}

/** A build. Dates are milliseconds since 1970; what it looks like at a moment tells `stateOf`. */
export interface Build {
  /** Unique in the organization, greater for what was queued later in the project. */
  id: number
  number: string
  /** The part of the number that counts builds with the same rest. */
  numberRevision: number
  project: Project
  definition: BuildDefinition
  definitionRevision: number
  reason: BuildReason
  priority: BuildPriority
  repository: Repository
  /** Full name: `refs/heads/…` or `refs/pull/{id}/merge`. */
  sourceBranch: string
  /** Id of a commit of the repository. */
  sourceVersion: string
  queueId: number
  requestedBy: Person
  requestedFor: Person
  lastChangedBy: Person
  queuedAt: number
  /** When it starts and ends by plan; a canceled one ends earlier. */
  startAt: number
  finishAt: number
  /** What it ends in. */
  result: BuildResult
  /** It stays in this state until it is canceled; absent for most. */
  held?: Exclude<BuildStatus, 'completed'>
  /** Queued (or retried) while the sandbox runs: starts and ends by its clock. */
  live: boolean
  canceled?: { by: Person; at: number }
  /** Changed without being run, e.g. retained or tagged. */
  touchedAt?: number
  /** The YAML could not be read, so nothing ran. */
  yamlError?: string
  attempt: number
  tags: string[]
  /** Variables set when it was queued. */
  parameters: Record<string, string>
  templateParameters: Record<string, string>
  triggerInfo: Record<string, string>
  triggeredBy?: Build
  retainedByRelease: boolean
  leases: RetentionLease[]
  artifacts: BuildArtifact[]
  properties: Map<string, string | Date>
  deleted?: { by: Person; at: number; reason: string }
}

/** How far a build is at a moment. */
export interface BuildState {
  status: BuildStatus
  /** Present exactly when completed. */
  result?: BuildResult
  /** Absent before it started. */
  startedAt?: number
  /** Present exactly when completed. */
  finishedAt?: number
}

/** When a running build that was canceled at this time has stopped. */
export function stopMoment(canceledAt: number): number {
  return canceledAt + 3_000
}

/** How far the build is at `now`: generated ones do not depend on it, queued ones start and end by the clock. */
export function stateOf(build: Build, now: number): BuildState {
  const started = build.held !== 'notStarted' && build.held !== 'postponed'
  const { canceled } = build
  if (canceled) {
    const ran = started && build.startAt <= canceled.at
    const end = ran ? stopMoment(canceled.at) : canceled.at
    const start = ran ? { startedAt: build.startAt } : {}
    return now < end
      ? { status: 'cancelling', ...start }
      : { status: 'completed', result: 'canceled', ...start, finishedAt: end }
  }
  if (build.held) return { status: build.held, ...(started ? { startedAt: build.startAt } : {}) }
  if (build.live && now < build.startAt) return { status: 'notStarted' }
  if (build.live && now < build.finishAt) return { status: 'inProgress', startedAt: build.startAt }
  const { result, startAt, finishAt } = build
  return { status: 'completed', result, startedAt: startAt, finishedAt: finishAt }
}
