import { createHash } from 'node:crypto'
import type { Credential } from '../auth/credential.js'
import type { Connection } from '../settings/connection.js'

/**
 * Stands for all that decides what the service shows to a connection and how it is read: its address, the identity and
 * its rights, and the version of this program. It tells none of the values.
 */
export async function accessFingerprint(
  connection: Connection,
  credential: Credential,
  version: string,
): Promise<string> {
  // Not among them: what only says how the same identity proves itself, and how often a request is tried.
  const { auth, url, organization, apiVersion, tokenUrl, clientId, scopes } = connection
  const { personalAccessToken, accessToken, accessTokenCommand, managedIdentityUrl } = connection
  // Another person may have signed in with the same settings.
  const person =
    auth === 'UserCredentials' ? (await credential.status().catch(() => undefined))?.identity : undefined
  const parts = [
    version,
    auth,
    url,
    organization,
    apiVersion,
    tokenUrl,
    clientId,
    scopes,
    personalAccessToken,
    accessToken,
    accessTokenCommand,
    managedIdentityUrl,
    person,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
