import type { AnswerSession, PrepareRequest } from '../answer/answer.js'
import { bindTo, readBind, readBindNames } from '../wire/bind.js'
import { readClose, writeCloseStatement } from '../wire/close.js'
import { readExecutedPortal } from '../wire/execute.js'
import type { Piece } from '../wire/frame-splitter.js'
import { readParse, writeParse } from '../wire/parse.js'
import { readQuery, writeQuery } from '../wire/query.js'
import { textAtOnce } from './client-encoding.js'
import type { ExplainNotes } from './explain-edits.js'
import type { MarkedFailure } from './marked-failure.js'
import type { Outgoing } from './outgoing.js'
import type { SessionState } from './session-state.js'
import type { Prepared } from './statement-runner.js'
import type { Unanswered } from './unanswered.js'

/** Types of the client's messages that the gateway looks at; all others pass unread. */
export const clientTypes: ReadonlySet<string> = new Set('QPBCDEFSHXcf')

/**
 * Takes what a client sends, piece by piece: puts it into the outgoing bytes of the backend, after everything is
 * fetched that it needs. Undefined when that is done at once, which is so for all that needs nothing; else the next
 * piece must wait. Errors: PROTOCOL_VIOLATION.
 */
export type TakeClientPiece = (piece: Piece) => Promise<void> | undefined

export interface ClientMessagesParts {
  readonly state: SessionState
  readonly answers: Pick<AnswerSession, 'passes' | 'readsTables'>
  readonly unanswered: Unanswered<ExplainNotes>
  readonly backend: Outgoing
  /** Awaited before the client's first message goes on. */
  introduce(): Promise<void>
  /** The text of bytes that a look does not tell; undefined: they are none, which PostgreSQL will say. */
  decode(bytes: Buffer): Promise<string | undefined>
  /** Makes the replica able to answer a query text. */
  prepare(request: Pick<PrepareRequest, 'sql' | 'parameters' | 'generic'>): Promise<Prepared>
  /** See PrepareRequest. */
  readonly ask: PrepareRequest['ask']
}

/** The prepared statement that runs in place of a client's. */
const insteadName = 'azdo_instead'

export function createClientMessages(parts: ClientMessagesParts): TakeClientPiece {
  const { state, answers, unanswered, backend, introduce, decode, prepare, ask } = parts
  let isIntroduced = false
  /** A Parse that waits for its Bind: see onParse. */
  let heldParse: { readonly bytes: Buffer; readonly name: string; readonly sql: string } | undefined
  /** True between an error of ours and the client's Sync: the backend discards what comes in between. */
  let discarding = false

  const take: TakeClientPiece = (piece) => {
    if (piece.kind === 'bytes' || piece.type === 'X') {
      backend.add(piece.bytes)
      return undefined
    }
    const { type, bytes } = piece
    return isIntroduced && !heldParse ? onMessage(type, bytes) : takeLater(type, bytes)
  }

  const takeLater = async (type: string, bytes: Buffer): Promise<void> => {
    if (!isIntroduced) await introduce()
    isIntroduced = true
    if (heldParse && !(type === 'B' && readBindNames(bytes).statement === heldParse.name)) {
      begin()
      await releaseParse()
    }
    await onMessage(type, bytes)
  }

  const begin = (): void => {
    if (state.busy) return
    state.busy = true
    if (state.transaction === 'I') state.begunAt = Date.now()
  }

  const onMessage = (type: string, bytes: Buffer): Promise<void> | undefined => {
    begin()
    if (type === 'Q') return onQuery(bytes)
    if (type === 'P') return onParse(bytes)
    if (type === 'B') return onBind(bytes)
    if (type === 'C') onClose(bytes)
    else if (type === 'S') discarding = false
    // Any function may be called so.
    else if (type === 'F') state.changesSchema = true
    const note =
      type === 'E' && state.portals.size > 0 ? state.portals.get(readExecutedPortal(bytes)) : undefined
    return pass(type, bytes, note)
  }

  const pass = (type: string, bytes: Buffer, note?: ExplainNotes): undefined => {
    // Running something may change settings, and so may the end of a transaction.
    if (type === 'Q' || type === 'E' || type === 'F' || type === 'S') state.settings = undefined
    state.ran ||= type === 'E'
    unanswered.sent(type, note)
    backend.add(bytes)
    return undefined
  }

  const raise = (marked: MarkedFailure, type: 'Q' | 'P'): void => {
    state.failure = marked
    discarding ||= type === 'P'
    pass(type, type === 'Q' ? marked.query : marked.parse)
  }

  const withText = (
    bytes: Buffer,
    goOn: (text: string | undefined) => Promise<void> | undefined,
  ): Promise<void> | undefined => {
    const text = textAtOnce(bytes, state.encoding)
    return text === undefined ? decode(bytes).then(goOn) : goOn(text)
  }

  const onQuery = (bytes: Buffer): Promise<void> | undefined =>
    withText(readQuery(bytes), (sql) => {
      const passes = answers.passes(sql, state)
      return passes || sql === undefined ? pass('Q', bytes) : queryLater(sql, bytes)
    })

  const queryLater = async (sql: string, bytes: Buffer): Promise<void> => {
    const prepared = await prepare({ sql })
    if (prepared.failure) return raise(prepared.failure, 'Q')
    const { explained, instead } = prepared
    pass('Q', instead === undefined ? bytes : writeQuery(instead), explained)
  }

  /**
   * Where transactions read from one snapshot, Parse takes it: what is fetched later is not seen. It waits for the Bind
   * behind it then, whose parameters tell what is needed.
   */
  const onParse = (bytes: Buffer): Promise<void> | undefined => {
    const { name, sql, types } = readParse(bytes)
    return withText(sql, (text) => {
      state.readAhead.delete(name)
      if (text === undefined) state.prepared.delete(name)
      else state.prepared.set(name, { sql: text, types })
      const passes = discarding || answers.passes(text, state)
      if (passes || text === undefined || !answers.readsTables(text)) return pass('P', bytes)
      return parseLater({ bytes, name, sql: text })
    })
  }

  const parseLater = async (parse: NonNullable<typeof heldParse>): Promise<void> => {
    const isolation = (await ask(false).catch(() => undefined))?.['transaction_isolation'] ?? ''
    if (/repeatable|serializable/.test(isolation)) heldParse = parse
    else pass('P', parse.bytes)
  }

  /** Sends a Parse that no Bind follows, after everything is fetched that its statement may need. */
  const releaseParse = async (): Promise<void> => {
    const { bytes, name, sql } = heldParse!
    heldParse = undefined
    const prepared = await prepare({ sql, generic: true })
    if (prepared.failure) return raise(prepared.failure, 'P')
    state.readAhead.add(name)
    pass('P', bytes)
  }

  const onBind = (bytes: Buffer): Promise<void> | undefined => {
    const { portal, statement } = readBindNames(bytes)
    const prepared = state.prepared.get(statement)
    const passes = discarding || answers.passes(prepared?.sql, state)
    const known = discarding || state.readAhead.has(statement) ? undefined : prepared
    if (heldParse || (known && !passes)) return bindLater(bytes, known)
    state.portals.delete(portal)
    return pass('B', bytes)
  }

  const bindLater = async (
    bytes: Buffer,
    known: { readonly sql: string; readonly types: readonly number[] } | undefined,
  ): Promise<void> => {
    const { portal, formats, values } = readBind(bytes)
    const held = heldParse
    heldParse = undefined
    let prepared: Prepared | undefined
    if (known) {
      const inUtf8 = await Promise.all(
        values.map((value, i) => (value && !formats[i] ? reencode(value) : value)),
      )
      const parameters = { types: known.types, formats, values: inUtf8 }
      prepared = await prepare({ sql: known.sql, parameters })
    }
    if (held) pass('P', held.bytes)
    if (prepared?.failure) return raise(prepared.failure, 'P')
    if (prepared?.explained) state.portals.set(portal, prepared.explained)
    else state.portals.delete(portal)
    if (prepared?.instead === undefined) return pass('B', bytes)
    // It may be there from the last time.
    passOurs('C', writeCloseStatement(insteadName))
    passOurs('P', writeParse(insteadName, prepared.instead, known!.types))
    pass('B', bindTo(insteadName, bytes))
  }

  /** Sends a message whose answer the client does not see. */
  const passOurs = (type: 'C' | 'P', bytes: Buffer): void => {
    unanswered.sent(type, undefined, true)
    backend.add(bytes)
  }

  const reencode = async (bytes: Buffer): Promise<Buffer> => {
    const text = textAtOnce(bytes, state.encoding) ?? (await decode(bytes))
    return text === undefined ? bytes : Buffer.from(text, 'utf8')
  }

  const onClose = (bytes: Buffer): void => {
    const { kind, name } = readClose(bytes)
    if (kind === 'statement') state.prepared.delete(name)
  }

  return take
}
