import type { Person } from '../people.js'
import type { Team } from '../teams.js'
import type { Repository } from './repositories.js'

export type PullRequestStatus = 'active' | 'completed' | 'abandoned'
export type MergeStatus = 'succeeded' | 'conflicts' | 'queued' | 'rejectedByPolicy'
export type MergeStrategy = 'noFastForward' | 'squash' | 'rebase' | 'rebaseMerge'
export type Vote = -10 | -5 | 0 | 5 | 10

/** Someone, or a team, asked to look at a pull request. */
export interface Reviewer {
  identity: Person | Team
  vote: Vote
  isRequired: boolean
  hasDeclined: boolean
  isFlagged: boolean
  /** The teams a person's vote counts for. */
  votedFor: Team[]
}

/** One state of the source branch since the pull request was made. */
export interface Iteration {
  /** From 1. */
  id: number
  author: Person
  createdAt: number
  /** Commit ids: tip of the source, tip of the target, their merge base. */
  source: string
  target: string
  base: string
  reason: 'create' | 'push' | 'forcePush' | 'retarget'
}

/** How a pull request is, or was, to be completed. */
export interface CompletionOptions {
  mergeStrategy: MergeStrategy
  deleteSourceBranch: boolean
  transitionWorkItems: boolean
  mergeCommitMessage?: string
  bypassPolicy?: boolean
  bypassReason?: string
}

/** A label; one name has one id in a project. */
export interface Label {
  id: string
  name: string
}

/** A pull request. Dates are milliseconds since 1970. */
export interface PullRequest {
  /** Unique in the organization. */
  id: number
  repository: Repository
  status: PullRequestStatus
  createdBy: Person
  createdAt: number
  /** Exactly when it is no longer active. */
  closedAt?: number
  closedBy?: Person
  title: string
  description?: string
  /** Full names of branches. */
  sourceRef: string
  targetRef: string
  isDraft: boolean
  mergeStatus: MergeStatus
  /** GUID of the last attempt to merge. */
  mergeId: string
  /** Commit ids; the merge commit exists unless there are conflicts. */
  lastMergeSource: string
  lastMergeTarget: string
  lastMerge?: string
  reviewers: Reviewer[]
  /** Never empty. */
  iterations: Iteration[]
  /** Ids of work items. */
  workItems: number[]
  labels: Label[]
  completionOptions?: CompletionOptions
  autoCompleteSetBy?: Person
}

export function isTeam(identity: Person | Team): identity is Team {
  return 'members' in identity
}
