import { AzdoError } from '../errors/azdo-error.js'
import type { ListRequest, ScanPlan } from '../planner/fetch-plan.js'
import { listParameters } from '../planner/list-parameters.js'
import { everything } from '../tables/predicate.js'
import type { ParentRow } from '../tables/read-row.js'
import type { ListSource, Paging, TableDefinition } from '../tables/table-definition.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'

/** One list to be read: for a parent row, for values looked up. */
export interface List {
  readonly parent: ParentRow | undefined
  readonly values: Readonly<Record<string, string>>
}

/** A scan that reads lists, and what it needs for that. */
export interface ListReading {
  readonly scan: ScanPlan
  readonly request: ListRequest
  readonly trace: ScanTrace
  readonly parts: FetchParts
}

/** Every combination of a parent row and the values looked up. */
export function listsOf(request: ListRequest, parents: readonly ParentRow[] | undefined): readonly List[] {
  const values = Object.entries(request.values ?? {}).reduce<Readonly<Record<string, string>>[]>(
    (combined, [column, list]) =>
      combined.flatMap((before) => list.map((value) => ({ ...before, [column]: value }))),
    [{}],
  )
  return (parents ?? [undefined]).flatMap((parent) => values.map((one) => ({ parent, values: one })))
}

/** True when the request asks for fewer rows than a list has. */
export function isNarrowed({ source, query }: ListRequest): boolean {
  return JSON.stringify(query) !== JSON.stringify(wholeQuery(source))
}

/** The pages of a list, as the statement's filter narrows it. */
export function pagesOf(list: List, reading: ListReading): AsyncGenerator<readonly unknown[]> {
  const { source, query } = reading.request
  const { paging } = source
  return ask(list, reading, query, isNarrowed(reading.request) ? unpinned(paging) : paging)
}

/** The first element of a list as it stands without filters; undefined when it is empty. One request. */
export async function firstOf(list: List, reading: ListReading): Promise<unknown> {
  const { source } = reading.request
  for await (const [first] of ask(list, reading, wholeQuery(source), source.paging, 1)) return first
  return undefined
}

/**
 * What tells an element of a list from all others of it: the values of the table's key that stand in it. Undefined where
 * the key stands elsewhere.
 */
export function elementIdentity(
  table: TableDefinition,
  source: ListSource,
): ((element: unknown) => string) | undefined {
  const columns = table.key.flatMap((name) => {
    const { from, read } = table.columns[name]!
    const keys = source.rows?.each === undefined ? from : 'around' in from ? from.around : []
    return Array.isArray(keys) ? [{ keys: keys as readonly string[], read }] : []
  })
  if (columns.length === 0) return undefined
  return (element) =>
    JSON.stringify(
      columns.map(({ keys, read }) => {
        const value = keys.reduce<unknown>(
          (at, key) => (at as Record<string, unknown> | null)?.[key],
          element,
        )
        return read ? read(value) : value
      }),
    )
}

async function* ask(
  list: List,
  { scan, request: { source }, trace, parts }: ListReading,
  query: Readonly<Record<string, string>>,
  paging: Paging,
  limit?: number,
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
    paging,
    {
      list: source.rows?.single ? null : source.rows?.list,
      identity: elementIdentity(scan.table, source),
      ...(limit === undefined ? {} : { limit }),
    },
  )
  try {
    yield* pages
  } catch (thrown) {
    const status = thrown instanceof AzdoError ? thrown.status : undefined
    if (status === undefined || !source.empty?.includes(status)) throw thrown
  }
}

function wholeQuery(source: ListSource): Readonly<Record<string, string>> {
  return listParameters(source, everything)
}

/** A list that filters narrow begins with another row than the whole one. */
function unpinned(paging: Paging): Paging {
  return paging.style === 'top-skip' && paging.pinned ? { ...paging, pinned: {} } : paging
}

function pathOf(source: ListSource, { parent, values }: List): string {
  return source.path.replace(/\{(=?)(\w+)\}/g, (_, own: string, column: string) =>
    encodeURIComponent((own === '' ? parent?.[column] : values[column]) ?? ''),
  )
}
