import type { GitPullRequest, IdentityRefWithVote } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { isTeam, type Label, type PullRequest, type Reviewer } from '../../data/git/pull-request.js'
import { createDirectory } from '../../data/people/directory.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { briefCommit } from './commit-answer.js'
import type { GitCall, PullRequestCall } from './git-route.js'
import { repositoryAnswer, repositoryReference, repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

/** Lists cut descriptions to this many characters (REST specification of git). */
const shownOfDescription = 400

/** The address of a pull request. */
export function pullRequestUrl(call: EndpointCall, { id, repository }: PullRequest): string {
  return `${repositoryUrl(call, repository)}/pullRequests/${id}`
}

/** A pull request as lists show it. */
export function pullRequestEntry(call: EndpointCall, pullRequest: PullRequest): Wire<GitPullRequest> {
  return { ...summary(call, pullRequest, shownOfDescription), supportsIterations: true }
}

/** A single pull request. */
export function pullRequestAnswer(call: PullRequestCall): Wire<GitPullRequest> {
  const { pullRequest, content } = call
  const merge = content.objects.commits.get(pullRequest.lastMerge ?? '')
  const { project } = pullRequest.repository
  return {
    ...summary(call, pullRequest, Infinity),
    repository: repositoryAnswer(call, pullRequest.repository),
    ...(merge ? { lastMergeCommit: briefCommit(call, merge) } : {}),
    _links: pullRequestLinks(call, pullRequest),
    supportsIterations: true,
    artifactId: `vstfs:///Git/PullRequestId/${project.id}%2f${pullRequest.repository.id}%2f${pullRequest.id}`,
  }
}

/** Someone asked to look at a pull request, with their vote. */
export function reviewerAnswer(
  call: EndpointCall,
  pullRequest: PullRequest,
  reviewer: Reviewer,
): Wire<IdentityRefWithVote> {
  const { vote, votedFor, hasDeclined, isFlagged, isRequired, identity } = reviewer
  return {
    reviewerUrl: `${pullRequestUrl(call, pullRequest)}/reviewers/${identity.id}`,
    vote,
    ...(votedFor.length > 0
      ? {
          votedFor: votedFor.map((team) =>
            reviewerAnswer(call, pullRequest, groupVote(pullRequest, team, vote)),
          ),
        }
      : {}),
    hasDeclined,
    ...(isRequired ? { isRequired: true } : {}),
    isFlagged,
    ...reviewerIdentity(call, reviewer),
  }
}

/** A label, with the address of it on a pull request. */
export function labelAnswer(call: EndpointCall, pullRequest: PullRequest, { id, name }: Label) {
  return { id, name, active: true, url: `${pullRequestUrl(call, pullRequest)}/labels/${id}` }
}

function groupVote(pullRequest: PullRequest, team: Reviewer['identity'], vote: Reviewer['vote']): Reviewer {
  const known = pullRequest.reviewers.find(({ identity }) => identity.id === team.id)
  return (
    known ?? { identity: team, vote, isRequired: false, hasDeclined: false, isFlagged: false, votedFor: [] }
  )
}

function reviewerIdentity(call: EndpointCall, { identity }: Reviewer) {
  if (!isTeam(identity)) return identityReference(call.base, identity)
  const group = call.organization.part(createDirectory).teamGroup(identity)
  const reference = identityReference(call.base, {
    id: identity.id,
    displayName: `[${identity.project.name}]\\${identity.name}`,
    uniqueName: `vstfs:///Classification/TeamProject/${identity.project.id}\\${identity.name}`,
    descriptor: group?.descriptor ?? '',
  })
  return { ...reference, isContainer: true }
}

function summary(call: EndpointCall, pullRequest: PullRequest, length: number): Wire<GitPullRequest> {
  const { id, status, createdBy, createdAt, closedAt, closedBy, title, description } = pullRequest
  const { reviewers, labels, completionOptions, autoCompleteSetBy } = pullRequest
  const commit = (commitId: string) => ({
    commitId,
    url: `${repositoryUrl(call, pullRequest.repository)}/commits/${commitId}`,
  })
  return {
    repository: repositoryReference(call, pullRequest.repository),
    pullRequestId: id,
    codeReviewId: id,
    status,
    createdBy: identityReference(call.base, createdBy),
    creationDate: serviceDate(createdAt),
    ...(closedAt === undefined ? {} : { closedDate: serviceDate(closedAt) }),
    ...(closedBy ? { closedBy: identityReference(call.base, closedBy) } : {}),
    ...(autoCompleteSetBy ? { autoCompleteSetBy: identityReference(call.base, autoCompleteSetBy) } : {}),
    title,
    ...(description === undefined ? {} : { description: description.slice(0, length) }),
    sourceRefName: pullRequest.sourceRef,
    targetRefName: pullRequest.targetRef,
    mergeStatus: pullRequest.mergeStatus,
    isDraft: pullRequest.isDraft,
    mergeId: pullRequest.mergeId,
    lastMergeSourceCommit: commit(pullRequest.lastMergeSource),
    lastMergeTargetCommit: commit(pullRequest.lastMergeTarget),
    ...(pullRequest.lastMerge === undefined ? {} : { lastMergeCommit: commit(pullRequest.lastMerge) }),
    reviewers: reviewers.map((reviewer) => reviewerAnswer(call, pullRequest, reviewer)),
    ...(labels.length > 0 ? { labels: labels.map((label) => labelAnswer(call, pullRequest, label)) } : {}),
    url: pullRequestUrl(call, pullRequest),
    ...(completionOptions
      ? {
          completionOptions: {
            ...completionOptions,
            squashMerge: completionOptions.mergeStrategy === 'squash',
          },
        }
      : {}),
    ...(status === 'completed' && closedAt !== undefined
      ? { completionQueueTime: serviceDate(closedAt) }
      : {}),
  }
}

/** The `_links` of a pull request. */
export function pullRequestLinks(call: EndpointCall, pullRequest: PullRequest) {
  const repository = repositoryUrl(call, pullRequest.repository)
  const url = pullRequestUrl(call, pullRequest)
  const ref = (name: string) => ({ href: `${repository}/refs/${name.slice('refs/'.length)}` })
  return {
    self: { href: url },
    repository: { href: repository },
    workItems: { href: `${url}/workitems` },
    sourceBranch: ref(pullRequest.sourceRef),
    targetBranch: ref(pullRequest.targetRef),
    statuses: { href: `${url}/statuses` },
    sourceCommit: { href: `${repository}/commits/${pullRequest.lastMergeSource}` },
    targetCommit: { href: `${repository}/commits/${pullRequest.lastMergeTarget}` },
    createdBy: { href: `${call.base}/_apis/Identities/${pullRequest.createdBy.id}` },
    iterations: { href: `${url}/iterations` },
  }
}

/** References to work items; their ids are texts (facts 9). */
export function workItemReferences(call: GitCall, ids: readonly number[]) {
  return ids.map((id) => ({ id: String(id), url: `${call.base}/_apis/wit/workItems/${id}` }))
}
