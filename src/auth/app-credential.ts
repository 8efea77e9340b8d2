import type { Connection } from '../settings/connection.js'
import { requestClientCredentialsToken } from './client-credentials.js'
import { sealedTokens } from './sealed-tokens.js'
import type { RequestParts } from './token-request.js'
import type { TokenSource } from './token-source.js'

/** App Credentials: an app that proves itself with a secret, a certificate or a federated token. */
export function appTokens(connection: Connection, home: string, parts: RequestParts): TokenSource {
  return {
    way: 'App Credentials',
    ...sealedTokens(home, connection),
    renew: () => requestClientCredentialsToken(connection, parts),
    canRenew: () => true,
    warnings: () => [],
  }
}
