import { createHash } from 'node:crypto'

/** Who wrote a commit or tag, and when (milliseconds since 1970, whole seconds as git keeps them). */
export interface Signature {
  name: string
  email: string
  date: number
}

/** A commit; never changes. */
export interface Commit {
  /** 40 hexadecimal digits, the hash git gives it. */
  id: string
  /** Id of its root tree. */
  tree: string
  parents: readonly string[]
  author: Signature
  committer: Signature
  message: string
  /** Position in the order in which the repository got its commits: parents come before children. */
  order: number
}

/** What a tree holds under a name. */
export interface TreeEntry {
  name: string
  kind: 'blob' | 'tree'
  id: string
}

/** An annotated tag. */
export interface AnnotatedTag {
  id: string
  name: string
  message: string
  tagger: Signature
  /** Id of the commit it marks. */
  commit: string
}

/** All objects of a repository by id. */
export interface ObjectStore {
  blobs: Map<string, Buffer>
  trees: Map<string, readonly TreeEntry[]>
  commits: Map<string, Commit>
  tags: Map<string, AnnotatedTag>
}

/** The id that stands for "nothing" in updates of refs. */
export const noObject = '0'.repeat(40)

/** An empty store, or one that holds the objects of another (as a fork does). */
export function createObjectStore(from?: ObjectStore): ObjectStore {
  return {
    blobs: new Map(from?.blobs),
    trees: new Map(from?.trees),
    commits: new Map(from?.commits),
    tags: new Map(from?.tags),
  }
}

/** Adds a file's content; gives its id. */
export function writeBlob(store: ObjectStore, content: Buffer): string {
  const id = hash('blob', content)
  if (!store.blobs.has(id)) store.blobs.set(id, content)
  return id
}

/** Adds a directory; gives its id. Entries are kept in git's order. */
export function writeTree(store: ObjectStore, entries: readonly TreeEntry[]): string {
  const sorted = [...entries].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  const id = hash(
    'tree',
    Buffer.concat(
      sorted.flatMap((entry) => [
        Buffer.from(`${mode(entry)} ${entry.name}\0`),
        Buffer.from(entry.id, 'hex'),
      ]),
    ),
  )
  if (!store.trees.has(id)) store.trees.set(id, sorted)
  return id
}

/** Adds a commit; its parents must be in the store. One that is there already is given back. */
export function writeCommit(store: ObjectStore, commit: Omit<Commit, 'id' | 'order'>): Commit {
  const text = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signatureText(commit.author)}`,
    `committer ${signatureText(commit.committer)}`,
    '',
    commit.message,
  ].join('\n')
  const id = hash('commit', Buffer.from(text))
  const known = store.commits.get(id)
  if (known) return known
  const written = { id, ...commit, order: store.commits.size }
  store.commits.set(id, written)
  return written
}

/** Adds an annotated tag of a commit. */
export function writeTag(store: ObjectStore, tag: Omit<AnnotatedTag, 'id'>): AnnotatedTag {
  const text = [
    `object ${tag.commit}`,
    'type commit',
    `tag ${tag.name}`,
    `tagger ${signatureText(tag.tagger)}`,
    '',
    tag.message,
  ].join('\n')
  const written = { id: hash('tag', Buffer.from(text)), ...tag }
  store.tags.set(written.id, written)
  return written
}

/** The size of a tree as git stores it, in bytes. */
export function treeSize(entries: readonly TreeEntry[]): number {
  return entries.reduce((sum, entry) => sum + mode(entry).length + Buffer.byteLength(entry.name) + 22, 0)
}

/** File mode as git writes it. */
export function mode({ kind }: TreeEntry): string {
  return kind === 'tree' ? '40000' : '100644'
}

function sortKey({ name, kind }: TreeEntry): string {
  return kind === 'tree' ? `${name}/` : name
}

function signatureText({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(date / 1000)} +0000`
}

function hash(kind: string, content: Buffer): string {
  return createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex')
}
