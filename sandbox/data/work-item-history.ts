import type { FieldValue } from './field-value.js'
import type { Person } from './people.js'

/** One state of a work item: every change of fields makes the next. */
export interface Revision {
  /** From 1. */
  readonly rev: number
  /** Value of a field, by reference name in lower case; undefined when the item had none. */
  value(referenceName: string): FieldValue | undefined
  /** The comment added, edited or deleted in this revision, as it was then; absent when it was about other things. */
  readonly comment?: WorkItemComment
  /** Long texts that are Markdown, by reference name in lower case; the others are HTML. Absent when none is. */
  readonly markdown?: ReadonlySet<string>
}

/** A link of a work item, present or removed. */
export interface WorkItemLink {
  /** `System.LinkTypes.Hierarchy-Forward` and the like (facts 5.6), or ArtifactLink, Hyperlink, AttachedFile. */
  readonly rel: string
  /** Index of the item at the other end; absent for links to what is no work item. */
  readonly other?: number
  /** Where a link to anything else leads. */
  readonly url?: string
  /** `name`, `comment`, `isLocked`, `resourceSize` and the like, as sent. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  readonly addedAt: number
  readonly addedBy: Person
  /** Absent while the link is there. */
  readonly removedAt?: number
  readonly removedBy?: Person
}

/** The links of generated items to what is no work item: pull requests, commits, builds. By index of the item. */
export type ArtifactLinks = (index: number) => readonly WorkItemLink[]

/** A comment of a work item's discussion. */
export interface WorkItemComment {
  /** Unique within the organization. */
  readonly id: number
  /** Revision of the item in which it was added. */
  readonly createdInRevision: number
  /** Counts edits, from 1. */
  readonly version: number
  readonly text: string
  readonly format: 'html' | 'markdown'
  readonly createdBy: Person
  readonly createdAt: number
  readonly modifiedBy: Person
  readonly modifiedAt: number
  readonly deleted: boolean
}

/** What one write changes; given to the store after the rules have passed. */
export interface WorkItemChange {
  /** By reference name as the organization spells it; undefined clears the field. */
  readonly fields: ReadonlyMap<string, FieldValue | undefined>
  readonly addLinks: readonly Pick<WorkItemLink, 'rel' | 'other' | 'url' | 'attributes'>[]
  /** Links as `linksOf` gave them. */
  readonly removeLinks: readonly WorkItemLink[]
  /** Format of long texts by reference name, where it changes. */
  readonly formats?: ReadonlyMap<string, 'html' | 'markdown'>
}

/** Whether an item can be read, is in the recycle bin, or is gone for good. */
export type Presence = 'present' | 'deleted' | 'destroyed'

/** One entry of the stream of all changes of the organization, in the order they were made. */
export interface StreamEntry {
  /** Grows with every entry; the middle part of a reporting token (facts 5.4). */
  readonly watermark: number
  readonly index: number
  /** The revision that was written. */
  readonly rev: number
}
