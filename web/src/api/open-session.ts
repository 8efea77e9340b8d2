import type { SessionAnswer } from '../../../src/console/api-schema.js'
import { ApiError } from './api-error.js'
import { ask } from './request.js'
import { session } from './session.svelte.js'

/**
 * Exchanges the code of a one-time link (`/session#CODE`) for a session, or goes on with the one this browser has. The code
 * leaves the address bar at once. Throws ApiError when the link is refused or the server does not answer.
 */
export async function openSession(): Promise<void> {
  const code = location.pathname === '/session' ? location.hash.slice(1) : ''
  if (location.pathname !== '/') history.replaceState(null, '', code === '' ? '/' : '/#/connections')
  let refused: ApiError | undefined
  if (code !== '') {
    try {
      await ask('/session', { method: 'POST', body: { code } })
    } catch (thrown) {
      // A link that was used already, in a browser that has its session: no reason to stop.
      if (!(thrown instanceof ApiError) || thrown.code === 'UNREACHABLE') throw thrown
      refused = thrown
    }
  }
  try {
    session.opened(await ask<SessionAnswer>('/session'))
  } catch (thrown) {
    session.lost()
    if (refused !== undefined) throw refused
    if (!(thrown instanceof ApiError) || thrown.code !== 'SESSION_REQUIRED') throw thrown
  }
}
