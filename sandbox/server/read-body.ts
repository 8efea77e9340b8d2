import type { IncomingMessage } from 'node:http'

const EMPTY = Buffer.alloc(0)

/** Largest body the sandbox takes, in bytes. Our decision: more than any request of a connector. */
export const LARGEST_BODY = 32 * 1024 * 1024

/** The request's body, or undefined when it is larger than the sandbox takes. Rejects when the client goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    request.resume()
    return EMPTY
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= LARGEST_BODY) chunks.push(chunk)
  }
  return length <= LARGEST_BODY ? Buffer.concat(chunks, length) : undefined
}
