import { valueAt } from '../tables/json-elements.js'
import { parentNames } from '../tables/parent-names.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { DecodedItems } from './decode-items.js'
import type { AnswerToDecode, ItemDecoder } from './item-decoder.js'

/** Makes rows of payloads whose parent (the project of a work item) is found by a name that stands in them. */
export interface ParentFinder {
  /** Looks the parents up at once: many items are on their way. */
  begin(): void
  /** Rows of a table, in the order of the payloads. Throws what reading the parents threw. */
  rows(payloads: readonly unknown[]): Promise<readonly Row[]>
  /** The same for an answer that is to be decoded in a thread. */
  decode(decoder: ItemDecoder, answer: Omit<AnswerToDecode, 'decoding'>): Promise<DecodedItems>
  /** Resolves when what `begin` began has ended, well or badly: nothing is left running behind a statement. */
  settled(): Promise<void>
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
  const path = table.columns[match]!.from as readonly string[]
  const names = parentNames(table)
  const byName = (parents: readonly ParentRow[]) => new Map(parents.map((row) => [names.of(row), row]))
  const decodingWith = (parents: readonly ParentRow[]): string =>
    JSON.stringify({ table: table.name, fields: table.fieldEntries ?? [], parents })
  const sure = byName(known)
  const { parentLink } = workItemSource(table) ?? {}
  let listed: Promise<{ byName: Map<string, ParentRow>; decoding: string }> | undefined
  let decoding: string | undefined
  let incomplete = false

  const list = () =>
    (listed ??= all().then((rows) => ({ byName: byName(rows), decoding: decodingWith([...rows, ...known]) })))
  const linked = (payload: unknown): ParentRow | undefined => {
    const link = parentLink && valueAt(payload, parentLink.path)
    const id = typeof link === 'string' ? idBeforeApis.exec(link)?.[1] : undefined
    return id === undefined
      ? undefined
      : { [parentLink!.column]: id, [bind[match]!]: String(valueAt(payload, path)) }
  }
  return {
    begin() {
      // Awaited with the first items; until then a failure is nobody's.
      list().catch(() => undefined)
    },
    async rows(payloads) {
      const parents = payloads.map((payload) => linked(payload) ?? sure.get(names.in(payload)))
      const others = parents.includes(undefined) ? (await list()).byName : undefined
      return payloads.map((payload, i) => {
        const parent = parents[i] ?? others?.get(names.in(payload))
        incomplete ||= parent === undefined
        return readRow(table, payload, parent)
      })
    },
    async decode(decoder, answer) {
      for (let whole = listed !== undefined; ; whole = true) {
        const using = whole ? (await list()).decoding : (decoding ??= decodingWith(known))
        const decoded = await decoder.decode({ ...answer, decoding: using })
        if (whole || !decoded.unclear) {
          incomplete ||= decoded.unclear
          return decoded
        }
        const memory = new Uint8Array(decoded.rows.buffer)
        answer = { first: answer.first, content: decoded.content, memory: () => memory }
      }
    },
    async settled() {
      await listed?.catch(() => undefined)
    },
    get incomplete() {
      return incomplete
    },
  }
}

/** `https://dev.azure.com/fabrikam/00487116-45c8-4be1-a19b-ae0de259e618/_apis/…`. */
const idBeforeApis = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/_apis\//i
