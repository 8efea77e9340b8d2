import { createHash } from 'node:crypto'
import { newSecret } from './one-time-link.js'

/** A browser that was let in. */
export interface BrowserSession {
  /** What a page of ours proves itself with. */
  readonly csrf: string
}

/** The browsers that were let in; they are forgotten when the program ends. */
export interface BrowserSessions {
  /** Lets a browser in; gives the value of its cookie. */
  open(): string
  /** The session of a cookie; undefined when there is none or it was not used for too long. */
  find(cookie: string | undefined): BrowserSession | undefined
}

/** A session that nobody uses ends after this, ms. */
export const idleLifeMs = 12 * 3_600_000
/** Beyond it the one used longest ago is forgotten. */
const mostSessions = 20

/** `now`: ms since 1970. */
export function createBrowserSessions(now: () => number): BrowserSessions {
  // By the digest of the cookie, so that looking one up tells nothing by its time.
  const sessions = new Map<string, BrowserSession & { usedAt: number }>()
  return {
    open() {
      const cookie = newSecret()
      sessions.set(digest(cookie), { csrf: newSecret(), usedAt: now() })
      if (sessions.size > mostSessions) sessions.delete(sessions.keys().next().value!)
      return cookie
    },
    find(cookie) {
      const key = cookie === undefined ? undefined : digest(cookie)
      const session = key === undefined ? undefined : sessions.get(key)
      if (key === undefined || session === undefined) return undefined
      sessions.delete(key)
      if (now() - session.usedAt >= idleLifeMs) return undefined
      session.usedAt = now()
      sessions.set(key, session)
      return session
    },
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A cookie of a request's Cookie header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
