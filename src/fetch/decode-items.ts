import { move, transferableSymbol, valueSymbol } from 'piscina'
import { AzdoError } from '../errors/azdo-error.js'
import type { ErrorCode } from '../errors/codes.js'
import { copyText } from '../replica/copy-text.js'
import { utf8Text } from '../rest/utf8-text.js'
import { tableWith } from '../tables/catalog.js'
import { noteJsonSources } from '../tables/json-source.js'
import { parentNames } from '../tables/parent-names.js'
import { readRow, type ParentRow } from '../tables/read-row.js'
import type { Row, TableDefinition } from '../tables/table-definition.js'

/** The payload of a work item, as far as every answer has it. */
export interface ItemPayload {
  readonly id: number
}

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
  /** The answer's JSON. */
  readonly content: Uint8Array
  /** Number of the first row in COPY's text. */
  readonly first: number
}

/** The rows of an answer. */
export interface DecodedItems {
  readonly ids: readonly number[]
  /** The rows as copyText writes them. */
  readonly text: Uint8Array
  /** The answer, given back, where an item names a parent that nobody knows: its row lacks what comes from there. */
  readonly unclear: Uint8Array | undefined
}

/** Why an answer has no rows: an AzdoError in plain data. */
export interface DecodingFault {
  readonly fault: { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined }
}

/**
 * The items of an answer to a batch (`noted`: with the sources of their fields), without those that do not exist.
 * Error: SERVICE_ANSWER_INVALID.
 *
 * @param body what `content` was read to.
 */
export function itemsOf(body: unknown, content: Uint8Array): readonly ItemPayload[] {
  const list = (body as { readonly value?: readonly (ItemPayload | null)[] } | undefined)?.value
  if (!Array.isArray(list)) {
    throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items holds no list.')
  }
  noteJsonSources(content, 'value', list, 'fields')
  return list.filter((item) => item !== null)
}

/** Runs in a thread of item-decoder.ts: decodes an answer. What it gives is moved, not copied. */
export default function decodeItems(encoded: EncodedItems): unknown {
  try {
    const decoded = decode(encoded)
    const moved = [decoded.text.buffer, ...(decoded.unclear ? [decoded.unclear.buffer] : [])]
    return move({ [transferableSymbol]: moved, [valueSymbol]: decoded } as unknown as ArrayBuffer)
  } catch (thrown) {
    if (!(thrown instanceof AzdoError)) throw thrown
    const { code, message, hint } = thrown
    return { fault: { code, message, hint } } satisfies DecodingFault
  }
}

function decode({ decoding, content, first }: EncodedItems): DecodedItems {
  if (decoding !== last?.decoding) last = { decoding, ...toolsFor(JSON.parse(decoding) as Decoding) }
  const { table, types, parents, nameIn } = last
  let unclear = false
  const rows: Row[] = []
  const items = itemsOf(readJson(content), content)
  for (const item of items) {
    const parent = parents.get(nameIn(item))
    unclear ||= parent === undefined
    rows.push(readRow(table, item, parent))
  }
  return {
    ids: items.map(({ id }) => id),
    text: copyText(rows, types, first),
    unclear: unclear ? content : undefined,
  }
}

interface Tools {
  readonly table: TableDefinition
  readonly types: readonly TableDefinition['columns'][string]['type'][]
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
    types: Object.values(table.columns).map(({ type }) => type),
    parents: new Map(parents.map((parent) => [names.of(parent), parent])),
    nameIn: names.in,
  }
}

function readJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Text(content))
  } catch (thrown) {
    throw new AzdoError('SERVICE_ANSWER_INVALID', 'The answer to a batch of work items is not JSON.', {
      hint: 'Try again; if it stays so, something between here and Azure DevOps damages the answers.',
      cause: thrown,
    })
  }
}
