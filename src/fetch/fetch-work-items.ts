import { AzdoError } from '../errors/azdo-error.js'
import type { ScanPlan, WiqlCondition, WorkItemRequest } from '../planner/fetch-plan.js'
import type { Reconciliation } from '../replica/replica.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { inParallel } from './in-parallel.js'
import { idsPerQuery, queryIds } from './query-ids.js'

/** Ids a batch takes (facts 5.3). */
const idsPerBatch = 200
/** Batches asked for at once; the REST client bounds the requests themselves. */
const batchesAtOnce = 8
/** With more local rows than this to verify, a limited read is no cheaper than a whole one. */
const mostToVerify = 1_000
/** WIQL's limit is 32,000 characters (facts 5.1); project names beyond this are left to Postgres. */
const longestProjectList = 8_000

/** The projects that items may belong to, and those that the statement confines itself to, if it does. */
export interface Projects {
  /** May still be read while the items are. */
  readonly all: Promise<readonly ParentRow[]>
  readonly confining: readonly ParentRow[] | undefined
}

/** One read of work items under way. */
interface Reading {
  readonly scan: ScanPlan
  readonly trace: ScanTrace
  readonly parts: FetchParts
  readonly projectOf: Promise<(payload: unknown) => ParentRow | undefined>
}

/**
 * Reads work items: ids by WIQL (or as the statement names them), then the items in batches. A row that the replica
 * holds, that satisfies the scan's predicate and that the service did not return has changed or is gone: it is asked
 * for by id, so that it is brought up to date rather than lost to a statement that runs at the same time.
 */
export async function fetchWorkItems(
  scan: ScanPlan,
  request: WorkItemRequest,
  projects: Projects,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<void> {
  const projectOf = projects.all.then((all) => finder(scan.table, all))
  // Awaited with the first items; until then a failure is nobody's.
  projectOf.catch(() => undefined)
  const reading: Reading = { scan, trace, parts, projectOf }
  if (request.ids) return readWhole(reading, [request.ids])
  // No such project: no row can be needed, and what the replica holds of it is verified by id.
  if (projects.confining?.length === 0) return readWhole(reading, [])
  const conditions = [
    ...(projects.confining ? projectCondition(projects.confining) : []),
    ...request.conditions,
  ]
  const client = parts.client(scan.connection)
  if (scan.limit !== undefined && (await readLimited(reading, conditions, scan.limit))) return
  return readWhole(reading, queryIds(client, { conditions, signal: parts.signal, meter: trace }))
}

/** Reads every item of the given ids and reconciles the table with them. */
async function readWhole(
  reading: Reading,
  pages: AsyncIterable<readonly number[]> | readonly (readonly number[])[],
): Promise<void> {
  const { scan, parts } = reading
  const reconciliation = await parts.replica.reconcile(scan.connection, scan.table)
  try {
    const asked = new Set<number>()
    for await (const ids of pages) {
      for (const id of ids) asked.add(id)
      await readItems(reading, reconciliation, ids, asked.size)
    }
    await reading.projectOf
    const missing = (await reconciliation.missing(scan.predicate)).map(([id]) => Number(id))
    const gone = new Set(missing)
    const moved = missing.filter((id) => !asked.has(id))
    await readItems(reading, reconciliation, moved, moved.length, (id) => gone.delete(id))
    await reconciliation.commit([...gone].map((id) => [id]))
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  }
}

/**
 * Reads until `limit` rows of the replica satisfy the predicate and all that do are verified. Returns false, with
 * nothing changed for the worse, when a whole read is the better way.
 */
async function readLimited(
  reading: Reading,
  conditions: readonly WiqlCondition[],
  limit: number,
): Promise<boolean> {
  const { scan, parts, trace } = reading
  const { replica } = parts
  const client = parts.client(scan.connection)
  const held = await replica.rows(scan.connection, scan.table, ['id'], scan.predicate, mostToVerify + 1)
  if (held.length > mostToVerify || limit > idsPerQuery) return false
  let verify = held.map(([id]) => Number(id))
  let above: number | undefined
  for (let top = limit; ; top = Math.min(top * 4, idsPerQuery)) {
    const found: number[] = []
    for await (const ids of queryIds(client, {
      conditions,
      signal: parts.signal,
      meter: trace,
      above,
      limit: top,
    }))
      found.push(...ids)
    const reconciliation = await replica.reconcile(scan.connection, scan.table)
    try {
      const wanted = new Set([...found, ...verify])
      const gone = new Set(verify)
      await readItems(reading, reconciliation, [...wanted], wanted.size, (id) => gone.delete(id))
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

/** Gets items in batches, in parallel, into the reconciliation. Items that no longer exist are passed over. */
async function readItems(
  { scan, trace, parts, projectOf }: Reading,
  reconciliation: Reconciliation,
  ids: readonly number[],
  total: number,
  onFound?: (id: number) => void,
): Promise<void> {
  const client = parts.client(scan.connection)
  await inParallel(batchesOf(ids), batchesAtOnce, async (batch) => {
    const { body } = await client.json<{ value?: readonly ({ id: number } | null)[] }>({
      host: 'core',
      method: 'POST',
      path: '/_apis/wit/workitemsbatch',
      body: { ids: batch, errorPolicy: 'omit' },
      safe: true,
      signal: parts.signal,
      meter: trace,
    })
    if (!Array.isArray(body?.value)) {
      throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items holds no list.')
    }
    const items = body.value.filter((item) => item !== null)
    for (const { id } of items) onFound?.(id)
    trace.rows += items.length
    const find = await projectOf
    await reconciliation.write(items.map((item) => readRow(scan.table, item, find(item))))
    parts.onProgress(`reading ${scan.table.name}: ${trace.rows} of ${Math.max(total, trace.rows)} rows`)
  })
}

/** Finds the project of an item by the name that stands in its payload. */
function finder(
  table: TableDefinition,
  projects: readonly ParentRow[],
): (payload: unknown) => ParentRow | undefined {
  const { match, bind } = table.parent!
  const from = table.columns[match]!.from as readonly string[]
  const byName = new Map(projects.map((project) => [String(project[bind[match]!]).toLowerCase(), project]))
  return (payload) => byName.get(String(valueAt(payload, from)).toLowerCase())
}

function* batchesOf(ids: readonly number[]): Generator<readonly number[], void, undefined> {
  for (let i = 0; i < ids.length; i += idsPerBatch) yield ids.slice(i, i + idsPerBatch)
}

/** Confines a query to projects by name. Empty when the names would make the query too long: a superset. */
function projectCondition(projects: readonly ParentRow[]): readonly WiqlCondition[] {
  const names = projects.map((project) => `'${String(project['name']).replaceAll("'", "''")}'`)
  const text =
    names.length === 1
      ? `[System.TeamProject] = ${names[0]}`
      : `[System.TeamProject] IN (${names.join(', ')})`
  return text.length > longestProjectList ? [] : [{ text, fragile: false }]
}

function valueAt(payload: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], payload)
}
