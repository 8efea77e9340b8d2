import { retryAfterMs } from './retry.js'

/** What one answer says of how fast the service wants to be asked (facts 4). */
export interface Pace {
  /** The identity is throttled, or about to be. */
  readonly throttled: boolean
  /** How long nothing is to be sent, ms. */
  readonly waitMs: number
  /** The part of the usual number of requests that may be under way, above 0 and up to 1. */
  readonly share: number
  /** Time between the beginnings of two requests, ms. */
  readonly spacingMs: number
  /** What is used up, as the service names it. */
  readonly resource: string | undefined
}

/** The throttle window (facts 4): who asks for more patience than that does not mean a throttle. */
const windowMs = 300_000
/** From this part of the limit downwards the rest of the budget is spread. */
const low = 0.2

/**
 * Reads Retry-After, on any status, and the X-RateLimit headers. The less of the budget remains, the fewer requests at
 * once, and the further apart: with nothing left, what is sent costs no more than what leaves the window meanwhile.
 *
 * @param now ms since 1970.
 */
export function paceOf(status: number, headers: Readonly<Record<string, string>>, now: number): Pace {
  const told = retryAfterMs(headers['retry-after'], now) ?? 0
  const throttled = status === 429 || 'retry-after' in headers || 'x-ratelimit-delay' in headers
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    numberIn(headers[`x-ratelimit-${name}`]),
  )
  const left = limit && remaining !== undefined ? Math.min(1, remaining / limit / low) : 1
  const used = limit && remaining !== undefined ? limit - remaining : 0
  const untilFree = reset === undefined ? 0 : Math.min(windowMs, Math.max(0, reset * 1000 - now))
  const cost = numberIn(headers['x-ratelimit-cost']) ?? 0
  return {
    throttled,
    waitMs: told <= windowMs ? told : 0,
    share: Math.max(left, 0.01),
    spacingMs: used > 0 ? (cost / used) * untilFree * (1 - left) : 0,
    resource: headers['x-ratelimit-resource'],
  }
}

/** The budget that an answer tells of, and what is left of it, in throughput units; undefined when it tells of none. */
export function budgetOf(
  headers: Readonly<Record<string, string>>,
): { readonly limit?: number; readonly remaining?: number } | undefined {
  const [limit, remaining] = ['limit', 'remaining'].map((name) => numberIn(headers[`x-ratelimit-${name}`]))
  return limit === undefined && remaining === undefined ? undefined : { limit, remaining }
}

function numberIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) : undefined
}
