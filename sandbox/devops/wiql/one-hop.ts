import type { CompiledCondition } from './compiled-condition.js'
import { inOrder, type SortField } from './item-order.js'
import type { LinkEntry } from './query-outcome.js'
import type { Snapshot } from './snapshot.js'

export type OneHopMode = 'mustcontain' | 'maycontain' | 'doesnotcontain'

/** What a link query asks for, names resolved. */
export interface LinkQuery {
  snapshot: Snapshot
  source?: CompiledCondition
  target?: CompiledCondition
  sorting: readonly SortField[]
}

/**
 * Sources, each once and before its links: those with a fitting link, all of them (MayContain), or those without any
 * (DoesNotContain). At most `most` entries.
 */
export function oneHop(
  { snapshot, source, target, sorting }: LinkQuery,
  accepted: ReadonlySet<string>,
  mode: OneHopMode,
  most: number,
): LinkEntry[] {
  const entries: LinkEntry[] = []
  for (const index of inOrder(snapshot, sorting, snapshot.find(source))) {
    if (entries.length >= most) break
    const links = new Map<number, string[]>()
    for (const { rel, other } of snapshot.linksOf(index)) {
      if (other === undefined || !accepted.has(rel) || !snapshot.holds(other, target)) continue
      links.set(other, [...(links.get(other) ?? []), rel])
    }
    if (mode !== 'maycontain' && links.size > 0 !== (mode === 'mustcontain')) continue
    entries.push({ target: index })
    if (mode === 'doesnotcontain') continue
    for (const other of inOrder(snapshot, sorting, [...links.keys()]))
      for (const rel of links.get(other) ?? []) entries.push({ rel, source: index, target: other })
  }
  return entries.slice(0, most)
}
