import type { BoundParameters } from '../replica/replica.js'
import type { ExplainedScan } from './explain-plan.js'
import type { ProgressListener } from './fetch-progress.js'
import type { MadeObject } from './made-objects.js'
import type { ExplainFormat, PreparedText } from './statements.js'

/** A query text for which the replica is to be made ready. */
export interface PrepareRequest extends ProgressListener {
  readonly sql: string
  /** As the client's Bind gave them, in UTF-8. */
  readonly parameters?: BoundParameters | undefined
  /** True while the parameters are not known yet: what the statement needs whatever they will be. */
  readonly generic?: boolean | undefined
  /** What the client's backend reports of its settings. */
  readonly settings: Readonly<Record<string, string>>
  readonly backendPid: number
  /** True when the client's transaction has run nothing yet. */
  readonly fresh: boolean
  /** How long ago the client's transaction began, ms. */
  readonly transactionAgeMs: number
  /** What is remembered of the client's session; prepared statements and the like are noted in it. */
  readonly session: ClientSession
  readonly signal: AbortSignal
  /**
   * Asks the client's own backend for the values of the settings in `askedSettings`, as they are before the text runs;
   * undefined when the backend is going to pass the text over.
   *
   * @param endsTransaction the text begins with the end of a transaction: it runs even if that one has failed.
   */
  ask(endsTransaction: boolean): Promise<Readonly<Record<string, string>> | undefined>
  /** Awaited before anything changes that a statement still running in the session could see. */
  beforeConfining(): Promise<void>
  /** Hears what is to run in place of the text: it counts rows, and the service has told their number. */
  onCounted?(instead: string): void
  /** Hears what the EXPLAIN at a place of the text is to show of the service. */
  onExplained?(at: number, explained: Explained): void
}

/** Settings of the client's session that an answer depends on and that PostgreSQL does not report. */
export const askedSettings = [
  'search_path',
  'transaction_isolation',
  'transform_null_equals',
  'azdo.max_staleness',
  'azdo.max_requests',
  'azdo.reads',
  'client_min_messages',
  'role',
] as const

/** What EXPLAIN shows beside PostgreSQL's own plan. */
export interface Explained {
  readonly format: ExplainFormat
  readonly scans: readonly ExplainedScan[]
}

/** The part of a client session's state that planning reads and writes. */
export interface ClientSession {
  readonly transaction: 'I' | 'T' | 'E'
  readonly prepared: Map<string, PreparedText & { readonly types: readonly number[] }>
  madeObjects: boolean
  /** True while something runs that may change what relations are, not yet for others to see. */
  changesSchema: boolean
  /** What the open transaction has made. */
  readonly made: MadeObject[]
}
