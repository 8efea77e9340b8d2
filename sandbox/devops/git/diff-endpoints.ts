import type { GitCommitDiffs } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { commitsBetween, mergeBase } from '../../data/git/commit-graph.js'
import { compareTrees } from '../../data/git/trees.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { flag, wholeNumber } from '../query-parameters.js'
import type { Route } from '../route.js'
import { changeAnswer, countChanges } from './commit-answer.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { needVersion, queriedVersion } from './version-descriptor.js'
import type { Wire } from '../wire.js'

const diffs = { resource: 'commits', id: '615588d5-c0c7-4b88-88f8-e625306446e8', preview: 1 }

/** Changes listed when $top is not given. */
const defaultPage = 100

/** What differs between two versions. */
export const diffRoutes: readonly Route[] = [repositoryRoute('GET', 'diffs/commits', diffs, compareVersions)]

function compareVersions(call: GitCall): DevOpsAnswer {
  const { objects } = call.content
  const base = needVersion(call, queriedVersion(call, 'base', 'baseVersionDescriptor.'))
  const target = needVersion(call, queriedVersion(call, 'target', 'targetVersionDescriptor.'))
  const common = mergeBase(objects, base.id, target.id)
  const from = flag(call, 'diffCommonCommit') ? common : base
  const changes = compareTrees(objects, from?.tree ?? '', target.tree)
  const skip = wholeNumber(call, '$skip', 0, 0)
  const page = changes.slice(skip, skip + wholeNumber(call, '$top', 0, defaultPage))
  const body: Wire<GitCommitDiffs> = {
    allChangesIncluded: page.length === changes.length,
    changeCounts: countChanges(changes) as Wire<GitCommitDiffs>['changeCounts'],
    changes: page.map((change) => changeAnswer(call, change, target.id)),
    ...(common ? { commonCommit: common.id } : {}),
    baseCommit: base.id,
    targetCommit: target.id,
    aheadCount: commitsBetween(objects, base.id, target.id).length,
    behindCount: commitsBetween(objects, target.id, base.id).length,
  }
  return { status: 200, body }
}
