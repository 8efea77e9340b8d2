import { AzdoError } from '../errors/azdo-error.js'
import type { ScanPlan } from '../planner/fetch-plan.js'
import type { Reconciliation } from '../replica/replica.js'
import type { RestAnswer } from '../rest/rest-client.js'
import { noteJsonSources } from '../tables/json-source.js'
import type { Predicate } from '../tables/predicate.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { inParallel } from './in-parallel.js'
import type { ParentFinder } from './parent-finder.js'

/** Ids a batch takes (facts 5.3). */
export const idsPerBatch = 200
/** Batches asked for at once: PostgreSQL takes rows no faster than this many bring them, and each costs memory. */
const batchesAtOnce = 10

/** One read of work items under way. */
export interface ItemReading {
  readonly scan: ScanPlan
  /** What the query is made of: the rows that are read. */
  readonly asked: Predicate
  readonly trace: ScanTrace
  readonly parts: FetchParts
}

/**
 * Gets items in batches, in parallel, into the reconciliation. Items that no longer exist are passed over; `onFound`
 * hears the others. `lists`: ids, those of one list or of lists as they become known. `total`: rows that the whole read
 * is known to take, for its progress.
 */
export async function readItems(
  { scan, trace, parts }: ItemReading,
  finder: ParentFinder,
  reconciliation: Reconciliation,
  lists: readonly number[] | AsyncIterable<readonly number[]>,
  total: number | (() => number),
  onFound?: (id: number) => void,
): Promise<void> {
  const client = parts.client(scan.connection)
  const linked = workItemSource(scan.table)?.parentLink !== undefined
  // A function of its own that does not await the writing: what it read is not in memory while that waits.
  const write = async ({ body, content }: RestAnswer<{ value?: readonly ({ id: number } | null)[] }>) => {
    if (!Array.isArray(body?.value)) {
      throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items holds no list.')
    }
    noteJsonSources(content, 'value', body.value, 'fields')
    const items = body.value.filter((item) => item !== null)
    for (const { id } of items) onFound?.(id)
    trace.rows += items.length
    const rows = await finder.rows(items)
    return reconciliation.write(rows)
  }
  await inParallel(batchesOf(lists), batchesAtOnce, async ({ ids, only }) => {
    // Of few items the links tell the parent, which saves a call; of many they are the bigger part of the answers.
    const expand = linked && only ? { $expand: 'links' } : {}
    await client
      .json<{ value?: readonly ({ id: number } | null)[] }>({
        host: 'core',
        method: 'POST',
        path: '/_apis/wit/workitemsbatch',
        body: { ids, errorPolicy: 'omit', ...expand },
        safe: true,
        signal: parts.signal,
        meter: trace,
      })
      .then(write)
    const known = Math.max(typeof total === 'number' ? total : total(), trace.rows)
    parts.onProgress(`reading ${scan.table.name}: ${trace.rows} of ${known} rows`)
  })
}

/** Batches that this many ids take. */
export function batchCount(ids: number): number {
  return Math.ceil(ids / idsPerBatch)
}

/** `only`: the batch is all of its list. */
interface Batch {
  readonly ids: readonly number[]
  readonly only: boolean
}

async function* batchesOf(
  lists: readonly number[] | AsyncIterable<readonly number[]>,
): AsyncGenerator<Batch, void, undefined> {
  for await (const ids of Symbol.asyncIterator in lists ? lists : [lists]) {
    const only = ids.length <= idsPerBatch
    for (let i = 0; i < ids.length; i += idsPerBatch) yield { ids: ids.slice(i, i + idsPerBatch), only }
  }
}
