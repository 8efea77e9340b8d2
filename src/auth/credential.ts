import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Connection } from '../settings/connection.js'
import { appCredential } from './app-credential.js'
import type { Credential, TokenStatus } from './credential-interface.js'
import { patAuthorization } from './personal-access-token.js'

export type { Credential, TokenStatus }

/**
 * The credential of a connection, by its Authentication setting. Secrets are registered with `events` at once, so that
 * none is ever shown. `now`: Unix ms. Nothing is asked or read before the first call.
 */
export function createCredential(
  connection: Connection,
  parts: { home: string; events: Events; now?: () => number },
): Credential {
  const { events, home, now = Date.now } = parts
  events.hide(connection.clientSecret)
  switch (connection.auth) {
    case 'AppCredentials':
      return appCredential(connection, { home, events, now })
    case 'Pat':
      return patCredential(connection, events)
    case 'UserCredentials':
      return userCredential(connection)
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

function userCredential(connection: Connection): Credential {
  const unsupported = async (): Promise<never> => {
    throw new AzdoError(
      'SIGN_IN_UNSUPPORTED',
      `User Credentials sign-in, which connection ${connection.name} asks for, is not available in this version.`,
      { hint: 'Use App Credentials or a Personal Access Token.' },
    )
  }
  return {
    authorization: unsupported,
    renewed: unsupported,
    generate: unsupported,
    status: async () => ({ way: 'User Credentials', held: false }),
  }
}
