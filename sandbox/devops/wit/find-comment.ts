import type { WorkItemComment } from '../../data/work-item-history.js'
import { trackingError, type DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { findWorkItem, workItemNotFound } from './find-work-item.js'

/** Index of the item of the address, which must be in the project of the address (unconfirmed). */
export function discussedItem(call: EndpointCall): number {
  const id = call.path.workItemId as string
  const index = findWorkItem(call, id)
  if (call.organization.items.value(index, 'System.TeamProject') !== call.project?.name)
    throw workItemNotFound(id)
  return index
}

/** The comment of the address; a deleted one only where the caller asks for those. */
export function findComment(call: EndpointCall, index: number, includeDeleted: boolean): WorkItemComment {
  const id = call.path.commentId as string
  const comment = call.organization.items.commentsOf(index).find((one) => String(one.id) === id)
  if (!comment || (comment.deleted && !includeDeleted)) throw commentNotFound(id)
  return comment
}

/** Type key and words are unconfirmed. */
export function commentNotFound(id: string): DevOpsError {
  return trackingError(404, 'WorkItemCommentNotFoundException', `The comment ${id} does not exist.`)
}
