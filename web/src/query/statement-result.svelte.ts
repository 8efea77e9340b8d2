import type { QueryLine } from '../../../src/console/api-schema.js'
import type { ResultColumn, ResultRow } from './result-text.js'

/** How a statement ended. */
export type StatementEnd = Extract<QueryLine, { done: unknown }>['done']

/** The result of one statement. Rows are kept plain: a hundred thousand of them must not be watched one by one. */
export class StatementResult {
  columns = $state.raw<readonly ResultColumn[] | undefined>()
  /** How many rows there are; reading it follows their arrival. */
  count = $state(0)
  /** Absent while it runs, and when it failed. */
  done = $state.raw<StatementEnd | undefined>()
  readonly #rows: ResultRow[] = []

  constructor(
    /** Which statement of the text, from 0. */
    readonly statement: number,
  ) {}

  /** The rows so far. */
  get rows(): readonly ResultRow[] {
    return this.#rows
  }

  begin(columns: readonly ResultColumn[]): void {
    this.columns = columns
  }

  add(rows: readonly ResultRow[]): void {
    for (const row of rows) this.#rows.push(row)
    this.count = this.#rows.length
  }

  end(done: StatementEnd): void {
    this.done = done
  }
}
