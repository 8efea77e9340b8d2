import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Connection } from '../settings/connection.js'
import { commandTokens, readyToken } from './access-token.js'
import { appTokens } from './app-credential.js'
import type { Credential, TokenStatus } from './credential-interface.js'
import type { DeviceCode, Interaction } from './interaction.js'
import { managedIdentityTokens } from './managed-identity.js'
import { patAuthorization } from './personal-access-token.js'
import { renewableCredential } from './renewable-credential.js'
import { userTokens } from './user-credential.js'

export type { Credential, DeviceCode, Interaction, TokenStatus }

/**
 * The credential of a connection, by its Authentication setting. Secrets are registered with `events` at once, so that
 * none is ever shown. `now`: Unix ms. Nothing is asked or read before the first call.
 */
export function createCredential(
  connection: Connection,
  parts: { home: string; events: Events; now?: () => number },
): Credential {
  const { events, home, now = Date.now } = parts
  const request = { now, mask: events.mask }
  const renewable = { connectionName: connection.name, events, now }
  events.hide(connection.clientSecret)
  events.hide(connection.clientCertificatePassword)
  events.hide(connection.managedIdentityHeader)
  switch (connection.auth) {
    case 'AppCredentials':
      return renewableCredential(appTokens(connection, home, request), renewable)
    case 'UserCredentials':
      return renewableCredential(userTokens(connection, home, request), renewable)
    case 'ManagedIdentity':
      return renewableCredential(managedIdentityTokens(connection, home, request), renewable)
    case 'AccessToken':
      return connection.accessTokenCommand === undefined
        ? readyToken(connection, events, now)
        : renewableCredential(commandTokens(connection, home, request), renewable)
    case 'Pat':
      return patCredential(connection, events)
  }
}

function patCredential(connection: Connection, events: Events): Credential {
  const way = 'Personal Access Token'
  const token = connection.personalAccessToken
  const header = token ? patAuthorization(token) : undefined
  events.hide(token)
  events.hide(header?.slice('Basic '.length))
  const given = (): string => {
    if (header !== undefined) return header
    throw new AzdoError('SETTING_MISSING', `Connection ${connection.name} has no Personal Access Token.`, {
      hint: 'Make one in Azure DevOps under User settings, Personal access tokens, and set PersonalAccessToken.',
    })
  }
  return {
    authorization: async () => given(),
    renewed: async () => undefined,
    generate: async () => (given(), { way, held: true }),
    status: async () => ({ way, held: header !== undefined }),
  }
}
