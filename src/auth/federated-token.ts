import { readFile } from 'node:fs/promises'
import type { ClientAuth } from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import { reason } from '../settings/home-folder.js'

/** Type of a client assertion (RFC 7523, 2.2). */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Proof by a token of another issuer ("Workload identity federation", Microsoft identity platform): the content of a
 * file that someone else keeps up to date, read at each call. Error: FILE_UNUSABLE.
 */
export async function federatedProof(path: string): Promise<ClientAuth> {
  const unusable = (why: string, cause?: unknown): AzdoError =>
    new AzdoError('FILE_UNUSABLE', `The federated token file ${path} cannot be used: ${why}.`, {
      hint: 'Set FederatedTokenFilePath to the file whose only content is the token, such as AZURE_FEDERATED_TOKEN_FILE names.',
      cause,
    })
  let assertion: string
  try {
    assertion = (await readFile(path, 'utf8')).trim()
  } catch (thrown) {
    throw unusable(reason(thrown), thrown)
  }
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(assertion)) throw unusable('its content is not a token (JWT)')
  return (_server, client, body) => {
    body.set('client_id', client.client_id)
    body.set('client_assertion_type', assertionType)
    body.set('client_assertion', assertion)
  }
}
