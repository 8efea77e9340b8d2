import type { Replica } from '../replica/replica.js'
import type { Meter, RestClient } from '../rest/rest-client.js'

/** What fetching stands on. */
export interface FetchParts {
  readonly replica: Replica
  /** The client of a connection. */
  client(connection: string): RestClient
  readonly signal: AbortSignal
  /** Hears, while reading, how far a table's read has come. */
  onProgress(text: string): void
}

/** What one scan took, as the trace shows it. */
export interface ScanTrace {
  readonly table: string
  readonly pushed: readonly string[]
  requests: number
  bytes: number
  rows: number
}

/** A trace that the REST client counts into. */
export function createScanTrace(table: string, pushed: readonly string[]): ScanTrace & Meter {
  return { table, pushed, requests: 0, bytes: 0, rows: 0 }
}
