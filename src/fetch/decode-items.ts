import { move, transferableSymbol, valueSymbol } from 'piscina'
import { AzdoError } from '../errors/azdo-error.js'
import type { ErrorCode } from '../errors/codes.js'
import { copyRows } from '../replica/copy-rows.js'
import { tableWith } from '../tables/catalog.js'
import { elementsOf } from '../tables/json-elements.js'
import { parentNames } from '../tables/parent-names.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { TableDefinition } from '../tables/table-definition.js'

/** What rows are made with, beside the answers. */
export interface Decoding {
  /** A table's name. */
  readonly table: string
  /** See TableDefinition.fieldEntries. */
  readonly fields: readonly unknown[]
  /** The parents that items may name. */
  readonly parents: readonly ParentRow[]
}

/** An answer to a batch of work items. */
export interface EncodedItems {
  /** A Decoding as JSON: one that is the same as the last is compared, not read. */
  readonly decoding: string
  /** The answer's JSON; all of its buffer is moved away. */
  readonly content: Uint8Array<ArrayBuffer>
  /** Number of the first row, for copyRows. */
  readonly first: number
  /** Memory for the rows; all of its buffer is moved away. */
  readonly memory?: Uint8Array<ArrayBuffer> | undefined
}

/** The rows of an answer. */
export interface DecodedItems {
  readonly ids: readonly number[]
  /** The rows as copyRows writes them. */
  readonly rows: Uint8Array<ArrayBuffer>
  /** The answer, given back. */
  readonly content: Uint8Array<ArrayBuffer>
  /** An item names a parent that nobody knows: its row lacks what comes from there. */
  readonly unclear: boolean
}

/** Why an answer has no rows: an AzdoError in plain data. */
export interface DecodingFault {
  readonly fault: { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined }
}

/** The payload of a work item, as far as every answer has it. */
export interface ItemPayload {
  readonly id: number
}

/** The items of an answer to a batch, without those that do not exist, one after the other. Error: SERVICE_ANSWER_INVALID. */
export function* itemsOf(content: Uint8Array): Generator<ItemPayload, void, undefined> {
  let isList: boolean
  try {
    isList = yield* elementsOf(content, 'value', 'fields') as Generator<ItemPayload, boolean>
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items is not JSON.', {
      hint: 'Try again; if it stays so, something between here and Azure DevOps damages the answers.',
      cause: thrown,
    })
  }
  if (isList) return
  throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items holds no list.')
}

/** Runs in a thread of item-decoder.ts: decodes an answer, or only starts. What it gives is moved, not copied. */
export default function decodeItems(encoded: EncodedItems | undefined): unknown {
  if (encoded === undefined) return undefined
  try {
    const decoded = decode(encoded)
    const moved = [decoded.rows.buffer, decoded.content.buffer]
    return move({ [transferableSymbol]: moved, [valueSymbol]: decoded } as unknown as ArrayBuffer)
  } catch (thrown) {
    if (!(thrown instanceof AzdoError)) throw thrown
    const { code, message, hint } = thrown
    return { fault: { code, message, hint } } satisfies DecodingFault
  }
}

function decode({ decoding, content, first, memory }: EncodedItems): DecodedItems {
  if (decoding !== last?.decoding) last = { decoding, ...toolsFor(JSON.parse(decoding) as Decoding) }
  const { table, parents, nameIn } = last
  const ids: number[] = []
  let unclear = false
  const rowsIn = function* () {
    for (const item of itemsOf(content)) {
      const parent = parents.get(nameIn(item))
      unclear ||= parent === undefined
      ids.push(item.id)
      yield readRow(table, item, parent)
    }
  }
  const room = memory ?? Buffer.allocUnsafeSlow(Math.ceil(content.length * rowsForAnswer))
  const rows = copyRows(table, rowsIn(), first, room)
  return { ids, rows, content, unclear }
}

/** Bytes of rows, for each of an answer, that most do not exceed. */
const rowsForAnswer = 1.4

interface Tools {
  readonly table: TableDefinition
  readonly parents: ReadonlyMap<string, ParentRow>
  readonly nameIn: (payload: unknown) => string
}

/** One read at a time has many answers. */
let last: ({ readonly decoding: string } & Tools) | undefined

function toolsFor({ table: name, fields, parents }: Decoding): Tools {
  const table = tableWith(name, fields)
  if (!table) throw new AzdoError('INTERNAL', `There is no table ${name}.`)
  const names = parentNames(table)
  return {
    table,
    parents: new Map(parents.map((parent) => [names.of(parent), parent])),
    nameIn: names.in,
  }
}
