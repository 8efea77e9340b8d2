import { implies } from '../planner/implies.js'
import type { FetchPlan, ScanPlan } from '../planner/fetch-plan.js'
import { conjuncts, everything, or, type Predicate } from '../tables/predicate.js'
import type { ParentRow } from '../tables/read-row.js'
import { countWorkItems } from './count-work-items.js'
import { fetchList } from './fetch-list.js'
import { createScanTrace, type FetchParts, type ScanTrace } from './fetch-parts.js'
import { fetchWorkItems } from './fetch-work-items.js'
import { readNarrowed } from './read-narrowed.js'
import { narrowingWords, numberOf, scanWords } from './scan-words.js'
import type { SharedRead } from './shared-reads.js'

/** A fetch whose reads other statements may join until it runs. */
export interface OpenFetch {
  /**
   * Resolves when the statement's own run finds every row it needs, as the service had it between `openFetch` (less the
   * staleness that the statement allows) and then. Gives one trace for each read, parents before the reads that needed
   * them. Once for a fetch.
   */
  run(): Promise<readonly ScanTrace[]>
  /** How many rows there are, once it has run, where the plan wants no more and the service has told. */
  counted(): number | undefined
  /** What it has read, once it has run. */
  reads(): readonly ScanPlan[]
}

/**
 * Opens the reads that a plan names; nothing is asked for yet. Scans that need the same requests are read once (see
 * readsOf), also those of different statements (see SharedReads); scans that an earlier read covers, within the staleness
 * that the statement allows, are not read at all.
 *
 * @param before what the statement has read already.
 */
export async function openFetch(
  plan: FetchPlan,
  parts: FetchParts,
  before: readonly ScanPlan[] = [],
): Promise<OpenFetch> {
  const traces: ScanTrace[] = []
  const opened = new Map<ScanPlan, SharedRead<number | undefined>>()
  const held = new Map<ScanPlan, Promise<boolean>>()
  let counted: number | undefined
  const readOf = readsOf(plan.scans)

  const open = (scan: ScanPlan): SharedRead<number | undefined> => {
    const shared = readOf(scan)
    const known = opened.get(shared)
    if (known) return known
    const conditions = plan.counted && shared === readOf(plan.scans[0]!) ? plan.counted : undefined
    const waits = scannedParent(shared) !== undefined
    const words = `${scanWords(shared)} ${JSON.stringify(conditions)} ${waits} ${numberOf(parts.client(shared.connection))} ${parts.maxStalenessMs} ${parts.budget.limit}`
    const read = parts.reads.open(words, (signal) => readScan(shared, conditions, { ...parts, signal }))
    opened.set(shared, read)
    if (!read.own) {
      traces.push({
        table: shared.table.name,
        pushed: shared.pushed,
        requests: 0,
        bytes: 0,
        rows: 0,
        shared: true,
      })
    }
    return read
  }

  /** The statement's own scan of the parent's table. */
  const scannedParent = ({ request: { parent } }: ScanPlan): ScanPlan | undefined =>
    parent && plan.scans.find((one) => !one.narrowing && tableOf(one) === tableOf(parent))

  const read = async (scan: ScanPlan, signal: AbortSignal): Promise<void> => {
    if (await isHeld(scan)) return
    const one = open(scan)
    one.start()
    await one.result(signal)
  }

  const isHeld = (scan: ScanPlan): Promise<boolean> => {
    const shared = readOf(scan)
    const known = held.get(shared) ?? lookUp(shared)
    held.set(shared, known)
    return known
  }

  const lookUp = async (scan: ScanPlan): Promise<boolean> => {
    if (before.some((one) => !one.narrowing && tableOf(one) === tableOf(scan) && settles(one, scan)))
      return true
    if (parts.maxStalenessMs === 0) return false
    const { connection, table, predicate, pushed } = scan
    const coverages = await parts.replica.coverages(connection, table)
    const fresh = coverages.some(
      (one) => one.ageMs <= parts.maxStalenessMs && implies(predicate, one.predicate, table),
    )
    if (fresh) traces.push({ table: table.name, pushed, requests: 0, bytes: 0, rows: 0, held: true })
    return fresh
  }

  /** @param counted conditions whose items are only to be counted, where the service tells. */
  const readScan = async (
    scan: ScanPlan,
    counted: readonly string[] | undefined,
    parts: FetchParts,
  ): Promise<number | undefined> => {
    if (scan.narrowing) {
      const readAll = async (scans: readonly ScanPlan[]) => {
        await settleAll(scans.map((one) => read(one, parts.signal)))
      }
      await readNarrowed(scan.narrowing, readAll, parts.replica)
      return undefined
    }
    const { request } = scan
    const { parent } = request
    const trace = createScanTrace(scan.table.name, scan.pushed, parts)
    const started = performance.now()
    const done = () => void (trace.ms = performance.now() - started)
    const rowsOf = async (predicate: Predicate): Promise<readonly ParentRow[]> => {
      await read(parent!, parts.signal)
      return parentRows(parent!, predicate, parts)
    }
    if (request.kind === 'list') {
      const parents = async () => {
        const rows = parent && (await rowsOf(parent.predicate))
        traces.push(trace)
        return rows
      }
      await fetchList(scan, request, parents, trace, parts).finally(done)
      return undefined
    }
    traces.push(trace)
    const scanned = scannedParent(scan)
    const projects = {
      all: () => rowsOf(everything),
      confining: request.confined ? () => rowsOf(request.parent.predicate) : undefined,
      scanned: scanned && (() => read(scanned, parts.signal)),
    }
    try {
      const count = counted && (await countWorkItems(scan, counted, projects, trace, parts))
      if (count === undefined) await fetchWorkItems(scan, request, projects, trace, parts)
      return count
    } finally {
      done()
    }
  }

  const found = await Promise.all(plan.scans.map(isHeld))
  const needed = plan.scans.filter((_, i) => !found[i])
  const running = needed.map((scan) => open(scan).result(parts.signal))
  for (const result of running) result.catch(() => undefined)
  return {
    async run() {
      for (const one of [...opened.values()]) one.start()
      const results = await settleAll(running)
      if (plan.counted) counted = results[0]
      return traces
    },
    counted: () => counted,
    reads: () => (counted === undefined ? [...before, ...opened.keys()] : before),
  }
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
export function readsOf(scans: readonly ScanPlan[]): (scan: ScanPlan) => ScanPlan {
  const all = allScans(scans)
  const wholes = new Map(all.filter(isWhole).map((scan) => [tableOf(scan), scan]))
  const serving = (scan: ScanPlan): ScanPlan =>
    isRootList(scan) ? scan : (wholes.get(tableOf(scan)) ?? scan)
  const reads = new Map<string, ScanPlan>()
  for (const scan of all.map(serving)) {
    const words = wordsOf(scan)
    const known = reads.get(words)
    if (!known) reads.set(words, scan)
    else if (isRootList(scan)) reads.set(words, bothOf(known, scan))
  }
  const planned = new Set(all)
  return (scan) => {
    const one = serving(scan)
    const known = reads.get(wordsOf(one))
    return known && (planned.has(scan) || settles(known, one)) ? known : one
  }
}

/** True when a read brings all that a scan looks for, which a narrowing may come to only later. */
function settles(read: ScanPlan, scan: ScanPlan): boolean {
  if (read.limit === undefined) return implies(scan.predicate, read.predicate, scan.table)
  return read.limit === scan.limit && JSON.stringify(read.predicate) === JSON.stringify(scan.predicate)
}

/** One read for two scans of the same list: a limit holds for both only where they look for the same rows. */
function bothOf(one: ScanPlan, other: ScanPlan): ScanPlan {
  const { limit, ...whole } = one
  const same = limit === other.limit && JSON.stringify(one.predicate) === JSON.stringify(other.predicate)
  return same ? one : { ...whole, predicate: or(one.predicate, other.predicate) }
}

/** What a scan asks of the service, apart from what it looks for in the answer. */
function wordsOf(scan: ScanPlan): string {
  const { request } = scan
  const asked =
    isRootList(scan) && request.kind === 'list'
      ? [request.source.path, request.query, request.values]
      : [scan.predicate, scan.limit, scan.order, narrowingWords(scan)]
  return `${tableOf(scan)} ${JSON.stringify(asked)}`
}

/** True for a list that is asked for once, not for each row of a parent, and at once. */
function isRootList({ request, narrowing }: ScanPlan): boolean {
  return request.kind === 'list' && !request.parent && !narrowing
}

function allScans(scans: readonly ScanPlan[]): readonly ScanPlan[] {
  return scans.flatMap((scan) => [scan, ...(scan.request.parent ? allScans([scan.request.parent]) : [])])
}

function isWhole(scan: ScanPlan): boolean {
  if (scan.limit !== undefined || scan.narrowing) return false
  return scan.predicate.kind === 'and' && conjuncts(scan.predicate).length === 0
}

function tableOf(scan: ScanPlan): string {
  return JSON.stringify([scan.connection, scan.table.name])
}

/** Waits for all, then throws the first failure: nothing is left running behind a failed statement. */
async function settleAll<T>(running: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(running)
  return Promise.all(running)
}
