import type { FieldValue } from '../../data/field-value.js'
import type { Person } from '../../data/people.js'
import type { Revision, WorkItemLink } from '../../data/work-item-history.js'
import type { WorkItems } from '../../data/work-items.js'

/** One step in the life of an item: a revision, or links that changed without one. */
export interface ItemUpdate {
  /** From 1 and without gaps, in the order of time. */
  id: number
  /** The revision it made, or the one that was the newest then. */
  rev: number
  /** Milliseconds since 1970. */
  at: number
  by: FieldValue | undefined
  /** Present when it made one, with the one before. */
  revision?: Revision
  before?: Revision
  added: WorkItemLink[]
  removed: WorkItemLink[]
  /** Links of which only attributes changed, as they are now. */
  updated: WorkItemLink[]
}

/**
 * A link at the other end of a write changes with the date of the writing end, which lies a little before the revision
 * it makes at this end when that had changed in the same millisecond.
 */
const sameWrite = 1000

/** All updates of an item; ids are not revisions where links changed on their own (facts 5.4). */
export function itemUpdates(items: WorkItems, index: number): ItemUpdate[] {
  const updates: ItemUpdate[] = []
  let before: Revision | undefined
  for (let rev = 1; ; rev++) {
    const revision = items.revision(index, rev)
    if (!revision) break
    const at = Number(revision.value('system.changeddate'))
    updates.push({
      ...empty(rev, at, revision.value('system.changedby')),
      revision,
      ...(before ? { before } : {}),
    })
    before = revision
  }
  const generated = index < items.generated ? (items.columns.rev[index] as number) : 0
  const alone = new Map<number, ItemUpdate>()
  const updateAt = (at: number, by: Person): ItemUpdate => {
    const slack = (rev: number) => (rev > generated ? sameWrite : 0)
    const made = updates.find((one) => one.at >= at && one.at - at <= slack(one.rev))
    if (made) return made
    let found = alone.get(at)
    if (!found) {
      const newest = updates.findLast((one) => one.at < at)?.rev ?? 1
      alone.set(at, (found = empty(newest, at, by)))
    }
    return found
  }
  for (const link of items.linkHistoryOf(index)) {
    updateAt(link.addedAt, link.addedBy).added.push(link)
    if (link.removedAt !== undefined)
      updateAt(link.removedAt, link.removedBy ?? link.addedBy).removed.push(link)
  }
  const all = [...updates, ...alone.values()].sort((a, b) => a.at - b.at || a.rev - b.rev)
  all.forEach((update, place) => {
    update.id = place + 1
    joinChanged(update)
  })
  return all
}

function empty(rev: number, at: number, by: FieldValue | undefined): ItemUpdate {
  return { id: 0, rev, at, by, added: [], removed: [], updated: [] }
}

/** A link that went and came back in one step was changed. */
function joinChanged(update: ItemUpdate): void {
  const same = (a: WorkItemLink, b: WorkItemLink) =>
    a !== b && a.rel === b.rel && a.other === b.other && a.url === b.url
  update.updated = update.added.filter((link) => update.removed.some((gone) => same(gone, link)))
  update.removed = update.removed.filter((gone) => !update.updated.some((link) => same(gone, link)))
  update.added = update.added.filter((link) => !update.updated.includes(link))
}
