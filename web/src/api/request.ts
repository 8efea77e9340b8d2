import { ApiError, readApiError } from './api-error.js'
import { session } from './session.svelte.js'

/** Methods of the API. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** What a call may carry. */
export interface Call {
  readonly method?: Method
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * One request to the console's API, with the session's proof. Throws ApiError for every answer that is not a success, and
 * when there is no answer (code UNREACHABLE). A lost session shows the page that says how to get a new one.
 */
export async function send(path: string, { method = 'GET', body, signal }: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/x-ndjson' }
  if (method !== 'GET') headers['x-azdo-csrf'] = session.csrf
  if (body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch (thrown) {
    if (signal?.aborted) throw thrown
    throw new ApiError('UNREACHABLE', 'azdo does not answer.', {
      hint: 'It may have been stopped. Start it again with "azdo start" and open the new link it prints.',
    })
  }
  if (response.ok) return response
  const error = readApiError(response.status, await response.json().catch(() => undefined))
  // A sign-in that Azure DevOps refuses is a 401 as well.
  if (error.code === 'SESSION_REQUIRED' && session.state === 'open') session.lost()
  throw error
}

/** A request whose answer is one JSON value; undefined when it has no body. */
export async function ask<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const response = await send(path, call)
  if (response.status === 204) return undefined as Answer
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}
