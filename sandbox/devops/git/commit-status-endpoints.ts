import type { GitStatus } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { CommitStatus } from '../../data/git/repository-content.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findCommit } from './find-commit.js'
import { enumValue } from '../enum-value.js'
import { invalidArgument } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import type { Wire } from '../wire.js'

const statuses = { resource: 'statuses', id: '428dd4fb-fda5-4722-af02-9313b80305da', preview: 2 }
const states = { notSet: 0, pending: 1, succeeded: 2, failed: 3, error: 4, notApplicable: 5 } as const

/** What builds and other tools say of a commit. */
export const commitStatusRoutes: readonly Route[] = [
  repositoryRoute('GET', 'commits/{commitId}/statuses', statuses, (call) => {
    const all = commitStatuses(call, findCommit(call).id, flag(call, 'latestOnly'))
    const from = wholeNumber(call, 'skip', 0, 0)
    return list(all.slice(from, from + wholeNumber(call, 'top', 0, 1000)))
  }),
  repositoryRoute('POST', 'commits/{commitId}/statuses', statuses, (call) => {
    const { id } = findCommit(call)
    const known = call.content.statuses.get(id) ?? []
    const made: CommitStatus = {
      id: known.length + 1,
      ...sentStatus(jsonBody(call.request)),
      createdBy: call.caller,
      createdAt: call.now,
    }
    call.content.statuses.set(id, [...known, made])
    return { status: 201, body: statusAnswer(call, made) }
  }),
]

/** The statuses of a commit, oldest first, or the last of each context. */
export function commitStatuses(call: GitCall, commit: string, latestOnly: boolean): Wire<GitStatus>[] {
  const all = call.content.statuses.get(commit) ?? []
  const latest = new Map(all.map((status) => [`${status.context.genre}/${status.context.name}`, status]))
  return (latestOnly ? [...latest.values()] : all).map((status) => statusAnswer(call, status))
}

/** The members of a status that a body holds; state and context's name are required. */
export function sentStatus(
  body: Record<string, unknown>,
): Pick<CommitStatus, 'state' | 'description' | 'targetUrl' | 'context'> {
  const { state, description, targetUrl } = body
  const context = body.context as { name?: unknown; genre?: unknown } | undefined
  const word = enumValue(state, states, 'state')
  if (word === undefined) throw invalidArgument('The state of a status is required.')
  if (typeof context?.name !== 'string' || context.name === '') {
    throw invalidArgument('The name of a status context is required.')
  }
  return {
    state: word,
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof targetUrl === 'string' ? { targetUrl } : {}),
    context: { name: context.name, ...(typeof context.genre === 'string' ? { genre: context.genre } : {}) },
  }
}

function statusAnswer(call: GitCall, status: CommitStatus): Wire<GitStatus> {
  const { id, state, description, targetUrl, context, createdBy, createdAt } = status
  return {
    id,
    state,
    ...(description === undefined ? {} : { description }),
    context,
    creationDate: serviceDate(createdAt),
    createdBy: identityReference(call.base, createdBy),
    ...(targetUrl === undefined ? {} : { targetUrl }),
  }
}
