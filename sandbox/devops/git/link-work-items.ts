import type { PullRequest } from '../../data/git/pull-request.js'
import {
  addArtifactLink,
  commitArtifact,
  linkedWorkItems,
  pullRequestArtifact,
} from '../../data/git/work-item-links.js'
import type { GitCall } from './git-route.js'

/** Links work items to a pull request. */
export function linkWorkItems(
  call: GitCall,
  { repository, id }: PullRequest,
  workItems: readonly number[],
): void {
  const url = pullRequestArtifact(repository, id)
  for (const item of workItems) {
    addArtifactLink(call.organization, item, { url, name: 'Pull Request' }, call.caller, call.now)
  }
}

/** Links the work items of a pull request to the commit that completed it. */
export function linkToCommit(call: GitCall, pullRequest: PullRequest): void {
  const { repository, lastMerge } = pullRequest
  if (lastMerge === undefined) return
  const url = commitArtifact(repository, lastMerge)
  for (const item of workItemsOf(call, pullRequest)) {
    addArtifactLink(call.organization, item, { url, name: 'Fixed in Commit' }, call.caller, call.now)
  }
}

/** Ids of the work items linked to a pull request now. */
export function workItemsOf(call: GitCall, { repository, id, workItems }: PullRequest): number[] {
  return linkedWorkItems(call.organization, pullRequestArtifact(repository, id), workItems)
}

/** Ids of the work items linked to a commit now. */
export function workItemsOfCommit(call: GitCall, commit: string): number[] {
  const merged = [...call.content.pullRequests.values()].find(({ lastMerge }) => lastMerge === commit)
  return linkedWorkItems(call.organization, commitArtifact(call.repository, commit), merged?.workItems ?? [])
}
