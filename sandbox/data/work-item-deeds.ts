import type { StateModel } from './processes.js'
import { mix, randomStream, streams } from './random.js'
import type { WorkItemColumns } from './work-item-columns.js'

/** What a revision of a generated item did; one thing each. */
export const deed = {
  created: 0,
  moved: 1,
  commented: 2,
  reassigned: 3,
  retitled: 4,
  replanned: 5,
  retagged: 6,
  rearranged: 7,
  reprioritized: 8,
  reworded: 9,
  worked: 10,
} as const

/** The deeds that are no state moves and no comments. */
const edits = [
  deed.reassigned,
  deed.reassigned,
  deed.retitled,
  deed.replanned,
  deed.replanned,
  deed.retagged,
  deed.rearranged,
  deed.reprioritized,
  deed.reworded,
  deed.worked,
  deed.worked,
  deed.worked,
]

/**
 * The states an item went through, as places in its type's list: from the first to the one at `stateAt`. What was
 * removed had never been started.
 */
export function statePath(states: readonly StateModel[], stateAt: number): readonly number[] {
  if (states[stateAt]?.category === 'Removed') return [0, stateAt]
  return states.slice(0, stateAt + 1).map((_, at) => at)
}

/**
 * Draws the deed of each revision into `into` (at rev - 1) in random order: `moves` state moves, as many comments as
 * the item has, edits for the rest. Gives the revision of the last move, 1 without any.
 */
export function drawDeeds(
  seed: number,
  columns: Pick<WorkItemColumns, 'rev' | 'comments'>,
  index: number,
  moves: number,
  into: Uint8Array,
): number {
  const random = randomStream(seed, streams.past, index)
  const revisions = columns.rev[index] as number
  let comments = columns.comments[index] as number
  let lastMove = 1
  into[0] = deed.created
  for (let rev = 2; rev <= revisions; rev++) {
    const at = random() * (revisions - rev + 1)
    if (at < moves) {
      moves--
      lastMove = rev
      into[rev - 1] = deed.moved
    } else if (at < moves + comments) {
      comments--
      into[rev - 1] = deed.commented
    } else {
      into[rev - 1] = edits[Math.floor(random() * edits.length)] as number
    }
  }
  return lastMove
}

/** When a generated revision was made: they lie evenly, but not quite, between the first and the newest. */
export function dateOfRevision(
  seed: number,
  columns: Pick<WorkItemColumns, 'rev' | 'created' | 'changed'>,
  index: number,
  rev: number,
): number {
  const created = columns.created[index] as number
  const changed = columns.changed[index] as number
  const steps = (columns.rev[index] as number) - 1
  if (rev === 1) return created
  if (rev > steps) return changed
  const stray = (mix(seed, streams.past, index, rev) / 2 ** 32 - 0.5) * 0.8
  return Math.floor(created + ((changed - created) * (rev - 1 + stray)) / steps)
}
