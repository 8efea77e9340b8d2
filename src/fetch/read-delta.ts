import type { WiqlCondition } from '../planner/fetch-plan.js'
import type { Coverage, Reconciliation } from '../replica/replica.js'
import type { Predicate } from '../tables/predicate.js'
import type { ParentRow } from '../tables/read-row.js'
import { findDifference } from './find-difference.js'
import { createParentFinder } from './parent-finder.js'
import { batchCount, idsPerBatch, readItems, type ItemReading } from './read-items.js'
import { mostLoose, replacedBy, type MarkedCoverage, type WorkItemMark } from './work-item-mark.js'

/**
 * Brings held rows up to date from where an earlier read left them: one query for the ids that satisfy the predicate
 * now, one for those that changed since, and batches for what is new, changed or gone. An item that is listed and has
 * not changed since satisfied the predicate then too, so the row held is right.
 *
 * Returns false, with nothing changed, when the rows must be read one by one.
 *
 * @param former rows that the statement may find besides (see formerItems).
 */
export async function readDelta(
  reading: ItemReading,
  conditions: readonly WiqlCondition[],
  base: MarkedCoverage,
  coverages: readonly Coverage[],
  former: Predicate,
  allParents: () => Promise<readonly ParentRow[]>,
): Promise<boolean> {
  const { scan, asked, parts } = reading
  const { connection, table } = scan
  const reconciliation = await parts.replica.reconcile(connection, table)
  try {
    const difference = await findDifference(reading, conditions, base.mark, former)
    if (!difference) {
      await reconciliation.abort()
      return false
    }
    const wanted = [...new Set([...difference.stale, ...difference.vanished])]
    parts.budget.expect(table.name, batchCount(wanted.length))
    const known = wanted.length <= idsPerBatch ? [] : await knownParents(reading, wanted)
    const finder = createParentFinder(table, known, allParents)
    const gone = new Set(wanted)
    await readItems(reading, finder, reconciliation, wanted, wanted.length, (id) => gone.delete(id))
    const again = new Set(wanted)
    const before = base.mark.loose.filter((id) => !again.has(id))
    const loose = await looseIds(reconciliation, asked, before)
    const mark = loose && { watermark: difference.moment, wholeAt: base.mark.wholeAt, loose }
    await commitItems(reconciliation, reading, gone, finder.incomplete ? undefined : mark, coverages)
    return true
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  }
}

/** Writes what was read, with what it leaves for the next read where there is a mark. */
export async function commitItems(
  reconciliation: Reconciliation,
  { scan, asked }: ItemReading,
  gone: ReadonlySet<number>,
  mark: WorkItemMark | undefined,
  coverages: readonly Coverage[],
): Promise<void> {
  const keys = [...gone].map((id) => [id])
  const noted = mark && { predicate: asked, mark, replaced: replacedBy(coverages, asked, scan.table, true) }
  await reconciliation.commit(keys, noted, noted && asked)
}

/** Ids of rows read that do not satisfy the predicate, and those of before; undefined when there are too many. */
export async function looseIds(
  reconciliation: Reconciliation,
  asked: Predicate,
  before: readonly number[] = [],
): Promise<readonly number[] | undefined> {
  const failing = await reconciliation.failing(asked, mostLoose + 1)
  const loose = [...before, ...failing.map(([id]) => Number(id))]
  return loose.length > mostLoose ? undefined : loose
}

/** The parents as rows name them that have just been found right: a project that goes by that name now. */
async function knownParents(
  { scan, asked, parts }: ItemReading,
  wanted: readonly number[],
): Promise<readonly ParentRow[]> {
  const { connection, table } = scan
  const { bind } = table.parent!
  const columns = Object.keys(bind)
  const needed = Object.values(table.columns).flatMap(({ from }) => ('parent' in from ? [from.parent] : []))
  if (!needed.every((column) => Object.values(bind).includes(column))) return []
  const rows = await parts.replica.distinct(connection, table, columns, asked, {
    limit: 1_000,
    without: wanted,
  })
  return rows
    .filter((row) => row.every((value) => value !== null))
    .map((row) => Object.fromEntries(columns.map((column, i) => [bind[column]!, row[i]!])))
}
