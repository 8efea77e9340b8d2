import { AzdoError } from '../errors/azdo-error.js'
import type { Replica } from '../replica/replica.js'

/** azdo.max_staleness and azdo.max_requests as they are in force for a statement. */
export interface StatementLimits {
  /** Rows verified within this time are not asked for again, ms; 0: always. */
  readonly maxStalenessMs: number
  /** Requests the statement may send; 0: as many as it needs. */
  readonly maxRequests: number
}

const staleness = 'azdo.max_staleness'
const requests = 'azdo.max_requests'

/** Lengths that PostgreSQL has been asked for, ms. */
const known = new Map<string, number>([
  ['', 0],
  ['0', 0],
])
const mostKnown = 500

/**
 * The limits that a session's settings say; what is not set does not limit. Errors: SETTING_INVALID, DATABASE_UNAVAILABLE.
 *
 * @param settings their values as SHOW gives them.
 */
export async function readLimits(
  settings: Readonly<Record<string, string>>,
  replica: Pick<Replica, 'intervalMs'>,
): Promise<StatementLimits> {
  const length = (settings[staleness] ?? '').trim()
  const maxStalenessMs = known.get(length) ?? (await replica.intervalMs(staleness, length))
  if (known.size < mostKnown) known.set(length, maxStalenessMs)
  return { maxStalenessMs, maxRequests: countOf((settings[requests] ?? '').trim()) }
}

function countOf(text: string): number {
  if (/^\d{0,9}$/.test(text)) return Number(text)
  throw new AzdoError('SETTING_INVALID', `${requests} cannot be '${text}': it takes a whole number.`, {
    hint: `For example SET ${requests} = 500, or 0 for no limit.`,
  })
}
