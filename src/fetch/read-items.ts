import type { ScanPlan } from '../planner/fetch-plan.js'
import type { Reconciliation } from '../replica/replica.js'
import type { RestRequest } from '../rest/rest-client.js'
import type { Predicate } from '../tables/predicate.js'
import { workItemSource } from '../tables/work-item-source.js'
import { createBacklog } from './backlog.js'
import { itemsOf } from './decode-items.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { inParallel } from './in-parallel.js'
import type { ParentFinder } from './parent-finder.js'

/** Ids a batch takes (facts 5.3). */
export const idsPerBatch = 200
/** Batches asked for at once: PostgreSQL takes rows no faster than this many bring them, and each costs memory. */
const batchesAtOnce = 10
/** Bytes of answers that wait to be decoded while more are asked for: the service answers unevenly. */
const backlogBytes = 4 * 1024 * 1024
/** Ids of a list from which on a thread is worth its start. */
const longList = 2_000

/** One read of work items under way. */
export interface ItemReading {
  readonly scan: ScanPlan
  /** What the query is made of: the rows that are read. */
  readonly asked: Predicate
  readonly trace: ScanTrace
  readonly parts: FetchParts
}

/** Where rows go: what takes no encoded rows gets no answers decoded in a thread. */
export type RowsTaken = Pick<Reconciliation, 'write'> & Partial<Pick<Reconciliation, 'writeEncoded'>>

/**
 * Gets items in batches, in parallel, into a reconciliation; answers of long lists are decoded in a thread. Items that
 * no longer exist are passed over; `onFound` hears the others. `lists`: ids, those of one list or of lists as they
 * become known. `total`: rows that the whole read is known to take, for its progress.
 */
export async function readItems(
  { scan, trace, parts }: ItemReading,
  finder: ParentFinder,
  into: RowsTaken,
  lists: readonly number[] | AsyncIterable<readonly number[]>,
  total: number | (() => number),
  onFound?: (id: number) => void,
): Promise<void> {
  const client = parts.client(scan.connection)
  const linked = workItemSource(scan.table)?.parentLink !== undefined
  const asked = ({ ids, only }: Batch): RestRequest => ({
    host: 'core',
    method: 'POST',
    path: '/_apis/wit/workitemsbatch',
    // Of few items the links tell the parent, which saves a call; of many they are the bigger part of the answers.
    body: { ids, errorPolicy: 'omit', ...(linked && only ? { $expand: 'links' } : {}) },
    safe: true,
    signal: parts.signal,
    meter: trace,
  })
  const found = (ids: readonly number[]): void => {
    for (const id of ids) onFound?.(id)
    trace.rows += ids.length
  }
  const progress = (): void => {
    const known = Math.max(typeof total === 'number' ? total : total(), trace.rows)
    parts.onProgress(`reading ${scan.table.name}: ${trace.rows} of ${known} rows`)
  }
  // Functions of their own that do not await the writing: what they read is not in memory while that waits.
  const write = async (content: Uint8Array) => {
    const items = [...itemsOf(content)]
    found(items.map(({ id }) => id))
    const rows = await finder.rows(items)
    return into.write(rows)
  }
  /**
   * Memory of answers that are decoded, and of rows that PostgreSQL has: to allocate it for each answer has all of the heap
   * looked through for garbage.
   */
  const spare = { answers: [] as Memory[], rows: [] as Memory[] }
  const decodeAndWrite = async (content: Memory, first: number) => {
    const answer = { content, first, memory: () => spare.rows.pop() }
    const { ids, rows, content: back } = await finder.decode(parts.decoder, answer)
    spare.answers.push(new Uint8Array(back.buffer))
    found(ids)
    const { buffer, byteOffset, length } = rows
    const onWritten = (): void => void spare.rows.push(new Uint8Array(buffer))
    return into.writeEncoded!(Buffer.from(buffer, byteOffset, length), ids.length, onWritten)
  }
  const backlog = createBacklog(backlogBytes)
  try {
    await inParallel(batchesOf(lists), batchesAtOnce, async (batch) => {
      const decodes = batch.long && into.writeEncoded
      if (decodes) parts.decoder.begin()
      const take = (content: Memory) =>
        decodes
          ? backlog.add(content.length, () => decodeAndWrite(content, batch.at).then(progress))
          : write(content).then(progress)
      const memory = decodes ? spare.answers.pop() : undefined
      await client.content({ ...asked(batch), memory }).then(take)
    })
  } finally {
    await backlog.end()
  }
}

type Memory = Uint8Array<ArrayBuffer>

/** Batches that this many ids take. */
export function batchCount(ids: number): number {
  return Math.ceil(ids / idsPerBatch)
}

interface Batch {
  readonly ids: readonly number[]
  /** How many ids were in the batches before. */
  readonly at: number
  /** It is all of its list. */
  readonly only: boolean
  /** Its list is long. */
  readonly long: boolean
}

async function* batchesOf(
  lists: readonly number[] | AsyncIterable<readonly number[]>,
): AsyncGenerator<Batch, void, undefined> {
  let at = 0
  for await (const ids of Symbol.asyncIterator in lists ? lists : [lists]) {
    const only = ids.length <= idsPerBatch
    const long = ids.length >= longList
    for (let i = 0; i < ids.length; i += idsPerBatch) {
      const some = ids.slice(i, i + idsPerBatch)
      yield { ids: some, at, only, long }
      at += some.length
    }
  }
}
