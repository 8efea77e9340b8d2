import type { ListRequest, ScanPlan } from '../planner/fetch-plan.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { inParallel } from './in-parallel.js'

/** Lists asked for at once for different parents; the REST client bounds the requests themselves. */
const parentsAtOnce = 16

/**
 * Reads a list endpoint, once or once for each parent row, and reconciles the table with it. Whole or not at all: the
 * replica changes only after the last page of the last parent.
 */
export async function fetchList(
  scan: ScanPlan,
  request: ListRequest,
  parents: readonly ParentRow[] | undefined,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<void> {
  const { connection, table } = scan
  const client = parts.client(connection)
  const reconciliation = await parts.replica.reconcile(connection, table)
  let done = 0
  try {
    const readOne = async (parent: ParentRow | undefined): Promise<void> => {
      const { source } = request
      const path = source.path.replace(/\{(\w+)\}/g, (_, column: string) =>
        encodeURIComponent(parent?.[column] ?? ''),
      )
      const pages = client.pages(
        {
          host: source.host,
          method: 'GET',
          path,
          query: request.query,
          preview: source.preview,
          signal: parts.signal,
          meter: trace,
        },
        source.paging,
      )
      for await (const page of pages) {
        trace.rows += page.length
        await reconciliation.write(page.map((payload) => readRow(table, payload, parent)))
        parts.onProgress(`reading ${table.name}: ${trace.rows} rows`)
      }
      done++
      if (parents && parents.length > 1) {
        parts.onProgress(
          `reading ${table.name}: ${done} of ${parents.length} ${table.parent?.table ?? 'lists'}, ${trace.rows} rows`,
        )
      }
    }
    if (parents) await inParallel(parents, parentsAtOnce, readOne)
    else await readOne(undefined)
    await reconciliation.commit(scan.predicate)
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  }
}
