import type { SandboxAccounts } from '../server/sandbox-accounts.js'
import { readBasicHeader } from './basic-header.js'
import { codeRefusal } from './authorization-code/code-refusal.js'
import { deviceRefusal } from './device-code/device-refusal.js'
import { EntraError, missingParameter, type EntraRefusal } from './entra-error.js'
import { knownRefusal } from './known-refusals.js'
import { refreshRefusal } from './refresh-token/refresh-refusal.js'
import { DEVICE_CODE_GRANT } from './grants.js'

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

/**
 * The provider's refusal of a token request in Entra's words: statuses and codes of facts 3.2. What has no
 * counterpart becomes AADSTS9002313, Entra's "malformed or invalid".
 */
export function describeTokenRefusal(request: RefusedRequest, accounts: SandboxAccounts): EntraRefusal {
  const { parameters, thrown } = request
  if (thrown instanceof EntraError) return thrown.refusal
  const grant = text(parameters['grant_type'])
  if (grant === undefined) return missingParameter('grant_type')
  const clientId = text(parameters['client_id']) ?? readBasicHeader(request.authorization)?.user
  if (clientId === undefined) return missingParameter('client_id')
  const about = { clientId, tenant: accounts.tenant }
  const client = accounts.clients.find((one) => one.clientId === clientId)
  const { error, status, error_detail, error_description } = thrown as Record<string, unknown>
  const detail = `${text(error_detail) ?? ''} ${text(error_description) ?? ''}`

  if (error === 'invalid_client') {
    if (!client) return knownRefusal(700016, about)
    const presented = text(parameters['client_secret']) !== undefined || request.authorization !== undefined
    if (client.isPublic) return knownRefusal(presented ? 700025 : 7000218, about)
    if (presented) return knownRefusal(7000215, about)
    return knownRefusal(grant === 'client_credentials' ? 7000216 : 7000218, about)
  }
  if (typeof status !== 'number' || status >= 500) {
    return { ...knownRefusal(90033, about), status: 500, error: 'server_error' }
  }
  if (client?.isPublic === true && grant === 'client_credentials') return knownRefusal(7000216, about)
  if (grant === DEVICE_CODE_GRANT) return deviceRefusal(String(error), detail)
  if (grant === 'refresh_token') return knownRefusal(refreshRefusal(String(error), detail), about)
  if (grant === 'authorization_code') return knownRefusal(codeRefusal(detail), about)
  return knownRefusal(9002313, about)
}
