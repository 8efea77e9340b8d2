import type { ScanTrace } from '../fetch/fetch-parts.js'
import { idQueryText } from '../fetch/query-ids.js'
import { batchCount } from '../fetch/read-items.js'
import { readsOf } from '../fetch/run-fetch.js'
import { usableCoverage } from '../fetch/work-item-mark.js'
import type { ListRequest, ScanPlan } from '../planner/fetch-plan.js'
import { implies } from '../planner/implies.js'
import type { Replica } from '../replica/replica.js'
import type { Planned } from './planned.js'

/** What EXPLAIN shows of one read of the service. */
export interface ExplainedScan {
  readonly connection: string
  readonly table: string
  readonly requests: readonly ExplainedRequest[]
  readonly expected: ExpectedCalls
  /** Whether the service only counts the rows: none is read. */
  readonly counted?: true
  /** The subquery whose rows decide what the other reads ask for: this one comes first. */
  readonly readFirstFor?: string
  /** Conditions that no request carries, in PostgreSQL's words, and why. */
  readonly notPushed: readonly { readonly condition: string; readonly why: string }[]
  /** Of EXPLAIN ANALYZE. */
  readonly actual?: {
    readonly calls: number
    readonly rows: number
    readonly bytes: number
    readonly ms: number
    /** Another statement's read served it, or rows read before did. */
    readonly from?: 'shared read' | 'rows held'
  }
}

export interface ExplainedRequest {
  readonly method: 'GET' | 'POST'
  /** With `{name}` where the value of another table's column stands. */
  readonly path: string
  readonly wiql?: string
}

export interface ExpectedCalls {
  readonly calls: number
  /** True when it may be more: how many depends on rows that are not known yet. */
  readonly atLeast: boolean
}

/** Describes what a statement reads of the service. Error: DATABASE_UNAVAILABLE. */
export async function explainPlan(
  { plan, unpushed, early }: Planned,
  replica: Replica,
  maxStalenessMs: number,
  traces: readonly ScanTrace[] | undefined,
): Promise<readonly ExplainedScan[]> {
  const readOf = readsOf(plan.scans)
  const withParents = (scan: ScanPlan): readonly ScanPlan[] => {
    const { request } = scan
    const needless = plan.counted && request.kind === 'work-items' && !request.confined
    return [...(request.parent && !needless ? withParents(request.parent) : []), scan]
  }
  const counts = (read: ScanPlan): boolean => plan.counted !== undefined && read === readOf(plan.scans[0]!)
  const reads = [...new Set(plan.scans.flatMap(withParents).map(readOf))]
  const earlyFor = new Map([...(early ?? [])].map(([scan, text]) => [readOf(scan), text]))
  const waiting = new Set(
    early && !traces ? plan.scans.map(readOf).filter((read) => !earlyFor.has(read)) : [],
  )
  const told = new Set<string>()
  return Promise.all(
    reads.map(async (read): Promise<ExplainedScan> => {
      const { connection, table } = read
      const first =
        plan.scans.some((scan) => readOf(scan) === read) && !told.has(`${connection}.${table.name}`)
      if (first) told.add(`${connection}.${table.name}`)
      const notPushed = unpushed.filter(
        (one) => first && one.connection === connection && one.table === table.name,
      )
      const actual = traces && actualOf(traces.filter(({ pushed }) => pushed === read.pushed))
      return {
        connection,
        table: table.name,
        requests: counts(read) ? requestsOf(read).slice(0, 1) : requestsOf(read),
        expected: waiting.has(read)
          ? { calls: 0, atLeast: true }
          : await expectedCalls(read, replica, maxStalenessMs, counts(read)),
        ...(counts(read) && { counted: true }),
        ...(earlyFor.has(read) && { readFirstFor: earlyFor.get(read)! }),
        notPushed: notPushed.map(({ condition, why }) => ({ condition, why })),
        ...(actual && { actual }),
      }
    }),
  )
}

function requestsOf({ request, pushed, limit }: ScanPlan): readonly ExplainedRequest[] {
  if (request.kind === 'list') return [listRequest(request)]
  const batch = { method: 'POST', path: '/_apis/wit/workitemsbatch' } as const
  if (request.ids) return [batch]
  const top = limit === undefined ? '' : `?$top=${limit}`
  return [{ method: 'POST', path: `/_apis/wit/wiql${top}`, wiql: idQueryText(pushed) }, batch]
}

function listRequest({ source, query, values = {} }: ListRequest): ExplainedRequest {
  const path = source.path.replace(
    /\{=(\w+)\}/g,
    (whole, column: string) => values[column]?.join(',') ?? whole,
  )
  const words = Object.entries(query).map(([name, value]) => `${name}=${value}`)
  const inPath = source.body === undefined && words.length > 0 ? `?${words.join('&')}` : ''
  return { method: source.body === undefined ? 'GET' : 'POST', path: path + inPath }
}

/** How many calls a read is going to take, as far as the rows held tell. */
async function expectedCalls(
  scan: ScanPlan,
  replica: Replica,
  maxStalenessMs: number,
  counted: boolean,
): Promise<ExpectedCalls> {
  const { connection, table, predicate, request, limit } = scan
  const coverages = await replica.coverages(connection, table)
  const covering = coverages.filter((one) => implies(predicate, one.predicate, table))
  if (maxStalenessMs > 0 && covering.some(({ ageMs }) => ageMs <= maxStalenessMs))
    return { calls: 0, atLeast: false }
  if (counted) return { calls: 1, atLeast: true }
  const held = () => replica.count(connection, table, predicate)
  if (request.kind === 'work-items') {
    if (request.ids) return { calls: batchCount(request.ids.length), atLeast: false }
    // One query for all ids, one for those that changed.
    if (usableCoverage(coverages, request.asked, table, Date.now())) return { calls: 2, atLeast: true }
    return { calls: 1 + batchCount(Math.min(await held(), limit ?? Infinity)), atLeast: true }
  }
  const { source, parent, values = {} } = request
  const lists = Object.values(values).reduce((product, list) => product * list.length, 1)
  const { paging } = source
  const pages =
    paging.style === 'none' || paging.size === undefined || covering.length === 0
      ? 1
      : Math.max(1, Math.ceil((await held()) / paging.size))
  if (!parent) return { calls: lists * pages, atLeast: paging.style !== 'none' }
  const parents = await replica.count(connection, parent.table, parent.predicate)
  return { calls: lists * Math.max(parents, pages), atLeast: true }
}

function actualOf(traces: readonly ScanTrace[]): NonNullable<ExplainedScan['actual']> {
  const sum = (of: (trace: ScanTrace) => number): number => traces.reduce((total, one) => total + of(one), 0)
  const calls = sum(({ requests }) => requests)
  const from = traces.some(({ shared }) => shared) ? 'shared read' : calls === 0 ? 'rows held' : undefined
  return {
    calls,
    rows: sum(({ rows }) => rows),
    bytes: sum(({ bytes }) => bytes),
    ms: Math.round(sum(({ ms }) => ms ?? 0)),
    ...(from && { from }),
  }
}
