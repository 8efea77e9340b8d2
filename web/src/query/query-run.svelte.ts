import type { QueryLine, Trace } from '../../../src/console/api-schema.js'
import { asApiError, type ApiError } from '../api/api-error.js'
import { api } from '../api/endpoints.js'
import { addTraces } from './add-traces.js'
import { StatementResult } from './statement-result.svelte.js'

/** What is run. */
export interface RunRequest {
  readonly connection: string
  readonly sql: string
  /** Where the text begins in the editor. */
  readonly from: number
  readonly parameters: readonly (string | null)[]
  readonly maxRows: number
}

/** How a run ended. */
export type Outcome = 'done' | 'failed' | 'cancelled'

/** What PostgreSQL said while a query ran. */
export type QueryNotice = Extract<QueryLine, { notice: unknown }>['notice']
/** Why a query failed. */
export type QueryFailure = Extract<QueryLine, { error: unknown }>['error']

/** One run of a text: starts when it is made, and fills as the answer comes in. */
export class QueryRun {
  outcome = $state<Outcome | undefined>()
  results = $state.raw<readonly StatementResult[]>([])
  progress = $state('')
  notices = $state.raw<readonly QueryNotice[]>([])
  traces = $state.raw<readonly { readonly statement: number; readonly trace: Trace }[]>([])
  /** What the read under way has taken, which none of the traces has yet. */
  soFar = $state.raw<Trace | undefined>()
  failure = $state.raw<QueryFailure | undefined>()
  /** Time so far; of a finished run all of it. */
  ms = $state(0)
  readonly finished: Promise<Outcome>
  readonly #stop = new AbortController()
  readonly #startedAt = performance.now()
  #id: string | undefined

  constructor(readonly request: RunRequest) {
    this.finished = this.#read()
  }

  /** Rows of all results. */
  get rows(): number {
    return this.results.reduce((sum, result) => sum + result.count, 0)
  }

  /** What was read of the service so far. */
  get cost(): Trace {
    const traces = this.traces.map(({ trace }) => trace)
    return addTraces(this.soFar ? [...traces, this.soFar] : traces)
  }

  /** Asks the server to stop; what has come in stays. */
  cancel(): void {
    if (this.outcome !== undefined) return
    if (this.#id === undefined) this.#stop.abort()
    else void api.cancelQuery(this.#id).catch(() => this.#stop.abort())
  }

  async #read(): Promise<Outcome> {
    const { connection, sql, parameters, maxRows } = this.request
    const clock = setInterval(() => (this.ms = performance.now() - this.#startedAt), 100)
    try {
      const body = { connection, sql, maxRows, ...(parameters.length > 0 && { parameters: [...parameters] }) }
      for await (const line of api.query(body, this.#stop.signal)) this.#take(line)
      this.outcome = this.failure === undefined ? 'done' : this.failure.cancelled ? 'cancelled' : 'failed'
    } catch (thrown) {
      if (this.#stop.signal.aborted) this.outcome = 'cancelled'
      else this.#fail(asApiError(thrown))
    } finally {
      clearInterval(clock)
      this.ms = performance.now() - this.#startedAt
      this.progress = ''
    }
    return this.outcome ?? 'failed'
  }

  #fail({ code, message, details: { hint, action } }: ApiError): void {
    this.failure = { code, message, hint, action }
    this.outcome = 'failed'
  }

  #take(line: QueryLine): void {
    if ('id' in line) this.#id = line.id
    else if ('columns' in line) this.#result(line.statement).begin(line.columns)
    else if ('rows' in line) this.#result(line.statement).add(line.rows)
    else if ('progress' in line) {
      this.progress = line.progress
      this.soFar = line.soFar
    } else if ('notice' in line) this.notices = [...this.notices, line.notice]
    else if ('trace' in line) {
      this.traces = [...this.traces, line]
      this.soFar = undefined
    } else if ('done' in line) this.#result(line.statement).end(line.done)
    else this.failure = line.error
  }

  #result(statement: number): StatementResult {
    const known = this.results.find((result) => result.statement === statement)
    if (known !== undefined) return known
    const result = new StatementResult(statement)
    this.results = [...this.results, result]
    return result
  }
}
