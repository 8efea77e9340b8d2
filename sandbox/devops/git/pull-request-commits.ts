import { commitsBetween } from '../../data/git/commit-graph.js'
import type { Commit } from '../../data/git/git-objects.js'
import type { Iteration } from '../../data/git/pull-request.js'
import type { PullRequestCall } from './git-route.js'

/** The commits of a pull request as of an iteration, or of its last: those the target did not have then, newest first. */
export function pullRequestCommits(
  { content, pullRequest }: PullRequestCall,
  iteration: Iteration | undefined = pullRequest.iterations.at(-1),
): readonly Commit[] {
  return iteration ? commitsBetween(content.objects, iteration.target, iteration.source) : []
}
