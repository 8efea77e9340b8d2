import type { Person } from '../people.js'
import { createObjectStore, noObject, type Commit, type ObjectStore } from './git-objects.js'
import type { PullRequest } from './pull-request.js'

/** A branch, tag or pull request merge (`refs/pull/{id}/merge`). */
export interface Ref {
  /** Full name. */
  name: string
  /** Id of a commit, or of an annotated tag. */
  objectId: string
  creator: Person
  lockedBy?: Person
}

/** How one ref moved; `noObject` stands for "was not there" and "is gone". */
export interface RefUpdate {
  name: string
  oldId: string
  newId: string
}

/** Commits that came in together. */
export interface Push {
  /** Unique in the repository, growing. */
  id: number
  pusher: Person
  /** Milliseconds since 1970. */
  date: number
  updates: readonly RefUpdate[]
  /** Commits the repository did not have before, newest first. */
  commits: readonly Commit[]
}

/** What a build or another tool says of a commit. */
export interface CommitStatus {
  id: number
  state: string
  description?: string
  targetUrl?: string
  context: { name: string; genre?: string }
  createdBy: Person
  createdAt: number
}

/** Everything inside a repository. */
export interface RepositoryContent {
  objects: ObjectStore
  /** By full name. */
  refs: Map<string, Ref>
  /** Oldest first. */
  pushes: Push[]
  /** The push that brought a commit, by its id; merge attempts of pull requests have none. */
  pushOf: Map<string, Push>
  /** By id, oldest first. */
  pullRequests: Map<number, PullRequest>
  /** Oldest first, by commit id. */
  statuses: Map<string, CommitStatus[]>
}

/** Content without anything in it, or what a fork starts with. */
export function createContent(from?: RepositoryContent): RepositoryContent {
  return {
    objects: createObjectStore(from?.objects),
    refs: new Map(),
    pushes: [],
    pushOf: new Map(),
    pullRequests: new Map(),
    statuses: new Map(),
  }
}

/** Moves refs, to objects that are in the store already, and records that as a push. */
export function pushRefs(
  content: RepositoryContent,
  moves: readonly { name: string; newId: string }[],
  pusher: Person,
  date: number,
): Push {
  const { refs, pushes, pushOf } = content
  const updates = moves.map(({ name, newId }) => ({
    name,
    oldId: refs.get(name)?.objectId ?? noObject,
    newId,
  }))
  const commits = updates.flatMap(({ newId }) => newCommits(content, newId))
  const push = { id: pushes.length + 1, pusher, date, updates, commits }
  pushes.push(push)
  for (const commit of commits) pushOf.set(commit.id, push)
  for (const { name, newId } of updates) setRef(content, name, newId, pusher)
  return push
}

/** Moves, makes or (with `noObject`) removes a ref without a push. */
export function setRef(content: RepositoryContent, name: string, newId: string, by: Person): void {
  const { refs } = content
  const known = refs.get(name)
  if (newId === noObject) refs.delete(name)
  else if (known) known.objectId = newId
  else refs.set(name, { name, objectId: newId, creator: by })
}

/** The commit a ref's object is, or is an annotated tag of. */
export function peeled({ objects }: RepositoryContent, objectId: string): string {
  return objects.tags.get(objectId)?.commit ?? objectId
}

/** The commit a branch points to. */
export function tipOf({ refs }: RepositoryContent, name: string): string | undefined {
  return refs.get(name)?.objectId
}

function newCommits(content: RepositoryContent, tip: string): Commit[] {
  const found = new Set<Commit>()
  const waiting = [peeled(content, tip)]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const commit = content.objects.commits.get(id)
    if (!commit || found.has(commit) || content.pushOf.has(id)) continue
    found.add(commit)
    waiting.push(...commit.parents)
  }
  return [...found].sort((a, b) => b.order - a.order)
}
