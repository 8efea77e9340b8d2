import type { ScanPlan, WiqlCondition, WorkItemRequest } from '../planner/fetch-plan.js'
import { valuesOf } from '../planner/confined-values.js'
import type { Coverage } from '../replica/replica.js'
import { conjuncts, or, type Predicate } from '../tables/predicate.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { formerItems, namesParent } from './former-rows.js'
import { createIdList } from './id-list.js'
import { createParentFinder } from './parent-finder.js'
import { confiningNames, projectCondition, type Projects } from './project-condition.js'
import { idsPerQuery, queryIds, type IdPage } from './query-ids.js'
import { commitItems, looseIds, readDelta } from './read-delta.js'
import { batchCount, idsPerBatch, readItems, type ItemReading } from './read-items.js'
import { readTop } from './read-top.js'
import type { ServiceMoment } from './service-clock.js'
import { replacedBy, usableCoverage, type WorkItemMark } from './work-item-mark.js'

/** With more local rows than this to verify, a limited read is no cheaper than a whole one. */
const mostToVerify = 1_000

/**
 * Reads work items: ids by WIQL (or as the statement names them), then the items in batches; only what changed, where
 * an earlier read covers what is asked for. A row that the replica holds, that satisfies the predicate and that the
 * service did not return has changed or is gone: it is asked for by id, so that it is brought up to date rather than
 * lost to a statement that runs at the same time.
 */
export async function fetchWorkItems(
  scan: ScanPlan,
  request: WorkItemRequest,
  projects: Projects,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<void> {
  const { connection, table, limit, order } = scan
  parts.onProgress(`reading ${table.name}: 0 rows`)
  if (request.ids) return readByIds({ scan, asked: scan.predicate, trace, parts }, request.ids, projects)
  const reading: ItemReading = { scan, asked: request.asked, trace, parts }
  const coverages = await parts.replica.coverages(connection, table)
  const base = usableCoverage(coverages, request.asked, table, Date.now())
  const named = request.confined ? namesIn(request.asked, scan) : undefined
  const conditionsFor = (names: readonly string[] | undefined) => [
    ...(names ? projectCondition(names) : []),
    ...request.conditions,
  ]
  const former = await formerItems(request, reading, projects)
  if (base) {
    const names = named ?? (await confiningNames(projects))
    if (names?.length !== 0) {
      if (await readDelta(reading, conditionsFor(names), base, coverages, former, projects.all)) return
    }
  }
  // One name is asked for as it is; of several, one that does not exist would fail the query for all.
  const names = named?.length === 1 ? named : await confiningNames(projects)
  // No such project: no row can be needed, and what the replica holds of it is verified by id.
  if (names?.length === 0) return readWhole(reading, [], projects, coverages, former)
  const conditions = conditionsFor(names)
  if (limit !== undefined && order) {
    if (await readTop(reading, createParentFinder(table, [], projects.all), conditions, limit, order)) return
  } else if (limit !== undefined && (await readLimited(reading, conditions, limit, projects))) return
  const pages = queryIds(parts.client(connection), { conditions, signal: parts.signal, meter: trace })
  return readWhole(reading, pages, projects, coverages, former)
}

/** Reads the items of the given ids, and brings the other held rows that satisfy the predicate up to date. */
async function readByIds(reading: ItemReading, ids: readonly number[], projects: Projects): Promise<void> {
  const { scan, asked, parts } = reading
  const reconciliation = await parts.replica.reconcile(scan.connection, scan.table)
  parts.budget.expect(scan.table.name, batchCount(ids.length))
  const finder = createParentFinder(scan.table, [], projects.all)
  try {
    if (ids.length > idsPerBatch) finder.begin()
    const gone = new Set(ids)
    await readItems(reading, finder, reconciliation, ids, ids.length, (id) => gone.delete(id))
    const coverages = await parts.replica.coverages(scan.connection, scan.table)
    const replaced = replacedBy(coverages, asked, scan.table, false)
    const noted = finder.incomplete ? undefined : { predicate: asked, replaced }
    await reconciliation.commit(
      [...gone].map((id) => [id]),
      noted,
    )
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  } finally {
    await finder.settled()
  }
}

/** Reads every item of the given ids and reconciles the table with them; `former`: see formerItems. */
async function readWhole(
  reading: ItemReading,
  pages: AsyncIterable<IdPage> | readonly IdPage[],
  projects: Projects,
  coverages: readonly Coverage[],
  former: Predicate,
): Promise<void> {
  const { scan, asked: predicate, parts } = reading
  const wholeAt = Date.now()
  const reconciliation = await parts.replica.reconcile(scan.connection, scan.table)
  const finder = createParentFinder(scan.table, [], projects.all)
  try {
    const asked = createIdList()
    let moment: ServiceMoment | undefined
    const listed = async function* () {
      for await (const page of pages) {
        moment ??= page.moment
        asked.add(page.ids)
        if (parts.budget.limit > 0) continue
        if (asked.size > idsPerBatch) finder.begin()
        yield page.ids
      }
      if (parts.budget.limit === 0) return
      const list = asked.size > idsPerBatch ? 1 : 0
      parts.budget.expect(scan.table.name, batchCount(asked.size) + list)
      if (list > 0) finder.begin()
      yield asked.all()
    }
    await readItems(reading, finder, reconciliation, listed(), () => asked.size)
    const missing = (await reconciliation.missing(or(predicate, former))).map(([id]) => Number(id))
    const gone = new Set(missing)
    const moved = missing.filter((id) => !asked.has(id))
    await readItems(reading, finder, reconciliation, moved, moved.length, (id) => gone.delete(id))
    const loose = finder.incomplete ? undefined : await looseIds(reconciliation, predicate)
    const mark: WorkItemMark | undefined = moment && loose && { watermark: moment, wholeAt, loose }
    await commitItems(reconciliation, reading, gone, mark, coverages)
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  } finally {
    await finder.settled()
  }
}

/**
 * Reads until `limit` rows of the replica satisfy the predicate and all that do are verified. Returns false, with
 * nothing changed for the worse, when a whole read is the better way.
 */
async function readLimited(
  reading: ItemReading,
  conditions: readonly WiqlCondition[],
  limit: number,
  projects: Projects,
): Promise<boolean> {
  const { scan, parts, trace } = reading
  const { replica, signal } = parts
  const client = parts.client(scan.connection)
  const held = await replica.rows(scan.connection, scan.table, ['id'], scan.predicate, mostToVerify + 1)
  if (held.length > mostToVerify || limit > idsPerQuery) return false
  const finder = createParentFinder(scan.table, [], projects.all)
  let verify = held.map(([id]) => Number(id))
  let above: number | undefined
  for (let top = limit; ; top = Math.min(top * 4, idsPerQuery)) {
    const found: number[] = []
    const query = { conditions, signal, meter: trace, ...(above === undefined ? {} : { above }), limit: top }
    for await (const { ids } of queryIds(client, query)) found.push(...ids)
    const reconciliation = await replica.reconcile(scan.connection, scan.table)
    try {
      const wanted = new Set([...found, ...verify])
      parts.budget.expect(scan.table.name, batchCount(wanted.size))
      const gone = new Set(verify)
      await readItems(reading, finder, reconciliation, [...wanted], wanted.size, (id) => gone.delete(id))
      await reconciliation.commit([...gone].map((id) => [id]))
    } catch (thrown) {
      await reconciliation.abort()
      throw thrown
    }
    if (found.length < top || (await replica.count(scan.connection, scan.table, scan.predicate)) >= limit)
      return true
    verify = []
    above = found[found.length - 1]
  }
}

/** The names of projects that a predicate confines the rows to, where it says nothing else of the project. */
function namesIn(predicate: Predicate, scan: ScanPlan): readonly string[] | undefined {
  const { match } = scan.table.parent!
  const ofProject = conjuncts(predicate).filter((part) => namesParent(part, scan.table))
  const plain = ofProject.every((part) => 'column' in part && part.column === match)
  return plain ? valuesOf(predicate, match) : undefined
}
