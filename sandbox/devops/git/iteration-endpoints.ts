import type {
  GitPullRequestIteration,
  GitPullRequestIterationChanges,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { trackedPaths } from '../../data/git/change-tracking.js'
import type { Iteration } from '../../data/git/pull-request.js'
import { compareTrees, emptyTree } from '../../data/git/trees.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { identityReference } from '../identity-reference.js'
import { listPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { briefCommit, commitAnswer } from './commit-answer.js'
import { gitError } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { pullRequestUrl } from './pull-request-answer.js'
import { pullRequestCommits } from './pull-request-commits.js'
import { repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const iterations = {
  resource: 'pullRequestIterations',
  id: 'd43911ee-6958-46b0-a42b-8445b8a0d004',
  preview: 2,
}
const changes = {
  resource: 'pullRequestIterationChanges',
  id: '4216bdcf-b6b1-4d59-8b82-c34cc183fc8b',
  preview: 1,
}
const ofIteration = {
  resource: 'pullRequestIterationCommits',
  id: 'e7ea0883-095f-4926-b5fb-f24691c26fb9',
  preview: 1,
}
const commits = { resource: 'pullRequestCommits', id: '52823034-34a8-4576-922c-8d8b77e9e4c4', preview: 1 }

/** Page sizes of facts 6; that of a pull request's commits is unconfirmed. */
const changesPage = { default: 100, most: 2000 }
const commitsPage = { default: 100, most: 500 }

/** Iterations of a pull request with their changes and commits, and the commits of the last. */
export const iterationRoutes: readonly Route[] = [
  pullRequestRoute('GET', 'iterations', iterations, (call) =>
    list(
      call.pullRequest.iterations.map((iteration) =>
        iterationAnswer(call, iteration, flag(call, 'includeCommits')),
      ),
    ),
  ),
  pullRequestRoute('GET', 'iterations/{iterationId}', iterations, (call) => ({
    status: 200,
    body: iterationAnswer(call, findIteration(call, call.path.iterationId as string), true),
  })),
  pullRequestRoute('GET', 'iterations/{iterationId}/changes', changes, iterationChanges),
  pullRequestRoute('GET', 'iterations/{iterationId}/commits', ofIteration, (call) => {
    const found = pullRequestCommits(call, findIteration(call, call.path.iterationId as string))
    const skip = wholeNumber(call, 'skip', 0, 0)
    const top = Math.min(wholeNumber(call, 'top', 0, commitsPage.default), commitsPage.most)
    return list(found.slice(skip, skip + top).map((commit) => briefCommit(call, commit)))
  }),
  pullRequestRoute('GET', 'commits', commits, (call) =>
    listPage(call, pullRequestCommits(call), commitsPage, (commit) => briefCommit(call, commit)),
  ),
]

/** The iteration of a number, or a 404 (type key and words unconfirmed). */
export function findIteration({ pullRequest }: PullRequestCall, id: string): Iteration {
  const found = pullRequest.iterations[Number(id) - 1]
  if (found) return found
  throw gitError(404, 'GitPullRequestIterationNotFoundException', `The iteration ${id} could not be found.`)
}

function iterationAnswer(
  call: PullRequestCall,
  iteration: Iteration,
  withCommits: boolean,
): Wire<GitPullRequestIteration> {
  const { id, author, createdAt, source, target, base, reason } = iteration
  const repository = repositoryUrl(call, call.repository)
  const self = `${pullRequestUrl(call, call.pullRequest)}/iterations/${id}`
  const push = call.content.pushOf.get(source)
  const tip = call.content.objects.commits.get(source)
  return {
    id,
    description: tip?.message.split('\n')[0] ?? '',
    author: identityReference(call.base, author),
    createdDate: serviceDate(createdAt),
    updatedDate: serviceDate(createdAt),
    sourceRefCommit: { commitId: source },
    targetRefCommit: { commitId: target },
    commonRefCommit: { commitId: base },
    hasMoreCommits: false,
    reason,
    ...(push ? { push: { pushId: push.id } } : {}),
    ...(withCommits
      ? { commits: pullRequestCommits(call, iteration).map((commit) => commitAnswer(call, commit)) }
      : {}),
    _links: {
      self: { href: self },
      repository: { href: repository },
      commits: { href: `${self}/commits` },
      workitems: { href: `${pullRequestUrl(call, call.pullRequest)}/workitems` },
    },
  }
}

function iterationChanges(call: PullRequestCall): DevOpsAnswer {
  const { objects } = call.content
  const iteration = findIteration(call, call.path.iterationId as string)
  const compareTo = wholeNumber(call, '$compareTo', 0, 0)
  const from = compareTo === 0 ? iteration.base : findIteration(call, String(compareTo)).source
  const tree = (id: string) => objects.commits.get(id)?.tree ?? emptyTree
  const files = compareTrees(objects, tree(from), tree(iteration.source)).filter(
    ({ kind }) => kind === 'blob',
  )
  const tracked = trackedPaths(objects, call.pullRequest)
  const skip = wholeNumber(call, '$skip', 0, 0)
  const top = Math.min(wholeNumber(call, '$top', 0, changesPage.default), changesPage.most)
  const page = files.slice(skip, skip + top)
  const next = skip + page.length
  const body: Wire<GitPullRequestIterationChanges> = {
    changeEntries: page.map(({ path, type, id, originalId, originalPath }, at) => ({
      changeTrackingId: tracked.get(path) ?? 0,
      changeId: skip + at + 1,
      item: {
        ...(id === undefined ? {} : { objectId: id }),
        ...(originalId === undefined ? {} : { originalObjectId: originalId }),
        path,
      },
      changeType: type,
      ...(originalPath === undefined ? {} : { originalPath }),
    })),
    ...(next < files.length ? { nextSkip: next, nextTop: top } : {}),
  }
  return { status: 200, body }
}
