import { createDiscussions } from '../../data/git/create-discussions.js'
import { isTeam, type PullRequest, type Reviewer } from '../../data/git/pull-request.js'
import { pullRequestArtifact, linkedWorkItems } from '../../data/git/work-item-links.js'
import { present, type Policy } from '../../data/policy/policy-data.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf } from '../../data/build/build.js'
import type { PullRequestCall } from '../git/git-route.js'
import { policiesOn } from './policy-scope.js'
import { concernsFiles } from './required-reviewers.js'

export type EvaluationStatus = 'queued' | 'running' | 'approved' | 'rejected' | 'notApplicable'

/** A policy with what it says of a pull request. */
export interface Evaluation {
  policy: Policy
  status: EvaluationStatus
}

/** What the policies of the target branch say of a pull request. */
export function evaluatePolicies(call: PullRequestCall): Evaluation[] {
  const { pullRequest } = call
  return policiesOn(call, pullRequest.repository, pullRequest.targetRef)
    .filter((policy) => policy.type.judges)
    .map((policy) => {
      const status = judge(call, policy)
      // What was demanded of a completed pull request was met, or passed over.
      const isDone = pullRequest.status === 'completed' && status !== 'notApplicable'
      return { policy, status: isDone ? 'approved' : status }
    })
}

/** Whether a policy keeps a pull request from being completed. */
export function blocksCompletion(call: PullRequestCall): boolean {
  return evaluatePolicies(call).some(
    ({ policy, status }) => present(policy).isBlocking && status !== 'approved' && status !== 'notApplicable',
  )
}

function judge(call: PullRequestCall, policy: Policy): EvaluationStatus {
  const { pullRequest, organization } = call
  const { settings } = present(policy)
  switch (policy.type.judges) {
    case 'approvals':
      return judgeApprovals(pullRequest, settings)
    case 'requiredReviewers': {
      if (!concernsFiles(call, policy, pullRequest)) return 'notApplicable'
      const ids = (settings.requiredReviewerIds as string[] | undefined) ?? []
      const votes = pullRequest.reviewers.filter(({ identity }) => ids.includes(identity.id))
      if (votes.some(({ vote }) => vote === -10)) return 'rejected'
      return ids.every((id) => votes.some(({ identity, vote }) => identity.id === id && vote >= 5))
        ? 'approved'
        : 'running'
    }
    case 'comments': {
      const { threads } = organization.part(createDiscussions).of(pullRequest)
      const open = threads.some(
        ({ status, isDeleted }) => !isDeleted && (status === 'active' || status === 'pending'),
      )
      return open ? 'running' : 'approved'
    }
    case 'workItems': {
      const url = pullRequestArtifact(pullRequest.repository, pullRequest.id)
      return linkedWorkItems(organization, url, pullRequest.workItems).length > 0 ? 'approved' : 'running'
    }
    case 'mergeStrategy':
      return judgeStrategy(pullRequest, settings)
    case 'status': {
      const wanted = `${String(settings.statusGenre ?? '')}/${String(settings.statusName)}`
      const { statuses } = organization.part(createDiscussions).of(pullRequest)
      const last = statuses.findLast(({ context }) => `${context.genre ?? ''}/${context.name}` === wanted)
      if (!last || last.state === 'pending' || last.state === 'notSet') return 'queued'
      if (last.state === 'notApplicable') return 'notApplicable'
      return last.state === 'succeeded' ? 'approved' : 'rejected'
    }
    case 'build':
      return judgeBuild(call, settings)
    case undefined:
      return 'notApplicable'
  }
}

function judgeApprovals(
  { reviewers, createdBy }: PullRequest,
  settings: Record<string, unknown>,
): EvaluationStatus {
  const counts = ({ identity }: Reviewer) =>
    !isTeam(identity) && (settings.creatorVoteCounts === true || identity.id !== createdBy.id)
  const votes = reviewers.filter(counts)
  if (settings.allowDownvotes !== true && votes.some(({ vote }) => vote === -10)) return 'rejected'
  const approvals = votes.filter(({ vote }) => vote >= 5).length
  return approvals >= Number(settings.minimumApproverCount ?? 1) ? 'approved' : 'running'
}

function judgeStrategy(
  { completionOptions }: PullRequest,
  settings: Record<string, unknown>,
): EvaluationStatus {
  const strategy = completionOptions?.mergeStrategy
  const allowed = {
    squash: settings.allowSquash === true || settings.useSquashMerge === true,
    noFastForward: settings.allowNoFastForward === true,
    rebase: settings.allowRebase === true,
    rebaseMerge: settings.allowRebaseMerge === true,
  }
  return strategy === undefined || allowed[strategy] ? 'approved' : 'rejected'
}

/** The last build of the merged changes decides. */
function judgeBuild(
  { organization, pullRequest, now }: PullRequestCall,
  settings: Record<string, unknown>,
): EvaluationStatus {
  const builds = organization.part(createBuilds)
  const definition = builds.definition(Number(settings.buildDefinitionId))
  const own = definition && builds.of(definition.project).byDefinition.get(definition)
  const branch = `refs/pull/${pullRequest.id}/merge`
  const last = own?.findLast((build) => build.sourceBranch === branch && !build.deleted)
  if (!last) return 'queued'
  const { status, result } = stateOf(last, now)
  if (status !== 'completed') return 'running'
  return result === 'succeeded' ? 'approved' : 'rejected'
}
