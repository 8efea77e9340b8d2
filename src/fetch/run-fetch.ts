import type { FetchPlan, ScanPlan } from '../planner/fetch-plan.js'
import { conjuncts, everything, or, type Predicate } from '../tables/predicate.js'
import type { ParentRow } from '../tables/read-row.js'
import { fetchList } from './fetch-list.js'
import { createScanTrace, type FetchParts, type ScanTrace } from './fetch-parts.js'
import { fetchWorkItems } from './fetch-work-items.js'

/**
 * Fetches what a plan names into the replica: afterwards the statement's own run finds every row it needs, as the
 * service had it between the call and its end. Scans that need the same requests are read once (see readsOf). Returns
 * one trace for each read that was made, parents before the reads that needed them.
 */
export async function runFetch(plan: FetchPlan, parts: FetchParts): Promise<readonly ScanTrace[]> {
  const traces: ScanTrace[] = []
  const started = new Map<ScanPlan, Promise<void>>()
  const readOf = readsOf(plan.scans)

  const read = (scan: ScanPlan): Promise<void> => {
    const shared = readOf(scan)
    const running = started.get(shared) ?? readScan(shared)
    started.set(shared, running)
    return running
  }

  const readScan = async (scan: ScanPlan): Promise<void> => {
    const { request } = scan
    const { parent } = request
    const trace = createScanTrace(scan.table.name, scan.pushed)
    const rowsOf = async (predicate: Predicate): Promise<readonly ParentRow[]> => {
      await read(parent!)
      return parentRows(parent!, predicate, parts)
    }
    if (request.kind === 'list') {
      const parents = parent && (await rowsOf(parent.predicate))
      traces.push(trace)
      return fetchList(scan, request, parents, trace, parts)
    }
    const confining = request.confined ? await rowsOf(request.parent.predicate) : undefined
    traces.push(trace)
    // Needed only when the first rows are there: asked for at the same time as these.
    await fetchWorkItems(scan, request, { all: rowsOf(everything), confining }, trace, parts)
  }

  await Promise.allSettled(plan.scans.map(read))
  await settleAll([...started.values()])
  return traces
}

/** The rows of a parent scan's table that satisfy a predicate, as the replica now holds them, every column by its name. */
async function parentRows(
  scan: ScanPlan,
  predicate: Predicate,
  parts: FetchParts,
): Promise<readonly ParentRow[]> {
  const columns = Object.keys(scan.table.columns)
  const rows = await parts.replica.rows(scan.connection, scan.table, columns, predicate)
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] as string | null])))
}

/**
 * The read that serves each scan of a statement, parents included. A table that one scan reads whole is read whole for
 * all. Lists asked for in the same words are asked for once, and settle what any of their scans looks for.
 */
function readsOf(scans: readonly ScanPlan[]): (scan: ScanPlan) => ScanPlan {
  const all = allScans(scans)
  const wholes = new Map(all.filter(isWhole).map((scan) => [tableOf(scan), scan]))
  const serving = (scan: ScanPlan): ScanPlan =>
    isRootList(scan) ? scan : (wholes.get(tableOf(scan)) ?? scan)
  const reads = new Map<string, ScanPlan>()
  for (const scan of all.map(serving)) {
    const words = wordsOf(scan)
    const known = reads.get(words)
    if (!known) reads.set(words, scan)
    else if (isRootList(scan)) reads.set(words, { ...known, predicate: or(known.predicate, scan.predicate) })
  }
  return (scan) => reads.get(wordsOf(serving(scan)))!
}

/** What a scan asks of the service, apart from what it looks for in the answer. */
function wordsOf(scan: ScanPlan): string {
  const { request } = scan
  const asked =
    isRootList(scan) && request.kind === 'list'
      ? [request.source.path, request.query, request.values]
      : [scan.predicate, scan.limit]
  return `${tableOf(scan)} ${JSON.stringify(asked)}`
}

/** True for a list that is asked for once, not for each row of a parent. */
function isRootList({ request }: ScanPlan): boolean {
  return request.kind === 'list' && !request.parent
}

function allScans(scans: readonly ScanPlan[]): readonly ScanPlan[] {
  return scans.flatMap((scan) => [scan, ...(scan.request.parent ? allScans([scan.request.parent]) : [])])
}

function isWhole(scan: ScanPlan): boolean {
  return scan.limit === undefined && scan.predicate.kind === 'and' && conjuncts(scan.predicate).length === 0
}

function tableOf(scan: ScanPlan): string {
  return JSON.stringify([scan.connection, scan.table.name])
}

/** Waits for all, then throws the first failure: nothing is left running behind a failed statement. */
async function settleAll(running: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(running))
    if (result.status === 'rejected') throw result.reason
}
