import { connect } from 'node:net'
import { AzdoError } from '../errors/azdo-error.js'
import type { GatewayAddress } from './gateway-address.js'
import { queryError } from './query-error.js'
import { runBoundStatement, runStatements, type BoundStatement, type ResultSink } from './run-statements.js'
import { startupOptions } from './search-path.js'
import type { Notice } from './trace-notice.js'

/** A session with the gateway over the wire, as any other client has. */
export interface GatewaySession {
  /** Runs statements; `stop` cancels them. Errors: QUERY_FAILED, STATEMENT_CANCELED, DATABASE_UNAVAILABLE. */
  run(sql: string, sink: ResultSink, stop?: AbortSignal): Promise<void>
  /** Runs one statement with parameters, and no more of its rows than asked for. Errors as above. */
  runBound(statement: BoundStatement, sink: ResultSink, stop?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Signs in to the gateway. `settings` are session settings; notices go to `hear`. Errors: DATABASE_UNAVAILABLE, QUERY_FAILED. */
export async function openGatewaySession(
  address: GatewayAddress,
  settings: Readonly<Record<string, string>>,
  hear: (notice: Notice) => void,
  application = 'azdo',
): Promise<GatewaySession> {
  const { Client } = (await import('pg')).default
  const client = new Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    password: address.password,
    ssl: false,
    client_encoding: 'UTF8',
    application_name: application,
    options: startupOptions(settings),
  })
  let cancelKey: CancelKey | undefined
  client.connection.on('backendKeyData', (key: CancelKey) => (cancelKey = key))
  client.on('notice', (notice) => hear(notice))
  // A lost connection also fails the statement that runs; without a listener Node would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (thrown) {
    throw connectError(address, thrown)
  }
  const cancel = (): void => cancelKey && sendCancel(address, cancelKey)
  return {
    run: (sql, sink, stop) => runCancellable(() => runStatements(client, sql, sink), sql, cancel, stop),
    runBound: (statement, sink, stop) =>
      runCancellable(() => runBoundStatement(client, statement, sink), statement.text, cancel, stop),
    close: () => client.end(),
  }
}

interface CancelKey {
  readonly processID: number
  readonly secretKey: number
}

async function runCancellable(
  run: () => Promise<void>,
  sql: string,
  cancel: () => void,
  stop: AbortSignal | undefined,
): Promise<void> {
  if (stop?.aborted === true) throw queryError(undefined, sql, true)
  stop?.addEventListener('abort', cancel, { once: true })
  try {
    await run()
  } catch (thrown) {
    throw queryError(thrown, sql, stop?.aborted ?? false)
  } finally {
    stop?.removeEventListener('abort', cancel)
  }
}

/** A CancelRequest on a connection of its own (PostgreSQL manual, 54.7). */
function sendCancel(address: GatewayAddress, key: CancelKey): void {
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(80877102, 4)
  message.writeInt32BE(key.processID, 8)
  message.writeInt32BE(key.secretKey, 12)
  const socket = connect(address.port, address.host)
  // When it cannot be delivered, the statement simply ends by itself.
  socket.on('error', () => undefined)
  socket.end(message)
}

function connectError(address: GatewayAddress, thrown: unknown): AzdoError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (thrown instanceof Error && 'severity' in thrown) return queryError(thrown, '', false)
  return new AzdoError(
    'DATABASE_UNAVAILABLE',
    `The gateway at ${address.host}:${address.port} does not answer: ${message}`,
    {
      hint: 'Stop what uses that port or restart the gateway: azdo start',
      cause: thrown,
    },
  )
}
