import type { EventLine, Health } from '../../../src/console/api-schema.js'

/** How many points of a budget, and how many errors, are kept on the page. */
export const kept = { points: 120, errors: 50 }

/** Nothing known yet. */
export const noHealth: Health = { sessions: [], throttle: {}, errors: [] }

/** The state after a line of the event stream. */
export function afterEvent(health: Health, line: EventLine): Health {
  if ('health' in line) return line.health
  if ('sessions' in line) return { ...health, sessions: line.sessions }
  if ('throttle' in line) {
    const { connection, ...point } = line.throttle
    // Points that follow closely are told as one, which then comes again.
    const before = (health.throttle[connection] ?? []).filter(({ at }) => at !== point.at)
    const points = [...before, point].slice(-kept.points)
    return { ...health, throttle: { ...health.throttle, [connection]: points } }
  }
  if ('error' in line) return { ...health, errors: [...health.errors, line.error].slice(-kept.errors) }
  return health
}
