import { setMaxListeners } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Answer, AnswerSession, Trace } from '../answer/answer.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import { readBackendKey, readParameterStatus, readReadyForQuery } from '../wire/backend-status.js'
import { readBind } from '../wire/bind.js'
import { readClose } from '../wire/close.js'
import { createFrameSplitter, type Piece } from '../wire/frame-splitter.js'
import { message } from '../wire/message.js'
import { readParse } from '../wire/parse.js'
import { readQuery } from '../wire/query.js'
import { writeError } from '../wire/report.js'
import { readStartupOptions, writeCancelRequest } from '../wire/startup.js'
import { decoderFor } from './client-encoding.js'
import { handleChunks } from './incoming.js'
import { markFailure, type MarkedFailure } from './marked-failure.js'
import { progressNotice, traceNotice } from './notices.js'
import { send } from './outgoing.js'
import { createSessionState } from './session-state.js'

/** What a session stands on. */
export interface SessionParts {
  readonly id: number
  readonly client: Socket
  /** The client's StartupMessage, already read. */
  readonly parameters: ReadonlyMap<string, string>
  readonly startup: Buffer
  /** Bytes the client sent behind its StartupMessage. */
  readonly rest: Buffer
  readonly backend: { readonly host: string; readonly port: number }
  readonly answer: Answer
  readonly events: Events
}

/** A client session: the client, its own backend connection, and what is fetched for it. */
export interface Session {
  /** What a CancelRequest must carry; undefined until the backend has said. */
  readonly key: { readonly pid: number; readonly secret: Buffer } | undefined
  /** Ends the running fetch, or has the backend cancel the running statement. */
  cancel(): void
  /** Resolves when both sides are closed and nothing runs any more. */
  readonly closed: Promise<void>
  /** Tells the client that the gateway is going down, and closes. */
  end(): void
}

/** Longest message that is read as a whole: a statement or its parameters, bytes. */
const longestMessage = 256 << 20
/** Types of messages the gateway looks at; all others pass unread. */
const fromClient = new Set(['Q', 'P', 'B', 'C', 'E', 'S', 'H', 'X'])
const fromBackend = new Set(['E', 'Z', 'S', 'K', 'C', 's', 'I'])
/** A read that takes longer says how far it is, then and each time this has passed again, ms. */
const progressEveryMs = 1_000

export function openSession(parts: SessionParts): Session {
  const { id, client, answer, events } = parts
  const options = readStartupOptions(parts.parameters.get('options') ?? '')
  const state = createSessionState(options.get('search_path') ?? parts.parameters.get('search_path'))
  const wantsTrace = options.get('azdo.trace') === 'on'
  const wantsProgress = options.get('azdo.progress') === 'on'
  const backend = connect(parts.backend.port, parts.backend.host)
  backend.setNoDelay(true)
  client.setNoDelay(true)
  const answers: AnswerSession = answer.openSession()
  const clientMessages = createFrameSplitter(fromClient, longestMessage)
  const backendMessages = createFrameSplitter(fromBackend, longestMessage)
  const notices: Buffer[] = []
  let key: { pid: number; secret: Buffer } | undefined
  let failure: MarkedFailure | undefined
  let fetching: AbortController | undefined
  let quiet: (() => void) | undefined
  /** True between an error of ours and the client's Sync: the backend discards what comes in between. */
  let discarding = false

  // From the client

  const fromClientPiece = async (piece: Piece): Promise<void> => {
    if (piece.kind === 'bytes') return send(backend, piece.bytes)
    if (piece.type === 'X') return send(backend, piece.bytes)
    if (!state.busy) {
      state.busy = true
      if (state.transaction === 'I') state.begunAt = Date.now()
    }
    if (piece.type === 'Q') return onQuery(piece.bytes)
    if (piece.type === 'P') onParse(piece.bytes)
    else if (piece.type === 'B') return onBind(piece.bytes)
    else if (piece.type === 'C') onClose(piece.bytes)
    else if (piece.type === 'E') state.executing++
    else if (piece.type === 'S') discarding = false
    return send(backend, piece.bytes)
  }

  const onQuery = async (bytes: Buffer): Promise<void> => {
    const sql = decode(readQuery(bytes))
    const failed = sql === undefined ? undefined : await fetched((signal) => prepareText(sql, signal))
    await send(backend, failed ? failed.query : bytes)
  }

  const onParse = (bytes: Buffer): void => {
    const { name, sql, types } = readParse(bytes)
    const text = decode(sql)
    if (text === undefined) state.prepared.delete(name)
    else state.prepared.set(name, { sql: text, types })
  }

  const onBind = async (bytes: Buffer): Promise<void> => {
    const { statement, formats, values } = readBind(bytes)
    const prepared = discarding ? undefined : state.prepared.get(statement)
    const failed =
      prepared &&
      (await fetched((signal) => {
        const decoded = values.map((value, i) =>
          value !== null && formats[i] === 0 ? reencode(value) : value,
        )
        return prepareText(prepared.sql, signal, { types: prepared.types, formats, values: decoded })
      }))
    discarding ||= failed !== undefined
    await send(backend, failed ? failed.parse : bytes)
  }

  const onClose = (bytes: Buffer): void => {
    const { kind, name } = readClose(bytes)
    if (kind === 'statement') state.prepared.delete(name)
  }

  /** Makes the replica able to answer a query text. */
  const prepareText = async (
    sql: string,
    signal: AbortSignal,
    parameters?: Parameters<AnswerSession['prepare']>[0]['parameters'],
  ): Promise<Trace | undefined> => {
    if (state.transaction === 'E' || key === undefined) return undefined
    let progress = ''
    const timer = setInterval(() => {
      if (wantsProgress && progress !== '') notify(progressNotice(progress))
    }, progressEveryMs)
    try {
      return await answers.prepare({
        sql,
        parameters,
        settings: Object.fromEntries(state.reported),
        backendPid: key.pid,
        transactionAgeMs: Date.now() - state.begunAt,
        session: state,
        signal,
        beforeConfining: allExecuted,
        onProgress: (text) => (progress = text),
      })
    } finally {
      clearInterval(timer)
    }
  }

  /** Runs a fetch that a cancel request can end. Returns the failure to raise in the statement's place, if it failed. */
  const fetched = async (
    run: (signal: AbortSignal) => Promise<Trace | undefined>,
  ): Promise<MarkedFailure | undefined> => {
    const controller = new AbortController()
    // Every request under way listens to it; there may be more than Node expects of a signal before it warns.
    setMaxListeners(0, controller.signal)
    fetching = controller
    try {
      const trace = await run(controller.signal)
      if (trace === undefined) return undefined
      const { requests, rows, scans, stages } = trace
      events.emit({ type: 'statement.planned', session: id, scans: scans.length, ms: stages.plan })
      events.emit({ type: 'statement.fetched', session: id, requests, rows, ms: stages.fetch })
      if (wantsTrace) notify(traceNotice(trace))
      return undefined
    } catch (thrown) {
      const error = controller.signal.aborted ? canceled() : asAzdoError(thrown)
      events.emit({ type: 'statement.failed', session: id, code: error.code, message: error.message })
      if (error.code === 'INTERNAL') reportInternal(error)
      failure = markFailure(error, events.mask)
      return failure
    } finally {
      fetching = undefined
    }
  }

  /** Waits until the backend has run everything it was given: what a statement may see must not change under it. */
  const allExecuted = async (): Promise<void> => {
    if (state.executing === 0) return
    const settled = new Promise<void>((resolve) => (quiet = resolve))
    await send(backend, message('H'))
    await settled
  }

  const decode = (bytes: Buffer): string | undefined =>
    decoderFor(state.reported.get('client_encoding') ?? 'UTF8')?.(bytes)
  const reencode = (bytes: Buffer): Buffer => {
    const text = decode(bytes)
    return text === undefined ? bytes : Buffer.from(text, 'utf8')
  }

  // From the backend

  const fromBackendPiece = (piece: Piece): Buffer => {
    if (piece.kind === 'bytes') return piece.bytes
    if (piece.type === 'E') {
      settled(0)
      if (failure?.answers(piece.bytes)) return failure.error
    } else if (piece.type === 'C' || piece.type === 's' || piece.type === 'I') {
      settled(Math.max(0, state.executing - 1))
    } else if (piece.type === 'Z') {
      state.transaction = readReadyForQuery(piece.bytes)
      state.busy = false
      if (state.transaction === 'I') {
        state.snapshots.transaction = state.snapshots.session
        state.snapshotTaken = false
      }
      failure = undefined
      settled(0)
    } else if (piece.type === 'S') {
      const { name, value } = readParameterStatus(piece.bytes)
      state.reported.set(name, value)
    } else if (piece.type === 'K') {
      key = readBackendKey(piece.bytes)
    }
    return piece.bytes
  }

  const settled = (executing: number): void => {
    state.executing = executing
    if (executing > 0) return
    quiet?.()
    quiet = undefined
  }

  /** Puts a notice between two messages to the client. */
  const notify = (notice: Buffer): void => {
    notices.push(notice)
    if (backendMessages.atBoundary()) flushNotices()
  }

  const flushNotices = (): void => {
    for (const notice of notices.splice(0)) if (!client.destroyed) client.write(notice)
  }

  // Beginning and end

  const cancel = (): void => {
    if (fetching) fetching.abort()
    else if (key) requestCancel(parts.backend, key)
  }

  const closed = (async () => {
    const fromBackendDone = handleChunks(backend, async (chunk) => {
      if (backendMessages.atBoundary()) flushNotices()
      const out = backendMessages.split(chunk).map(fromBackendPiece)
      if (out.length > 0) await send(client, out.length === 1 ? out[0]! : Buffer.concat(out))
    }).finally(() => client.end())
    backend.on('error', (cause) => {
      if (key === undefined && !client.destroyed) client.write(fatal(unavailable(cause)))
    })
    backend.on('close', () => {
      fetching?.abort()
      quiet?.()
    })
    await send(backend, parts.startup)
    const onClientChunk = async (chunk: Buffer): Promise<void> => {
      for (const piece of clientMessages.split(chunk)) await fromClientPiece(piece)
    }
    // Not awaited before the others: a client that goes away while its data is fetched must end the fetch.
    client.on('close', () => {
      fetching?.abort()
      quiet?.()
      if (state.busy && key && !backend.destroyed) requestCancel(parts.backend, key)
      backend.end()
    })
    const fromClientDone = (async () => {
      if (parts.rest.length > 0) await onClientChunk(parts.rest)
      await handleChunks(client, onClientChunk)
    })().catch((thrown: unknown) => {
      const error = asAzdoError(thrown)
      if (error.code === 'INTERNAL') reportInternal(error)
      if (!client.destroyed) client.end(fatal(error))
      backend.destroy()
    })
    await Promise.all([fromClientDone, fromBackendDone.catch(() => undefined)])
    client.destroy()
    backend.destroy()
    await answers.close()
  })()

  const reportInternal = (error: AzdoError): void => {
    const cause = error.cause instanceof Error ? error.cause : error
    events.emit({ type: 'internal.failed', message: error.message, stack: cause.stack })
  }

  const fatal = (error: AzdoError): Buffer =>
    writeError({
      severity: 'FATAL',
      sqlstate: error.faces.sqlstate,
      message: events.mask(error.message),
      hint: error.hint,
    })

  return {
    get key() {
      return key
    },
    cancel,
    closed,
    end() {
      fetching?.abort()
      if (!client.destroyed) {
        client.end(
          writeError({ severity: 'FATAL', sqlstate: '57P01', message: 'The gateway is shutting down.' }),
        )
      }
      backend.destroy()
    },
  }
}

/** Asks a PostgreSQL server to cancel what a backend runs; nobody answers such a request. */
function requestCancel(
  server: { readonly host: string; readonly port: number },
  key: { readonly pid: number; readonly secret: Buffer },
): void {
  const socket = connect(server.port, server.host, () => socket.end(writeCancelRequest(key.pid, key.secret)))
  socket.on('error', () => socket.destroy())
}

function canceled(): AzdoError {
  return new AzdoError(
    'STATEMENT_CANCELED',
    'The statement was cancelled while its data was being read from Azure DevOps.',
  )
}

function unavailable(cause: unknown): AzdoError {
  return new AzdoError('DATABASE_UNAVAILABLE', 'The PostgreSQL behind the gateway does not answer.', {
    hint: 'Restart the gateway: azdo start',
    cause,
  })
}
