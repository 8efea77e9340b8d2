import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCredential, type Credential } from '../../src/auth/credential.js'
import { createEvents, type AzdoEvent, type Events } from '../../src/events/events.js'
import { createRestClient, type RestClient } from '../../src/rest/rest-client.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection, startTokenServer } from '../auth/token-server.js'
import { recordLog, recordSecret } from '../whole-suite/suite-record.js'

/** A request as the server got it. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** How to answer a request; `nth` counts from 1. */
export type Answering = (received: Received, response: ServerResponse, nth: number) => void

/** A real HTTP server in the place of Azure DevOps. */
export interface ServiceServer {
  readonly url: string
  readonly received: Received[]
  /** May be changed at any time. */
  answer: Answering
  close(): Promise<void>
}

export async function startServiceServer(): Promise<ServiceServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const received = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      service.received.push(received)
      service.answer(received, response, service.received.length)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const service: ServiceServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: (_, response) => sendJson(response, 200, { count: 0, value: [] }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return service
}

/** Answers with JSON as Azure DevOps labels it. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8; api-version=7.0',
    ...headers,
  })
  response.end(JSON.stringify(body))
}

/** Answers with a web page. */
export function sendPage(
  response: ServerResponse,
  status: number,
  title: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
  response.end(`<!DOCTYPE html><html><head><title>${title}</title></head><body>…</body></html>`)
}

/** An error body of the service. */
export function serviceBody(typeKey: string, message: string): Record<string, unknown> {
  return {
    $id: '1',
    innerException: null,
    message,
    typeName: `Ns.${typeKey}, Ns`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  }
}

/** A connection by PAT to that address. */
export function patConnection(url: string, more: Partial<Connection> = {}): Connection {
  return {
    name: 'work',
    auth: 'Pat',
    personalAccessToken: 'the-access-token',
    scopes: [],
    url,
    organization: 'contoso',
    apiVersion: '7.0',
    retry: { mode: 'RetryWhenStatusCodeMatch', statusCodes: [429], countMax: 5, multiplyWaitTime: true },
    ...more,
  }
}

/** A client with what it was made of; `close` ends it. */
export interface OpenClient {
  readonly client: RestClient
  readonly credential: Credential
  /** The same, as another process has it. */
  readonly other?: Credential
  readonly events: Events
  /** Every event so far. */
  readonly seen: readonly AzdoEvent[]
  close(): Promise<void>
}

/** A client that signs in by PAT. Its first wait before a retry is 1 ms. */
export function openClient(url: string, more: Partial<Connection> = {}, concurrency?: number): OpenClient {
  const events = createEvents()
  const seen: AzdoEvent[] = []
  events.subscribe((event) => seen.push(event))
  recordLog(events)
  const connection = patConnection(url, more)
  recordSecret('connection secret', connection.personalAccessToken)
  // A PAT is kept nowhere: no home is used.
  const credential = createCredential(connection, { home: '/nonexistent', events })
  const client = createRestClient(connection, { credential, events, concurrency, retryUnitMs: 1 })
  return { client, credential, events, seen, close: () => client.close() }
}

/** A client that signs in by App Credentials, at a token server that gives `token-1`, `token-2`, … unless `token` says another. */
export async function openAppClient(
  url: string,
  more: Partial<Connection> = {},
  token: (nth: number) => string = (nth) => `token-${nth}`,
): Promise<OpenClient> {
  const home = await mkdtemp(join(tmpdir(), 'azdo-rest-'))
  const tokens = await startTokenServer()
  tokens.reply = (_, nth) => ({ body: { token_type: 'Bearer', expires_in: 3599, access_token: token(nth) } })
  const events = createEvents()
  const seen: AzdoEvent[] = []
  events.subscribe((event) => seen.push(event))
  recordLog(events)
  const connection = { ...appConnection(tokens.url), url, ...more }
  recordSecret('connection secret', connection.clientSecret)
  const credential = createCredential(connection, { home, events })
  const client = createRestClient(connection, { credential, events, retryUnitMs: 1 })
  const close = async (): Promise<void> => {
    await client.close()
    await tokens.close()
    await rm(home, { recursive: true, force: true })
  }
  const other = createCredential(connection, { home, events })
  return { client, credential, other, events, seen, close }
}
