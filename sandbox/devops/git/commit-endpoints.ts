import type { GitCommitRef } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Commit } from '../../data/git/git-objects.js'
import { mergeBase } from '../../data/git/commit-graph.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import {
  changeAnswer,
  changesOf,
  commitAnswer,
  commitLinks,
  commitReference,
  countChanges,
  pushData,
} from './commit-answer.js'
import { queriedCriteria, selectCommits, sentCriteria, type CommitCriteria } from './commit-criteria.js'
import { commitStatuses } from './commit-status-endpoints.js'
import { findCommit } from './find-commit.js'
import { gitError, invalidArgument } from './git-errors.js'
import { findRepository, repositoryRoute, type GitCall } from './git-route.js'
import { workItemsOfCommit } from './link-work-items.js'
import { workItemReferences } from './pull-request-answer.js'
import { webUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const commits = { resource: 'commits', id: 'c2570c3b-5b3f-41b8-98bf-5407bfde8d58', preview: 2 }
const batch = { resource: 'commitsBatch', id: '6400dfb2-0bcb-462b-b992-5a57f8f1416c', preview: 2 }
const changes = { resource: 'changes', id: '5bf884f5-3e07-42e9-afb8-1b872267bf16', preview: 1 }
const bases = { resource: 'mergeBases', id: '7cf2abb6-c964-4f7e-9872-f78c66e72e9c', preview: 1 }

/** Page sizes and the furthest skip of the batch (facts 6). */
const defaultPage = 100
const largestPage = 50_000
const furthestSkip = 3_000_000

/** Commits: list, query by POST, one, its changes, its merge bases with another. */
export const commitRoutes: readonly Route[] = [
  repositoryRoute('GET', 'commits', commits, listCommits),
  repositoryRoute('POST', 'commitsbatch', batch, queryCommits),
  repositoryRoute('GET', 'commits/{commitId}', commits, getCommit),
  repositoryRoute('GET', 'commits/{commitId}/changes', changes, getChanges),
  repositoryRoute('GET', 'commits/{commitId}/mergebases', bases, getMergeBases, 'repositoryNameOrId'),
]

function listCommits(call: GitCall): DevOpsAnswer {
  const pushId = wholeNumber(call, 'pushId', 1)
  const wanted = queriedCriteria(call)
  const pushed = pushId === undefined ? undefined : call.content.pushes[pushId - 1]
  if (pushId !== undefined && !pushed) {
    throw gitError(404, 'GitPushNotFoundException', `TF401172: The push ${pushId} could not be found.`)
  }
  const found = pushed ? pushed.commits : selectCommits(call, wanted)
  const from = firstOf(call, ['searchCriteria.$skip', '$skip', 'skip']) ?? 0
  const length = firstOf(call, ['searchCriteria.$top', '$top', 'top']) ?? defaultPage
  return list(found.slice(from, from + length).map((commit) => listed(call, commit, wanted)))
}

function queryCommits(call: GitCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const number = (name: string) => (typeof body[name] === 'number' ? body[name] : undefined)
  const from = wholeNumber(call, '$skip', 0) ?? number('$skip') ?? 0
  const length = wholeNumber(call, '$top', 0) ?? number('$top') ?? defaultPage
  if (from > furthestSkip) throw invalidArgument(`$skip must not be more than ${furthestSkip}.`)
  const wanted = sentCriteria(body)
  const page = selectCommits(call, wanted).slice(from, from + Math.min(length, largestPage))
  const statuses = call.query('includeStatuses')?.toLowerCase() === 'true'
  return list(
    page.map((commit) => ({
      ...listed(call, commit, wanted),
      ...(statuses ? { statuses: commitStatuses(call, commit.id, false) } : {}),
    })),
  )
}

function getCommit(call: GitCall): DevOpsAnswer {
  const commit = findCommit(call)
  const shown = wholeNumber(call, 'changeCount', 0, 0)
  const changed = shown > 0 ? changesOf(call, commit) : []
  return {
    status: 200,
    body: {
      ...commitAnswer(call, commit),
      ...pushData(call, commit),
      ...(shown > 0
        ? {
            changeCounts: countChanges(changed),
            changes: changed.slice(0, shown).map((change) => changeAnswer(call, change, commit.id)),
          }
        : {}),
      remoteUrl: `${webUrl(call, call.repository)}/commit/${commit.id}`,
      _links: commitLinks(call, commit),
    },
  }
}

function getChanges(call: GitCall): DevOpsAnswer {
  const commit = findCommit(call)
  const changed = changesOf(call, commit)
  const from = firstOf(call, ['skip', '$skip']) ?? 0
  const length = firstOf(call, ['top', '$top']) ?? defaultPage
  const page = changed.slice(from, from + length)
  return {
    status: 200,
    body: {
      changeCounts: countChanges(changed),
      changes: page.map((change) => changeAnswer(call, change, commit.id)),
    },
  }
}

function getMergeBases(call: GitCall): DevOpsAnswer {
  const one = findCommit(call)
  const otherId = call.query('otherCommitId')
  if (!otherId) throw invalidArgument('otherCommitId is required.')
  const elsewhere = call.query('otherRepositoryId')
  const other = elsewhere === undefined ? call : { ...call, repository: findRepository(call, elsewhere) }
  const found = findCommit({ ...other, content: call.git.content(other.repository) }, otherId)
  const base = mergeBase(call.git.content(other.repository).objects, one.id, found.id)
  return list(base ? [commitAnswer(call, base)] : [])
}

function listed(call: GitCall, commit: Commit, wanted: CommitCriteria): Wire<GitCommitRef> {
  const shown = commitReference(call, commit)
  const { itemPath } = wanted
  const images = (email: string) => {
    const person = call.organization.people.find(({ uniqueName }) => uniqueName === email)
    return person ? { imageUrl: `${call.base}/_apis/GraphProfile/MemberAvatars/${person.descriptor}` } : {}
  }
  return {
    ...shown,
    ...(wanted.includeUserImageUrl
      ? {
          author: { ...shown.author, ...images(commit.author.email) },
          committer: { ...shown.committer, ...images(commit.committer.email) },
        }
      : {}),
    ...(wanted.includePushData ? pushData(call, commit) : {}),
    ...(itemPath !== undefined
      ? {
          changes: changesOf(call, commit)
            .filter(({ path }) => path === itemPath)
            .map((change) => changeAnswer(call, change, commit.id)),
        }
      : {}),
    ...(wanted.includeWorkItems
      ? { workItems: workItemReferences(call, workItemsOfCommit(call, commit.id)) }
      : {}),
    ...(wanted.includeLinks ? { _links: commitLinks(call, commit) } : {}),
  }
}

function firstOf(call: GitCall, names: readonly string[]): number | undefined {
  return names.map((name) => wholeNumber(call, name, 0)).find((value) => value !== undefined)
}
