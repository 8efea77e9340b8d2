import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { CUT } from '../server/request-log.js'
import { signInPage } from '../server/refusal-answer.js'
import { htmlAnswer, jsonAnswer, type PlainAnswer } from '../server/send-answer.js'
import { serviceError } from '../server/service-error.js'
import type { Fault } from './fault-spec.js'

/** TF400733: the identity has used too much of a resource (facts 2.3, 4). No source tells the typeKey; this one is the sandbox's. */
export function tooManyRequests(resource: string, headers: Record<string, string>): PlainAnswer {
  const message = `TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource ${resource} in namespace User.`
  return jsonAnswer(429, serviceError('RequestBlockedException', message), headers)
}

/** TF400898: something went wrong inside (facts 2.3). */
export function internalError(activity: string): PlainAnswer {
  const message = `TF400898: An Internal Error Occurred. Activity Id: ${activity}.`
  return jsonAnswer(500, {
    ...serviceError('Exception', message, 'System'),
    typeName: 'System.Exception, mscorlib',
    eventId: 0,
  })
}

/** The service's busy errors of queries (facts 4); status, typeKey and wording are the sandbox's (unconfirmed). */
function queryBusy(message: string): PlainAnswer {
  const space = 'Microsoft.TeamFoundation.WorkItemTracking.Server'
  return jsonAnswer(503, {
    ...serviceError('WorkItemTrackingQueryThrottledException', message, space),
    eventId: 3200,
  })
}

/** The answer that a fault puts in place of the real one; undefined for faults that need more than an answer. */
export function answerInstead(
  fault: Fault,
  request: { retryAfter: number; activity: string; resource: string; origin: string },
): PlainAnswer | undefined {
  const later = { 'Retry-After': String(request.retryAfter) }
  switch (fault) {
    case '429':
      return tooManyRequests(request.resource, later)
    case '500':
      return internalError(request.activity)
    case '502':
      return htmlAnswer(502, '502 Bad Gateway', 'The gateway got no usable answer.')
    case '503':
      return htmlAnswer(503, 'Service Unavailable', 'The service is unavailable.', later)
    case '504':
      return htmlAnswer(504, '504 Gateway Time-out', 'The gateway got no answer in time.')
    case 'bom-503': {
      // Recorded traffic has this answer with a byte order mark (facts 9).
      const answer = jsonAnswer(503, { message: 'The service is unavailable.' }, later)
      return { ...answer, body: `\uFEFF${String(answer.body)}` }
    }
    case 'html':
      return htmlAnswer(200, 'Azure DevOps Services', 'We are working on it.')
    case 'signin':
      return signInPage()
    case 'empty-401':
      return { status: 401, headers: { 'WWW-Authenticate': `Basic realm="${request.origin}/"` }, body: '' }
    case 'vs402490':
      return queryBusy('VS402490: Too many queries are running at the same time. Try again later.')
    case 'vs402491':
      return queryBusy('VS402491: The server is too busy to run the query. Try again later.')
    default:
      return undefined
  }
}

/** The answer with half of its body, sent as if it were whole. */
export function malformed(answer: PlainAnswer): PlainAnswer {
  return { ...answer, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2))) }
}

/** The answer declared as plain text, whatever it is. */
export function wronglyTyped(answer: PlainAnswer): PlainAnswer {
  const others = Object.entries(answer.headers).filter(([name]) => name.toLowerCase() !== 'content-type')
  return {
    ...answer,
    headers: { ...Object.fromEntries(others), 'Content-Type': 'text/plain; charset=utf-8' },
  }
}

/** Sends the answer's head and half of its body, then cuts the connection. */
export function sendTruncated(request: IncomingMessage, response: ServerResponse, answer: PlainAnswer): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(Math.max(2, body.length)) })
  const half = body.subarray(0, Math.max(1, Math.floor(body.length / 2)))
  // The close frame follows the bytes already written, so the client sees the half and then the end.
  response.write(half, () => {
    response.emit(CUT)
    request.socket.destroySoon()
  })
}

/** Pieces a dripping answer comes in. */
const PIECES = 20

/** Sends the answer whole, but in small pieces with a pause before each. */
export async function sendDripping(
  response: ServerResponse,
  answer: PlainAnswer,
  pauseMs: number,
): Promise<void> {
  const body = Buffer.from(answer.body)
  const size = Math.max(1, Math.ceil(body.length / PIECES))
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(body.length) })
  response.flushHeaders()
  for (let from = 0; from < body.length && !response.destroyed; from += size) {
    await wait(pauseMs)
    response.write(body.subarray(from, from + size))
  }
  response.end()
}

/** Cuts the connection without an answer: the client sees a reset. */
export function resetConnection(request: IncomingMessage, response: ServerResponse): void {
  response.emit(CUT)
  request.socket.resetAndDestroy()
}
