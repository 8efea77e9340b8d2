import { compactVerify, createLocalJWKSet, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { Clock } from '../clock.js'

/** App id of Azure DevOps in Entra: the audience of its access tokens (facts 3.2). */
export const AZURE_DEVOPS_APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'
/** The same resource by its URI. */
export const AZURE_DEVOPS_RESOURCE = 'https://app.vssps.visualstudio.com'

/** Seconds an access token lives unless told otherwise (facts 3.2; real ones live 60 to 90 minutes). */
const DEFAULT_LIFETIME_SECONDS = 3599

/** What a bearer token turns out to be. */
export type TokenReading =
  | {
      state: 'good'
      objectId: string
      /** What a person has let the application do; undefined for an application's own token, whose rights lie with the organization. */
      permissions: readonly string[] | undefined
    }
  | { state: 'expired' }
  | { state: 'unknown' }

/** Who a token is for, and for how long (seconds since 1970). */
export interface TokenSubject {
  /** Of a service principal or a person. */
  objectId: string
  clientId: string
  /** How the application proved itself: 0 not at all, 1 by a secret, 2 by a certificate or another issuer's assertion. */
  proof: '0' | '1' | '2'
  /** App id of the resource. */
  audience: string
  issuedAt: number
  expiresAt: number
  /** The person who signed in and what the application may do for them; undefined for the application itself. */
  user?: { displayName: string; uniqueName: string; permissions: readonly string[] } | undefined
}

/** The access tokens given out: how long they live, and what a presented one is worth. */
export interface AccessTokens {
  /** Lifetime in seconds of the tokens given out from now on. */
  lifetimeSeconds: number
  /** Claims of a token that the application asked for, for itself or for a person. */
  claims(subject: TokenSubject): Record<string, unknown>
  /** Makes every token given out so far count as expired. */
  revokeAll(): void
  /** Reads a presented token: signature, audience, issuer, expiry, revocation. */
  read(token: string): Promise<TokenReading>
}

interface VerifiedToken {
  objectId: string
  permissions: readonly string[] | undefined
  /** Seconds since 1970. */
  startsAt: number
  expiresAt: number
  number: number
}

const MOST_REMEMBERED = 10_000

/** Seconds that the clocks of Entra and of Azure DevOps may differ before a new token is too new. */
const CLOCK_SKEW_SECONDS = 300

/** `keys` are the tenant's public signing keys. Times are measured by `clock`; a token of the future counts as expired. */
export function createAccessTokens(tenant: string, keys: JSONWebKeySet, clock: Clock): AccessTokens {
  const issuer = `https://sts.windows.net/${tenant}/`
  const keySet = createLocalJWKSet(keys)
  const verified = new Map<string, VerifiedToken>()
  /** What a token says when the tenant signed it for Azure DevOps, whatever its times. */
  const verify = async (token: string): Promise<VerifiedToken | undefined> => {
    try {
      const { payload } = await compactVerify(token, keySet, { algorithms: ['RS256'] })
      const claims = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload
      if (claims.iss !== issuer || claims.aud !== AZURE_DEVOPS_APP_ID) return undefined
      return {
        objectId: String(claims['oid']),
        permissions: typeof claims['scp'] === 'string' ? claims['scp'].split(' ') : undefined,
        startsAt: claims.nbf ?? 0,
        expiresAt: claims.exp ?? 0,
        number: Number(claims['sandbox_number']),
      }
    } catch {
      return undefined
    }
  }
  let given = 0
  let revoked = 0

  return {
    lifetimeSeconds: DEFAULT_LIFETIME_SECONDS,

    // A version 1 token, as Entra gives out for this resource (facts 3.2). `sandbox_number` is ours: it tells which tokens were given out before a revocation.
    claims({ objectId, clientId, proof, audience, issuedAt, expiresAt, user }) {
      return {
        aud: audience,
        iss: issuer,
        iat: issuedAt,
        nbf: issuedAt,
        exp: expiresAt,
        appid: clientId,
        appidacr: proof,
        ...(user === undefined
          ? { idp: issuer, idtyp: 'app' }
          : {
              idtyp: 'user',
              name: user.displayName,
              scp: user.permissions.join(' '),
              unique_name: user.uniqueName,
              upn: user.uniqueName,
            }),
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
      let entry = verified.get(token)
      if (!entry) {
        entry = await verify(token)
        if (!entry) return { state: 'unknown' }
        if (verified.size >= MOST_REMEMBERED) verified.clear()
        verified.set(token, entry)
      }
      const now = clock.now() / 1000
      const runs = entry.startsAt - CLOCK_SKEW_SECONDS <= now && now < entry.expiresAt
      return runs && entry.number > revoked ? reading(entry) : { state: 'expired' }
    },
  }
}

function reading({ objectId, permissions }: VerifiedToken): TokenReading {
  return { state: 'good', objectId, permissions }
}
