import type { SandboxAccounts } from '../server/sandbox-accounts.js'
import { EntraError, missingParameter, type EntraRefusal } from './entra-error.js'

/** What a refused token request held, as far as it could be read. */
export interface RefusedRequest {
  parameters: Readonly<Record<string, unknown>>
  /** The Authorization header. */
  authorization: string | undefined
  /** What the provider threw. */
  thrown: unknown
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** User part of a Basic header. */
function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':')[0]
  return text(user)
}

/**
 * The provider's refusal of a token request in Entra's words: statuses and codes of facts 3.2, in the order in
 * which Entra looks at a request. What has no counterpart becomes AADSTS9002313, Entra's "malformed or invalid".
 */
export function describeTokenRefusal(
  request: RefusedRequest,
  accounts: SandboxAccounts,
  grants: ReadonlySet<string>,
): EntraRefusal {
  const { parameters, thrown } = request
  const grant = text(parameters['grant_type'])
  if (grant === undefined) return missingParameter('grant_type')
  if (!grants.has(grant)) {
    return {
      status: 400,
      error: 'unsupported_grant_type',
      code: 70003,
      text: `The app requested an unsupported grant type '${grant}'.`,
    }
  }
  const clientId = text(parameters['client_id']) ?? basicUser(request.authorization)
  if (clientId === undefined) return missingParameter('client_id')
  if (thrown instanceof EntraError) return thrown.refusal
  const { error, status } = thrown as { error?: unknown; status?: unknown }

  if (error === 'invalid_client') {
    if (!accounts.clients.some((client) => client.clientId === clientId))
      return unknownClient(clientId, accounts.tenant)
    const presented = text(parameters['client_secret']) !== undefined || request.authorization !== undefined
    return presented ? wrongSecret(clientId) : missingSecret(grant)
  }
  if (typeof status !== 'number' || status >= 500) {
    return {
      status: 500,
      error: 'server_error',
      code: 90033,
      text: 'A transient error has occurred. Please try again.',
    }
  }
  return {
    status: 400,
    error: 'invalid_request',
    code: 9002313,
    text: 'Invalid request. Request is malformed or invalid.',
  }
}

function unknownClient(clientId: string, tenant: string): EntraRefusal {
  return {
    status: 400,
    error: 'unauthorized_client',
    code: 700016,
    text: `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  }
}

function wrongSecret(clientId: string): EntraRefusal {
  return {
    status: 401,
    error: 'invalid_client',
    code: 7000215,
    text: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  }
}

function missingSecret(grant: string): EntraRefusal {
  return {
    status: 401,
    error: 'invalid_client',
    code: 7000216,
    text: `'client_assertion', 'client_secret' or 'request' is required for the '${grant}' grant type.`,
  }
}
