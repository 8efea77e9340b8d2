import type { Clock } from '../clock.js'
import { SandboxError } from './sandbox-error.js'

/** First and last moment that the clock can be set to. */
const FIRST = Date.parse('1970-01-01T00:00:00Z')
const LAST = Date.parse('9998-12-31T00:00:00Z')

/** What the clock shows. */
export function showClock(clock: Clock): { now: string; offsetMs: number } {
  return { now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs }
}

/**
 * Moves the clock as was posted: {"advanceSeconds": n} from where it is, {"now": "ISO 8601 date"}, or {"reset": true}
 * for the machine's time. Throws SandboxError when it is nothing of the kind.
 */
export function moveClock(clock: Clock, wish: Record<string, unknown>): void {
  const offset = wishedOffset(clock, wish)
  const then = clock.now() - clock.offsetMs + offset
  if (Number.isNaN(then) || then < FIRST || then > LAST)
    throw new SandboxError(
      'The clock can\'t be set to that: send {"advanceSeconds": N}, {"now": "ISO date"} or {"reset": true}.',
      'N may be negative; the clock goes from 1970 to 9998, and a date has a time and a zone, as 2025-05-01T08:00:00Z.',
    )
  clock.setOffset(offset)
}

/** NaN when the wish can't be read. */
function wishedOffset(clock: Clock, wish: Record<string, unknown>): number {
  const { advanceSeconds, now, reset } = wish
  if ([advanceSeconds, now, reset].filter((given) => given !== undefined).length !== 1) return NaN
  if (reset === true) return 0
  if (typeof advanceSeconds === 'number') return clock.offsetMs + Math.round(advanceSeconds * 1000)
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
  if (typeof now === 'string' && form.test(now)) return Date.parse(now) - (clock.now() - clock.offsetMs)
  return NaN
}
