import {
  allowInsecureRequests,
  Configuration,
  customFetch,
  type ClientAuth,
  type ServerMetadata,
  type TokenEndpointResponse,
} from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { isLoopback } from '../settings/service-url.js'
import type { HeldToken } from './held-token.js'
import { signInError, type AskedEndpoint, type TokenAnswer } from './sign-in-error.js'
import { readTokenClaims } from './token-claims.js'

/** What a request for a token needs besides the connection. */
export interface RequestParts {
  /** Unix ms. */
  readonly now: () => number
  /** Takes secrets out of the provider's words. */
  readonly mask: (text: string) => string
}

/** One use of the Token URL: what to send, and how the client proves itself. */
export interface TokenRequest {
  readonly proof: ClientAuth
  /** Sends it. `metadata` of the request below, such as a device code URL, is in the configuration. */
  readonly send: (configuration: Configuration) => Promise<TokenEndpointResponse>
  readonly metadata?: Partial<ServerMetadata>
  /** The endpoint that errors name; the Token URL unless said. */
  readonly endpoint?: () => AskedEndpoint
  /** Hears how far the provider's clock is ahead of ours after a refusal, in ms; true: ask once more. */
  readonly onRefusal?: (providerAheadMs: number) => boolean
}

/** How long a token URL may take to answer, in seconds. */
const timeoutSeconds = 30

/**
 * Asks the connection's Token URL for a token. Any OAuth provider serves, not only Entra; nothing is known of it but
 * its addresses. Plain http is accepted for loopback addresses only. The expiry is counted from `expires_in` and our
 * own clock, so that it is right whatever the provider's clock shows.
 * Errors: SETTING_MISSING, SETTING_INVALID, SIGN_IN_REFUSED, SIGN_IN_UNREACHABLE, SIGN_IN_ANSWER_INVALID.
 */
export async function requestToken(
  connection: Connection,
  parts: RequestParts,
  request: TokenRequest,
): Promise<HeldToken> {
  const tokenUrl = usableUrl('Token URL', required(connection, 'Token URL', connection.tokenUrl))
  const configuration = new Configuration(
    { issuer: tokenUrl.origin, token_endpoint: tokenUrl.href, ...request.metadata },
    required(connection, 'Client ID', connection.clientId),
    undefined,
    request.proof,
  )
  configuration.timeout = timeoutSeconds
  if (tokenUrl.protocol === 'http:') allowInsecureRequests(configuration)

  // Kept beside what the library makes of it, since it drops the body of some refusals.
  let answer: (TokenAnswer & { date: string | null }) | undefined
  let askedAt = parts.now()
  configuration[customFetch] = async (url, options) => {
    askedAt = parts.now()
    answer = undefined
    const response = await fetch(url, options as RequestInit)
    const { status, headers } = response
    const text = await response.text()
    answer = {
      status,
      contentType: headers.get('content-type') ?? '',
      text,
      date: headers.get('date'),
    }
    const body = status === 204 || status === 304 ? null : withoutIdToken(text)
    return new Response(body, { status, headers: { 'content-type': answer.contentType } })
  }
  for (let again = true; ; again = false) {
    try {
      const got = await request.send(configuration)
      const seconds = got.expires_in ?? readTokenClaims(got.access_token).lifetime
      return {
        accessToken: got.access_token,
        obtainedAt: askedAt,
        expiresAt: seconds === undefined ? undefined : askedAt + seconds * 1000,
        scope: got.scope,
        refreshToken: got.refresh_token,
      }
    } catch (thrown) {
      if (thrown instanceof AzdoError) throw thrown
      const ahead = answer?.date ? Date.parse(answer.date) - parts.now() : 0
      if (again && answer !== undefined && answer.status >= 400 && answer.status < 500) {
        if (request.onRefusal?.(ahead)) continue
      }
      throw signInError(connection, answer, thrown, parts.mask, request.endpoint?.())
    }
  }
}

/** The setting's value. Error: SETTING_MISSING, naming the setting by its label. */
export function required(connection: Connection, label: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value
  const way = connection.auth === 'UserCredentials' ? 'User Credentials' : 'App Credentials'
  throw new AzdoError(
    'SETTING_MISSING',
    `Connection ${connection.name} has no ${label}, which ${way} needs.`,
    {
      hint: `Set ${label.replaceAll(' ', '')} on the connection.`,
    },
  )
}

/** An https URL, or http to this machine. Error: SETTING_INVALID. */
export function usableUrl(label: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return url
  throw new AzdoError('SETTING_INVALID', `${label} ${text} is not an https address.`, {
    hint: 'Use an https address; plain http would show secrets to the network and is for this machine only.',
  })
}

/**
 * Nothing is decided by an id_token, and whether its issuer is right cannot be told from the addresses given (the
 * Token URL may be that of `common`, the token that of a tenant): it is dropped unread.
 */
function withoutIdToken(text: string): string {
  if (!text.includes('"id_token"')) return text
  try {
    const { id_token: _dropped, ...rest } = JSON.parse(text) as Record<string, unknown>
    return JSON.stringify(rest)
  } catch {
    return text
  }
}
