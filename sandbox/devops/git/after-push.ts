import { createDiscussions, sayPushed } from '../../data/git/create-discussions.js'
import { followPush } from '../../data/git/merge-pull-request.js'
import { present } from '../../data/policy/policy-data.js'
import { policiesOn } from '../policy/policy-scope.js'
import type { GitCall } from './git-route.js'

/** Tells the pull requests whose source a push moved: a new iteration, a note, and approvals taken back if a policy says so. */
export function afterPush(call: GitCall, refs: readonly string[]): void {
  for (const pullRequest of followPush(call.content, refs, call.caller, call.now)) {
    const discussion = call.organization.part(createDiscussions).of(pullRequest)
    const iteration = pullRequest.iterations.at(-1)
    if (iteration) sayPushed(pullRequest, iteration, discussion, call.now)
    const resets = policiesOn(call, call.repository, pullRequest.targetRef).some(
      (policy) => policy.type.judges === 'approvals' && present(policy).settings.resetOnSourcePush === true,
    )
    if (!resets) continue
    for (const reviewer of pullRequest.reviewers) {
      if (reviewer.vote <= 0) continue
      reviewer.vote = 0
      reviewer.votedFor = []
    }
  }
}
