import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { Agent, errors, request } from 'undici'
import { utf8Text } from '../tables/utf8-text.js'

/** One request as sent. */
export interface HttpMessage {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'OPTIONS'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Memory for the content of the answer, used where that fits. */
  readonly memory?: Uint8Array<ArrayBuffer> | undefined
}

/** One answer as received. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; a repeated header is joined by a comma. */
  readonly headers: Record<string, string>
  /** The body, decompressed. */
  readonly content: Buffer<ArrayBuffer>
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
    async exchange({ method, url, headers, body, signal, memory }) {
      const answer = await request(url, {
        dispatcher: agent,
        method,
        headers: { ...headers, 'accept-encoding': 'gzip, br' },
        body,
        signal,
      })
      const answerHeaders: Record<string, string> = {}
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value !== undefined) answerHeaders[name] = Array.isArray(value) ? value.join(', ') : value
      }
      const decoder = decoderOf(answerHeaders['content-encoding'])
      const length = Number(answerHeaders['content-length'] ?? 0)
      const received = await whole(answer.body, decoder ? undefined : memory, length)
      const content = decoder && received.length > 0 ? await whole(decoder().end(received), memory) : received
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

function decoderOf(
  encoding: string | undefined,
): typeof createGunzip | typeof createBrotliDecompress | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip
    case 'br':
      return createBrotliDecompress
    default:
      return undefined
  }
}

/** All that a stream gives, in `memory` where it fits, else in a buffer of its own. `expected`: its length, as far as it is known. */
async function whole(
  stream: AsyncIterable<Uint8Array>,
  memory: Uint8Array<ArrayBuffer> = new Uint8Array(),
  expected = 0,
): Promise<Buffer<ArrayBuffer>> {
  let bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.length)
  let length = 0
  for await (const chunk of stream) {
    const needed = length + chunk.length
    if (needed > largestAnswer) throw new errors.ResponseExceededMaxSizeError()
    if (needed > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(expected, largestAnswer) || bytes.length * 2),
      )
      bytes.copy(larger, 0, 0, length)
      bytes = larger
    }
    bytes.set(chunk, length)
    length = needed
  }
  return bytes.subarray(0, length)
}
