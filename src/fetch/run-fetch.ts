import type { FetchPlan, ScanPlan } from '../planner/fetch-plan.js'
import { conjuncts, everything, type Predicate } from '../tables/predicate.js'
import type { ParentRow } from '../tables/read-row.js'
import { fetchList } from './fetch-list.js'
import { createScanTrace, type FetchParts, type ScanTrace } from './fetch-parts.js'
import { fetchWorkItems } from './fetch-work-items.js'

/**
 * Fetches what a plan names into the replica: afterwards the statement's own run finds every row it needs, as the
 * service had it between the call and its end. Scans of one table that ask for the same, or for less than another
 * reads whole, are read once. Returns one trace for each read that was made, parents before the reads that needed them.
 */
export async function runFetch(plan: FetchPlan, parts: FetchParts): Promise<readonly ScanTrace[]> {
  const traces: ScanTrace[] = []
  const reads = new Map<string, Promise<void>>()
  const wholes = new Set(allScans(plan.scans).filter(isWhole).map(tableOf))

  const read = (scan: ScanPlan): Promise<void> => {
    const key = wholes.has(tableOf(scan))
      ? tableOf(scan)
      : `${tableOf(scan)} ${JSON.stringify([scan.predicate, scan.limit])}`
    const running = reads.get(key)
    if (running) return running
    const whole =
      wholes.has(tableOf(scan)) && !isWhole(scan)
        ? allScans(plan.scans).find((s) => isWhole(s) && tableOf(s) === tableOf(scan))!
        : scan
    const started = readScan(whole)
    reads.set(key, started)
    return started
  }

  const readScan = async (scan: ScanPlan): Promise<void> => {
    const { request } = scan
    if (request.parent) await read(request.parent)
    const trace = createScanTrace(scan.table.name, scan.pushed)
    traces.push(trace)
    if (request.kind === 'list') {
      await fetchList(
        scan,
        request,
        request.parent && (await parentRows(request.parent, request.parent.predicate, parts)),
        trace,
        parts,
      )
    } else {
      const all = await parentRows(request.parent, everything, parts)
      const confining = request.confined
        ? await parentRows(request.parent, request.parent.predicate, parts)
        : undefined
      await fetchWorkItems(scan, request, { all, confining }, trace, parts)
    }
  }

  await settleAll(plan.scans.map(read))
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
