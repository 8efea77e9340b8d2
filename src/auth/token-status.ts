import type { TokenStatus } from './credential-interface.js'
import { isAlive, type HeldToken } from './held-token.js'
import { readTokenClaims } from './token-claims.js'

/** Azure DevOps as the audience of a token: its app id, or its address (facts 3.2). */
const azureDevOps = /^(499b84ac-1321-427f-aa17-267ca6975798|https:\/\/app\.vssps\.visualstudio\.com)\/?$/i

/** What a token says about itself, for people to see. `now`: Unix ms. */
export function tokenStatus(
  way: string,
  token: HeldToken | undefined,
  now: number,
  warnings: readonly string[] = [],
): TokenStatus {
  if (token === undefined || token.accessToken === '') return { way, held: false }
  const { audience, tenant, identity, identityKind, permissions } = readTokenClaims(token.accessToken)
  const scopes = token.scope?.split(' ').filter(Boolean)
  const wrongAudience =
    audience !== undefined && !azureDevOps.test(audience)
      ? [
          `The token is for ${audience}, not for Azure DevOps (499b84ac-1321-427f-aa17-267ca6975798): correct Scopes, or ask for the token with that resource.`,
        ]
      : []
  const all = [...warnings, ...wrongAudience]
  return {
    way,
    held: isAlive(token, now),
    expiresAt: token.expiresAt === undefined ? undefined : new Date(token.expiresAt).toISOString(),
    audience,
    tenant,
    identity,
    identityKind,
    permissions: permissions ?? scopes,
    scopes,
    warnings: all.length > 0 ? all : undefined,
  }
}
