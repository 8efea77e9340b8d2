import type { FieldValue } from './field-value.js'
import type { Presence, WorkItemComment, WorkItemLink } from './work-item-history.js'
import { placeFields, type WorkItemPlace } from './work-item-places.js'
import { endOfTime } from './work-item-revisions.js'

/** A revision that was written, with all it holds. */
export interface WrittenRevision {
  rev: number
  /** Milliseconds since 1970. */
  at: number
  deleted: boolean
  place: WorkItemPlace
  /** By reference name in lower case, without those of the place and the revised date. */
  fields: ReadonlyMap<string, FieldValue>
  comment?: WorkItemComment
  markdown?: ReadonlySet<string>
}

/** An item that has been written to, or one of whose links led to an item that was deleted. */
export interface WorkItemRecord {
  index: number
  presence: Presence
  /** Revisions it came with; 0 for a created one. */
  generated: number
  /** The revisions after those. */
  later: WrittenRevision[]
  /** All there ever were, in the order they were added. */
  links: WorkItemLink[]
  /** Versions by the comment's id, oldest first. */
  comments: Map<number, WorkItemComment[]>
}

/** Value of a field in a written revision; `next` is the one after it, if any. */
export function writtenValue(
  revision: WrittenRevision,
  next: WrittenRevision | undefined,
  referenceName: string,
): FieldValue | undefined {
  if (referenceName === 'system.reviseddate') return next?.at ?? endOfTime
  const ofPlace = placeFields[referenceName]
  return ofPlace ? ofPlace(revision.place) : revision.fields.get(referenceName)
}
