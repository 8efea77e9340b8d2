import { createDiscussions } from '../../data/git/create-discussions.js'
import {
  addComment,
  addThread,
  type Discussion,
  type Thread,
  type ThreadComment,
  type ThreadPlace,
  type ThreadStatus,
  type TypedValue,
} from '../../data/git/discussion.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, type Route } from '../route.js'
import { enumValue, type Words } from '../enum-value.js'
import { gitError, invalidArgument } from './git-errors.js'
import { pullRequestRoute, type PullRequestCall } from './git-route.js'
import { commentAnswer, threadAnswer } from './thread-answer.js'
import { typedProperties } from './typed-properties.js'

const threads = { resource: 'pullRequestThreads', id: 'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449', preview: 1 }
const comments = {
  resource: 'pullRequestThreadComments',
  id: '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b',
  preview: 1,
}
const likes = { resource: 'pullRequestCommentLikes', id: '5f2e2851-1389-425b-a00b-fb2adb3ef31b', preview: 1 }
const one = 'threads/{threadId}'
const statuses: Words<ThreadStatus | 'unknown'> = {
  unknown: 0,
  active: 1,
  fixed: 2,
  wontFix: 3,
  closed: 4,
  byDesign: 5,
  pending: 6,
}
const types = { unknown: 0, text: 1, codeChange: 2, system: 3 } as const

/** Threads of comments on a pull request, their comments, and who likes these. */
export const threadRoutes: readonly Route[] = [
  pullRequestRoute('GET', 'threads', threads, (call) => {
    refuseTracking(call)
    return list(discussionOf(call).threads.map((thread) => threadAnswer(call, thread)))
  }),
  pullRequestRoute('GET', one, threads, (call) => {
    refuseTracking(call)
    return { status: 200, body: threadAnswer(call, findThread(call)) }
  }),
  pullRequestRoute('POST', 'threads', threads, createThread),
  pullRequestRoute('PATCH', one, threads, updateThread),
  pullRequestRoute('GET', `${one}/comments`, comments, (call) => {
    const thread = findThread(call)
    return list(thread.comments.map((comment) => commentAnswer(call, thread, comment)))
  }),
  pullRequestRoute('GET', `${one}/comments/{commentId}`, comments, (call) => shown(call, findComment(call))),
  pullRequestRoute('POST', `${one}/comments`, comments, (call) => {
    const thread = findThread(call)
    return shown(call, sayIn(call, thread, jsonBody(call.request)))
  }),
  pullRequestRoute('PATCH', `${one}/comments/{commentId}`, comments, (call) => {
    const comment = ownComment(call)
    comment.content = contentIn(jsonBody(call.request))
    comment.contentUpdatedAt = touch(call, comment)
    return shown(call, comment)
  }),
  pullRequestRoute('DELETE', `${one}/comments/{commentId}`, comments, (call) => {
    const comment = ownComment(call)
    const thread = findThread(call)
    comment.isDeleted = true
    comment.content = undefined
    touch(call, comment)
    thread.isDeleted = thread.comments.every(({ isDeleted }) => isDeleted)
    return { status: 200 }
  }),
  pullRequestRoute('GET', `${one}/comments/{commentId}/likes`, likes, (call) =>
    list(findComment(call).likes.map((person) => identityReference(call.base, person))),
  ),
  { ...pullRequestRoute('POST', `${one}/comments/{commentId}/likes`, likes, like), body: undefined },
  pullRequestRoute('DELETE', `${one}/comments/{commentId}/likes`, likes, (call) => {
    const comment = findComment(call)
    comment.likes = comment.likes.filter(({ id }) => id !== call.caller.id)
    return { status: 200 }
  }),
]

/** What was said about the pull request of a call. */
export function discussionOf(call: PullRequestCall): Discussion {
  return call.organization.part(createDiscussions).of(call.pullRequest)
}

function like(call: PullRequestCall): DevOpsAnswer {
  const comment = findComment(call)
  if (!comment.likes.some(({ id }) => id === call.caller.id)) comment.likes.push(call.caller)
  return { status: 200 }
}

function createThread(call: PullRequestCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const [first, ...more] = Array.isArray(body.comments) ? (body.comments as Record<string, unknown>[]) : []
  if (!first) throw invalidArgument('A thread needs a comment.')
  const status = statusIn(body.status)
  const place = body.threadContext as ThreadPlace | null | undefined
  if (place && typeof place.filePath !== 'string')
    throw invalidArgument('The filePath of a thread context is required.')
  const context = body.pullRequestThreadContext as
    { iterationContext?: Record<string, number>; changeTrackingId?: number } | null | undefined
  const second = context?.iterationContext?.secondComparingIteration
  const thread = addThread(discussionOf(call), call.pullRequest.id, call.caller, contentIn(first), call.now, {
    type: typeIn(first.commentType),
    ...(status ? { status } : {}),
    ...(place ? { place } : {}),
    ...(second === undefined
      ? {}
      : { iterations: { first: context?.iterationContext?.firstComparingIteration ?? 1, second } }),
    ...(context?.changeTrackingId === undefined ? {} : { changeTrackingId: context.changeTrackingId }),
    properties: typedProperties(body.properties) as Record<string, TypedValue>,
  })
  for (const comment of more) sayIn(call, thread, comment)
  return { status: 200, body: threadAnswer(call, thread) }
}

function updateThread(call: PullRequestCall): DevOpsAnswer {
  const thread = findThread(call)
  const body = jsonBody(call.request)
  const status = statusIn(body.status)
  const sent = typedProperties(body.properties) as Record<string, TypedValue>
  if (status) thread.status = status
  Object.assign(thread.properties, sent)
  for (const comment of Array.isArray(body.comments) ? (body.comments as Record<string, unknown>[]) : []) {
    sayIn(call, thread, comment)
  }
  thread.updatedAt = call.now
  return { status: 200, body: threadAnswer(call, thread) }
}

function sayIn(call: PullRequestCall, thread: Thread, body: Record<string, unknown>): ThreadComment {
  const parent = typeof body.parentCommentId === 'number' ? body.parentCommentId : 0
  if (parent !== 0 && !thread.comments.some(({ id }) => id === parent)) {
    throw invalidArgument(`The parent comment ${parent} does not exist.`)
  }
  return addComment(thread, call.caller, contentIn(body), typeIn(body.commentType), parent, call.now)
}

function contentIn({ content }: Record<string, unknown>): string {
  if (typeof content === 'string' && content.trim() !== '') return content
  throw invalidArgument('The content of a comment is required.')
}

function typeIn(value: unknown): ThreadComment['type'] {
  const word = enumValue(value, types, 'commentType')
  return word === undefined || word === 'unknown' ? 'text' : word
}

function statusIn(value: unknown): ThreadStatus | undefined {
  const word = enumValue(value, statuses, 'status')
  return word === 'unknown' ? undefined : word
}

/** Where a place is in another iteration would need lines to be followed through the changes. */
function refuseTracking(call: PullRequestCall): void {
  for (const name of ['$iteration', '$baseIteration']) {
    if (call.query(name) !== undefined) throw notEmulated(`${name} on threads`)
  }
}

function findThread(call: PullRequestCall): Thread {
  const wanted = Number(call.path.threadId)
  const found = discussionOf(call).threads.find(({ id }) => id === wanted)
  if (found) return found
  throw gitError(
    404,
    'CommentThreadNotFoundException',
    `The thread ${call.path.threadId} could not be found.`,
  )
}

function findComment(call: PullRequestCall): ThreadComment {
  const wanted = Number(call.path.commentId)
  const found = findThread(call).comments.find(({ id }) => id === wanted)
  if (found) return found
  throw gitError(404, 'CommentNotFoundException', `The comment ${call.path.commentId} could not be found.`)
}

/** Only who wrote a comment may change it. */
function ownComment(call: PullRequestCall): ThreadComment {
  const comment = findComment(call)
  if (comment.author.id === call.caller.id && !comment.isDeleted) return comment
  throw gitError(403, 'CommentCannotBeUpdatedException', 'A comment can only be changed by its author.')
}

function touch(call: PullRequestCall, comment: ThreadComment): number {
  comment.updatedAt = call.now
  findThread(call).updatedAt = call.now
  return call.now
}

function shown(call: PullRequestCall, comment: ThreadComment): DevOpsAnswer {
  return { status: 200, body: commentAnswer(call, findThread(call), comment) }
}
