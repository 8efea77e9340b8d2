import type { MadeObject, PreparedText } from '../answer/answer.js'
import type { TransactionStatus } from '../wire/backend-status.js'
import type { ExplainNotes } from './explain-edits.js'
import type { MarkedFailure } from './marked-failure.js'

/** A statement the client prepared: its text and the parameter types it fixed. */
export interface PreparedStatement extends PreparedText {
  readonly types: readonly number[]
}

/** What the gateway knows of one client session from the messages that pass. */
export interface SessionState {
  /** What a CancelRequest must carry; undefined until the backend has said. */
  key: { readonly pid: number; readonly secret: Buffer } | undefined
  /** Parameters the server reports: search_path, TimeZone … */
  readonly reported: Map<string, string>
  readonly prepared: Map<string, PreparedStatement>
  /** As of the last ReadyForQuery; a failed one is taken as open again once a statement has ended in it. */
  transaction: TransactionStatus
  /** True from the first message after a ReadyForQuery to the next. */
  busy: boolean
  /** True once something was run since the last ReadyForQuery. */
  ran: boolean
  /** When the running transaction began at the earliest, ms of this process's clock. */
  begunAt: number
  /** True once the session may have objects that another session does not see. */
  madeObjects: boolean
  /** True while something runs that may change what relations are, not yet for others to see. */
  changesSchema: boolean
  /** Views, functions and the like that the open transaction has made. */
  readonly made: MadeObject[]
  /** Named statements whose rows were read for the open transaction before their parameters were known. */
  readonly readAhead: Set<string>
  /** What the EXPLAIN of each portal is to show. */
  readonly portals: Map<string, ExplainNotes>
  /** An error of ours that the backend has been made to raise. */
  failure: MarkedFailure | undefined
  /** What the session's own settings were when they were last asked for; undefined once they may have changed. */
  settings: Readonly<Record<string, string>> | undefined
  /** The client's encoding, by PostgreSQL's name. */
  encoding: string
}

export function createSessionState(): SessionState {
  return {
    key: undefined,
    reported: new Map(),
    prepared: new Map(),
    transaction: 'I',
    busy: false,
    ran: false,
    begunAt: 0,
    madeObjects: false,
    changesSchema: false,
    made: [],
    readAhead: new Set(),
    portals: new Map(),
    failure: undefined,
    settings: undefined,
    encoding: 'UTF8',
  }
}

/** Notes a parameter that the backend reports. */
export function noteParameter(state: SessionState, name: string, value: string): void {
  state.reported.set(name, value)
  if (name === 'client_encoding') state.encoding = value
}

/** Notes that the backend is ready for the next query, its transaction being in the status given. */
export function noteReady(state: SessionState, transaction: TransactionStatus): void {
  state.transaction = transaction
  state.busy = false
  state.ran = false
  state.failure = undefined
  if (transaction !== 'I') return
  state.made.length = 0
  state.readAhead.clear()
  state.portals.clear()
}
