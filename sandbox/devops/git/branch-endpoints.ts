import type { GitBranchStats } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { ancestors } from '../../data/git/commit-graph.js'
import type { Commit } from '../../data/git/git-objects.js'
import type { Ref } from '../../data/git/repository-content.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { list, type Route } from '../route.js'
import { commitAnswer } from './commit-answer.js'
import { gitError } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { findVersion, queriedVersion } from './version-descriptor.js'
import type { Wire } from '../wire.js'

const stats = { resource: 'stats', id: 'd5b216de-d8d5-4d32-ae76-51df755b16d3', preview: 2 }

/** How far branches are ahead of and behind another version; the default branch unless asked for another. */
export const branchRoutes: readonly Route[] = [repositoryRoute('GET', 'stats/branches', stats, branchStats)]

function branchStats(call: GitCall): DevOpsAnswer {
  const base = findVersion(call, queriedVersion(call, 'baseVersionDescriptor.', 'base'))
  const name = call.query('name')
  if (name === undefined) {
    const branches = call.git.refs(call.repository).filter((ref) => ref.name.startsWith('refs/heads/'))
    const measure = base && measureFrom(call, base)
    return list(measure ? branches.map((ref) => measure(ref)) : [])
  }
  const ref = call.content.refs.get(`refs/heads/${name}`)
  if (!ref || !base) {
    throw gitError(
      404,
      'GitUnresolvableToCommitException',
      `TF401175:The version descriptor <Branch: ${name} > could not be resolved to a version in the repository ${call.repository.name}`,
    )
  }
  return { status: 200, body: measureFrom(call, base)(ref) }
}

function measureFrom(call: GitCall, base: Commit): (ref: Ref) => Wire<GitBranchStats> {
  const { objects } = call.content
  const known = ancestors(objects, base.id)
  return ({ name, objectId }) => {
    const tip = objects.commits.get(objectId) as Commit
    const own = ancestors(objects, objectId)
    let shared = 0
    for (const commit of own) if (known.has(commit)) shared += 1
    return {
      commit: commitAnswer(call, tip),
      name: name.slice('refs/heads/'.length),
      aheadCount: own.size - shared,
      behindCount: known.size - shared,
      isBaseVersion: objectId === base.id,
    }
  }
}
