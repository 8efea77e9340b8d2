import type { Commit, ObjectStore } from './git-objects.js'

/** A commit and all its ancestors, newest first (parents always after their children). */
export function reachable(store: ObjectStore, tip: string): readonly Commit[] {
  return [...ancestors(store, tip)].sort((a, b) => b.order - a.order)
}

/** A commit and all its ancestors. */
export function ancestors(store: ObjectStore, tip: string): Set<Commit> {
  const found = new Set<Commit>()
  const waiting = [tip]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const commit = store.commits.get(id)
    if (!commit || found.has(commit)) continue
    found.add(commit)
    waiting.push(...commit.parents)
  }
  return found
}

/** The best common ancestor; undefined for unrelated histories. */
export function mergeBase(store: ObjectStore, one: string, other: string): Commit | undefined {
  if (one === other) return store.commits.get(one)
  const left = ancestors(store, one)
  let best: Commit | undefined
  // No common ancestor can descend from the one that came last, since parents come first.
  for (const commit of ancestors(store, other)) {
    if (left.has(commit) && (best === undefined || commit.order > best.order)) best = commit
  }
  return best
}

/** Commits that can be reached from `tip` and not from `without`, newest first. */
export function commitsBetween(store: ObjectStore, without: string, tip: string): readonly Commit[] {
  const known = ancestors(store, without)
  return reachable(store, tip).filter((commit) => !known.has(commit))
}
