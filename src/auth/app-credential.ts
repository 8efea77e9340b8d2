import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Connection } from '../settings/connection.js'
import { withLock } from '../settings/home-lock.js'
import { requestClientCredentialsToken } from './client-credentials.js'
import type { Credential, TokenStatus } from './credential-interface.js'
import { isAlive, isFresh, type HeldToken } from './held-token.js'
import { readTokenClaims } from './token-claims.js'
import { readStoredToken, settingsFingerprint, storeToken } from './token-store.js'

const way = 'App Credentials'

/** After a renewal that could not reach the provider, a token that is still accepted serves this long, in ms. */
const renewalPause = 30_000

/**
 * The credential of App Credentials: a token in memory, behind it the token store, behind that the Token URL.
 * Concurrent callers share one request: within the process by one promise, across processes by a lock under which the
 * store is read again.
 */
export function appCredential(
  connection: Connection,
  parts: { home: string; events: Events; now: () => number },
): Credential {
  const { home, events, now } = parts
  const lock = `token-${settingsFingerprint(connection).slice(0, 16)}`
  let held: HeldToken | undefined
  let pausedUntil = 0
  let renewal: Promise<HeldToken> | undefined

  const keep = (token: HeldToken): HeldToken => {
    events.hide(token.accessToken)
    held = token
    return token
  }

  const ask = async (): Promise<HeldToken> => {
    const token = keep(await requestClientCredentialsToken(connection, { now, mask: events.mask }))
    await storeToken(home, connection, token)
    events.emit({
      type: 'token.obtained',
      connection: connection.name,
      way,
      expiresAt: isoTime(token.expiresAt),
    })
    return token
  }

  /** A fresh token other than `refused`, from the store or else from the provider. Runs once for all who wait. */
  const renew = (refused: string | undefined): Promise<HeldToken> => {
    renewal ??= withLock(home, lock, async () => {
      const stored = await readStoredToken(home, connection)
      const usable = stored !== undefined && stored.accessToken !== refused && isFresh(stored, now())
      return usable ? keep(stored) : await ask()
    }).finally(() => (renewal = undefined))
    return renewal
  }

  const current = async (): Promise<HeldToken> => {
    if (held !== undefined && (isFresh(held, now()) || (now() < pausedUntil && isAlive(held, now()))))
      return held
    try {
      return await renew(undefined)
    } catch (thrown) {
      const unreachable = thrown instanceof AzdoError && thrown.code === 'SIGN_IN_UNREACHABLE'
      if (!unreachable || held === undefined || !isAlive(held, now())) throw thrown
      pausedUntil = now() + renewalPause
      return held
    }
  }

  return {
    async authorization(signal) {
      return header(await unlessAborted(current(), signal))
    },
    async renewed(refused, signal) {
      if (held !== undefined && header(held) !== refused && isFresh(held, now())) return header(held)
      const token = await unlessAborted(renew(refused.replace(/^Bearer /, '')), signal)
      return header(token) === refused ? undefined : header(token)
    },
    async generate(signal) {
      return statusOf(await unlessAborted(withLock(home, lock, ask), signal), now())
    },
    async status() {
      if (held === undefined) {
        const stored = await readStoredToken(home, connection)
        if (stored !== undefined) keep(stored)
      }
      return statusOf(held, now())
    },
  }
}

function header(token: HeldToken): string {
  return `Bearer ${token.accessToken}`
}

function statusOf(token: HeldToken | undefined, now: number): TokenStatus {
  if (token === undefined) return { way, held: false }
  const { audience, tenant, identity, permissions } = readTokenClaims(token.accessToken)
  return {
    way,
    held: isAlive(token, now),
    expiresAt: isoTime(token.expiresAt),
    audience,
    tenant,
    identity,
    permissions: permissions ?? token.scope?.split(' ').filter(Boolean),
  }
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}

/** Gives up waiting when the signal fires; the shared work itself goes on for the others. Error: STATEMENT_CANCELED. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AzdoError('STATEMENT_CANCELED', 'The statement was cancelled during sign-in.'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
