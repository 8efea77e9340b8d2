import { decodeJwt } from 'jose'

/** What an access token says about itself. Read for people to see, never to decide a right by. */
export interface TokenClaims {
  readonly audience?: string
  readonly tenant?: string
  readonly identity?: string
  /** Whether it stands for an app by itself or for a person. */
  readonly identityKind?: 'app' | 'user'
  readonly permissions?: string[]
  /** Seconds from `iat` to `exp`, when the token has both. */
  readonly lifetime?: number
  /** `exp`: Unix seconds by the provider's clock. */
  readonly expiresAt?: number
}

/**
 * The claims of a JWT, of Entra's versions 1 (`appid`, `upn`) and 2 (`azp`, `preferred_username`) ("Access token claims
 * reference", Microsoft identity platform). An opaque token gives an empty object.
 */
export function readTokenClaims(token: string): TokenClaims {
  let claims: Record<string, unknown>
  try {
    claims = decodeJwt(token)
  } catch {
    return {}
  }
  const text = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = claims[name]
      if (typeof value === 'string' && value !== '') return value
    }
    return undefined
  }
  const roles = Array.isArray(claims.roles) ? claims.roles.filter((role) => typeof role === 'string') : []
  const scopes = text('scp', 'scope')?.split(' ').filter(Boolean) ?? []
  const permissions = [...roles, ...scopes]
  const { iat, exp, idtyp } = claims
  const user = text('upn', 'preferred_username', 'unique_name')
  const app = text('appid', 'azp', 'client_id')
  return {
    audience: Array.isArray(claims.aud) ? claims.aud.join(' ') : text('aud'),
    tenant: text('tid'),
    identity: user ?? app ?? text('sub'),
    identityKind:
      idtyp === 'app' || idtyp === 'user'
        ? idtyp
        : user !== undefined || scopes.length > 0
          ? 'user'
          : app !== undefined
            ? 'app'
            : undefined,
    permissions: permissions.length > 0 ? permissions : undefined,
    lifetime: typeof iat === 'number' && typeof exp === 'number' && exp > iat ? exp - iat : undefined,
    expiresAt: typeof exp === 'number' ? exp : undefined,
  }
}
