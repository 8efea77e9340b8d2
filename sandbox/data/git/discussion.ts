import type { Person } from '../people.js'
import type { CommitStatus } from './repository-content.js'

export type ThreadStatus = 'active' | 'fixed' | 'wontFix' | 'closed' | 'byDesign' | 'pending'

/** A value of a property collection, with the .NET type the service keeps it as. */
export interface TypedValue {
  $type: string
  $value: string | number
}

/** A place in a file: lines and characters count from 1. */
export interface FilePosition {
  line: number
  offset: number
}

/** The part of a file that a thread is about. */
export interface ThreadPlace {
  filePath: string
  rightFileStart?: FilePosition
  rightFileEnd?: FilePosition
  leftFileStart?: FilePosition
  leftFileEnd?: FilePosition
}

/** One comment of a thread. Dates are milliseconds since 1970. */
export interface ThreadComment {
  /** From 1 in each thread. */
  id: number
  /** 0 for those that answer none. */
  parentId: number
  author: Person
  /** Undefined once deleted. */
  content: string | undefined
  type: 'text' | 'system' | 'codeChange'
  publishedAt: number
  updatedAt: number
  contentUpdatedAt: number
  likes: Person[]
  isDeleted: boolean
}

/** A thread of comments on a pull request. */
export interface Thread {
  /** Unique in the organization. */
  id: number
  publishedAt: number
  updatedAt: number
  comments: ThreadComment[]
  /** Absent for threads the service itself wrote. */
  status?: ThreadStatus
  place?: ThreadPlace
  /** Iterations a thread with a place was written between. */
  iterations?: { first: number; second: number }
  changeTrackingId?: number
  properties: Record<string, TypedValue>
  isDeleted: boolean
}

/** A status posted to a pull request, or to one of its iterations. */
export interface PullRequestStatusEntry extends CommitStatus {
  iterationId?: number
  updatedAt: number
  properties?: Record<string, TypedValue>
}

/** What people, the service and tools said about a pull request. */
export interface Discussion {
  /** Oldest first. */
  threads: Thread[]
  statuses: PullRequestStatusEntry[]
  /** Ids of statuses ever given, so that none is used twice. */
  lastStatusId: number
  /** What was set through pull request properties. */
  properties: Map<string, TypedValue>
}

/** Threads a pull request can have before ids of two pull requests meet. */
const threadsEach = 10_000

/** Adds a thread with its first comment. */
export function addThread(
  discussion: Discussion,
  pullRequest: number,
  author: Person,
  content: string,
  now: number,
  rest: Partial<Pick<Thread, 'status' | 'place' | 'iterations' | 'changeTrackingId' | 'properties'>> & {
    type?: ThreadComment['type']
  },
): Thread {
  const { type = 'text', properties = {}, ...parts } = rest
  const thread: Thread = {
    id: pullRequest * threadsEach + discussion.threads.length + 1,
    publishedAt: now,
    updatedAt: now,
    comments: [],
    properties,
    isDeleted: false,
    ...parts,
  }
  addComment(thread, author, content, type, 0, now)
  discussion.threads.push(thread)
  return thread
}

/** Adds a comment to a thread. */
export function addComment(
  thread: Thread,
  author: Person,
  content: string,
  type: ThreadComment['type'],
  parentId: number,
  now: number,
): ThreadComment {
  const comment: ThreadComment = {
    id: thread.comments.length + 1,
    parentId,
    author,
    content,
    type,
    publishedAt: now,
    updatedAt: now,
    contentUpdatedAt: now,
    likes: [],
    isDeleted: false,
  }
  thread.comments.push(comment)
  thread.updatedAt = now
  return comment
}

/** A thread the service writes itself; `kind` and the names of the other properties are its own. */
export function addSystemThread(
  discussion: Discussion,
  pullRequest: number,
  author: Person,
  content: string,
  now: number,
  kind: string,
  details: Record<string, string | number> = {},
): Thread {
  const properties: Record<string, TypedValue> = {
    CodeReviewThreadType: { $type: 'System.String', $value: kind },
  }
  for (const [name, value] of Object.entries(details)) {
    properties[`CodeReview${name}`] = {
      $type: typeof value === 'number' ? 'System.Int32' : 'System.String',
      $value: value,
    }
  }
  return addThread(discussion, pullRequest, author, content, now, { type: 'system', properties })
}
