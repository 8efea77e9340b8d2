import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import type { HeldToken } from './held-token.js'
import { networkFault } from './network-fault.js'
import { sealedTokens } from './sealed-tokens.js'
import { readTokenClaims } from './token-claims.js'
import type { RequestParts } from './token-request.js'
import type { TokenSource } from './token-source.js'

/** Azure DevOps as a resource (facts 3.2). */
const resource = '499b84ac-1321-427f-aa17-267ca6975798'

/** The service is on the same machine: what does not answer soon is not there. In ms. */
const patience = 10_000

/** Managed Identity: the tokens of the Azure machine this runs on. */
export function managedIdentityTokens(
  connection: Connection,
  home: string,
  parts: RequestParts,
): TokenSource {
  return {
    way: 'Managed Identity',
    ...sealedTokens(home, connection),
    renew: () => requestManagedIdentityToken(connection, parts),
    canRenew: () => true,
    warnings: () => [],
  }
}

/**
 * Asks the metadata service for a token: that of virtual machines ("How to use managed identities on an Azure VM to
 * acquire an access token", Azure docs), or with a header that of App Service ("How to use managed identities for App
 * Service", Azure docs). Errors: SIGN_IN_REFUSED, SIGN_IN_UNREACHABLE, SIGN_IN_ANSWER_INVALID.
 */
export async function requestManagedIdentityToken(
  connection: Connection,
  parts: RequestParts,
): Promise<HeldToken> {
  const { managedIdentityUrl = '', managedIdentityHeader, clientId } = connection
  const place = `Managed Identity URL ${managedIdentityUrl}`
  const url = new URL(managedIdentityUrl)
  url.searchParams.set('api-version', managedIdentityHeader === undefined ? '2018-02-01' : '2019-08-01')
  url.searchParams.set('resource', resource)
  if (clientId !== undefined) url.searchParams.set('client_id', clientId)
  const headers: Record<string, string> =
    managedIdentityHeader === undefined
      ? { metadata: 'true' }
      : { 'x-identity-header': managedIdentityHeader, metadata: 'true' }
  const askedAt = parts.now()
  let response: Response
  let text: string
  try {
    response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(patience) })
    text = await response.text()
  } catch (thrown) {
    const fault = networkFault(thrown)
    throw new AzdoError(
      'SIGN_IN_UNREACHABLE',
      `${place} could not be reached: ${fault?.words ?? 'no answer'}.`,
      {
        hint: 'Managed Identity works on Azure machines only. In App Service set ManagedIdentityUrl to IDENTITY_ENDPOINT and ManagedIdentityHeader to IDENTITY_HEADER.',
        serviceCode: fault?.code,
      },
    )
  }
  const body = jsonObject(text)
  const { status } = response
  // 404, 410, 429 and 5xx pass by themselves ("Retry guidance" of the same page).
  if (status === 404 || status === 410 || status === 429 || status >= 500) {
    throw new AzdoError('SIGN_IN_UNREACHABLE', `${place} cannot answer at the moment (status ${status}).`, {
      hint: 'Try again in a minute; check that the address is that of the metadata service.',
      status,
    })
  }
  if (status !== 200) throw refused(connection, status, body, parts.mask)
  const accessToken = body?.access_token
  if (typeof accessToken !== 'string' || accessToken === '') {
    throw new AzdoError('SIGN_IN_ANSWER_INVALID', `${place} answered something that is not a token.`, {
      hint: 'Set ManagedIdentityUrl to the metadata service of the machine, or leave it out.',
      status,
    })
  }
  const date = Date.parse(response.headers.get('date') ?? '')
  const seconds =
    positive(body?.expires_in) ??
    secondsFrom(positive(body?.expires_on), Number.isNaN(date) ? askedAt : date) ??
    readTokenClaims(accessToken).lifetime
  return {
    accessToken,
    obtainedAt: askedAt,
    expiresAt: seconds === undefined ? undefined : askedAt + seconds * 1000,
  }
}

function refused(
  { clientId }: Connection,
  status: number,
  body: Readonly<Record<string, unknown>> | undefined,
  mask: (text: string) => string,
): AzdoError {
  const words =
    typeof body?.error_description === 'string' ? mask(body.error_description).split(/\r?\n/)[0] : ''
  const serviceCode = typeof body?.error === 'string' ? mask(body.error).slice(0, 100) : undefined
  const hint =
    clientId === undefined
      ? 'Switch on the system-assigned identity of the machine (Azure Portal, Identity), or set ClientId to that of a user-assigned identity.'
      : 'Check that ClientId is the client ID of an identity that is assigned to this machine (Azure Portal, Identity, User assigned).'
  return new AzdoError(
    'SIGN_IN_REFUSED',
    `The metadata service gave no token${words ? `: ${words}` : ''} (status ${status}).`,
    { hint, status, serviceCode },
  )
}

/** A number above zero, also when written as text. */
function positive(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN
  return number > 0 ? number : undefined
}

function secondsFrom(unixSeconds: number | undefined, now: number): number | undefined {
  return unixSeconds === undefined ? undefined : Math.max(0, unixSeconds - now / 1000)
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
