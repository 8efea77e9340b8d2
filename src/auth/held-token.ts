/** An access token with its times, as it is kept in memory and in the token store. */
export interface HeldToken {
  readonly accessToken: string
  /** Unix ms by this machine's clock. */
  readonly obtainedAt: number
  /** Unix ms by this machine's clock; undefined when the provider did not say. Then only a refusal ends its use. */
  readonly expiresAt?: number
  /** Scopes granted, when the provider named them. */
  readonly scope?: string
  /** What the next token is asked with, when the provider gave one. */
  readonly refreshToken?: string
}

const minute = 60_000

/**
 * True while a token may be used without asking for another: until 5 minutes before it expires (facts 7, "clock
 * skew"), or until half its life when it lives less than 10 minutes.
 */
export function isFresh(token: HeldToken, now: number): boolean {
  if (token.expiresAt === undefined) return true
  const life = token.expiresAt - token.obtainedAt
  return now < token.expiresAt - (life < 10 * minute ? life / 2 : 5 * minute)
}

/** True while the service should still accept the token, fresh or not. */
export function isAlive(token: HeldToken, now: number): boolean {
  return token.expiresAt === undefined || now < token.expiresAt
}
