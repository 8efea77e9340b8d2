import { AzdoError } from '../errors/azdo-error.js'
import type { ListRequest, ScanPlan } from '../planner/fetch-plan.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { ListSource } from '../tables/table-definition.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { inParallel } from './in-parallel.js'
import { rowsIn } from './rows-in.js'

/** Lists asked for at once for different parents; the REST client bounds the requests themselves. */
const listsAtOnce = 16

/** One list to be read: for a parent row, for values looked up. */
interface List {
  readonly parent: ParentRow | undefined
  readonly values: Readonly<Record<string, string>>
}

/**
 * Reads a list endpoint, once or once for each parent row and value, and reconciles the table with it. Whole or not at
 * all: the replica changes only after the last page of the last list.
 */
export async function fetchList(
  scan: ScanPlan,
  request: ListRequest,
  parents: readonly ParentRow[] | undefined,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<void> {
  const { connection, table } = scan
  const { source } = request
  const lists = listsOf(request, parents)
  const reconciliation = await parts.replica.reconcile(connection, table)
  let done = 0
  try {
    await inParallel(lists, listsAtOnce, async (list) => {
      for await (const page of pagesOf(list, request, scan, trace, parts)) {
        const rows = page.flatMap((element) => [...rowsIn(element, source.rows)])
        trace.rows += rows.length
        await reconciliation.write(
          rows.map(({ payload, around }) => readRow(table, payload, list.parent, around)),
        )
        parts.onProgress(`reading ${table.name}: ${trace.rows} rows`)
      }
      done++
      if (lists.length > 1) {
        const what = parents ? (table.parent?.table ?? 'lists') : 'requests'
        parts.onProgress(`reading ${table.name}: ${done} of ${lists.length} ${what}, ${trace.rows} rows`)
      }
    })
    await reconciliation.commit(scan.predicate)
  } catch (thrown) {
    await reconciliation.abort()
    throw thrown
  }
}

/** Every combination of a parent row and the values looked up. */
function listsOf(request: ListRequest, parents: readonly ParentRow[] | undefined): readonly List[] {
  const values = Object.entries(request.values ?? {}).reduce<Readonly<Record<string, string>>[]>(
    (combined, [column, list]) =>
      combined.flatMap((before) => list.map((value) => ({ ...before, [column]: value }))),
    [{}],
  )
  return (parents ?? [undefined]).flatMap((parent) => values.map((one) => ({ parent, values: one })))
}

async function* pagesOf(
  list: List,
  { source, query }: ListRequest,
  scan: ScanPlan,
  trace: ScanTrace,
  parts: FetchParts,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const asked =
    source.body === undefined
      ? ({ method: 'GET', query } as const)
      : ({ method: 'POST', safe: true, body: { ...source.body, ...query } } as const)
  const pages = parts.client(scan.connection).pages(
    {
      ...asked,
      host: source.host,
      path: pathOf(source, list),
      preview: source.preview,
      signal: parts.signal,
      meter: trace,
    },
    source.paging,
    { list: source.rows?.single ? null : source.rows?.list },
  )
  try {
    yield* pages
  } catch (thrown) {
    const status = thrown instanceof AzdoError ? thrown.status : undefined
    if (status === undefined || !source.empty?.includes(status)) throw thrown
  }
}

function pathOf(source: ListSource, { parent, values }: List): string {
  return source.path.replace(/\{(=?)(\w+)\}/g, (_, own: string, column: string) =>
    encodeURIComponent((own === '' ? parent?.[column] : values[column]) ?? ''),
  )
}
