import { refreshTokenGrant } from 'openid-client'
import type { Connection } from '../settings/connection.js'
import type { HeldToken } from './held-token.js'
import { requestToken, type RequestParts } from './token-request.js'
import { userProof } from './user-proof.js'

/**
 * Another access token for a refresh token (RFC 6749, 6). Refresh tokens rotate ("Refresh tokens", Microsoft identity
 * platform): the token given back has the newest, which is the old one when the provider sent none.
 * Errors: as requestToken.
 */
export async function refreshToken(
  connection: Connection,
  held: HeldToken & { readonly refreshToken: string },
  parts: RequestParts,
): Promise<HeldToken> {
  const scope = connection.scopes.join(' ')
  const token = await requestToken(connection, parts, {
    proof: userProof(connection),
    send: (configuration) =>
      refreshTokenGrant(configuration, held.refreshToken, scope === '' ? undefined : { scope }),
  })
  return {
    ...token,
    scope: token.scope ?? held.scope,
    refreshToken: token.refreshToken ?? held.refreshToken,
  }
}
