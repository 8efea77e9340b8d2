import { createDiscussions, sayVoted } from '../../data/git/create-discussions.js'
import { isTeam, type Reviewer, type Vote } from '../../data/git/pull-request.js'
import { teamsOf } from '../../data/project-teams.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, type Route } from '../route.js'
import { findIdentity } from './find-reviewer.js'
import { gitError, invalidArgument } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { reviewerAnswer } from './pull-request-answer.js'
import { completeWhenAllowed } from './update-pull-request.js'

const reviewers = { resource: 'pullRequestReviewers', id: '4b6702c7-aa35-4b89-9c96-b9abf6d3e540', preview: 1 }
const votes: readonly Vote[] = [-10, -5, 0, 5, 10]

/** Reviewers of a pull request: list, add, vote, change, remove. */
export const reviewerRoutes: readonly Route[] = [
  pullRequestRoute('GET', 'reviewers', reviewers, (call) =>
    list(call.pullRequest.reviewers.map((reviewer) => reviewerAnswer(call, call.pullRequest, reviewer))),
  ),
  pullRequestRoute('GET', 'reviewers/{reviewerId}', reviewers, (call) => shown(call, find(call))),
  pullRequestRoute('POST', 'reviewers', reviewers, addReviewers),
  pullRequestRoute('PUT', 'reviewers/{reviewerId}', reviewers, putReviewer),
  pullRequestRoute('PATCH', 'reviewers', reviewers, resetVotes),
  pullRequestRoute('PATCH', 'reviewers/{reviewerId}', reviewers, (call) => {
    const reviewer = find(call)
    const { isFlagged, hasDeclined, isRequired } = jsonBody(call.request)
    if (typeof isFlagged === 'boolean') reviewer.isFlagged = isFlagged
    if (typeof hasDeclined === 'boolean') reviewer.hasDeclined = hasDeclined
    if (typeof isRequired === 'boolean') reviewer.isRequired = isRequired
    return shown(call, reviewer)
  }),
  pullRequestRoute('DELETE', 'reviewers/{reviewerId}', reviewers, (call) => {
    const reviewer = find(call)
    call.pullRequest.reviewers.splice(call.pullRequest.reviewers.indexOf(reviewer), 1)
    return { status: 200 }
  }),
]

function addReviewers(call: PullRequestCall): DevOpsAnswer {
  const added = jsonList(call.request).map((entry) => {
    const { id, isRequired } = entry as Record<string, unknown>
    return reviewerOf(call, id, isRequired === true)
  })
  return list(added.map((reviewer) => reviewerAnswer(call, call.pullRequest, reviewer)))
}

function putReviewer(call: PullRequestCall): DevOpsAnswer {
  const { pullRequest, caller } = call
  const { vote, isRequired, hasDeclined, isFlagged } = jsonBody(call.request)
  const given = vote === undefined || vote === null ? undefined : votes.find((known) => known === vote)
  if (vote !== undefined && vote !== null && given === undefined) {
    throw invalidArgument(`The vote ${String(vote)} is not one of ${votes.join(', ')}.`)
  }
  const own = (call.path.reviewerId as string).toLowerCase() === caller.id
  if (given !== undefined && given !== 0 && !own) {
    throw gitError(403, 'InvalidOperationException', 'TF401186: You cannot record a vote for someone else.')
  }
  const reviewer = reviewerOf(call, call.path.reviewerId, isRequired === true)
  if (typeof isRequired === 'boolean') reviewer.isRequired = isRequired
  if (typeof hasDeclined === 'boolean') reviewer.hasDeclined = hasDeclined
  if (typeof isFlagged === 'boolean') reviewer.isFlagged = isFlagged
  if (given !== undefined && own) castVote(call, reviewer, given)
  completeWhenAllowed({ ...call, pullRequest })
  return shown(call, reviewer)
}

/** A vote counts for the teams among the reviewers that its giver is a member of. */
function castVote(call: PullRequestCall, reviewer: Reviewer, vote: Vote): void {
  const { pullRequest, organization, caller, now } = call
  const mine = teamsOf(organization, call.repository.project).filter(({ members }) =>
    members.some(({ person }) => person.id === caller.id),
  )
  reviewer.vote = vote
  reviewer.hasDeclined = false
  reviewer.votedFor = []
  for (const other of pullRequest.reviewers) {
    if (!isTeam(other.identity) || !mine.includes(other.identity)) continue
    other.vote = vote
    if (vote !== 0) reviewer.votedFor.push(other.identity)
  }
  sayVoted(organization.part(createDiscussions).of(pullRequest), pullRequest.id, caller, vote, now)
}

/** Sets the votes of the reviewers in the body back. */
function resetVotes(call: PullRequestCall): DevOpsAnswer {
  for (const entry of jsonList(call.request)) {
    const { id, vote } = entry as Record<string, unknown>
    if (vote !== 0 && vote !== undefined) throw invalidArgument('Votes can only be reset to 0 here.')
    const reviewer = find(call, String(id))
    reviewer.vote = 0
    reviewer.votedFor = []
  }
  return { status: 200 }
}

/** The reviewer of an id, added when none yet. */
function reviewerOf(call: PullRequestCall, id: unknown, isRequired: boolean): Reviewer {
  const { pullRequest } = call
  const identity = findIdentity(call, id)
  const known = pullRequest.reviewers.find((candidate) => candidate.identity.id === identity.id)
  if (known) return known
  const made: Reviewer = { identity, vote: 0, isRequired, hasDeclined: false, isFlagged: false, votedFor: [] }
  pullRequest.reviewers.push(made)
  return made
}

function find(call: PullRequestCall, id = call.path.reviewerId as string): Reviewer {
  const found = call.pullRequest.reviewers.find(({ identity }) => identity.id === id.toLowerCase())
  if (found) return found
  throw gitError(
    404,
    'GitPullRequestReviewerNotFoundException',
    `TF401190: The reviewer ${id} was not found.`,
  )
}

function shown(call: PullRequestCall, reviewer: Reviewer): DevOpsAnswer {
  return { status: 200, body: reviewerAnswer(call, call.pullRequest, reviewer) }
}
