import type { IncomingMessage, ServerResponse } from 'node:http'
import { CUT } from '../server/request-log.js'
import { signInPage } from '../server/refusal-answer.js'
import { htmlAnswer, jsonAnswer, type PlainAnswer } from '../server/send-answer.js'
import { serviceError } from '../server/service-error.js'
import type { Fault } from './fault-spec.js'

/** TF400733: the identity has used too much (facts 2.3, 4). No source tells the typeKey; this one is the sandbox's. */
export function tooManyRequests(headers: Record<string, string>): PlainAnswer {
  const message =
    'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource Sandbox in namespace User.'
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

/** The answer that a fault puts in place of the real one; undefined for `reset` (no answer) and for faults that spoil the real one. */
export function answerInstead(fault: Fault, retryAfter: number, activity: string): PlainAnswer | undefined {
  switch (fault) {
    case '429':
      return tooManyRequests({ 'Retry-After': String(retryAfter) })
    case '500':
      return internalError(activity)
    case '502':
      return htmlAnswer(502, '502 Bad Gateway', 'The gateway got no usable answer.')
    case '503':
      return htmlAnswer(503, 'Service Unavailable', 'The service is unavailable.', {
        'Retry-After': String(retryAfter),
      })
    case '504':
      return htmlAnswer(504, '504 Gateway Time-out', 'The gateway got no answer in time.')
    case 'signin':
      return signInPage()
    default:
      return undefined
  }
}

/** Sends half of the answer's body as if it were whole. */
export function malformed(answer: PlainAnswer): PlainAnswer {
  return { ...answer, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length / 2))) }
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

/** Cuts the connection without an answer: the client sees a reset. */
export function resetConnection(request: IncomingMessage, response: ServerResponse): void {
  response.emit(CUT)
  request.socket.resetAndDestroy()
}
