import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** An answer ready to be sent: the body is bytes or text already. */
export interface PlainAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: string | Buffer
}

/** An answer whose body is the given JSON value. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Record<string, string | string[]> = {},
): PlainAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

/** An answer that is an HTML page. */
export function htmlAnswer(
  status: number,
  title: string,
  text: string,
  headers: Record<string, string | string[]> = {},
): PlainAnswer {
  const body = `<!DOCTYPE html>\r\n<html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\r\n`
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body }
}

/** Headers every answer of Azure DevOps carries (facts 2.3). */
export function activityHeaders(activity: string = randomUUID()): Record<string, string> {
  return { ActivityId: activity, 'X-VSS-E2EID': activity }
}

/** From this length on, in characters, a text is encoded once for both its length and its sending. */
const LARGE = 16_384

/** Sends the answer whole, with its length. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: PlainAnswer): void {
  const bare = answer.status === 204 || answer.status === 304
  // A short text goes out in one piece with the head, which is faster than bytes apart from it.
  const body =
    typeof answer.body === 'string' && answer.body.length >= LARGE ? Buffer.from(answer.body) : answer.body
  const headers = bare
    ? answer.headers
    : { ...answer.headers, 'Content-Length': String(Buffer.byteLength(body)) }
  response.writeHead(answer.status, headers)
  if (bare || request.method === 'HEAD') response.end()
  else response.end(body)
}
