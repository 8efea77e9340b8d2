import { connect, type Socket } from 'node:net'
import { askedSettings, serviceCallCode, type Answer, type PrepareRequest } from '../answer/answer.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import { readBackendKey, readParameterStatus, readReadyForQuery } from '../wire/backend-status.js'
import { createFrameSplitter, type Piece } from '../wire/frame-splitter.js'
import { message } from '../wire/message.js'
import { readReport, writeError } from '../wire/report.js'
import { readStartupOptions, writeCancelRequest } from '../wire/startup.js'
import { createBackendQuestions } from './backend-questions.js'
import { textAtOnce } from './client-encoding.js'
import { clientTypes, createClientMessages } from './client-messages.js'
import { editExplain, type ExplainNotes } from './explain-edits.js'
import { connectReading, handleChunks } from './incoming.js'
import { createOutgoing } from './outgoing.js'
import { createSessionState, noteParameter, noteReady, type SessionState } from './session-state.js'
import { createStatementRunner, reportInternal, type Prepared } from './statement-runner.js'
import { createUnanswered } from './unanswered.js'
import { valueFreeMessage } from './value-free-message.js'

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
  /** See Replica.textOf. */
  textOf(bytes: Buffer, encoding: string): Promise<string | undefined>
  readonly events: Events
}

/** A client session: the client, its own backend connection, and what is fetched for it. */
export interface Session {
  /** What a CancelRequest must carry; undefined until the backend has said. */
  readonly key: { readonly pid: number; readonly secret: Buffer } | undefined
  readonly state: Pick<SessionState, 'busy' | 'transaction'>
  /** Ends the running fetch, or has the backend cancel the running statement. */
  cancel(): void
  /** Resolves when both sides are closed and nothing runs any more. */
  readonly closed: Promise<void>
  /** Tells the client that the gateway is going down, and closes. */
  end(): void
}

/** Longest message that is read as a whole: a statement or its parameters, bytes. */
const longestMessage = 256 << 20
const nothing = Buffer.alloc(0)
/** Types of the backend's messages that the gateway looks at; all others pass unread. */
const backendTypes: ReadonlySet<string> = new Set('EZSKCsI123TnGN')
/** Settings of ours, and what they are where nobody has set them. */
const introduced = {
  // Tells functions of ours that somebody hears them.
  'azdo.gateway': 'on',
  'azdo.max_staleness': '0',
  'azdo.max_requests': '0',
  'azdo.reads': '',
}

export function openSession(parts: SessionParts): Session {
  const { id, client, answer, events } = parts
  const options = readStartupOptions(parts.parameters.get('options') ?? '')
  const state = createSessionState()
  const backend = connectReading(parts.backend, () => backendSplitter.holds() || client.writableLength > 0)
  backend.setNoDelay(true)
  client.setNoDelay(true)
  const toBackend = createOutgoing(backend)
  const toClient = createOutgoing(client)
  const answers = answer.openSession()
  const unanswered = createUnanswered<ExplainNotes>()
  const questions = createBackendQuestions(toBackend, (status) => (state.transaction = status))
  const clientSplitter = createFrameSplitter(clientTypes, longestMessage)
  const backendSplitter = createFrameSplitter(
    // Of rows there are many.
    { has: (type) => questions.asking || (type === 'D' ? unanswered.noted : backendTypes.has(type)) },
    longestMessage,
  )
  const notices: Buffer[] = []
  let hearsNotices = true
  let isIntroduced = false
  const quiet: (() => void)[] = []
  const runner = createStatementRunner({
    session: id,
    answers,
    events,
    wantsTrace: options.get('azdo.trace') === 'on',
    wantsProgress: options.get('azdo.progress') === 'on',
    notify: (notice) => notify(notice),
    hearsNotices: () => hearsNotices,
  })

  // From the client

  /** Makes the replica able to answer a query text. */
  const prepare = async (
    request: Pick<PrepareRequest, 'sql' | 'parameters' | 'generic'>,
  ): Promise<Prepared> => {
    await toBackend.flush()
    if (state.key === undefined) return { failure: undefined, explained: undefined, instead: undefined }
    return runner.prepare(request, {
      settings: Object.fromEntries(state.reported),
      backendPid: state.key.pid,
      fresh: state.transaction === 'I' && !state.ran,
      transactionAgeMs: Date.now() - state.begunAt,
      session: state,
      ask,
      beforeConfining: allAnswered,
    })
  }

  /** See PrepareRequest.ask. */
  const ask = async (endsTransaction: boolean): Promise<Readonly<Record<string, string>> | undefined> => {
    await allAnswered()
    if (unanswered.discarding || backend.destroyed) return undefined
    if (state.transaction === 'E') return endsTransaction ? {} : undefined
    state.settings ??= await questions.show(askedSettings, unanswered.inSeries)
    const level = state.settings?.['client_min_messages'] ?? ''
    hearsNotices = !/^(?:warning|error|fatal|panic)$/i.test(level)
    return state.settings
  }

  /** Waits until the backend has run everything it was given: what a statement may see must not change under it. */
  const allAnswered = async (): Promise<void> => {
    if (unanswered.none) return
    const settled = new Promise<void>((resolve) => quiet.push(resolve))
    if (unanswered.inSeries) toBackend.add(message('H'))
    await toBackend.flush()
    await settled
  }

  /** See ClientMessagesParts. */
  const decode = async (bytes: Buffer): Promise<string | undefined> => {
    // What is still unanswered may change the encoding.
    await allAnswered()
    return textAtOnce(bytes, state.encoding) ?? parts.textOf(bytes, state.encoding)
  }

  const ready = new Promise<void>((resolve) => quiet.push(resolve))
  const introduce = async (): Promise<void> => {
    await ready
    isIntroduced = true
    if (!backend.destroyed) await questions.introduce(introduced)
  }

  const take = createClientMessages({
    ...{ state, answers, unanswered, decode, prepare, ask, introduce },
    backend: toBackend,
  })

  const onClientChunk = (chunk: Buffer): Promise<void> | undefined => {
    const pieces = clientSplitter.split(chunk)
    for (let i = 0; i < pieces.length; i++) {
      const unfinished = take(pieces[i]!)
      if (unfinished) return takeRest(unfinished, pieces.slice(i + 1))
    }
    return toBackend.flush()
  }

  const takeRest = async (unfinished: Promise<void>, rest: readonly Piece[]): Promise<void> => {
    await unfinished
    for (const piece of rest) await take(piece)
    await toBackend.flush()
  }

  // From the backend

  const onBackendChunk = (chunk: Buffer): Promise<void> | undefined => {
    if (backendSplitter.atBoundary()) flushNotices()
    for (const piece of backendSplitter.split(chunk))
      toClient.add(piece.kind === 'bytes' ? piece.bytes : fromBackend(piece))
    return toClient.flush()
  }

  /** What the client is to see of a message. */
  const fromBackend = (piece: Piece & { kind: 'message' }): Buffer => {
    if (questions.asking && questions.take(piece)) return nothing
    const { type, bytes } = piece
    if (type === 'N' && isServiceCall(bytes)) return nothing
    const { answering } = unanswered
    const explained = answering?.note?.get(answering.ended)
    const edited = explained ? editExplain(piece, explained, state.encoding) : bytes
    // What is told of a statement of ours.
    const hidden = answering?.ours && (type === '1' || type === '3')
    unanswered.received(type)
    if (type === 'C' && state.transaction === 'E') state.transaction = 'T'
    else if (type === 'Z') {
      runner.ended()
      noteReady(state, readReadyForQuery(bytes))
      if (state.changesSchema && state.transaction === 'I') onSchemaChanged()
    } else if (type === 'S') {
      const { name, value } = readParameterStatus(bytes)
      noteParameter(state, name, value)
    } else if (type === 'K') state.key = readBackendKey(bytes)
    if (unanswered.none && (type !== 'S' || state.key === undefined)) settle(type)
    if (type !== 'E') return hidden ? nothing : edited
    if (state.failure?.answers(bytes)) return state.failure.error
    if (state.key !== undefined) reportRejected(bytes)
    return edited
  }

  const reportRejected = (bytes: Buffer): void => {
    const report = readReport(bytes)
    const [sqlstate, message] = [report.get('C') ?? '', valueFreeMessage(report)]
    events.emit({ type: 'statement.rejected', session: id, sqlstate, message })
  }

  const onSchemaChanged = (): void => {
    answers.transactionEnded()
    state.changesSchema = !unanswered.none
  }

  /** Keeps back the report by which a function of ours asks for a call of the service. */
  const isServiceCall = (bytes: Buffer): boolean => {
    const report = readReport(bytes)
    if (report.get('C') !== serviceCallCode || state.key === undefined) return false
    runner.call(report.get('D') ?? '', state.key.pid)
    return true
  }

  /** Goes on with what waited for the backend. Before the first ReadyForQuery nothing is asked of it. */
  const settle = (type: string): void => {
    if (quiet.length === 0 || (type !== 'Z' && !isIntroduced)) return
    for (const resolve of quiet.splice(0)) resolve()
  }

  /** Puts a notice between two messages to the client. */
  const notify = (notice: Buffer): void => {
    notices.push(notice)
    if (backendSplitter.atBoundary()) flushNotices()
  }

  const flushNotices = (): void => {
    for (const notice of notices.splice(0)) if (!client.destroyed) client.write(notice)
  }

  // Beginning and end

  const cancel = (): void => {
    if (!runner.cancel() && state.key) requestCancel(parts.backend, state.key)
  }

  const closed = (async () => {
    const fromBackendDone = handleChunks(backend, onBackendChunk).finally(() => client.end())
    backend.on('error', (cause) => {
      if (state.key === undefined && !client.destroyed) client.write(fatal(unavailable(cause)))
    })
    const stop = (): void => {
      runner.cancel()
      for (const resolve of quiet.splice(0)) resolve()
    }
    backend.on('close', () => {
      stop()
      questions.end()
    })
    toBackend.add(parts.startup)
    await toBackend.flush()
    // Not awaited before the others: a client that goes away while its data is fetched must end the fetch.
    client.on('close', () => {
      stop()
      if (state.busy && state.key && !backend.destroyed) requestCancel(parts.backend, state.key)
      backend.end()
    })
    const fromClientDone = (async () => {
      if (parts.rest.length > 0) await onClientChunk(parts.rest)
      await handleChunks(client, onClientChunk)
    })().catch((thrown: unknown) => {
      const error = asAzdoError(thrown)
      if (error.code === 'INTERNAL') reportInternal(events, error)
      if (!client.destroyed) client.end(fatal(error))
      backend.destroy()
    })
    await Promise.all([fromClientDone, fromBackendDone.catch(() => undefined)])
    client.destroy()
    backend.destroy()
    runner.ended()
    if (state.changesSchema) answers.transactionEnded()
    await answers.close()
  })()

  const fatal = (error: AzdoError): Buffer =>
    writeError({
      severity: 'FATAL',
      sqlstate: error.faces.sqlstate,
      message: events.mask(error.message),
      hint: error.hint,
    })

  return {
    get key() {
      return state.key
    },
    state,
    cancel,
    closed,
    end() {
      runner.cancel()
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

function unavailable(cause: unknown): AzdoError {
  return new AzdoError('DATABASE_UNAVAILABLE', 'The PostgreSQL behind the gateway does not answer.', {
    hint: 'Restart the gateway: azdo start',
    cause,
  })
}
