import type { Explained } from '../answer/answer.js'
import { readDataRow, writeDataRow } from '../wire/data-row.js'
import type { Piece } from '../wire/frame-splitter.js'
import { explainDocument, explainLines } from './explain-output.js'

/** What the EXPLAIN at each place of a text is to show. */
export type ExplainNotes = ReadonlyMap<number, Explained>

/** Turns bytes of the client's encoding into text and back. */
export interface ClientText {
  decode(bytes: Buffer): string | undefined
  encode(text: string): Buffer
}

/** The message, with the reads of the service put into EXPLAIN's answer where it is one. */
export function editExplain(
  piece: Piece & { kind: 'message' },
  explained: Explained | undefined,
  text: ClientText,
): Buffer {
  const { type, bytes } = piece
  if (!explained || explained.scans.length === 0) return bytes
  if (explained.format === 'text') {
    if (type !== 'C') return bytes
    return Buffer.concat([...explainLines(explained).map((line) => writeDataRow(text.encode(line))), bytes])
  }
  const [value] = type === 'D' ? readDataRow(bytes) : []
  const document = value && text.decode(value)
  return document ? writeDataRow(text.encode(explainDocument(document, explained))) : bytes
}
