import type { Project } from '../../data/projects.js'
import type { Revision } from '../../data/work-item-history.js'
import type { WorkItems } from '../../data/work-items.js'
import type { StreamPlace } from './reporting-token.js'

/** Which revisions a reader wants. */
export interface StreamFilter {
  project?: Project
  /** Names of work item types in lower case. */
  types?: ReadonlySet<string>
  includeDeleted: boolean
  latestOnly: boolean
  discussionOnly: boolean
}

/** One revision of the stream. */
export interface StreamRow {
  index: number
  revision: Revision
}

/** Whether the stream tells of an item: one in the recycle bin on demand, a destroyed one never (facts 5.4). */
function isTold(items: WorkItems, index: number, filter: StreamFilter): boolean {
  const presence = items.presence(index)
  if (presence === 'destroyed' || (presence === 'deleted' && !filter.includeDeleted)) return false
  // An item that moved to another project or type is gone from the old one's stream, all its revisions with it.
  if (filter.project && items.value(index, 'System.TeamProject') !== filter.project.name) return false
  return !filter.types || filter.types.has(String(items.value(index, 'System.WorkItemType')).toLowerCase())
}

/**
 * Up to `most` revisions after a place, and the place behind them. The revisions the organization came with are
 * ordered by item and then by number, not by time as the service's; those written since follow in the order they were
 * made. So a change made while someone reads comes later in the same stream, once.
 */
export function readRevisions(
  items: WorkItems,
  from: StreamPlace,
  filter: StreamFilter,
  most: number,
): { values: StreamRow[]; place: StreamPlace; isLast: boolean } {
  const { since } = from
  const values: StreamRow[] = []
  const wanted = (index: number, revision: Revision | undefined): revision is Revision =>
    revision !== undefined &&
    (since === 0 || Number(revision.value('system.changeddate')) >= since) &&
    (!filter.latestOnly || revision.rev === items.present(index).rev) &&
    (!filter.discussionOnly || revision.comment !== undefined)
  const place = (watermark: number, isLast: boolean) => ({ values, place: { watermark, since }, isLast })

  const ofGenerated = items.revisionsBefore(items.generated)
  if (from.watermark < ofGenerated) {
    const { columns } = items
    for (let index = itemAfter(items, from.watermark); index < items.generated; index++) {
      const before = items.revisionsBefore(index)
      const revisions = columns.rev[index] as number
      if ((columns.changed[index] as number) < since || !isTold(items, index, filter)) continue
      if (filter.discussionOnly && columns.comments[index] === 0) continue
      const first = filter.latestOnly ? revisions : 1
      for (let rev = Math.max(first, from.watermark - before + 1); rev <= revisions; rev++) {
        const revision = items.revision(index, rev)
        if (!wanted(index, revision)) continue
        values.push({ index, revision })
        if (values.length === most) return place(before + rev, false)
      }
    }
  }
  const { stream } = items
  const start = Math.max(0, from.watermark - ofGenerated)
  for (let at = start; at < stream.length; at++) {
    const { index, rev, watermark } = stream[at] as (typeof stream)[number]
    if (!isTold(items, index, filter)) continue
    const revision = items.revision(index, rev)
    if (!wanted(index, revision)) continue
    values.push({ index, revision })
    if (values.length === most) return place(watermark, at === stream.length - 1)
  }
  return place(Math.max(from.watermark, stream.at(-1)?.watermark ?? ofGenerated), true)
}

/** The item that the revision after a watermark belongs to. */
function itemAfter(items: WorkItems, watermark: number): number {
  let low = 0
  let high = items.generated
  while (low < high) {
    const middle = (low + high) >> 1
    if (items.revisionsBefore(middle + 1) <= watermark) low = middle + 1
    else high = middle
  }
  return low
}
