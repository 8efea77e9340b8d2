import type { FastifyRequest } from 'fastify'
import { AzdoError } from '../errors/azdo-error.js'
import { cookieOf, type BrowserSession, type BrowserSessions } from './browser-sessions.js'
import { sameText, type OneTimeLink } from './one-time-link.js'

/** Everything comes from the console itself; nothing else may load, frame it or be sent to. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
}

/**
 * What is answered without a session: the pages, which hold nothing of anybody's, and where the code of a link is
 * exchanged. By the route that was found, as the same address can be written in many ways.
 */
const pages: ReadonlySet<string> = new Set(['GET /', 'GET /session', 'GET /*'])
const exchange = 'POST /api/session'

/** Decides whether a request is answered. */
export interface RequestGuard {
  /**
   * Host and Origin of every request must be of this console, so that no web page reaches it, not even through a name of
   * its own (DNS rebinding). The API also needs the session's cookie and, for all but GET, its proof in the header
   * x-azdo-csrf. Errors: REQUEST_REFUSED, SESSION_REQUIRED.
   */
  check(request: FastifyRequest): void
  /** The session of a request that was let in. */
  sessionOf(request: FastifyRequest): BrowserSession
  /** The Set-Cookie of a new session. */
  cookie(value: string): string
}

/** `port` is asked at each request: it may be known only once the server listens. */
export function createRequestGuard(
  port: () => number,
  sessions: BrowserSessions,
  link: OneTimeLink,
): RequestGuard {
  const cookieName = (): string => `azdo_console_${port()}`
  const find = ({ headers }: FastifyRequest) => sessions.find(cookieOf(headers.cookie, cookieName()))
  const required = (request: FastifyRequest): BrowserSession => {
    const session = find(request)
    if (session !== undefined) return session
    link.renewExpired()
    throw new AzdoError('SESSION_REQUIRED', 'This browser is not let in to the console, or no longer.', {
      hint: 'Open the newest link that azdo start has printed on its terminal.',
    })
  }
  return {
    check(request) {
      const { headers, method } = request
      const host = headers.host?.toLowerCase() ?? ''
      if (!['127.0.0.1', 'localhost', '[::1]'].some((name) => host === `${name}:${port()}`))
        throw refused(`This console answers to http://127.0.0.1:${port()}/ only.`)
      if (headers.origin !== undefined && headers.origin !== `http://${host}`)
        throw refused('The console takes no requests of other sites.')
      const route = `${method} ${request.routeOptions.url}`
      if (pages.has(route) && !/^\/api(\/|$)/.test(request.url)) return
      if (/^(cross-site|same-site)$/.test(String(headers['sec-fetch-site'])))
        throw refused('The console takes no requests of other sites.')
      if (route === exchange) return
      const { csrf } = required(request)
      const given = headers['x-azdo-csrf']
      if (method !== 'GET' && !(typeof given === 'string' && sameText(given, csrf)))
        throw refused('The page is older than the session of this browser.')
    },
    sessionOf: required,
    cookie: (value) => `${cookieName()}=${value}; Path=/; HttpOnly; SameSite=Strict`,
  }
}

function refused(message: string): AzdoError {
  return new AzdoError('REQUEST_REFUSED', message, { hint: 'Load the page again.' })
}
