import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import { createScanTrace, type FetchParts, type ScanTrace } from '../fetch/fetch-parts.js'
import { openFetch } from '../fetch/run-fetch.js'
import { planScan } from '../planner/plan-scan.js'
import type { Predicate } from '../tables/predicate.js'
import type { Connections } from './connections.js'
import { restRequest } from './rest-request.js'

/** A call of the service that a function of SQL asks for. */
export interface ServiceCall {
  /** Names the answer. */
  readonly asked: string
  readonly connection: string
  readonly kind: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The setting azdo.max_requests in force. */
  readonly maxRequests?: string | null
}

/** Ids that are asked for in one read. */
const idsAtOnce = 5_000

/** Makes a call and has its answer ready for the function that waits. Fails only with DATABASE_UNAVAILABLE. */
export async function answerServiceCall(
  call: ServiceCall,
  backendPid: number,
  connections: Connections,
  parts: FetchParts,
  mask: (text: string) => string,
): Promise<readonly ScanTrace[]> {
  const { serviceAnswers } = parts.replica
  const { asked } = call
  await serviceAnswers.begin(backendPid, asked)
  const traces: ScanTrace[] = []
  try {
    const answer =
      call.kind === 'wiql' ? await wiql(call, connections, parts, traces) : await rest(call, parts, traces)
    await serviceAnswers.succeed(backendPid, asked, answer)
  } catch (thrown) {
    await serviceAnswers.fail(backendPid, asked, asAzdoError(thrown), mask)
  }
  return traces
}

async function rest(call: ServiceCall, parts: FetchParts, traces: ScanTrace[]): Promise<unknown> {
  const { method, path, body } = call.arguments
  const request = restRequest(method as string | null, path as string | null, body)
  const trace = createScanTrace('rest()', [`${request.method} ${request.path}`], parts)
  traces.push(trace)
  const client = parts.client(call.connection)
  return (await client.json<unknown>({ ...request, signal: parts.signal, meter: trace })).body
}

/** Ids in the query's order; their items are in the replica afterwards. */
async function wiql(
  call: ServiceCall,
  connections: Connections,
  parts: FetchParts,
  traces: ScanTrace[],
): Promise<readonly number[]> {
  const { connection } = call
  const query = call.arguments['query']
  if (typeof query !== 'string') return []
  const trace = createScanTrace('wiql()', [query], parts)
  traces.push(trace)
  const project = connections.defaultProject(connection)
  // The macro has a meaning only below a project (facts 5.1).
  const inProject =
    project !== undefined && /@project\b/i.test(query) ? `/${encodeURIComponent(project)}` : ''
  const { body } = await parts.client(connection).json<{ workItems?: readonly { id: number }[] }>({
    host: 'core',
    method: 'POST',
    path: `${inProject}/_apis/wit/wiql`,
    query: { timePrecision: true },
    body: { query },
    safe: true,
    signal: parts.signal,
    meter: trace,
  })
  if (!Array.isArray(body?.workItems)) throw ofLinks()
  const ids = body.workItems.map(({ id }) => id)
  const { catalog } = connections
  const table = catalog.table(connection, 'work_items')
  const scans = batchesOf([...new Set(ids)]).map((batch) => {
    const predicate: Predicate = { kind: 'in', column: 'id', values: batch.map(String) }
    return planScan({ connection, table, predicate, limit: undefined }, catalog)
  })
  traces.push(...(await (await openFetch({ scans }, parts)).run()))
  return ids
}

function batchesOf(ids: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(ids.length / idsAtOnce)
  return Array.from({ length: count }, (_, i) => ids.slice(i * idsAtOnce, (i + 1) * idsAtOnce))
}

function ofLinks(): AzdoError {
  return new AzdoError('STATEMENT_UNSUPPORTED', 'wiql() takes flat queries only, not queries of links.', {
    hint: `Write SELECT … FROM WorkItems; links are read by rest('POST', '/_apis/wit/wiql', '{"query": "…"}').`,
  })
}
