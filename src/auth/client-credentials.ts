import {
  allowInsecureRequests,
  clientCredentialsGrant,
  ClientSecretPost,
  Configuration,
  customFetch,
} from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import type { HeldToken } from './held-token.js'
import { signInError, type TokenAnswer } from './sign-in-error.js'
import { readTokenClaims } from './token-claims.js'

/** How long the token URL may take to answer, in seconds. */
const timeoutSeconds = 30

/**
 * Asks the connection's Token URL for a token by the client credentials grant (RFC 6749, 4.4; "OAuth 2.0 client
 * credentials flow", Microsoft identity platform), the secret in the body. Any provider serves, not only Entra.
 * Plain http is accepted for loopback addresses only.
 * Errors: SETTING_MISSING, SETTING_INVALID, SIGN_IN_REFUSED, SIGN_IN_UNREACHABLE, SIGN_IN_ANSWER_INVALID.
 */
export async function requestClientCredentialsToken(
  connection: Connection,
  parts: { now: () => number; mask: (text: string) => string },
): Promise<HeldToken> {
  const tokenUrl = usableTokenUrl(required(connection, 'Token URL', connection.tokenUrl))
  const clientId = required(connection, 'Client ID', connection.clientId)
  const clientSecret = required(connection, 'Client Secret', connection.clientSecret)
  const configuration = new Configuration(
    { issuer: tokenUrl.origin, token_endpoint: tokenUrl.href },
    clientId,
    undefined,
    ClientSecretPost(clientSecret),
  )
  configuration.timeout = timeoutSeconds
  if (tokenUrl.protocol === 'http:') allowInsecureRequests(configuration)

  // Kept beside what the library makes of it, since it drops the body of some refusals.
  let answer: TokenAnswer | undefined
  configuration[customFetch] = async (url, options) => {
    const response = await fetch(url, options as RequestInit)
    const copy = response.clone()
    answer = {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      text: await copy.text(),
    }
    return response
  }
  const askedAt = parts.now()
  try {
    const got = await clientCredentialsGrant(configuration, { scope: connection.scopes.join(' ') })
    const seconds = got.expires_in ?? readTokenClaims(got.access_token).lifetime
    return {
      accessToken: got.access_token,
      obtainedAt: askedAt,
      expiresAt: seconds === undefined ? undefined : askedAt + seconds * 1000,
      scope: got.scope,
    }
  } catch (thrown) {
    throw signInError(connection, answer, thrown, parts.mask)
  }
}

function required(connection: Connection, label: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value
  throw new AzdoError(
    'SETTING_MISSING',
    `Connection ${connection.name} has no ${label}, which App Credentials needs.`,
    {
      hint: `Set ${label.replaceAll(' ', '')} on the connection.`,
    },
  )
}

function usableTokenUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url
  throw new AzdoError('SETTING_INVALID', `Token URL ${text} is not an https address.`, {
    hint: 'Use an https address; plain http would show the Client Secret to the network and is for this machine only.',
  })
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
