import { createDiscussions, sayClosed } from '../../data/git/create-discussions.js'
import { abandonPullRequest, addIteration, completePullRequest } from '../../data/git/merge-pull-request.js'
import { isTeam } from '../../data/git/pull-request.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { blocksCompletion } from '../policy/evaluate-policies.js'
import { completionOptionsIn } from './completion-options.js'
import { branchIn, checkBranches, titleIn } from './create-pull-request.js'
import { enumValue } from '../enum-value.js'
import { findIdentity } from './find-reviewer.js'
import { gitError, invalidArgument } from './git-errors.js'
import type { PullRequestCall } from './git-route.js'
import { linkToCommit, workItemsOf } from './link-work-items.js'
import { pullRequestAnswer } from './pull-request-answer.js'

const statuses = { notSet: 0, active: 1, abandoned: 2, completed: 3 } as const
const nobody = '00000000-0000-0000-0000-000000000000'

/** Changes what the body names; several members in one request are allowed. */
export function updatePullRequest(call: PullRequestCall): DevOpsAnswer {
  const { pullRequest } = call
  const body = jsonBody(call.request)
  if (body.mergeOptions !== undefined) throw notEmulated('mergeOptions of a pull request')
  const status = statusIn(body.status)
  const editsText = body.title !== undefined || body.description !== undefined
  // Of a closed one only the texts can be edited, and an abandoned one can be activated.
  if (pullRequest.status !== 'active' && !editsText && status !== 'active') throw notEditable()
  const title = body.title === undefined ? pullRequest.title : titleIn(body.title)
  const setter = autoCompleteIn(call, body.autoCompleteSetBy)
  const target = body.targetRefName === undefined ? undefined : branchIn(body.targetRefName, 'targetRefName')
  if (target !== undefined && target !== pullRequest.targetRef) {
    checkBranches(call, pullRequest.sourceRef, target, pullRequest)
  }
  if (body.completionOptions) {
    pullRequest.completionOptions = completionOptionsIn(body.completionOptions, pullRequest.completionOptions)
  }
  pullRequest.title = title
  if (typeof body.description === 'string') pullRequest.description = body.description
  if (typeof body.isDraft === 'boolean') pullRequest.isDraft = body.isDraft
  if (target !== undefined && target !== pullRequest.targetRef) {
    pullRequest.targetRef = target
    addIteration(call.content, pullRequest, 'retarget', call.caller, call.now)
  }
  if (setter === 'nobody') delete pullRequest.autoCompleteSetBy
  else if (setter) {
    pullRequest.autoCompleteSetBy = setter
    completeWhenAllowed(call)
  }
  if (status !== undefined && status !== pullRequest.status)
    changeStatus(call, status, body.lastMergeSourceCommit)
  return { status: 200, body: pullRequestAnswer(call) }
}

/** Completes a pull request that is set to complete by itself, once nothing is in its way. */
export function completeWhenAllowed(call: PullRequestCall): void {
  const { pullRequest } = call
  const { autoCompleteSetBy } = pullRequest
  if (pullRequest.status !== 'active' || !autoCompleteSetBy || pullRequest.isDraft) return
  if (blocksCompletion(call)) return
  complete(call, autoCompleteSetBy)
}

function changeStatus(
  call: PullRequestCall,
  status: 'active' | 'abandoned' | 'completed',
  source: unknown,
): void {
  const { pullRequest, content } = call
  switch (status) {
    case 'abandoned':
      if (pullRequest.status !== 'active') throw notEditable()
      abandonPullRequest(pullRequest, call.caller, call.now)
      break
    case 'active':
      if (pullRequest.status !== 'abandoned') throw notEditable()
      checkBranches(call, pullRequest.sourceRef, pullRequest.targetRef, pullRequest)
      pullRequest.status = 'active'
      delete pullRequest.closedAt
      delete pullRequest.closedBy
      addIteration(content, pullRequest, 'push', call.caller, call.now)
      break
    case 'completed': {
      if (pullRequest.status !== 'active') throw notEditable()
      const commit = (source as { commitId?: unknown } | undefined)?.commitId
      if (typeof commit !== 'string') {
        throw invalidArgument('lastMergeSourceCommit is required when a pull request is completed.')
      }
      if (commit.toLowerCase() !== pullRequest.lastMergeSource) {
        throw gitError(
          409,
          'GitPullRequestStaleException',
          'TF401192: The source branch has changed since the pull request was read. Read it again and retry.',
        )
      }
      if (pullRequest.isDraft) throw invalidArgument('A draft cannot be completed. Publish it first.')
      const bypass = pullRequest.completionOptions?.bypassPolicy === true
      if (!bypass && blocksCompletion(call)) pullRequest.mergeStatus = 'rejectedByPolicy'
      else complete(call, call.caller)
      return
    }
  }
  sayClosed(call.organization.part(createDiscussions).of(pullRequest), pullRequest, call.caller, call.now)
}

/** Merges; stays active when source and target conflict. */
function complete(call: PullRequestCall, by: PullRequestCall['caller']): void {
  const { pullRequest, content } = call
  const options = pullRequest.completionOptions ?? completionOptionsIn({})
  if (options.transitionWorkItems && workItemsOf(call, pullRequest).length > 0) {
    throw notEmulated('transitionWorkItems when a pull request with work items is completed')
  }
  if (!completePullRequest(content, pullRequest, options, by, call.now)) return
  linkToCommit(call, pullRequest)
  sayClosed(call.organization.part(createDiscussions).of(pullRequest), pullRequest, by, call.now)
}

function statusIn(value: unknown): 'active' | 'abandoned' | 'completed' | undefined {
  const word = enumValue(value, statuses, 'status')
  return word === 'notSet' ? undefined : word
}

/** Who sets auto-complete; the id of nobody takes it back. */
function autoCompleteIn(call: PullRequestCall, value: unknown) {
  if (value === undefined || value === null) return undefined
  const { id } = value as { id?: unknown }
  if (id === nobody || id === '') return 'nobody' as const
  const identity = findIdentity(call, id)
  if (isTeam(identity)) throw invalidArgument('A team cannot set auto-complete.')
  return identity
}

/** (status and type key unconfirmed) */
function notEditable() {
  return gitError(
    400,
    'GitPullRequestNotEditableException',
    'TF401181: The pull request cannot be edited due to its state.',
  )
}
