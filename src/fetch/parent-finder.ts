import { readRow, type ParentRow } from '../tables/read-row.js'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { workItemSource } from '../tables/work-item-source.js'

/** Makes rows of payloads whose parent (the project of a work item) is found by a name that stands in them. */
export interface ParentFinder {
  /** Looks the parents up at once: many items are on their way. */
  begin(): void
  /** Rows of a table, in the order of the payloads. Throws what reading the parents threw. */
  rows(payloads: readonly unknown[]): Promise<readonly Row[]>
  /** True when a payload named a parent that nobody knows: its row lacks what comes from there. */
  readonly incomplete: boolean
}

/**
 * @param known parents that are surely still what they are named. Those of all others stand in the items themselves
 *   where these were asked for with their links, or else are looked up in `all`, which is called when it is needed.
 */
export function createParentFinder(
  table: TableDefinition,
  known: readonly ParentRow[],
  all: () => Promise<readonly ParentRow[]>,
): ParentFinder {
  const { match, bind } = table.parent!
  const nameOf = (parent: ParentRow): string => String(parent[bind[match]!]).toLowerCase()
  const path = table.columns[match]!.from as readonly string[]
  const nameIn = (payload: unknown): string => String(valueAt(payload, path))
  const sure = new Map(known.map((parent) => [nameOf(parent), parent]))
  const { parentLink } = workItemSource(table) ?? {}
  let listed: Promise<Map<string, ParentRow>> | undefined
  let incomplete = false

  const list = () => (listed ??= all().then((rows) => new Map(rows.map((row) => [nameOf(row), row]))))
  const linked = (payload: unknown): ParentRow | undefined => {
    const link = parentLink && valueAt(payload, parentLink.path)
    const id = typeof link === 'string' ? idBeforeApis.exec(link)?.[1] : undefined
    return id === undefined ? undefined : { [parentLink!.column]: id, [bind[match]!]: nameIn(payload) }
  }
  return {
    begin() {
      // Awaited with the first items; until then a failure is nobody's.
      list().catch(() => undefined)
    },
    async rows(payloads) {
      const parents = payloads.map((payload) => linked(payload) ?? sure.get(nameIn(payload).toLowerCase()))
      const others = parents.includes(undefined) ? await list() : undefined
      return payloads.map((payload, i) => {
        const parent = parents[i] ?? others?.get(nameIn(payload).toLowerCase())
        incomplete ||= parent === undefined
        return readRow(table, payload, parent)
      })
    },
    get incomplete() {
      return incomplete
    },
  }
}

/** `https://dev.azure.com/fabrikam/00487116-45c8-4be1-a19b-ae0de259e618/_apis/…`. */
const idBeforeApis = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/_apis\//i

function valueAt(payload: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], payload)
}
