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
  // No other common ancestor can descend from the one that came last, since parents come first.
  for (const { commit, ofOne, ofOther } of bothHistories(store, one, other)) {
    if (ofOne && ofOther) return commit
  }
  return undefined
}

/** Commits that can be reached from `tip` and not from `without`, newest first. */
export function commitsBetween(store: ObjectStore, without: string, tip: string): readonly Commit[] {
  const found: Commit[] = []
  for (const { commit, ofOne, left } of bothHistories(store, without, tip)) {
    if (!ofOne) found.push(commit)
    if (left === 0) break
  }
  return found
}

interface Step {
  commit: Commit
  /** Whose history it belongs to. */
  ofOne: boolean
  ofOther: boolean
  /** How many of the commits known to come later belong to the second history only; 0 means that no more will. */
  left: number
}

/** The commits of two histories, newest first: when one is given, all its descendants have been. */
function* bothHistories(store: ObjectStore, one: string, other: string): Generator<Step> {
  const waiting = new Map<Commit, { ofOne: boolean; ofOther: boolean }>()
  const meet = (id: string, ofOne: boolean, ofOther: boolean) => {
    const commit = store.commits.get(id)
    if (!commit) return
    const known = waiting.get(commit)
    waiting.set(commit, {
      ofOne: ofOne || (known?.ofOne ?? false),
      ofOther: ofOther || (known?.ofOther ?? false),
    })
  }
  meet(one, true, false)
  meet(other, false, true)
  while (waiting.size > 0) {
    let commit: Commit | undefined
    for (const candidate of waiting.keys()) if (!commit || candidate.order > commit.order) commit = candidate
    if (!commit) return
    const { ofOne, ofOther } = waiting.get(commit) as { ofOne: boolean; ofOther: boolean }
    waiting.delete(commit)
    for (const parent of commit.parents) meet(parent, ofOne, ofOther)
    let left = 0
    for (const sides of waiting.values()) if (!sides.ofOne) left += 1
    yield { commit, ofOne, ofOther, left }
  }
}
