import type { TokenStatus } from '../auth/credential.js'

/**
 * What is held, in one sentence: for which audience, of which tenant, as which app or user, for what, until when. Only
 * what the token itself or its provider says; never the token.
 */
export function describeToken(status: TokenStatus): string {
  const { way, audience, tenant, identity, identityKind, permissions, expiresAt } = status
  const said = [
    audience === undefined ? undefined : `for ${audience}`,
    tenant === undefined ? undefined : `of tenant ${tenant}`,
    identity === undefined
      ? undefined
      : `as ${identityKind === undefined ? '' : `${identityKind} `}${identity}`,
    permissions === undefined || permissions.length === 0 ? undefined : `allowing ${permissions.join(' ')}`,
    expiresAt === undefined ? undefined : `until ${expiresAt}`,
  ].filter((part) => part !== undefined)
  if (said.length > 0) return `${way}: a token ${said.join(', ')}.`
  return way === 'Personal Access Token'
    ? `${way} is set; Azure DevOps tells until when it is good to its owner only, under User settings, Personal access tokens.`
    : `${way}: a token is held.`
}
