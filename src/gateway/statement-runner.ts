import { setMaxListeners } from 'node:events'
import type {
  AnswerSession,
  Counts,
  Explained,
  PrepareRequest,
  ServiceCall,
  ServiceCalls,
  Trace,
} from '../answer/answer.js'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { ExplainNotes } from './explain-edits.js'
import { markFailure, type MarkedFailure } from './marked-failure.js'
import { createWaitNotices, progressNotice, traceNotice } from './notices.js'

/** What came of preparing a text: it can run, or fails. */
export type Prepared =
  | { readonly failure: MarkedFailure }
  | {
      readonly failure: undefined
      readonly explained: ExplainNotes | undefined
      /** What is to run in its place. */
      readonly instead: string | undefined
    }

/** Has what statements need fetched before they run. */
export interface StatementRunner {
  prepare(
    request: Pick<PrepareRequest, 'sql' | 'parameters' | 'generic'>,
    around: Omit<PrepareRequest, 'sql' | 'signal' | 'onProgress' | 'onWait' | 'onExplained' | 'onCounted'>,
  ): Promise<Prepared>
  /** Makes the call that a function of the running statement asks for, as its report's detail says. */
  call(detail: string, backendPid: number): void
  /** The statement whose functions made calls has ended. */
  ended(): void
  /** Ends the fetch and the calls under way. False when the statement has not begun to run. */
  cancel(): boolean
}

export interface StatementRunnerParts {
  readonly session: number
  readonly answers: AnswerSession
  readonly events: Events
  readonly wantsTrace: boolean
  readonly wantsProgress: boolean
  /** Sends a notice to the client. */
  notify(notice: Buffer): void
  /** Whether the client wants notices that PostgreSQL calls NOTICE. */
  hearsNotices(): boolean
}

/** A read that takes longer says how far it is, then and each time this has passed again, ms. */
const progressEveryMs = 1_000

export function createStatementRunner(parts: StatementRunnerParts): StatementRunner {
  const { session, answers, events, notify, wantsTrace, wantsProgress } = parts
  const waitNotice = createWaitNotices()
  let fetching: AbortController | undefined
  let calling: { readonly controller: AbortController; readonly calls: ServiceCalls } | undefined

  const onWait = (words: string): void => {
    // Progress says it already.
    const notice = wantsProgress || !parts.hearsNotices() ? undefined : waitNotice(words)
    if (notice) notify(notice)
  }

  const fail = (thrown: unknown, signal: AbortSignal): MarkedFailure => {
    const error = signal.aborted ? canceled() : asAzdoError(thrown)
    events.emit({ type: 'statement.failed', session, code: error.code, message: error.message })
    if (error.code === 'INTERNAL') reportInternal(events, error)
    return markFailure(error, events.mask)
  }

  const report = ({ requests, rows, scans, stages }: Trace): void => {
    events.emit({ type: 'statement.planned', session, scans: scans.length, ms: stages.plan })
    events.emit({ type: 'statement.fetched', session, requests, rows, ms: stages.fetch })
  }

  return {
    async prepare(request, around) {
      const controller = new AbortController()
      const { signal } = controller
      // Every request under way listens to it; there may be more than Node expects of a signal before it warns.
      setMaxListeners(0, signal)
      fetching = controller
      let progress: { text: string; soFar: () => Counts } | undefined
      const timer = setInterval(() => {
        if (wantsProgress && progress) notify(progressNotice(progress.text, progress.soFar()))
      }, progressEveryMs)
      const explained = new Map<number, Explained>()
      let instead: string | undefined
      try {
        const trace = await answers.prepare({
          ...around,
          ...request,
          signal,
          onProgress: (text, soFar) => (progress = { text, soFar }),
          onWait,
          onCounted: (text) => (instead = text),
          onExplained: (at, one) => void explained.set(at, one),
        })
        if (trace) {
          report(trace)
          if (wantsTrace) notify(traceNotice(trace))
        }
        return { failure: undefined, explained: explained.size > 0 ? explained : undefined, instead }
      } catch (thrown) {
        return { failure: fail(thrown, signal) }
      } finally {
        clearInterval(timer)
        fetching = undefined
      }
    },
    call(detail, backendPid) {
      if (!calling) {
        const controller = new AbortController()
        setMaxListeners(0, controller.signal)
        const { signal } = controller
        const { mask } = events
        const onProgress = (): void => undefined
        calling = { controller, calls: answers.openCalls({ backendPid, signal, onProgress, onWait, mask }) }
      }
      const call = JSON.parse(Buffer.from(detail, 'base64').toString('utf8')) as ServiceCall
      calling.calls.make(call).then(
        (trace) => {
          if (wantsTrace) notify(traceNotice(trace))
        },
        (thrown: unknown) => reportInternal(events, asAzdoError(thrown)),
      )
    },
    ended() {
      calling?.controller.abort()
      // The database may be gone; what is left in it is removed when it is opened again.
      calling?.calls.end().catch(() => undefined)
      calling = undefined
    },
    cancel() {
      fetching?.abort()
      calling?.controller.abort()
      return fetching !== undefined
    },
  }
}

/** Reports an error that nobody foresaw, with its origin. */
export function reportInternal(events: Events, error: AzdoError): void {
  const cause = error.cause instanceof Error ? error.cause : error
  events.emit({ type: 'internal.failed', message: error.message, stack: cause.stack })
}

function canceled(): AzdoError {
  return new AzdoError(
    'STATEMENT_CANCELED',
    'The statement was cancelled while its data was being read from Azure DevOps.',
  )
}
