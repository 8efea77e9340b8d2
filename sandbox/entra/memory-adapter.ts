import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Clock } from '../clock.js'
import { toProviderTime, toSandboxTime } from './provider-time.js'

/** What a provider keeps (sessions, codes, grants), in memory. */
export interface ProviderMemory {
  adapter: (model: string) => Adapter
  /** Makes every refresh token given out so far worthless, as a change of the password does. */
  revokeRefreshTokens(): void
  /** Whether the refresh token has been made worthless by that. */
  isRevoked(refreshToken: string): boolean
}

/** Found after their end too: the provider then says that they have expired. */
const OUTLIVING: ReadonlySet<string> = new Set(['AuthorizationCode', 'DeviceCode', 'RefreshToken'])
const REFRESH_TOKEN = 'RefreshToken:'

/** Ended things are kept, as the clock may be moved back; beyond this number the oldest go. */
const MOST_KEPT = 50_000

interface Kept {
  /** Its moments are in the sandbox's time. */
  payload: AdapterPayload
  expiresMs: number
}

/** A memory whose entries end by `clock`. */
export function createProviderMemory(clock: Clock): ProviderMemory {
  const entries = new Map<string, Kept>()
  /** Keys of entries by what else they are looked up by. */
  const aliases = new Map<string, string>()
  const revoked = new Set<string>()

  const aliasesOf = (model: string, { uid, userCode }: AdapterPayload): string[] =>
    [
      uid === undefined ? '' : `${model}:uid:${uid}`,
      userCode === undefined ? '' : `${model}:user:${userCode}`,
    ].filter((alias) => alias !== '')

  const forget = (key: string): void => {
    const kept = entries.get(key)
    if (!kept) return
    entries.delete(key)
    for (const alias of aliasesOf(key.slice(0, key.indexOf(':')), kept.payload))
      if (aliases.get(alias) === key) aliases.delete(alias)
  }

  const find = (model: string, key: string | undefined): AdapterPayload | undefined => {
    const kept = key === undefined ? undefined : entries.get(key)
    if (!kept || (kept.expiresMs <= clock.now() && !OUTLIVING.has(model))) return undefined
    return toProviderTime(kept.payload, clock)
  }

  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      const key = `${model}:${id}`
      const expiresMs = expiresIn ? clock.now() + expiresIn * 1000 : Infinity
      entries.set(key, { payload: toSandboxTime(payload, clock), expiresMs })
      for (const alias of aliasesOf(model, payload)) aliases.set(alias, key)
      if (entries.size > MOST_KEPT) forget(entries.keys().next().value as string)
    },
    async find(id) {
      return find(model, `${model}:${id}`)
    },
    async findByUserCode(userCode) {
      return find(model, aliases.get(`${model}:user:${userCode}`))
    },
    async findByUid(uid) {
      return find(model, aliases.get(`${model}:uid:${uid}`))
    },
    async consume(id) {
      // Each use of a refresh token gives a new one, but the old one stays good, as in Entra (facts 3.2).
      if (model === 'RefreshToken') return
      const kept = entries.get(`${model}:${id}`)
      if (kept) kept.payload.consumed = Math.floor(clock.now() / 1000)
    },
    async destroy(id) {
      forget(`${model}:${id}`)
    },
    // Called when a code is used twice: Entra refuses that, but what the first use gave stays good.
    async revokeByGrantId() {},
  })

  return {
    adapter,
    revokeRefreshTokens() {
      for (const key of entries.keys()) {
        if (!key.startsWith(REFRESH_TOKEN)) continue
        entries.delete(key)
        revoked.add(key.slice(REFRESH_TOKEN.length))
      }
    },
    isRevoked: (refreshToken) => revoked.has(refreshToken),
  }
}
