import { createHash } from 'node:crypto'
import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  type ProtectedHeaderParameters,
} from 'jose'
import type { Clock } from '../../clock.js'
import type { SandboxClient } from '../../server/sandbox-accounts.js'
import type { EntraRefusal } from '../entra-error.js'
import { knownRefusal } from '../known-refusals.js'
import { FEDERATED_AUDIENCE, type FederatedIssuer } from './federated-issuer.js'
import type { SelfSignedCertificate } from './self-signed-certificate.js'

/** Type of assertion that Entra takes (RFC 7523). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds that the clocks of Entra and of a client may differ (docs "Certificate credentials"). */
const CLOCK_SKEW_SECONDS = 300

/** What assertions are measured by. */
export interface AssertionTrust {
  certificate: SelfSignedCertificate
  /** The applications that have this certificate, and that trust the issuer. */
  certificateClient: SandboxClient
  federatedClient: SandboxClient
  issuer: FederatedIssuer
  /** Audiences that name this tenant. */
  audiences: ReadonlySet<string>
  clock: Clock
}

/**
 * What Entra has against an application's assertion, if anything (facts 3.2). The provider can check neither
 * kind: it takes no assertion whose issuer is not the application itself, and knows no certificates.
 */
export async function checkAssertion(
  client: SandboxClient,
  form: Readonly<Record<string, string>>,
  trust: AssertionTrust,
): Promise<EntraRefusal | undefined> {
  const about = { clientId: client.clientId }
  const assertion = form['client_assertion'] ?? ''
  if (client.isPublic) return knownRefusal(700025, about)
  if (form['client_assertion_type'] !== ASSERTION_TYPE)
    return knownRefusal(
      900144,
      about,
      "The request body must contain the following parameter: 'client_assertion_type'.",
    )
  let header: ProtectedHeaderParameters
  let claims: JWTPayload
  try {
    header = decodeProtectedHeader(assertion)
    claims = decodeJwt(assertion)
  } catch {
    return knownRefusal(50027, about)
  }
  const foreign = claims.iss !== undefined && claims.iss !== client.clientId && claims.sub !== client.clientId
  const refusal = foreign
    ? await checkForeign(client, assertion, claims, trust)
    : await checkOwn(client, assertion, header, claims, trust)
  return refusal ?? checkTimes(claims, trust.clock.now() / 1000, about)
}

async function checkOwn(
  client: SandboxClient,
  assertion: string,
  header: ProtectedHeaderParameters,
  claims: JWTPayload,
  trust: AssertionTrust,
): Promise<EntraRefusal | undefined> {
  const about = { clientId: client.clientId }
  if (claims.iss !== client.clientId || claims.sub !== client.clientId) return knownRefusal(700021, about)
  const { certificate } = trust
  const thumbprint = header['x5t#S256'] ?? header.x5t
  const named = header['x5t#S256'] === certificate.x5tS256 || header.x5t === certificate.x5t
  if (client.clientId !== trust.certificateClient.clientId || !named) {
    return knownRefusal(
      700027,
      about,
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${readable(thumbprint)}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${client.clientId}'.]`,
    )
  }
  try {
    await compactVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'] })
  } catch {
    return knownRefusal(
      700027,
      about,
      `Client assertion failed signature validation. [Reason - The key was found, but the signature is not its own., Thumbprint of key used by client: '${readable(thumbprint)}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${client.clientId}'.]`,
    )
  }
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud ?? '']
  return audiences.some((audience) => trust.audiences.has(audience)) ? undefined : knownRefusal(700023, about)
}

async function checkForeign(
  client: SandboxClient,
  assertion: string,
  claims: JWTPayload,
  trust: AssertionTrust,
): Promise<EntraRefusal | undefined> {
  const about = { clientId: client.clientId }
  const mismatch = (code: number, what: string, value: unknown) =>
    knownRefusal(
      code,
      about,
      `No matching federated identity record found for presented assertion ${what} '${String(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
    )
  if (client.clientId !== trust.federatedClient.clientId || claims.iss !== trust.issuer.issuer)
    return mismatch(700211, 'issuer', claims.iss)
  if (!(await trust.issuer.read(assertion))) return knownRefusal(50013, about)
  if (claims.sub !== trust.issuer.subject) return mismatch(700213, 'subject', claims.sub)
  return claims.aud === FEDERATED_AUDIENCE ? undefined : mismatch(700212, 'audience', claims.aud)
}

function checkTimes(claims: JWTPayload, now: number, about: { clientId: string }): EntraRefusal | undefined {
  const starts = claims.nbf ?? claims.iat ?? 0
  const ends = claims.exp ?? 0
  if (starts - CLOCK_SKEW_SECONDS <= now && now <= ends + CLOCK_SKEW_SECONDS) return undefined
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString()
  return knownRefusal(
    700024,
    about,
    `Client assertion is not within its valid time range. Current time: ${moment(now)}, assertion valid from ${moment(starts)}, expiry time of assertion ${moment(ends)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  )
}

/** A thumbprint as the portal shows it: hexadecimal. Anything else is answered by its hash, never as it is. */
function readable(thumbprint: unknown): string {
  const given = typeof thumbprint === 'string' ? thumbprint : ''
  const bytes = Buffer.from(given, 'base64url')
  const known = bytes.length === 20 || bytes.length === 32 ? bytes : createHash('sha1').update(given).digest()
  return known.toString('hex').toUpperCase()
}
