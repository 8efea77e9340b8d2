import { createGit } from '../../data/git/git-data.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import type { EndpointCall, Route } from '../route.js'
import { commitAnswer } from './commit-answer.js'
import { createPullRequest } from './create-pull-request.js'
import { enumValue } from '../enum-value.js'
import { invalidArgument, pullRequestNotFound } from './git-errors.js'
import {
  gitRoute,
  inRepository,
  type GitCall,
  pullRequestRoute,
  repositoryRoute,
  type PullRequestCall,
} from './git-route.js'
import { workItemsOf } from './link-work-items.js'
import { pullRequestAnswer, pullRequestEntry, workItemReferences } from './pull-request-answer.js'
import { pullRequestCommits } from './pull-request-commits.js'
import { searchPullRequests } from './pull-request-search.js'
import { updatePullRequest } from './update-pull-request.js'

const ofRepository = { resource: 'pullRequests', id: '9946fd70-0d40-406e-b686-b4744cbbcc37', preview: 2 }
const ofProject = { resource: 'pullRequests', id: 'a5d28130-9cd2-40fa-9f08-902e7daa9efb', preview: 2 }
const byId = { resource: 'pullRequests', id: '01a46dea-7d46-4d40-bc84-319e7c260d99', preview: 2 }
const query = { resource: 'pullRequestQuery', id: 'b3a6eebe-9cf0-49ea-b6cb-1a4c5f5007b0', preview: 1 }

/** Pull requests: lists, one, create, update, and which ones a commit belongs to. */
export const pullRequestRoutes: readonly Route[] = [
  gitRoute('GET', 'pullRequests', ofProject, (call) => searchPullRequests(call)),
  gitRoute('GET', 'pullRequests/{pullRequestId}', byId, getById),
  repositoryRoute('GET', 'pullRequests', ofRepository, (call) =>
    searchPullRequests(call, call.repository.id),
  ),
  repositoryRoute('POST', 'pullRequests', ofRepository, createPullRequest),
  pullRequestRoute('GET', '', ofRepository, getPullRequest),
  { ...pullRequestRoute('PATCH', '', ofRepository, updatePullRequest), body: 'application/json' },
  repositoryRoute('POST', 'pullRequestQuery', query, queryByCommits),
]

function getById(call: EndpointCall): DevOpsAnswer {
  const found = call.organization.part(createGit).pullRequest(Number(call.path.pullRequestId))
  if (!found || (call.project && found.repository.project !== call.project)) throw pullRequestNotFound()
  return getPullRequest({ ...inRepository(call, found.repository.id), pullRequest: found })
}

function getPullRequest(call: PullRequestCall): DevOpsAnswer {
  const commits = flag(call, 'includeCommits') ? pullRequestCommits(call) : undefined
  const skip = wholeNumber(call, '$skip', 0, 0)
  return {
    status: 200,
    body: {
      ...pullRequestAnswer(call),
      ...(commits
        ? {
            commits: commits
              .slice(skip, skip + wholeNumber(call, '$top', 0, commits.length))
              .map((commit) => commitAnswer(call, commit)),
          }
        : {}),
      ...(flag(call, 'includeWorkItemRefs')
        ? { workItemRefs: workItemReferences(call, workItemsOf(call, call.pullRequest)) }
        : {}),
    },
  }
}

const queryTypes = { lastMergeCommit: 1, commit: 2 } as const

function queryByCommits(call: GitCall): DevOpsAnswer {
  const { queries } = jsonBody(call.request)
  if (!Array.isArray(queries)) throw invalidArgument('queries is required.')
  const all = [...call.content.pullRequests.values()].reverse()
  const results = (queries as { type?: unknown; items?: unknown }[]).map(({ type, items }) => {
    const kind = enumValue(type, queryTypes, 'type')
    const wanted = (Array.isArray(items) ? items : []).map((item) => String(item).toLowerCase())
    const found = wanted.map((id) => {
      const fitting = all.filter((pullRequest) =>
        kind === 'lastMergeCommit'
          ? pullRequest.lastMerge === id
          : pullRequest.lastMerge === id ||
            pullRequestCommits({ ...call, pullRequest }).some((commit) => commit.id === id),
      )
      return [id, fitting.map((pullRequest) => pullRequestEntry(call, pullRequest))] as const
    })
    return Object.fromEntries(found.filter(([, fitting]) => fitting.length > 0))
  })
  return { status: 200, body: { queries, results } }
}
