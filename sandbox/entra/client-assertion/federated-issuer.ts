import { SignJWT, compactVerify, generateKeyPair, type CryptoKey, type JWTPayload } from 'jose'
import type { EntraSite } from '../entra-error.js'

/** Audience that Entra wants in assertions of other issuers (docs "Workload identity federation"). */
export const FEDERATED_AUDIENCE = 'api://AzureADTokenExchange'

/** Seconds until the assertion told in the sandbox's info ends: longer than any sandbox runs. */
const LIFETIME_SECONDS = 30 * 86_400

/** An issuer that the federated application trusts, such as a cluster or a pipeline. */
export interface FederatedIssuer {
  readonly issuer: string
  readonly subject: string
  /** A new assertion: as trusted, unless parts of it are given otherwise. */
  assertion(parts?: {
    lifetimeSeconds?: number
    issuer?: string
    subject?: string
    audience?: string
  }): Promise<string>
  /** The claims when this issuer signed the assertion, whatever its times; undefined when it did not. */
  read(assertion: string): Promise<JWTPayload | undefined>
}

/**
 * The key is new at every start, and of a kind that is
 * made at once.
 */
export async function createFederatedIssuer({ origin, clock }: EntraSite): Promise<FederatedIssuer> {
  const keys: { privateKey: CryptoKey; publicKey: CryptoKey } = await generateKeyPair('ES256')
  const issuer = `${origin}/_sandbox/federation`
  const subject = 'system:serviceaccount:sandbox:azdo-connector'
  return {
    issuer,
    subject,
    assertion(parts = {}) {
      const now = Math.floor(clock.now() / 1000)
      return new SignJWT()
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
        .setIssuer(parts.issuer ?? issuer)
        .setSubject(parts.subject ?? subject)
        .setAudience(parts.audience ?? FEDERATED_AUDIENCE)
        .setIssuedAt(now)
        .setNotBefore(now - 60)
        .setExpirationTime(now + (parts.lifetimeSeconds ?? LIFETIME_SECONDS))
        .sign(keys.privateKey)
    },
    async read(assertion) {
      try {
        const { payload } = await compactVerify(assertion, keys.publicKey)
        return JSON.parse(new TextDecoder().decode(payload)) as JWTPayload
      } catch {
        return undefined
      }
    },
  }
}
