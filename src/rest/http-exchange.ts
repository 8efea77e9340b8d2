import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { Agent, request } from 'undici'
import { utf8Text } from '../tables/utf8-text.js'

/** One request as sent. */
export interface HttpMessage {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'OPTIONS'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/** One answer as received. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; a repeated header is joined by a comma. */
  readonly headers: Record<string, string>
  /** The body, decompressed. */
  readonly content: Buffer
  /** The same, read as UTF-8 when it is asked for. */
  readonly text: string
  /** Bytes of the body as they came over the wire, still compressed. */
  readonly bytes: number
}

/** Sends single requests over kept connections. */
export interface HttpConnections {
  /** One exchange: no redirect is followed, nothing is repeated. Throws what undici throws; see network-fault.ts. */
  exchange(message: HttpMessage): Promise<HttpAnswer>
  /** Ends every connection, requests under way included. */
  close(): Promise<void>
}

/** How long to wait for a connection, in ms. */
const connectTimeout = 15_000
/** How long the service may think, and how long an answer may stand still, in ms. Its own queries end after 30 s (facts 4). */
const answerTimeout = 100_000
/** Idle connections are kept this long, in ms, or shorter when the server says so. */
const keepAliveTimeout = 20_000
/** A larger answer cannot be a page of anything we ask for. */
const largestAnswer = 256 * 1024 * 1024

const unzip = promisify(gunzip)
const unbrotli = promisify(brotliDecompress)

/** Connections for at most `connections` requests at once per host, HTTP/1.1. */
export function openHttpConnections(connections: number): HttpConnections {
  const agent = new Agent({
    connections,
    allowH2: false,
    connect: { timeout: connectTimeout },
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
    keepAliveTimeout,
    maxResponseSize: largestAnswer,
  })
  return {
    async exchange({ method, url, headers, body, signal }) {
      const answer = await request(url, {
        dispatcher: agent,
        method,
        headers: { ...headers, 'accept-encoding': 'gzip, br' },
        body,
        signal,
      })
      const received = Buffer.from(await answer.body.arrayBuffer())
      const answerHeaders: Record<string, string> = {}
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value !== undefined) answerHeaders[name] = Array.isArray(value) ? value.join(', ') : value
      }
      const content = await decode(received, answerHeaders['content-encoding'])
      let text: string | undefined
      return {
        status: answer.statusCode,
        headers: answerHeaders,
        content,
        get text() {
          return (text ??= utf8Text(content))
        },
        bytes: received.length,
      }
    },
    close: () => agent.destroy(),
  }
}

async function decode(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (body.length === 0) return body
  const limits = { maxOutputLength: largestAnswer }
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return unzip(body, limits)
    case 'br':
      return unbrotli(body, limits)
    default:
      return body
  }
}
