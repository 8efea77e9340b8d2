import { missingParameter, type EntraRefusal } from '../entra-error.js'
import { knownRefusal } from '../known-refusals.js'
import { findResource, PROTOCOL_SCOPES } from '../resource-scopes.js'

/**
 * The resource of a client credentials request, or what Entra has against its scope: it must be one resource
 * followed by /.default (docs "OAuth 2.0 client credentials flow"; facts 3.2). Scopes of the protocol, which
 * sign-in libraries add of their own accord, are overlooked.
 */
export function readClientCredentialsScope(
  scope: string | undefined,
): { uri: string; appId: string } | EntraRefusal {
  if (scope === undefined || scope.trim() === '') return missingParameter('scope')
  const wanted = scope.split(' ').filter((part) => part !== '' && !PROTOCOL_SCOPES.has(part))
  const only = wanted[0]
  if (wanted.length !== 1 || only === undefined) return badScope(scope)
  const resource = /^(.+)\/\.default$/.exec(only)?.[1]
  if (resource === undefined) {
    const slash = only.lastIndexOf('/')
    if (slash < 0 || !findResource(only.slice(0, slash))) return badScope(scope)
    return knownRefusal(
      1002012,
      {},
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    )
  }
  return (
    findResource(resource) ??
    knownRefusal(
      500011,
      {},
      `The resource principal named ${resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    )
  )
}

function badScope(scope: string): EntraRefusal {
  return knownRefusal(
    70011,
    {},
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  )
}
