import type { Replica } from '../replica/replica.js'
import type { Meter, RestClient, Wait } from '../rest/rest-client.js'
import type { ItemDecoder } from './item-decoder.js'
import type { RequestBudget } from './request-budget.js'
import type { SharedReads } from './shared-reads.js'

/** What fetching stands on. */
export interface FetchParts {
  readonly replica: Replica
  /** The client of a connection. */
  client(connection: string): RestClient
  readonly signal: AbortSignal
  /** What the statement may send; shared by all its reads. */
  readonly budget: RequestBudget
  /** Rows verified within this time need not be asked for again, ms; 0: they must. */
  readonly maxStalenessMs: number
  /** The reads of all statements; those that count give the number. */
  readonly reads: SharedReads<number | undefined>
  /** Decodes the answers of large reads, those of all statements. */
  readonly decoder: ItemDecoder
  /** Hears of each trace that is going to be counted into. */
  onTrace(trace: ScanTrace): void
  /** Hears, while reading, how far a table's read has come. */
  onProgress(text: string): void
  /** Hears that the service makes a read wait. */
  onWait(wait: Wait): void
}

/** What one scan took, as the trace shows it. */
export interface ScanTrace {
  readonly table: string
  readonly pushed: readonly string[]
  requests: number
  bytes: number
  rows: number
  /** How long the read took, with what it waited for, ms. */
  ms?: number
  /** Present when the read was another statement's, which counts its requests. */
  readonly shared?: true
  /** Present when the rows held were fresh enough: nothing was asked for. */
  readonly held?: true
}

/** A trace that the REST client counts into; each request is taken out of the budget before it is sent. */
export function createScanTrace(
  table: string,
  pushed: readonly string[],
  { budget, onWait, onTrace }: Pick<FetchParts, 'budget' | 'onWait' | 'onTrace'>,
): ScanTrace & Meter {
  let requests = 0
  const trace: ScanTrace & Meter = {
    table,
    pushed,
    statement: budget,
    onWait,
    bytes: 0,
    rows: 0,
    get requests() {
      return requests
    },
    set requests(count) {
      budget.take(count - requests)
      requests = count
    },
  }
  onTrace(trace)
  return trace
}
