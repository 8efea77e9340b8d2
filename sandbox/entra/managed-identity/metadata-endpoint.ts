import type { IncomingHttpHeaders } from 'node:http'
import type { JWTPayload } from 'jose'
import type { Clock } from '../../clock.js'
import type { SandboxAccounts } from '../../server/sandbox-accounts.js'
import { jsonAnswer, type PlainAnswer } from '../../server/send-answer.js'
import type { AccessTokens } from '../access-tokens.js'
import { findResource } from '../resource-scopes.js'

/** Where the sandbox has the metadata service of a virtual machine, which is at 169.254.169.254 in reality. */
export const METADATA_PATH = '/_sandbox/metadata/identity/oauth2/token'

export interface MetadataParts {
  accounts: SandboxAccounts
  tokens: AccessTokens
  clock: Clock
  /** Signs claims as an access token of the tenant. */
  sign(claims: JWTPayload): Promise<string>
}

/**
 * Answers a request for a token of the machine's own identity, as the metadata service of a virtual machine
 * (api-version 2018-02-01, header `Metadata: true`) or of an App Service (2019-08-01, header X-IDENTITY-HEADER)
 * does: docs "How to use managed identities on an Azure VM to acquire an access token", "Use managed identities
 * for App Service". All its values but the token are strings of digits where one expects numbers.
 */
export function createMetadataEndpoint(
  parts: MetadataParts,
): (method: string, query: URLSearchParams, headers: IncomingHttpHeaders) => Promise<PlainAnswer> {
  const { accounts, tokens } = parts
  const refuse = (status: number, error: string, text: string) =>
    jsonAnswer(status, { error, error_description: text })

  return async (method, query, headers) => {
    if (method !== 'GET') return refuse(405, 'invalid_request', 'The HTTP method is not allowed.')
    const key = headers['x-identity-header']
    const appService = key !== undefined
    if (appService && key !== accounts.managedIdentityHeader)
      return refuse(403, 'unauthorized_client', 'The X-IDENTITY-HEADER is not the one of this machine.')
    if (!appService && String(headers['metadata']).toLowerCase() !== 'true')
      return refuse(400, 'invalid_request', 'Required metadata header not specified')
    // A request passed on by a proxy may come from elsewhere.
    if (headers['x-forwarded-for'] !== undefined)
      return refuse(400, 'invalid_request', 'X-Forwarded-For header is not supported')
    const version = query.get('api-version')
    if (version === null)
      return refuse(400, 'invalid_request', "Required query variable 'api-version' not specified")
    if (version !== (appService ? '2019-08-01' : '2018-02-01'))
      return refuse(400, 'invalid_request', `The api-version '${version}' is not supported`)
    const asked = query.get('resource')
    if (asked === null || asked === '')
      return refuse(400, 'invalid_request', "Required query variable 'resource' is missing")
    const { systemIdentity, userAssignedIdentity } = accounts
    const clientId = query.get('client_id')
    const identity = clientId === null ? systemIdentity : userAssignedIdentity
    if (clientId !== null && clientId !== identity.clientId)
      return refuse(400, 'invalid_request', 'Identity not found')
    const resource = findResource(asked)
    if (!resource) {
      return refuse(
        400,
        'invalid_resource',
        `AADSTS500011: The resource principal named ${asked} was not found in the tenant named ${accounts.tenant}.`,
      )
    }
    const issuedAt = Math.floor(parts.clock.now() / 1000)
    const expiresAt = issuedAt + tokens.lifetimeSeconds
    const claims = tokens.claims({
      objectId: identity.objectId,
      clientId: identity.clientId,
      proof: '2',
      audience: resource.appId,
      issuedAt,
      expiresAt,
    })
    const lifetime = String(expiresAt - issuedAt)
    return jsonAnswer(
      200,
      {
        access_token: await parts.sign(claims),
        client_id: identity.clientId,
        ...(appService
          ? {}
          : { expires_in: lifetime, ext_expires_in: lifetime, not_before: String(issuedAt) }),
        expires_on: String(expiresAt),
        resource: asked,
        token_type: 'Bearer',
      },
      { 'Cache-Control': 'no-store' },
    )
  }
}
