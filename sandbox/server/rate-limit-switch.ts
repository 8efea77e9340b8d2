import type { RateLimit } from '../faults/rate-limit.js'
import { SandboxError } from './sandbox-error.js'

/** The limit, and what each identity has used of it in the last 5 minutes. */
export function showRateLimit(limit: RateLimit, nowMs: number): Record<string, unknown> {
  return { tstu: limit.tstu ?? null, maxDelayMs: limit.maxDelayMs, used: limit.used(nowMs) }
}

/**
 * Sets the limit as was posted: {"tstu": n or null for none, "maxDelayMs"?: n}; what is left out stays. Use so far
 * counts on. Throws SandboxError when it is nothing of the kind.
 */
export function setRateLimit(limit: RateLimit, wish: Record<string, unknown>): void {
  const { tstu, maxDelayMs } = wish
  const above = (value: unknown, least: number) => typeof value === 'number' && value >= least
  const good =
    (tstu === undefined || tstu === null || (above(tstu, 0) && tstu !== 0)) &&
    (maxDelayMs === undefined || (above(maxDelayMs, 0) && (maxDelayMs as number) <= 600_000)) &&
    (tstu !== undefined || maxDelayMs !== undefined)
  if (!good)
    throw new SandboxError(
      'Send {"tstu": N or null, "maxDelayMs": N}, or one of them.',
      'TSTU is a number above 0, null ends the limit; maxDelayMs is milliseconds from 0 to 600000.',
    )
  if (tstu !== undefined) limit.tstu = (tstu as number | null) ?? undefined
  if (maxDelayMs !== undefined) limit.maxDelayMs = maxDelayMs as number
}
