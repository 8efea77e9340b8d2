import { initiateDeviceAuthorization, pollDeviceAuthorizationGrant } from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import type { HeldToken } from './held-token.js'
import type { Interaction } from './interaction.js'
import { requestToken, usableUrl, type RequestParts } from './token-request.js'
import { userProof } from './user-proof.js'

/**
 * Signs a person in on another device (RFC 8628; "OAuth 2.0 device authorization grant", Microsoft identity platform):
 * shows a code, then asks the Token URL until the person is done. Errors: as requestToken; SETTING_MISSING when the
 * Device Code URL is not known; STATEMENT_CANCELED.
 */
export async function signInByDeviceCode(
  connection: Connection,
  parts: RequestParts,
  interaction: Interaction,
  signal?: AbortSignal,
): Promise<HeldToken> {
  const deviceCodeUrl = usableUrl('Device Code URL', deviceCodeUrlOf(connection))
  let isPolling = false
  const work = requestToken(connection, parts, {
    proof: userProof(connection),
    metadata: { device_authorization_endpoint: deviceCodeUrl.href },
    endpoint: () =>
      isPolling
        ? { label: 'Token URL', url: connection.tokenUrl ?? '' }
        : { label: 'Device Code URL', url: deviceCodeUrl.href },
    send: async (configuration) => {
      const scope = connection.scopes.join(' ')
      const started = await initiateDeviceAuthorization(configuration, { scope })
      isPolling = true
      const { user_code: userCode, verification_uri: verificationUri, expires_in: expiresInSeconds } = started
      const message =
        typeof started.message === 'string' && started.message !== ''
          ? started.message
          : `Open ${verificationUri} in a browser, on any device, and enter the code ${userCode}.`
      interaction.showDeviceCode({ userCode, verificationUri, message, expiresInSeconds })
      return pollDeviceAuthorizationGrant(configuration, started, undefined, { signal })
    },
  })
  try {
    return await work
  } catch (thrown) {
    if (!signal?.aborted) throw thrown
    throw new AzdoError('STATEMENT_CANCELED', 'The sign-in was cancelled.', { cause: thrown })
  }
}

function deviceCodeUrlOf({ name, deviceCodeUrl, tokenUrl = '' }: Connection): string {
  if (deviceCodeUrl !== undefined) return deviceCodeUrl
  const derived = tokenUrl.replace(/\/token(?=\/?(\?|$))/i, '/devicecode')
  if (derived !== tokenUrl) return derived
  throw new AzdoError(
    'SETTING_MISSING',
    `Connection ${name} has no Device Code URL, and Token URL does not tell it.`,
    {
      hint: "Set DeviceCodeUrl: the provider's device authorization endpoint.",
    },
  )
}
