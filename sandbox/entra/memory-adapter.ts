import type { Adapter, AdapterPayload } from 'oidc-provider'

/** What a provider keeps (sessions, codes, grants), in memory. */
export interface ProviderMemory {
  adapter: (model: string) => Adapter
  /** Makes every refresh token given out so far worthless, as a change of the password does. */
  revokeRefreshTokens(): void
  /** Whether the refresh token has been made worthless by that. */
  isRevoked(refreshToken: string): boolean
}

/** Kept for a while after their end, so that a refusal can say that they have expired. */
const OUTLIVING: ReadonlySet<string> = new Set(['AuthorizationCode', 'DeviceCode', 'RefreshToken'])
const GRACE_SECONDS = 3600
const REFRESH_TOKEN = 'RefreshToken:'

export function createProviderMemory(): ProviderMemory {
  const entries = new Map<string, { payload: AdapterPayload; expiresMs: number }>()
  const revoked = new Set<string>()

  const find = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key)
    if (entry && entry.expiresMs > Date.now()) return entry.payload
    entries.delete(key)
    return undefined
  }
  const findWhere = (
    model: string,
    holds: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined => {
    for (const key of entries.keys()) {
      const payload = key.startsWith(`${model}:`) ? find(key) : undefined
      if (payload && holds(payload)) return payload
    }
    return undefined
  }

  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      entries.set(`${model}:${id}`, {
        payload,
        expiresMs: expiresIn
          ? Date.now() + (expiresIn + (OUTLIVING.has(model) ? GRACE_SECONDS : 0)) * 1000
          : Infinity,
      })
    },
    async find(id) {
      return find(`${model}:${id}`)
    },
    async findByUserCode(userCode) {
      return findWhere(model, (payload) => payload.userCode === userCode)
    },
    async findByUid(uid) {
      return findWhere(model, (payload) => payload.uid === uid)
    },
    async consume(id) {
      // Each use of a refresh token gives a new one, but the old one stays good, as in Entra (facts 3.2).
      if (model === 'RefreshToken') return
      const payload = find(`${model}:${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      entries.delete(`${model}:${id}`)
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
