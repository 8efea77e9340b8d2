import { connect } from 'node:net'
import type { Client } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import type { App, GatewayAddress } from './app.js'
import type { Notice } from './query-notices.js'
import { queryError } from './query-error.js'
import { runStatements, type ResultSink } from './run-statements.js'
import { startupOptions } from './search-path.js'

/** A session with the gateway over the wire, as any other client has. */
export interface GatewaySession {
  /** Runs statements; `stop` cancels them. Errors: QUERY_FAILED, STATEMENT_CANCELED, DATABASE_UNAVAILABLE. */
  run(sql: string, sink: ResultSink, stop?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Signs in to the gateway. `settings` are session settings; notices go to `hear`. Errors: DATABASE_UNAVAILABLE, QUERY_FAILED. */
export async function openGatewaySession(
  address: GatewayAddress,
  settings: Readonly<Record<string, string>>,
  hear: (notice: Notice) => void,
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
    application_name: 'azdo',
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
  return {
    run: (sql, sink, stop) =>
      runCancellable(client, sql, sink, stop, () => cancelKey && sendCancel(address, cancelKey)),
    close: () => client.end(),
  }
}

/** The running gateway, or one of our own on a free port; `close` ends what was opened here. */
export async function gatewayFor(app: App): Promise<{ address: GatewayAddress; close(): Promise<void> }> {
  const running = await app.findGateway()
  if (running !== undefined) return { address: running, close: () => Promise.resolve() }
  const own = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
  return { address: own, close: () => own.close() }
}

interface CancelKey {
  readonly processID: number
  readonly secretKey: number
}

async function runCancellable(
  client: Client,
  sql: string,
  sink: ResultSink,
  stop: AbortSignal | undefined,
  cancel: () => void,
): Promise<void> {
  if (stop?.aborted === true) throw queryError(undefined, sql, true)
  stop?.addEventListener('abort', cancel, { once: true })
  try {
    await runStatements(client, sql, sink)
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
