import { AZURE_DEVOPS_APP_ID, AZURE_DEVOPS_RESOURCE } from '../access-tokens.js'
import { missingParameter, type EntraRefusal } from '../entra-error.js'

/** Scopes that sign-in libraries add of their own accord; Entra ignores them in this grant. */
const IGNORED = new Set(['openid', 'profile', 'offline_access', 'email'])
const RESOURCES = [AZURE_DEVOPS_RESOURCE, AZURE_DEVOPS_APP_ID]

/**
 * What Entra has against the scope of a client credentials request, if anything: it must be one resource
 * followed by /.default (docs "OAuth 2.0 client credentials flow"; facts 3.2).
 */
export function checkClientCredentialsScope(scope: string | undefined): EntraRefusal | undefined {
  if (scope === undefined || scope.trim() === '') return missingParameter('scope')
  const wanted = scope.split(' ').filter((part) => part !== '' && !IGNORED.has(part))
  const only = wanted[0]
  if (wanted.length !== 1 || only === undefined) return badScope(scope)
  const resource = /^(.+)\/\.default$/.exec(only)?.[1]
  if (resource === undefined) {
    if (!RESOURCES.some((known) => only.startsWith(`${known}/`))) return badScope(scope)
    return {
      status: 400,
      error: 'invalid_scope',
      code: 1002012,
      text: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    }
  }
  if (RESOURCES.includes(resource)) return undefined
  return {
    status: 400,
    error: 'invalid_resource',
    code: 500011,
    text: `The resource principal named ${resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  }
}

function badScope(scope: string): EntraRefusal {
  return {
    status: 400,
    error: 'invalid_scope',
    code: 70011,
    text: `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  }
}
