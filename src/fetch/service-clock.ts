/** A moment of the service, as its own clock and ours tell it. */
export interface ServiceMoment {
  /** ms since 1970 by the service's clock. */
  readonly at: number
  /** Bounds of how far its clock is ahead of ours, ms. */
  readonly ahead: readonly [least: number, most: number]
}

/** Clocks drift, and answers take a while; what is further behind was set back. */
const toleranceMs = 30_000

/** The moment at which an answer was made that says so itself, asked for and received at these times of ours (ms). */
export function serviceMoment(told: unknown, askedAt: number, receivedAt: number): ServiceMoment | undefined {
  const at = typeof told === 'string' ? Date.parse(told) : NaN
  return Number.isNaN(at) ? undefined : { at, ahead: [at - receivedAt, at - askedAt] }
}

/** Whether times of the service are in order between two moments: its clock went on, and was not set back meanwhile. */
export function inOrder(earlier: ServiceMoment, later: ServiceMoment): boolean {
  return later.at >= earlier.at && later.ahead[1] + toleranceMs >= earlier.ahead[0]
}

/** The earlier of two. */
export function earlierOf(a: ServiceMoment, b: ServiceMoment): ServiceMoment {
  return a.at <= b.at ? a : b
}
