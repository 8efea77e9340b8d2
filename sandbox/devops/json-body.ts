import { randomUUID } from 'node:crypto'
import { DevOpsError } from './devops-error.js'
import type { DevOpsRequest } from './devops-request.js'

/** Refuses a body that is not declared as the content type a route takes (facts 2.3). */
export function checkContentType(request: DevOpsRequest, wanted: string): void {
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  if (given.toLowerCase() === wanted) return
  throw new DevOpsError(
    400,
    'Microsoft.VisualStudio.Services.WebApi.VssRequestContentTypeNotSupportedException',
    `The request indicated a Content-Type of "${given}" for method type "${request.method}" which is not supported. ` +
      `Valid content types for this method are: ${wanted}.`,
  )
}

/** The object in the body; anything else is refused. */
export function jsonBody(request: DevOpsRequest): Record<string, unknown> {
  const value = parsed(request)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw unreadable()
}

/** The list in the body; anything else is refused. */
export function jsonList(request: DevOpsRequest): unknown[] {
  const value = parsed(request)
  if (Array.isArray(value)) return value
  throw unreadable()
}

function parsed(request: DevOpsRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'))
  } catch {
    throw unreadable()
  }
}

/** Bad JSON gives 400 with the text reported for it (facts 2.3, last row). */
function unreadable(): DevOpsError {
  return new DevOpsError(
    400,
    'Newtonsoft.Json.JsonReaderException',
    `TF400898: An Internal Error Occurred. Activity Id: ${randomUUID()}.`,
    0,
  )
}
