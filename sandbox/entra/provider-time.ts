import type { Clock } from '../clock.js'

/*
 * The identity provider reads the machine's time itself and can't be told another. So it lives in the machine's time,
 * and whatever crosses its border is moved: what it keeps (memory-adapter.ts) and what it signs.
 */

/** Members that hold a moment in seconds since 1970, of what the provider keeps and of the claims it signs. */
const MOMENTS = ['exp', 'iat', 'nbf', 'iiat', 'auth_time', 'authTime', 'loginTs', 'consumed'] as const

/** A copy with the provider's moments in the sandbox's time. */
export function toSandboxTime<T extends object>(values: T, clock: Clock): T {
  return moved(values, secondsAhead(clock))
}

/** A copy with the sandbox's moments in the provider's time. */
export function toProviderTime<T extends object>(values: T, clock: Clock): T {
  return moved(values, -secondsAhead(clock))
}

function secondsAhead(clock: Clock): number {
  return Math.round(clock.offsetMs / 1000)
}

function moved<T extends object>(values: T, seconds: number): T {
  const copy = { ...values } as Record<string, unknown>
  for (const name of MOMENTS) {
    const moment = copy[name]
    if (typeof moment === 'number') copy[name] = moment + seconds
  }
  return copy as T
}
