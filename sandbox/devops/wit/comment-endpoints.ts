import type { CommentList } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { WorkItemComment } from '../../data/work-item-history.js'
import { badArgument } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { commentAnswer, commentExpands, commentUrl, versionAnswer } from './comment-answer.js'
import { commentNotFound, discussedItem, findComment } from './find-comment.js'
import { enumParameter } from '../enum-value.js'

/** Page size when none is asked for, and the largest (both unconfirmed, facts 5.4). */
const defaultPage = 200

/** Longest text, in characters (facts 4). */
const longest = 1_000_000

const shared = {
  scope: ['project'],
  versions: previewOnly(4),
  location: { area: 'wit', resource: 'comments', id: '608aac0a-32e1-4493-a863-b9cf4566d257' },
} as const
const versions = {
  method: 'GET',
  scope: ['project'],
  versions: previewOnly(1),
  location: { area: 'wit', resource: 'commentsVersions', id: '49e03b34-3be0-42e3-8a5d-e8dfb88ac954' },
} as const

/** `{project}/_apis/wit/workItems/{id}/comments[/{id}[/versions[/{version}]]]`: the discussion of an item. */
export const commentRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'wit/workItems/{workItemId}/comments', answer: readComments },
  {
    ...shared,
    method: 'POST',
    pattern: 'wit/workItems/{workItemId}/comments',
    body: 'application/json',
    answer: (call) => {
      const index = discussedItem(call)
      const { items } = call.organization
      const comment = items.comment(index, newText(call), format(call), call.caller, call.now)
      return { status: 200, body: commentAnswer(call, index, comment, 'renderedText') }
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/workItems/{workItemId}/comments/{commentId}',
    answer: (call) => {
      const index = discussedItem(call)
      const comment = findComment(call, index, flag(call, 'includeDeleted'))
      return { status: 200, body: commentAnswer(call, index, comment, expandOf(call)) }
    },
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'wit/workItems/{workItemId}/comments/{commentId}',
    body: 'application/json',
    answer: (call) => edit(call, { text: newText(call) }),
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: 'wit/workItems/{workItemId}/comments/{commentId}',
    answer: (call) => edit(call, { deleted: true }),
  },
  {
    ...versions,
    pattern: 'wit/workItems/{workItemId}/comments/{commentId}/versions',
    answer: (call) => {
      const [index, all] = versionsOf(call)
      return list(all.map((version) => versionAnswer(call, index, version)))
    },
  },
  {
    ...versions,
    pattern: 'wit/workItems/{workItemId}/comments/{commentId}/versions/{version}',
    answer: (call) => {
      const [index, all] = versionsOf(call)
      const wanted = all.find(({ version }) => String(version) === call.path.version)
      if (!wanted) throw commentNotFound(`${call.path.commentId} (version ${call.path.version})`)
      return { status: 200, body: versionAnswer(call, index, wanted) }
    },
  },
]

const expandOf = (call: EndpointCall) => enumParameter(call, '$expand', commentExpands, 'none')

/** By `ids`, or a page in the order of time, the newest first unless asked otherwise (unconfirmed). */
function readComments(call: EndpointCall): DevOpsAnswer {
  const index = discussedItem(call)
  const deletedToo = flag(call, 'includeDeleted')
  const all = call.organization.items.commentsOf(index).filter(({ deleted }) => deletedToo || !deleted)
  const ids = call.query('ids')
  if (ids !== undefined) return listAnswer(call, index, all.length, byIds(all, ids))
  const ascending = enumParameter(call, 'order', { asc: 1, desc: 2 }, 'desc') === 'asc'
  const token = call.query('continuationToken') ?? ''
  if (!/^\d{0,15}$/.test(token)) throw badArgument(`The continuation token "${token}" is not valid.`)
  const ordered = ascending ? all : all.toReversed()
  const rest =
    token === '' ? ordered : ordered.filter(({ id }) => (ascending ? id > Number(token) : id < Number(token)))
  const page = rest.slice(0, Math.min(wholeNumber(call, '$top', 1, defaultPage), defaultPage))
  return listAnswer(call, index, all.length, page, page.length < rest.length ? page.at(-1)?.id : undefined)
}

function byIds(all: readonly WorkItemComment[], ids: string): WorkItemComment[] {
  return ids.split(',').map((text) => {
    const comment = all.find(({ id }) => String(id) === text.trim())
    if (!comment) throw commentNotFound(text.trim())
    return comment
  })
}

/** `count` is of this page, `totalCount` of all; `last` is the last id of a page that is not the last one. */
function listAnswer(
  call: EndpointCall,
  index: number,
  totalCount: number,
  comments: readonly WorkItemComment[],
  last?: number,
): DevOpsAnswer {
  const expand = expandOf(call)
  const body: Wire<CommentList> = {
    totalCount,
    count: comments.length,
    comments: comments.map((comment) => commentAnswer(call, index, comment, expand)),
    ...(last === undefined
      ? {}
      : { continuationToken: String(last), nextPage: nextPage(call, index, String(last)) }),
    url: commentUrl(call, index),
  }
  return { status: 200, body }
}

function nextPage(call: EndpointCall, index: number, token: string): string {
  const query = new URLSearchParams(call.request.query)
  for (const name of [...query.keys()]) if (/^continuationToken$/i.test(name)) query.delete(name)
  query.set('continuationToken', token)
  return `${commentUrl(call, index)}?${query.toString()}`
}

function newText(call: EndpointCall): string {
  const { text } = jsonBody(call.request)
  if (typeof text !== 'string' || text.trim() === '') throw badArgument('A comment needs a text.')
  if (text.length > longest) throw badArgument(`A comment must not be longer than ${longest} characters.`)
  return text
}

/** HTML unless the address says Markdown (unconfirmed). */
function format(call: EndpointCall): 'html' | 'markdown' {
  return enumParameter(call, 'format', { markdown: 0, html: 1 }, 'html')
}

/** Answers with the comment, also when it was deleted (REST specification of wit, example). */
function edit(call: EndpointCall, change: { text?: string; deleted?: boolean }): DevOpsAnswer {
  const index = discussedItem(call)
  const before = findComment(call, index, false)
  const { items } = call.organization
  const comment = items.editComment(index, before.id, change, call.caller, call.now)
  return { status: 200, body: commentAnswer(call, index, comment, 'none') }
}

function versionsOf(call: EndpointCall): readonly [index: number, versions: readonly WorkItemComment[]] {
  const index = discussedItem(call)
  const { id } = findComment(call, index, true)
  return [index, call.organization.items.commentVersionsOf(index, id)]
}
