import type { Connection } from '../settings/connection.js'

/** Why an exchange failed, as far as retrying is concerned. */
export interface RetryCause {
  /** Status of the answer; undefined when none came (network fault, time-out). */
  readonly status: number | undefined
  /** The `Retry-After` header, as received. */
  readonly retryAfter?: string
  /** The credential was refused: the same credential will be refused again. */
  readonly refused?: boolean
}

/** What a retry decision depends on besides its cause. */
export interface RetryRules {
  readonly settings: Connection['retry']
  /** Repetitions already made. */
  readonly retries: number
  /** Whether sending the request twice does no harm. */
  readonly safe: boolean
  /** Unix ms, to read a date in Retry-After by. */
  readonly now: number
  /** Length of the first wait in ms; 1000 outside tests. */
  readonly unitMs: number
}

/** A wait of our own is never longer, in units. */
const longestWait = 60

/** The service's throttle window is 5 minutes (facts 4): who says longer does not mean a throttle, and is not waited for. */
const longestRetryAfterMs = 300_000

/**
 * How long to wait before sending the request again, in ms, or undefined to give up.
 *
 * - RetryMode None: never.
 * - RetryWhenStatusCodeMatch: after an answer whose status is in RetryStatusCodeList, and after nothing else; a
 *   network fault has no status.
 * - RetryAny: after any failed answer or network fault, except 401 and 403: those do not change by asking again.
 * - At most RetryCountMax times. A refused credential is never retried here (it is renewed once, elsewhere).
 * - A request that is not safe to repeat is repeated only after 429, which says that it was not carried out.
 * - RetryMultiplyWaitTime True waits 1, 2, 4, 8, … s, at most 60 s; False always 1 s. What the service says in
 *   Retry-After wins over both, unless it is more than 5 minutes: then there is no retry.
 */
export function retryWait(cause: RetryCause, rules: RetryRules): number | undefined {
  const { settings, retries, safe, now, unitMs } = rules
  if (cause.refused || retries >= settings.countMax || !isRetried(cause.status, settings)) return undefined
  if (!safe && cause.status !== 429) return undefined
  const told = retryAfterMs(cause.retryAfter, now)
  if (told !== undefined) return told <= longestRetryAfterMs ? told : undefined
  return (settings.multiplyWaitTime ? Math.min(2 ** retries, longestWait) : 1) * unitMs
}

function isRetried(status: number | undefined, settings: Connection['retry']): boolean {
  switch (settings.mode) {
    case 'None':
      return false
    case 'RetryWhenStatusCodeMatch':
      return status !== undefined && settings.statusCodes.includes(status)
    case 'RetryAny':
      return status !== 401 && status !== 403
  }
}

/** The wait that a `Retry-After` header asks for, in ms: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined when unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  if (!/[a-z]{3}/i.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
