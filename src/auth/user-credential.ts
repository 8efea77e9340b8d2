import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { signInByBrowser } from './authorization-code.js'
import { signInByDeviceCode } from './device-code.js'
import type { HeldToken } from './held-token.js'
import { refreshToken } from './refresh-token.js'
import { refreshTokenFile } from './refresh-token-file.js'
import { sealedTokens } from './sealed-tokens.js'
import { signInSteps } from './sign-in-steps.js'
import type { RequestParts } from './token-request.js'
import type { TokenSource } from './token-source.js'

/**
 * User Credentials: a person signs in once, by the browser or a device code; after that the refresh token renews.
 * Tokens are kept sealed in the home, or in the file of RefreshTokenFilePath.
 */
export function userTokens(connection: Connection, home: string, parts: RequestParts): TokenSource {
  const path = connection.refreshTokenFilePath
  const asksToStay = connection.scopes.some((scope) => scope.toLowerCase() === 'offline_access')
  return {
    way: 'User Credentials',
    ...(path === undefined ? sealedTokens(home, connection) : refreshTokenFile(path)),
    async renew(kept) {
      if (kept?.refreshToken === undefined) throw notSignedIn(connection, kept, asksToStay)
      return refreshToken(connection, { ...kept, refreshToken: kept.refreshToken }, parts)
    },
    async signIn(interaction, signal) {
      if (interaction.way !== 'device-code') {
        const token = await signInByBrowser(connection, parts, interaction, signal)
        if (token !== 'no browser') return token
      }
      return signInByDeviceCode(connection, parts, interaction, signal)
    },
    canRenew: (token) => token.refreshToken !== undefined,
    warnings: (token) => warningsOf(token, asksToStay),
  }
}

function warningsOf(token: HeldToken, asksToStay: boolean): string[] {
  if (token.refreshToken !== undefined) return []
  const until =
    token.expiresAt === undefined ? 'when its token expires' : `at ${new Date(token.expiresAt).toISOString()}`
  return asksToStay
    ? [
        `The provider gave no refresh token: the connection stops ${until}, and Generate Token must be repeated.`,
      ]
    : [
        `Scopes has no offline_access, so there is no refresh token: the connection stops ${until}. Add offline_access to Scopes and generate a token again.`,
      ]
}

/** No token, or one that ended with nothing to renew it by. */
function notSignedIn(connection: Connection, kept: HeldToken | undefined, asksToStay: boolean): AzdoError {
  const { name, refreshTokenFilePath } = connection
  const { signIn } = signInSteps(connection)
  if (kept === undefined) {
    const where = refreshTokenFilePath === undefined ? '' : ` (there is no file ${refreshTokenFilePath})`
    return new AzdoError('SIGN_IN_REFUSED', `Nobody has signed in yet for connection ${name}${where}.`, {
      hint: signIn,
    })
  }
  const why = asksToStay ? 'the provider gave no refresh token' : 'Scopes has no offline_access'
  return new AzdoError(
    'SIGN_IN_REFUSED',
    `The sign-in of connection ${name} has ended and cannot be renewed: ${why}.`,
    { hint: asksToStay ? signIn : `Add offline_access to Scopes (step 7). ${signIn}` },
  )
}
