import { createHash } from 'node:crypto'
import type { SandboxAccounts } from '../../server/sandbox-accounts.js'
import { missingParameter, type EntraRefusal } from '../entra-error.js'
import type { ErrorOnDemand } from '../error-on-demand.js'
import { knownRefusal } from '../known-refusals.js'
import { toProviderScope } from '../offline-access.js'
import { readDelegatedScope, type ScopeFault } from '../resource-scopes.js'
import type { ReturnAddress } from './authorization-answer.js'
import { takesReturnUrl } from './return-url.js'

/** What becomes of an authorization request. */
export type AuthorizeDecision =
  /** A page for the person: the application's address is not certain. */
  | { page: EntraRefusal }
  /** Back to the application. */
  | { refusal: EntraRefusal; address: ReturnAddress }
  /** On to the provider, with this query. */
  | { query: URLSearchParams }

/** Parameters that the provider takes only together with the scope openid; Entra overlooks them. */
const OPENID_ONLY = [
  'nonce',
  'login_hint',
  'max_age',
  'id_token_hint',
  'acr_values',
  'claims',
  'claims_locales',
]

/**
 * Looks at an authorization request before the provider does, which knows neither Entra's codes, nor its shared
 * tenants, nor `plain` PKCE, nor the prompts it adds. `sharedTenant`: it came by `common` or `organizations`.
 */
export function checkAuthorizeRequest(
  given: URLSearchParams,
  request: { sharedTenant: boolean },
  parts: { accounts: SandboxAccounts; errors: ErrorOnDemand },
): AuthorizeDecision {
  const { accounts } = parts
  const value = (name: string) => given.get(name) || undefined
  const clientId = value('client_id')
  const redirectUri = value('redirect_uri')
  const about = { clientId, redirectUri, tenant: accounts.tenant }
  if (clientId === undefined) return { page: missingParameter('client_id') }
  const client = accounts.clients.find((one) => one.clientId === clientId)
  if (!client) return { page: knownRefusal(700016, about) }
  if (request.sharedTenant && !client.multiTenant) return { page: knownRefusal(50194, about) }
  if (!client.takesUsers) return { page: knownRefusal(500113, about) }
  if (redirectUri === undefined) return { page: missingParameter('redirect_uri') }
  if (!takesReturnUrl(redirectUri)) return { page: knownRefusal(50011, about) }

  const address = { redirectUri, responseMode: value('response_mode'), state: value('state') }
  const demanded = parts.errors.take('authorize', about)
  if (demanded) {
    return SHOWN_ON_PAGE.has(demanded.code)
      ? { page: demanded }
      : { refusal: demanded.error === 'invalid_grant' ? asked(demanded) : demanded, address }
  }
  const refuse = (refusal: EntraRefusal): AuthorizeDecision => ({ refusal, address })
  const responseType = value('response_type')
  if (responseType === undefined) return refuse(missingParameter('response_type'))
  if (responseType !== 'code')
    return refuse(
      knownRefusal(700054, about, `response_type '${responseType}' is not enabled for the application.`),
    )
  const scope = value('scope')
  if (scope === undefined) return refuse(missingParameter('scope'))
  const reading = readDelegatedScope(scope)
  if ('fault' in reading) return refuse(scopeRefusal(reading, scope))

  const query = new URLSearchParams(given)
  // Where a request comes by one endpoint for all resources, the scope alone says which is meant.
  for (const name of ['resource', 'claims', 'request', 'request_uri', 'registration']) query.delete(name)
  if (!/(^| )openid( |$)/.test(scope)) for (const name of OPENID_ONLY) query.delete(name)
  query.set('scope', toProviderScope(scope))
  const challenge = value('code_challenge')
  if (challenge !== undefined && (value('code_challenge_method') ?? 'plain') === 'plain') {
    // The provider knows S256 only. A plain challenge is its verifier, so its hash is the S256 challenge.
    query.set('code_challenge', createHash('sha256').update(challenge).digest('base64url'))
    query.set('code_challenge_method', 'S256')
  }
  const prompt = value('prompt')
  if (prompt === 'select_account') query.set('prompt', 'login')
  return { query }
}

/** Refusals for which Entra does not send the browser back. */
const SHOWN_ON_PAGE: ReadonlySet<number> = new Set([50011, 500113, 50020, 50034, 50105, 50194, 90002, 700016])

/** A refusal of a grant as the sign-in page states it: the person has to do something. */
function asked(refusal: EntraRefusal): EntraRefusal {
  return { ...refusal, error: refusal.code === 65001 ? 'consent_required' : 'interaction_required' }
}

/** The scope's fault in Entra's words. */
export function scopeRefusal(fault: ScopeFault, scope: string): EntraRefusal {
  switch (fault.fault) {
    case 'several resources':
      return knownRefusal(
        28000,
        {},
        `Provided value for the input parameter scope '${scope}' is not valid because it contains more than one resource.`,
      )
    case 'unknown resource':
      return knownRefusal(
        500011,
        {},
        `The resource principal named ${fault.resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
      )
    case 'unknown permission':
      return knownRefusal(
        650053,
        {},
        `The application 'azdo-connector' asked for scope '${fault.permission}' that doesn't exist on the resource '${fault.resource}'. Contact the app vendor.`,
      )
    case 'default with others':
      return knownRefusal(
        70011,
        {},
        `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid. .default scope can't be combined with resource-specific scopes.`,
      )
  }
}
