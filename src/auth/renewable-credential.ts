import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Credential } from './credential-interface.js'
import { isAlive, isFresh, type HeldToken } from './held-token.js'
import type { TokenSource } from './token-source.js'
import { tokenStatus } from './token-status.js'

/** After a renewal that failed, a token that is still accepted serves this long, in ms. */
const renewalPause = 30_000

/**
 * A credential whose token is renewed: a token in memory, behind it the one kept, behind that the provider.
 * Concurrent callers share one request: within the process by one promise, across processes by a lock under which
 * what is kept is read again, so that the newest refresh token is neither lost nor used twice.
 */
export function renewableCredential(
  source: TokenSource,
  parts: { connectionName: string; events: Events; now: () => number },
): Credential {
  const { connectionName, events, now } = parts
  let held: HeldToken | undefined
  let pausedUntil = 0
  let renewal: Promise<{ token: HeldToken; kept: boolean }> | undefined

  const hold = (token: HeldToken): HeldToken => {
    events.hide(token.accessToken)
    events.hide(token.refreshToken)
    held = token
    return token
  }

  const keep = async (token: HeldToken): Promise<HeldToken> => {
    hold(token)
    await source.write(token)
    pausedUntil = 0
    events.emit({
      type: 'token.obtained',
      connection: connectionName,
      way: source.way,
      expiresAt: token.expiresAt === undefined ? undefined : new Date(token.expiresAt).toISOString(),
    })
    return token
  }

  const ask = async (kept: HeldToken | undefined): Promise<HeldToken> => {
    events.hide(kept?.refreshToken)
    return keep(await source.renew(kept))
  }

  const serves = (token: HeldToken): boolean =>
    source.canRenew(token) ? isFresh(token, now()) : isAlive(token, now())

  /** A token that serves other than `refused`, as kept or else from the provider. Runs once for all who wait. */
  const renew = (refused: string | undefined): Promise<{ token: HeldToken; kept: boolean }> => {
    renewal ??= source
      .exclusively(async () => {
        const kept = await source.read()
        const usable = kept !== undefined && kept.accessToken !== refused && serves(kept)
        return usable ? { token: hold(kept), kept: true } : { token: await ask(kept), kept: false }
      })
      .finally(() => (renewal = undefined))
    return renewal
  }

  const current = async (): Promise<HeldToken> => {
    if (held !== undefined && (serves(held) || (now() < pausedUntil && isAlive(held, now())))) return held
    try {
      return (await renew(undefined)).token
    } catch (thrown) {
      held ??= await source.read().catch(() => undefined)
      const failed = thrown instanceof AzdoError && thrown.code.startsWith('SIGN_IN_')
      if (!failed || held === undefined || !isAlive(held, now())) throw thrown
      pausedUntil = now() + renewalPause
      return hold(held)
    }
  }

  const status = (token: HeldToken | undefined) =>
    tokenStatus(source.way, token, now(), token === undefined ? [] : source.warnings(token))

  return {
    async authorization(signal) {
      return header(await unlessAborted(current(), signal))
    },
    async renewed(refused, signal) {
      if (held !== undefined && header(held) !== refused && serves(held)) {
        return { authorization: header(held), kept: true }
      }
      const { token, kept } = await unlessAborted(renew(refused.replace(/^Bearer /, '')), signal)
      return header(token) === refused ? undefined : { authorization: header(token), kept }
    },
    async generate(signal, interaction) {
      if (source.signIn === undefined || interaction === undefined) {
        const anew = source.exclusively(async () => ask(await source.read()))
        return status(await unlessAborted(anew, signal))
      }
      const token = await source.signIn(interaction, signal)
      return status(await source.exclusively(() => keep(token)))
    },
    async status() {
      const kept = held ?? (await source.read())
      return status(kept === undefined ? undefined : hold(kept))
    },
  }
}

function header(token: HeldToken): string {
  return `Bearer ${token.accessToken}`
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
