import { randomUUID } from 'node:crypto'
import { labelOf } from '../../data/git/labels.js'
import { openPullRequest } from '../../data/git/merge-pull-request.js'
import type { PullRequest, Reviewer } from '../../data/git/pull-request.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { requiredReviewers } from '../policy/required-reviewers.js'
import { completionOptionsIn } from './completion-options.js'
import { findIdentity } from './find-reviewer.js'
import { gitError, invalidArgument } from './git-errors.js'
import type { GitCall } from './git-route.js'
import { linkWorkItems } from './link-work-items.js'
import { pullRequestAnswer } from './pull-request-answer.js'

/** Longest title, in characters (unconfirmed). */
const longestTitle = 400

/** Makes a pull request of the body. The answer comes before the merge is tried, as in the service. */
export function createPullRequest(call: GitCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  if (body.forkSource !== undefined && body.forkSource !== null)
    throw notEmulated('pull requests from a fork')
  const sourceRef = branchIn(body.sourceRefName, 'sourceRefName')
  const targetRef = branchIn(body.targetRefName, 'targetRefName')
  const title = titleIn(body.title)
  checkBranches(call, sourceRef, targetRef)
  const workItems = workItemsIn(call, body.workItemRefs)
  const { description } = body
  const made = openPullRequest(call.content, {
    id: call.git.nextPullRequestId(),
    repository: call.repository,
    createdBy: call.caller,
    createdAt: call.now,
    title,
    ...(typeof description === 'string' ? { description } : {}),
    sourceRef,
    targetRef,
    isDraft: body.isDraft === true,
    mergeId: randomUUID(),
    reviewers: [],
    workItems,
    labels: labelsIn(body.labels).map((name) => labelOf(call.organization, call.repository.project, name)),
    ...(body.completionOptions ? { completionOptions: completionOptionsIn(body.completionOptions) } : {}),
  })
  made.reviewers = reviewersIn(call, made, body.reviewers)
  linkWorkItems(call, made, workItems)
  const answer = pullRequestAnswer({ ...call, pullRequest: made })
  delete answer.lastMergeCommit
  return { status: 201, body: { ...answer, mergeStatus: 'queued' } }
}

/** Refuses branches that are not there, or that another active pull request is about. */
export function checkBranches(call: GitCall, sourceRef: string, targetRef: string, own?: PullRequest): void {
  const { refs, pullRequests } = call.content
  if (sourceRef === targetRef) {
    throw invalidArgument('The source and target branch of a pull request must differ.')
  }
  if (!refs.has(sourceRef) || !refs.has(targetRef)) {
    throw gitError(
      400,
      'GitPullRequestCannotBeActivated',
      'TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists, ' +
        'or the requested commits are not part of the pull request.',
    )
  }
  for (const other of pullRequests.values()) {
    const same = other.sourceRef === sourceRef && other.targetRef === targetRef && other !== own
    if (!same || other.status !== 'active') continue
    throw gitError(
      409,
      'GitPullRequestExistsException',
      'TF401179: An active pull request for the source and target branch already exists.',
    )
  }
}

export function titleIn(title: unknown): string {
  if (typeof title !== 'string' || title.trim() === '')
    throw invalidArgument('The title of a pull request is required.')
  if (title.length > longestTitle) throw invalidArgument(`A title has at most ${longestTitle} characters.`)
  return title
}

/** The full name of a branch in a body. */
export function branchIn(value: unknown, member: string): string {
  if (typeof value !== 'string' || !value.startsWith('refs/heads/')) {
    throw invalidArgument(`${member} must be the full name of a branch.`)
  }
  return value
}

function reviewersIn(call: GitCall, pullRequest: PullRequest, asked: unknown): Reviewer[] {
  const reviewers = new Map(
    requiredReviewers(call, pullRequest).map((identity) => [identity.id, reviewer(identity, true)]),
  )
  for (const { id, isRequired } of (Array.isArray(asked) ? asked : []) as Record<string, unknown>[]) {
    const identity = findIdentity(call, id)
    if (!reviewers.has(identity.id)) reviewers.set(identity.id, reviewer(identity, isRequired === true))
  }
  return [...reviewers.values()]
}

function reviewer(identity: Reviewer['identity'], isRequired: boolean): Reviewer {
  return { identity, vote: 0, isRequired, hasDeclined: false, isFlagged: false, votedFor: [] }
}

function labelsIn(asked: unknown): string[] {
  return ((Array.isArray(asked) ? asked : []) as { name?: unknown }[]).map(({ name }) => {
    if (typeof name !== 'string' || name.trim() === '')
      throw invalidArgument('The name of a label is required.')
    return name
  })
}

/** Ids of existing work items; others are a 404 as in work item tracking. */
function workItemsIn({ organization }: GitCall, asked: unknown): number[] {
  const ids = ((Array.isArray(asked) ? asked : []) as { id?: unknown }[]).map(({ id }) => Number(id))
  const missing = ids.find((id) => organization.items.indexOf(id) === undefined)
  if (missing === undefined) return ids
  throw gitError(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${missing} does not exist, or you do not have permissions to read it.`,
  )
}
