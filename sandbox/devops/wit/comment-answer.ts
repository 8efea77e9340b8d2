import type { IdentityRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js'
import type {
  Comment,
  CommentReaction,
  CommentVersion,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { Person } from '../../data/people.js'
import {
  createCommentReactions,
  reactionTypes,
  type ReactionType,
} from '../../data/tracking/comment-reactions.js'
import type { WorkItemComment } from '../../data/work-item-history.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { renderedText } from './rendered-text.js'

/** The words of `$expand`. */
export const commentExpands = {
  none: 0,
  reactions: 1,
  renderedText: 8,
  renderedTextOnly: 16,
  all: -17,
} as const

export type CommentExpand = keyof typeof commentExpands

/** Address of a comment, or of all of an item without one. */
export function commentUrl(call: EndpointCall, index: number, comment?: number): string {
  const item = call.organization.items.idAt(index)
  const all = `${call.base}/${call.project?.id}/_apis/wit/workItems/${item}/comments`
  return comment === undefined ? all : `${all}/${comment}`
}

/** A comment; `renderedTextOnly` leaves out the text as written. */
export function commentAnswer(
  call: EndpointCall,
  index: number,
  comment: WorkItemComment,
  expand: CommentExpand,
): Wire<Comment> {
  const { renderedText: rendered, ...version } = versionAnswer(call, index, comment)
  return {
    workItemId: call.organization.items.idAt(index),
    ...version,
    ...(expand === 'renderedTextOnly' ? { text: undefined } : {}),
    isDeleted: comment.deleted,
    format: comment.format,
    ...(expand === 'reactions' || expand === 'all'
      ? { reactions: reactionAnswers(call, index, comment.id) }
      : {}),
    ...(expand === 'none' || expand === 'reactions' ? {} : { renderedText: rendered }),
    url: commentUrl(call, index, comment.id),
  }
}

/** A comment as it was at one time. */
export function versionAnswer(
  call: EndpointCall,
  index: number,
  comment: WorkItemComment,
): Wire<CommentVersion> {
  const person = (of: Person) => identityReference(call.base, of) as Wire<IdentityRef>
  return {
    id: comment.id,
    version: comment.version,
    text: comment.text,
    renderedText: renderedText(comment.text, comment.format),
    createdBy: person(comment.createdBy),
    createdDate: serviceDate(comment.createdAt),
    modifiedBy: person(comment.modifiedBy),
    modifiedDate: serviceDate(comment.modifiedAt),
    isDeleted: comment.deleted,
    url: `${commentUrl(call, index, comment.id)}/versions/${comment.version}`,
  }
}

/** The reactions somebody had to a comment, in the order of the service's list of them. */
export function reactionAnswers(call: EndpointCall, index: number, comment: number): Wire<CommentReaction>[] {
  return reactionTypes
    .map((type) => reactionAnswer(call, index, comment, type))
    .filter(({ count }) => count !== 0)
}

/** One kind of reaction to a comment, whether somebody had it or not. */
export function reactionAnswer(
  call: EndpointCall,
  index: number,
  comment: number,
  type: ReactionType,
): Wire<CommentReaction> {
  const people = call.organization.part(createCommentReactions).of(comment).get(type)
  return {
    type,
    count: people?.size ?? 0,
    isCurrentUserEngaged: [...(people ?? [])].some(({ id }) => id === call.caller.id),
    commentId: comment,
    url: `${commentUrl(call, index, comment)}/reactions/${type}`,
  }
}
