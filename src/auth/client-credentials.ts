import { clientCredentialsGrant, ClientSecretPost } from 'openid-client'
import type { Connection } from '../settings/connection.js'
import { certificateProof } from './client-certificate.js'
import { federatedProof } from './federated-token.js'
import type { HeldToken } from './held-token.js'
import { requestToken, required, usableUrl, type RequestParts, type TokenRequest } from './token-request.js'

/**
 * Asks the connection's Token URL for a token by the client credentials grant (RFC 6749, 4.4; "OAuth 2.0 client
 * credentials flow", Microsoft identity platform). The app proves itself with a secret in the body, a certificate or a
 * federated token. Errors: as requestToken, and FILE_UNUSABLE for the file of a certificate or federated token.
 */
export async function requestClientCredentialsToken(
  connection: Connection,
  parts: RequestParts,
): Promise<HeldToken> {
  usableUrl('Token URL', required(connection, 'Token URL', connection.tokenUrl))
  required(connection, 'Client ID', connection.clientId)
  const scope = connection.scopes.join(' ')
  return requestToken(connection, parts, {
    ...(await appProof(connection, parts)),
    send: (configuration) => clientCredentialsGrant(configuration, { scope }),
  })
}

async function appProof(
  connection: Connection,
  parts: RequestParts,
): Promise<Pick<TokenRequest, 'proof' | 'onRefusal'>> {
  const { clientCertificatePath, clientCertificatePassword, federatedTokenFilePath } = connection
  if (clientCertificatePath !== undefined) {
    return certificateProof(clientCertificatePath, clientCertificatePassword, connection.tokenUrl!, parts.now)
  }
  if (federatedTokenFilePath !== undefined) return { proof: await federatedProof(federatedTokenFilePath) }
  return { proof: ClientSecretPost(required(connection, 'Client Secret', connection.clientSecret)) }
}
