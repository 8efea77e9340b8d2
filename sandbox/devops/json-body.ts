import { randomUUID } from 'node:crypto'
import { DevOpsError } from './devops-error.js'
import type { DevOpsRequest } from './devops-request.js'

/** Refuses a body that is not declared as JSON (facts 2.3). */
export function checkContentType(request: DevOpsRequest): void {
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  if (given.toLowerCase() === 'application/json') return
  throw new DevOpsError(
    400,
    'Microsoft.VisualStudio.Services.WebApi.VssRequestContentTypeNotSupportedException',
    `The request indicated a Content-Type of "${given}" for method type "${request.method}" which is not supported. ` +
      'Valid content types for this method are: application/json.',
  )
}

/** The object in the body; bad JSON gives 400 with the text reported for it (facts 2.3, last row). */
export function jsonBody(request: DevOpsRequest): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(request.body.toString('utf8'))
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new DevOpsError(
    400,
    'Newtonsoft.Json.JsonReaderException',
    `TF400898: An Internal Error Occurred. Activity Id: ${randomUUID()}.`,
    0,
  )
}
