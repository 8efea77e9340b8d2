/*
 * The provider takes offline_access away from every request that does not force the consent page anew
 * (OpenID Connect Core 11), which Entra does not. So it is told of the scope under another name.
 */
const INNER = 'sandbox_offline_access'

/** Scopes of the protocol as the provider is to know them. */
export const PROVIDER_SCOPES = ['openid', 'profile', 'email', INNER]

/** A scope as it comes from a client, as the provider is to see it. */
export function toProviderScope(scope: string): string {
  const parts = scope.split(' ').filter((part) => part !== '')
  return [...new Set(parts.map((part) => (part === 'offline_access' ? INNER : part)))].join(' ')
}

/** Whether scopes as the provider knows them allow a refresh token. */
export function allowsRefresh(scopes: ReadonlySet<string>): boolean {
  return scopes.has(INNER)
}

/** A scope of the provider's in the client's words. */
export function fromProviderScope(scope: string): string {
  return scope === INNER ? 'offline_access' : scope
}

/** What of a provider's scope belongs to a resource. */
export function withoutProtocolScopes(scope: string): string {
  return scope
    .split(' ')
    .filter((part) => !PROVIDER_SCOPES.includes(part))
    .join(' ')
}
