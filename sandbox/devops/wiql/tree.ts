import { inOrder } from './item-order.js'
import type { LinkQuery } from './one-hop.js'
import type { LinkEntry } from './query-outcome.js'

/** How to walk the tree of one link type. */
export interface TreeLinks {
  /** Reference name of the end that leads from a parent to its children. */
  forward: string
  parentOf(index: number): number | undefined
  childrenOf(index: number): readonly number[]
}

/**
 * A tree, each item once, parents before their children. From the top: items that satisfy the source condition, and
 * beneath them, level by level, children that satisfy the target condition. From the bottom (ReturnMatchingChildren):
 * items that satisfy the target condition, and above them, level by level, parents that satisfy the source condition.
 */
export function tree(query: LinkQuery, links: TreeLinks, fromBottom: boolean, most: number): LinkEntry[] {
  const { snapshot, source, target, sorting } = query
  const included = new Set(snapshot.find(fromBottom ? target : source))
  const parents = new Map<number, number>()
  const join = (parent: number, child: number) => parents.set(child, parent)
  const waiting = [...included]
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const parent = links.parentOf(index)
    const next = !fromBottom ? links.childrenOf(index) : parent === undefined ? [] : [parent]
    for (const other of next) {
      if (!snapshot.holds(other, fromBottom ? source : target)) continue
      if (fromBottom) join(other, index)
      else join(index, other)
      if (included.has(other)) continue
      included.add(other)
      waiting.push(other)
    }
  }

  const children = new Map<number | undefined, number[]>()
  for (const index of included) {
    const parent = parents.get(index)
    const siblings = children.get(parent)
    if (siblings) siblings.push(index)
    else children.set(parent, [index])
  }
  const entries: LinkEntry[] = []
  const open = inOrder(snapshot, sorting, children.get(undefined) ?? []).reverse()
  for (let index = open.pop(); index !== undefined && entries.length < most; index = open.pop()) {
    const parent = parents.get(index)
    entries.push({ ...(parent === undefined ? {} : { rel: links.forward, source: parent }), target: index })
    const beneath = children.get(index)
    if (beneath) open.push(...inOrder(snapshot, sorting, beneath).reverse())
  }
  return entries
}
