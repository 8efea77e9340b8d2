import type { TransactionStatus } from '../wire/backend-status.js'

/** A statement the client prepared: its text and the parameter types it fixed. */
export interface PreparedStatement {
  readonly sql: string
  readonly types: readonly number[]
}

/** What the gateway knows of one client session from the messages that pass. */
export interface SessionState {
  /** Parameters the server reports: search_path, TimeZone … */
  readonly reported: Map<string, string>
  readonly prepared: Map<string, PreparedStatement>
  /** As of the last ReadyForQuery. */
  transaction: TransactionStatus
  /** Execute messages whose end has not been seen. */
  executing: number
  /** True from the first message after a ReadyForQuery to the next. */
  busy: boolean
  /** When the running transaction began at the earliest, ms of this process's clock. */
  begunAt: number
  /** True once the session may have objects that another session does not see. */
  madeObjects: boolean
  /** Whether transactions read from one snapshot (REPEATABLE READ, SERIALIZABLE): those to come, and the running one. */
  snapshots: { session: boolean; transaction: boolean }
  /** True once the running transaction has taken its snapshot, if it reads from one. */
  snapshotTaken: boolean
  /** What is known of search_path where the server does not report it: as started with (undefined), a value, or nothing (null). */
  searchPath: string | undefined | null
}

export function createSessionState(searchPath: string | undefined): SessionState {
  return {
    reported: new Map(),
    prepared: new Map(),
    transaction: 'I',
    executing: 0,
    busy: false,
    begunAt: 0,
    madeObjects: false,
    snapshots: { session: false, transaction: false },
    snapshotTaken: false,
    searchPath,
  }
}
