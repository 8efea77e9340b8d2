import type { ListRequest, ScanPlan } from '../planner/fetch-plan.js'
import type { Reconciliation } from '../replica/replica.js'
import { or } from '../tables/predicate.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import { createEnoughRows } from './enough-rows.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { formerListRows } from './former-rows.js'
import { inParallel } from './in-parallel.js'
import { listsOf, pagesOf, type List, type ListReading } from './list-pages.js'
import { rowsIn } from './rows-in.js'
import { settledParents, type SettledParents } from './settled-parents.js'
import { replacedBy } from './work-item-mark.js'

/** Lists asked for at once for different parents; the REST client bounds the requests themselves. */
const listsAtOnce = 24
/** Lists that others write again and again are read, whatever is known of them. */
const mostRounds = 3

/**
 * Reads a list endpoint, once or once for each parent row and value, and reconciles the table with it. Whole or not at
 * all: the replica changes only after the last page of the last list; where some rows are enough, one list after the
 * other is read until they are there. Lists that surely are as they were before are not read (see SettledParents).
 *
 * @param parents gives the rows of the parent, where there is one list for each; called once the reconciliation has begun, so that the rows of a later one
 *   are none that an earlier state of the parents left out.
 */
export async function fetchList(
  scan: ScanPlan,
  request: ListRequest,
  parents: () => Promise<readonly ParentRow[] | undefined>,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<void> {
  const reading = { scan, request, trace, parts }
  const begin = () => parts.replica.reconcile(scan.connection, scan.table)
  const first = await begin()
  const all = await within(first, async () => listsOf(request, await parents()))
  const settled = scan.table.parent?.settled
  const limited = scan.limit !== undefined
  let lists: readonly List[] = all
  for (let round = 1; round === 1 || lists.length > 0; round++) {
    const reconciliation = round === 1 ? first : await begin()
    lists = await within(reconciliation, async () => {
      const known = settled
        ? await settledParents(reading, lists, all, !limited && round <= mostRounds)
        : undefined
      await readLists(reading, lists, known, reconciliation)
      return (await known?.disturbed()) ?? []
    })
  }
}

async function within<T>(reconciliation: Reconciliation, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  }
}

/** Reads lists and commits. */
async function readLists(
  reading: ListReading,
  lists: readonly List[],
  known: SettledParents | undefined,
  reconciliation: Reconciliation,
): Promise<void> {
  const { scan, request, trace, parts } = reading
  const { connection, table, predicate } = scan
  const limited = scan.limit !== undefined
  const requests = known?.requests ?? lists.length
  parts.onProgress(`reading ${table.name}: 0 rows`)
  parts.budget.expect(table.name, limited ? Math.min(requests, 1) : requests)
  const coverages = await parts.replica.coverages(connection, table)
  const enough = createEnoughRows(scan, reconciliation, parts.replica)
  let stopped = false
  let done = 0
  await inParallel(lists, limited ? 1 : listsAtOnce, async (list) => {
    if (stopped || (await known?.isUnchanged(list))) return
    let first: unknown
    let pages = 0
    for await (const page of pagesOf(list, reading)) {
      if (pages++ === 0) first = page[0]
      const rows = page
        .flatMap((element) => [...rowsIn(element, request.source.rows)])
        .map(({ payload, around }) => readRow(table, payload, list.parent, around))
      trace.rows += rows.length
      enough.add(rows)
      await reconciliation.write(rows)
      parts.onProgress(`reading ${table.name}: ${trace.rows} rows`)
      stopped = await enough.reached()
      if (stopped) break
    }
    known?.wasRead(list, first, pages)
    done++
    if (requests > 1) {
      const what = list.parent ? (table.parent?.table ?? 'lists') : 'requests'
      parts.onProgress(`reading ${table.name}: ${done} of ${requests} ${what}, ${trace.rows} rows`)
    }
  })
  const { gone, kept, note } = (await known?.result()) ?? {
    gone: or(predicate, formerListRows(reading, lists)),
  }
  if (stopped) return reconciliation.commit([], undefined, undefined, note && { ...note, marks: new Map() })
  const replaced = replacedBy(coverages, predicate, table, false)
  await reconciliation.commit(gone, { predicate, replaced }, kept, note)
}
