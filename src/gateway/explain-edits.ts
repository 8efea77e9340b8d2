import type { Explained } from '../answer/answer.js'
import { readDataRow, writeDataRow } from '../wire/data-row.js'
import type { Piece } from '../wire/frame-splitter.js'
import { isUnicode } from './client-encoding.js'
import { explainDocument, explainLines } from './explain-output.js'

/** What the EXPLAIN at each place of a text is to show. */
export type ExplainNotes = ReadonlyMap<number, Explained>

/**
 * The message, with the reads of the service put into EXPLAIN's answer where it is one.
 *
 * @param encoding the client's. In others than UTF-8, characters of ours beyond ASCII are shown as `?`.
 */
export function editExplain(
  piece: Piece & { kind: 'message' },
  explained: Explained | undefined,
  encoding: string,
): Buffer {
  const { type, bytes } = piece
  if (!explained || explained.scans.length === 0) return bytes
  // Read as Latin-1 and written so again, PostgreSQL's own part stays as it is, whatever the encoding.
  const coding = isUnicode(encoding) ? 'utf8' : 'latin1'
  const shown = coding === 'utf8' ? explained : inAscii(explained)
  if (explained.format === 'text') {
    if (type !== 'C') return bytes
    return Buffer.concat([
      ...explainLines(shown).map((line) => writeDataRow(Buffer.from(line, coding))),
      bytes,
    ])
  }
  const [value] = type === 'D' ? readDataRow(bytes) : []
  return value ? writeDataRow(Buffer.from(explainDocument(value.toString(coding), shown), coding)) : bytes
}

function inAscii(explained: Explained): Explained {
  return JSON.parse(JSON.stringify(explained).replaceAll(/[^\0-\x7f]/gu, '?')) as Explained
}
