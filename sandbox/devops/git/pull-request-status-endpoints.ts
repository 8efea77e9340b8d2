import type { GitPullRequestStatus } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { PullRequestStatusEntry } from '../../data/git/discussion.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { patchOperations } from '../json-patch.js'
import { list, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { sentStatus } from './commit-status-endpoints.js'
import { gitError, invalidArgument } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { findIteration } from './iteration-endpoints.js'
import { pullRequestUrl } from './pull-request-answer.js'
import { repositoryUrl } from './repository-answer.js'
import { discussionOf } from './thread-endpoints.js'
import { typedProperties } from './typed-properties.js'
import type { Wire } from '../wire.js'

const ofPullRequest = {
  resource: 'pullRequestStatuses',
  id: 'b5f6bb4f-8d1e-4d79-8d11-4c9172c99c35',
  preview: 2,
}
const ofIteration = {
  resource: 'pullRequestIterationStatuses',
  id: '75cf11c5-979f-4038-a76e-058a06adf2bf',
  preview: 2,
}

/** Statuses of a pull request and of its iterations. */
export const pullRequestStatusRoutes: readonly Route[] = [
  ...statusRoutes('statuses', ofPullRequest),
  ...statusRoutes('iterations/{iterationId}/statuses', ofIteration),
]

function statusRoutes(path: string, resource: typeof ofPullRequest): Route[] {
  return [
    pullRequestRoute('GET', path, resource, (call) =>
      list(own(call).map((status) => statusAnswer(call, status))),
    ),
    pullRequestRoute('GET', `${path}/{statusId}`, resource, (call) => ({
      status: 200,
      body: statusAnswer(call, find(call, call.path.statusId as string)),
    })),
    pullRequestRoute('POST', path, resource, createStatus),
    {
      ...pullRequestRoute('PATCH', path, resource, (call) => {
        const doomed = patchOperations(call.request, ['remove']).map(({ path: parts }) =>
          find(call, parts[0] ?? ''),
        )
        for (const status of doomed) remove(call, status)
        return { status: 204 }
      }),
      body: 'application/json-patch+json',
    },
    pullRequestRoute('DELETE', `${path}/{statusId}`, resource, (call) => {
      remove(call, find(call, call.path.statusId as string))
      return { status: 204 }
    }),
  ]
}

/** The statuses an address is about: all, or those of its iteration. */
function own(call: PullRequestCall): PullRequestStatusEntry[] {
  const { statuses } = discussionOf(call)
  const { iterationId } = call.path
  if (iterationId === undefined) return statuses
  const { id } = findIteration(call, iterationId)
  return statuses.filter((status) => status.iterationId === id)
}

function createStatus(call: PullRequestCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const named = call.path.iterationId ?? body.iterationId
  if (named !== undefined && typeof named !== 'string' && typeof named !== 'number') {
    throw invalidArgument('iterationId must be a number.')
  }
  const discussion = discussionOf(call)
  const made: PullRequestStatusEntry = {
    id: discussion.lastStatusId + 1,
    ...(named === undefined ? {} : { iterationId: findIteration(call, String(named)).id }),
    ...sentStatus(body),
    ...(body.properties ? { properties: typedProperties(body.properties) } : {}),
    createdBy: call.caller,
    createdAt: call.now,
    updatedAt: call.now,
  }
  discussion.lastStatusId = made.id
  discussion.statuses.push(made)
  return { status: 200, body: statusAnswer(call, made) }
}

function find(call: PullRequestCall, id: string): PullRequestStatusEntry {
  const found = own(call).find((status) => status.id === Number(id))
  if (found) return found
  throw gitError(404, 'GitPullRequestStatusNotFoundException', `The status ${id} could not be found.`)
}

function remove(call: PullRequestCall, status: PullRequestStatusEntry): void {
  const { statuses } = discussionOf(call)
  statuses.splice(statuses.indexOf(status), 1)
}

function statusAnswer(call: PullRequestCall, status: PullRequestStatusEntry): Wire<GitPullRequestStatus> {
  const { iterationId, properties, id, state, description, context, targetUrl } = status
  const url = pullRequestUrl(call, call.pullRequest)
  const path = iterationId === undefined ? 'statuses' : `iterations/${iterationId}/statuses`
  return {
    ...(properties ? { properties } : {}),
    ...(iterationId === undefined ? {} : { iterationId }),
    id,
    state,
    ...(description === undefined ? {} : { description }),
    context,
    creationDate: serviceDate(status.createdAt),
    updatedDate: serviceDate(status.updatedAt),
    createdBy: identityReference(call.base, status.createdBy),
    ...(targetUrl === undefined ? {} : { targetUrl }),
    _links: {
      self: { href: `${url}/${path}/${id}` },
      repository: { href: repositoryUrl(call, call.repository) },
    },
  }
}
