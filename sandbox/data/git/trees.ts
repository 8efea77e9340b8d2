import { writeTree, type ObjectStore, type TreeEntry } from './git-objects.js'

/** The tree without entries, which is where a repository starts. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** One difference between two trees. Paths begin with `/`. */
export interface TreeChange {
  path: string
  kind: 'blob' | 'tree'
  type: 'add' | 'edit' | 'delete' | 'rename'
  /** Ids after and before; absent where there is none. */
  id?: string
  originalId?: string
  /** Of a rename. */
  originalPath?: string
}

/** The entries of a tree; none for the empty tree, which no store need hold. */
export function entriesOf(store: ObjectStore, tree: string): readonly TreeEntry[] {
  return store.trees.get(tree) ?? []
}

/** What stands at a path below a root tree; `/` is the root itself. */
export function entryAt(store: ObjectStore, root: string, path: string): TreeEntry | undefined {
  let entry: TreeEntry = { name: '', kind: 'tree', id: root }
  for (const name of path.split('/').filter((part) => part !== '')) {
    const found: TreeEntry | undefined =
      entry.kind === 'tree'
        ? entriesOf(store, entry.id).find((candidate) => candidate.name === name)
        : undefined
    if (!found) return undefined
    entry = found
  }
  return entry
}

/** The root tree after files were set (to a blob's id) or removed (undefined), by path. Empty folders vanish. */
export function editTree(
  store: ObjectStore,
  root: string,
  files: ReadonlyMap<string, string | undefined>,
): string {
  const own = new Map<string, string | undefined>()
  const below = new Map<string, Map<string, string | undefined>>()
  for (const [path, blob] of files) {
    const [name, ...rest] = path.split('/').filter((part) => part !== '') as [string, ...string[]]
    if (rest.length === 0) {
      own.set(name, blob)
      continue
    }
    const folder = below.get(name) ?? new Map<string, string | undefined>()
    folder.set(rest.join('/'), blob)
    below.set(name, folder)
  }
  const entries = new Map(entriesOf(store, root).map((entry) => [entry.name, entry]))
  for (const [name, blob] of own) {
    if (blob === undefined) entries.delete(name)
    else entries.set(name, { name, kind: 'blob', id: blob })
  }
  for (const [name, inside] of below) {
    const known = entries.get(name)
    const id = editTree(store, known?.kind === 'tree' ? known.id : emptyTree, inside)
    if (id === emptyTree) entries.delete(name)
    else entries.set(name, { name, kind: 'tree', id })
  }
  return writeTree(store, [...entries.values()])
}

/** Everything below a tree, folders before what they hold; paths begin with `/`. */
export function* walkTree(
  store: ObjectStore,
  tree: string,
  path = '',
): Generator<{ path: string; entry: TreeEntry }> {
  for (const entry of entriesOf(store, tree)) {
    const at = `${path}/${entry.name}`
    yield { path: at, entry }
    if (entry.kind === 'tree') yield* walkTree(store, entry.id, at)
  }
}

/** What differs between two root trees, folders included, in the order of paths; a file moved unchanged is a rename. */
export function compareTrees(store: ObjectStore, before: string, after: string): TreeChange[] {
  const changes: TreeChange[] = []
  compare(store, before, after, '', changes)
  const added = new Map(
    changes
      .filter(({ type, kind }) => type === 'add' && kind === 'blob')
      .map((change) => [change.id, change]),
  )
  const result = changes.filter((change) => {
    const target =
      change.type === 'delete' && change.kind === 'blob' ? added.get(change.originalId) : undefined
    if (!target) return true
    added.delete(change.originalId)
    target.type = 'rename'
    target.originalPath = change.path
    if (change.originalId !== undefined) target.originalId = change.originalId
    return false
  })
  return result.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The paths of files that differ, with their blobs after and before; cheaper than `compareTrees`. */
export function changedFiles(
  store: ObjectStore,
  before: string,
  after: string,
): Map<string, { id?: string; originalId?: string }> {
  const changes: TreeChange[] = []
  compare(store, before, after, '', changes)
  return new Map(changes.filter(({ kind }) => kind === 'blob').map((change) => [change.path, change]))
}

/**
 * Three-way merge by whole files. Files which both sides changed to different contents are conflicts; in `tree` they
 * are those of `theirs`.
 */
export function mergeTrees(
  store: ObjectStore,
  base: string,
  ours: string,
  theirs: string,
): { tree: string; conflicts: string[] } {
  const mine = changedFiles(store, base, ours)
  const other = changedFiles(store, base, theirs)
  const conflicts = [...other].filter(([path, { id }]) => mine.has(path) && mine.get(path)?.id !== id)
  const files = new Map([...other].map(([path, { id }]) => [path, id]))
  return { tree: editTree(store, ours, files), conflicts: conflicts.map(([path]) => path) }
}

function compare(
  store: ObjectStore,
  before: string,
  after: string,
  path: string,
  changes: TreeChange[],
): void {
  if (before === after) return
  const old = new Map(entriesOf(store, before).map((entry) => [entry.name, entry]))
  for (const entry of entriesOf(store, after)) {
    const known = old.get(entry.name)
    old.delete(entry.name)
    if (known?.id === entry.id) continue
    const at = `${path}/${entry.name}`
    if (known && known.kind !== entry.kind) report(store, known, at, 'delete', changes)
    if (known?.kind === entry.kind) {
      changes.push({ path: at, kind: entry.kind, type: 'edit', id: entry.id, originalId: known.id })
      if (entry.kind === 'tree') compare(store, known.id, entry.id, at, changes)
    } else report(store, entry, at, 'add', changes)
  }
  for (const entry of old.values()) report(store, entry, `${path}/${entry.name}`, 'delete', changes)
}

/** An entry that came or went, with all it holds. */
function report(
  store: ObjectStore,
  { kind, id }: TreeEntry,
  path: string,
  type: 'add' | 'delete',
  changes: TreeChange[],
): void {
  changes.push(type === 'add' ? { path, kind, type, id } : { path, kind, type, originalId: id })
  if (kind !== 'tree') return
  if (type === 'add') compare(store, emptyTree, id, path, changes)
  else compare(store, id, emptyTree, path, changes)
}
