import { createLocalJWKSet, jwtVerify, errors, type JSONWebKeySet } from 'jose'

/** App id of Azure DevOps in Entra: the audience of its access tokens (facts 3.2). */
export const AZURE_DEVOPS_APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'
/** The same resource by its URI. */
export const AZURE_DEVOPS_RESOURCE = 'https://app.vssps.visualstudio.com'

/** Seconds an access token lives unless told otherwise (facts 3.2; real ones live 60 to 90 minutes). */
const DEFAULT_LIFETIME_SECONDS = 3599

/** What a bearer token turns out to be. */
export type TokenReading = { state: 'good'; objectId: string } | { state: 'expired' } | { state: 'unknown' }

/** The access tokens given out: how long they live, and what a presented one is worth. */
export interface AccessTokens {
  /** Lifetime in seconds of the tokens given out from now on. */
  lifetimeSeconds: number
  /** Claims of a token for the object (a service principal or a user) that the application asked for. */
  claims(parts: {
    objectId: string
    clientId: string
    issuedAt: number
    expiresAt: number
  }): Record<string, unknown>
  /** Makes every token given out so far count as expired. */
  revokeAll(): void
  /** Reads a presented token: signature, audience, issuer, expiry, revocation. */
  read(token: string): Promise<TokenReading>
}

const MOST_REMEMBERED = 10_000

/** `keys` are the tenant's public signing keys. */
export function createAccessTokens(tenant: string, keys: JSONWebKeySet): AccessTokens {
  const issuer = `https://sts.windows.net/${tenant}/`
  const keySet = createLocalJWKSet(keys)
  const verified = new Map<string, { objectId: string; expiresAt: number; number: number }>()
  let given = 0
  let revoked = 0

  return {
    lifetimeSeconds: DEFAULT_LIFETIME_SECONDS,

    // A version 1 token, as Entra gives out for this resource (facts 3.2). `sandbox_number` is ours: it tells which tokens were given out before a revocation.
    claims({ objectId, clientId, issuedAt, expiresAt }) {
      return {
        aud: AZURE_DEVOPS_APP_ID,
        iss: issuer,
        iat: issuedAt,
        nbf: issuedAt,
        exp: expiresAt,
        appid: clientId,
        appidacr: '1',
        idp: issuer,
        idtyp: 'app',
        oid: objectId,
        sub: objectId,
        tid: tenant,
        ver: '1.0',
        sandbox_number: ++given,
      }
    },

    revokeAll() {
      revoked = given
    },

    async read(token) {
      const remembered = verified.get(token)
      if (remembered) {
        const good = remembered.number > revoked && remembered.expiresAt * 1000 > Date.now()
        return good ? { state: 'good', objectId: remembered.objectId } : { state: 'expired' }
      }
      try {
        const { payload } = await jwtVerify(token, keySet, {
          issuer,
          audience: AZURE_DEVOPS_APP_ID,
          algorithms: ['RS256'],
        })
        const entry = {
          objectId: String(payload['oid']),
          expiresAt: payload.exp ?? 0,
          number: Number(payload['sandbox_number']),
        }
        if (verified.size >= MOST_REMEMBERED) verified.clear()
        verified.set(token, entry)
        return entry.number > revoked ? { state: 'good', objectId: entry.objectId } : { state: 'expired' }
      } catch (thrown) {
        return thrown instanceof errors.JWTExpired ? { state: 'expired' } : { state: 'unknown' }
      }
    },
  }
}
