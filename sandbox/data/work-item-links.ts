import type { Person } from './people.js'
import { below, mix, randomStream, streams } from './random.js'
import type { WorkItemColumns } from './work-item-columns.js'
import type { WorkItemLink } from './work-item-history.js'

/** Names of the two ends of a link type (facts 5.6); of the type itself where the ends do not differ. */
export const linkEnd = {
  parent: 'System.LinkTypes.Hierarchy-Reverse',
  child: 'System.LinkTypes.Hierarchy-Forward',
  related: 'System.LinkTypes.Related',
  predecessor: 'System.LinkTypes.Dependency-Reverse',
  successor: 'System.LinkTypes.Dependency-Forward',
} as const

const endNames: Readonly<Record<string, string>> = {
  [linkEnd.parent]: 'Parent',
  [linkEnd.child]: 'Child',
  [linkEnd.related]: 'Related',
  [linkEnd.predecessor]: 'Predecessor',
  [linkEnd.successor]: 'Successor',
}

/** The end at which the other item sees a link. */
export function oppositeEnd(rel: string): string {
  if (rel.endsWith('-Forward')) return rel.replace(/-Forward$/, '-Reverse')
  return rel.replace(/-Reverse$/, '-Forward')
}

/** What the service sends with a link between items; `more` holds a comment, say. */
export function linkAttributes(rel: string, more: Readonly<Record<string, unknown>> = {}) {
  const name = endNames[rel]
  return { isLocked: false, ...more, ...(name === undefined ? {} : { name }) }
}

/** The links that generated items came with. */
export interface GeneratedLinks {
  linksOf(index: number): WorkItemLink[]
  /** Indexes of the children, ascending. */
  childrenOf(index: number): number[]
}

/** Related and dependent items are neighbours by index: each item of a block has one partner within it. */
const pairings = [
  { block: 16, share: 0.25, ends: [linkEnd.related, linkEnd.related] },
  { block: 64, share: 0.12, ends: [linkEnd.successor, linkEnd.predecessor] },
] as const

const remarks = ['decomposition of work', 'Siehe auch: „Größe“', 'see mail of 3/4 & the minutes', '関連']
const pages = [
  'https://example.com/wiki/R%26D?view=1&page=2#top',
  'https://example.com/Entwürfe/Größe.pdf',
  'https://example.com/tickets/10042',
]

/**
 * Makes them on demand. A link between two items is as old as the younger of the two and was added by its creator;
 * hyperlinks came with the item. Both ends of a link agree.
 */
export function createLinks(
  seed: number,
  columns: WorkItemColumns,
  people: readonly Person[],
): GeneratedLinks {
  const { count, created, parent } = columns
  let children: { first: Int32Array; next: Int32Array } | undefined

  const childrenOf = (index: number): number[] => {
    if (!children) {
      children = { first: new Int32Array(count).fill(-1), next: new Int32Array(count).fill(-1) }
      for (let child = count - 1; child >= 0; child--) {
        const of = parent[child] as number
        if (of < 0) continue
        children.next[child] = children.first[of] as number
        children.first[of] = child
      }
    }
    const found: number[] = []
    for (let at = children.first[index] ?? -1; at >= 0; at = children.next[at] as number) found.push(at)
    return found
  }

  const link = (rel: string, index: number, other: number): WorkItemLink => {
    const younger = Math.max(index, other)
    const remark = mix(seed, streams.link, younger, Math.min(index, other)) % 40
    const comment = remarks[remark]
    return {
      rel,
      other,
      attributes: linkAttributes(rel, comment === undefined ? {} : { comment }),
      addedAt: Math.max(created[index] as number, created[other] as number),
      addedBy: people[columns.createdBy[younger] as number] as Person,
    }
  }

  const hyperlink = (index: number): WorkItemLink | undefined => {
    const random = randomStream(seed, streams.link, index)
    if (random() >= 0.05) return undefined
    const addedAt = created[index] as number
    const date = new Date(addedAt).toISOString().replace(/\.?0+Z$/, 'Z')
    return {
      rel: 'Hyperlink',
      url: pages[below(random, pages.length)] as string,
      attributes: {
        authorizedDate: date,
        id: 1_000_000 + index,
        resourceCreatedDate: date,
        resourceModifiedDate: date,
        revisedDate: '9999-01-01T00:00:00Z',
        ...(random() < 0.5 ? { comment: remarks[below(random, remarks.length)] } : {}),
      },
      addedAt,
      addedBy: people[columns.createdBy[index] as number] as Person,
    }
  }

  return {
    childrenOf,
    linksOf(index) {
      const links: WorkItemLink[] = []
      const above = parent[index] as number
      if (above >= 0) links.push(link(linkEnd.parent, index, above))
      for (const child of childrenOf(index)) links.push(link(linkEnd.child, index, child))
      for (const [kind, { block, share, ends }] of pairings.entries()) {
        const mask = 1 + (mix(seed, streams.link, kind, Math.floor(index / block)) % (block - 1))
        const other = index - (index % block) + ((index % block) ^ mask)
        const [low, high] = index < other ? [index, other] : [other, index]
        if (high >= count || mix(seed, streams.link, kind, low, high) / 2 ** 32 >= share) continue
        links.push(link(index === low ? ends[0] : ends[1], index, other))
      }
      const page = hyperlink(index)
      if (page) links.push(page)
      return links.sort((a, b) => a.addedAt - b.addedAt)
    },
  }
}
