import { AzdoError } from '../errors/azdo-error.js'
import { readReadyForQuery, type TransactionStatus } from '../wire/backend-status.js'
import { readDataRow } from '../wire/data-row.js'
import type { Piece } from '../wire/frame-splitter.js'
import { message } from '../wire/message.js'
import { writeQuery } from '../wire/query.js'
import { writeShow } from '../wire/show.js'
import type { Outgoing } from './outgoing.js'

/**
 * Questions to a client's own backend between the client's messages, about settings that only it knows. They leave no
 * trace in the session: no statement, portal or snapshot, and no message that the client sees.
 */
export interface BackendQuestions {
  /**
   * Gives settings that the session does not know a first value, so that they can be shown. Nothing must be unanswered,
   * and no transaction open.
   */
  introduce(settings: Readonly<Record<string, string>>): Promise<void>
  /**
   * The values of settings, which must exist. Nothing must be unanswered, and no transaction failed. Undefined when the
   * backend ends or fails the series of messages that it is asked in. Error: STATEMENT_CANCELED.
   *
   * @param inSeries whether the client is in the middle of a series of extended messages.
   */
  show(settings: readonly string[], inSeries: boolean): Promise<Readonly<Record<string, string>> | undefined>
  /** True while an answer is awaited: then every message must be offered to `take`. */
  readonly asking: boolean
  /** Takes a message that answers a question; false: it is the client's. */
  take(piece: Piece & { kind: 'message' }): boolean
  /** The backend has gone. */
  end(): void
}

interface Question {
  readonly values: string[]
  /** CloseComplete messages to come; 0 where ReadyForQuery ends the answer. */
  left: number
  readonly inSeries: boolean
  failed: boolean
  readonly done: (values: readonly string[] | undefined) => void
  readonly fail: (error: AzdoError) => void
}

/** Messages that answer nothing: a notification, a changed parameter, a notice. */
const passing = new Set(['A', 'S', 'N'])

export function createBackendQuestions(
  backend: Outgoing,
  onReady: (status: TransactionStatus) => void,
): BackendQuestions {
  let question: Question | undefined

  const ask = async (
    bytes: Buffer,
    closes: number,
    inSeries: boolean,
  ): Promise<readonly string[] | undefined> => {
    const answered = new Promise<readonly string[] | undefined>((done, fail) => {
      question = { values: [], left: closes, inSeries, failed: false, done, fail }
    })
    backend.add(bytes)
    await backend.flush()
    return answered.finally(() => (question = undefined))
  }

  return {
    async introduce(settings) {
      const pairs = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`)
      await ask(
        writeQuery(
          `SELECT pg_catalog.set_config(n, v, false) FROM (VALUES ${pairs.join(', ')}) s(n, v) WHERE pg_catalog.current_setting(n, true) IS NULL`,
        ),
        0,
        false,
      )
    },
    async show(settings, inSeries) {
      const bytes = Buffer.concat([...settings.map(writeShow), message(inSeries ? 'H' : 'S')])
      const values = await ask(bytes, inSeries ? 2 * settings.length : 0, inSeries)
      return values && Object.fromEntries(settings.map((name, i) => [name, values[i] ?? '']))
    },
    get asking() {
      return question !== undefined
    },
    take({ type, bytes }) {
      if (!question || passing.has(type)) return false
      const { values, inSeries, done, fail } = question
      if (type === 'D') values.push(readDataRow(bytes)[0]?.toString('utf8') ?? '')
      else if (type === '3' && inSeries && --question.left === 0) done(values)
      else if (type === 'E') {
        question.failed = true
        // In a series this is what the client's next message would have met.
        if (inSeries) done(undefined)
        return !inSeries
      } else if (type === 'Z') {
        onReady(readReadyForQuery(bytes))
        if (question.failed) fail(interrupted())
        else done(values)
      }
      return true
    },
    end() {
      question?.done(undefined)
    },
  }
}

function interrupted(): AzdoError {
  return new AzdoError('STATEMENT_CANCELED', 'The statement was cancelled before it began.')
}
