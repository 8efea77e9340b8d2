/** Length of the window the limit counts over, in seconds (facts 4: any 5 minutes). */
const WINDOW_SECONDS = 300
/** Use beyond this share of the limit is answered with the X-RateLimit headers. */
const NEAR = 0.8
/** Use beyond this share of the limit is refused. Our decision: the service does not say where delaying ends. */
const BLOCKED = 1.5
/** Longest delay of a request in milliseconds, just before requests are refused (facts 4). */
const MOST_DELAY_MS = 30_000
/** Longest wait that a request is asked for which succeeded, in seconds. */
const MOST_PATIENCE_SECONDS = 30

/** What the limit says to one request, before it is carried out. */
export interface RateDecision {
  blocked: boolean
  /** How long the request has to wait, in milliseconds. */
  delayMs: number
  /** X-RateLimit-* and Retry-After, where they apply (facts 4). */
  headers: Record<string, string>
}

/** A budget in TSTU that each identity may use in any 5 minutes. Moments are milliseconds since 1970. */
export interface RateLimit {
  /** TSTU; undefined: no limit, use is only counted. */
  tstu: number | undefined
  maxDelayMs: number
  /** Asks for one request of an identity. `resource` is what the headers name as used up. */
  ask(identity: string, resource: string, nowMs: number): RateDecision
  /** Books what a request has cost. */
  spend(identity: string, tstu: number, nowMs: number): void
  /** TSTU of the last 5 minutes by identity; those that used nothing are left out. */
  used(nowMs: number): Record<string, number>
}

/** Use of one identity by the second, in a ring as long as the window. */
interface Use {
  seconds: Float64Array
  tstu: Float64Array
}

/**
 * Over the limit, requests are delayed: little at first, the more the further over it, up to `maxDelayMs` at 1.5
 * times the limit; beyond that they are refused until enough of the use is more than 5 minutes ago.
 */
export function createRateLimit(tstu: number | undefined): RateLimit {
  const uses = new Map<string, Use>()

  const limit: RateLimit = {
    tstu,
    maxDelayMs: MOST_DELAY_MS,
    ask(identity, resource, nowMs) {
      const use = uses.get(identity)
      if (limit.tstu === undefined || !use) return { blocked: false, delayMs: 0, headers: {} }
      const now = Math.floor(nowMs / 1000)
      const total = sum(use, now)
      const share = total / limit.tstu
      if (share < NEAR) return { blocked: false, delayMs: 0, headers: {} }
      const headers: Record<string, string> = {
        'X-RateLimit-Resource': resource,
        'X-RateLimit-Limit': String(limit.tstu),
        'X-RateLimit-Remaining': String(Math.max(0, Math.floor(limit.tstu - total))),
        'X-RateLimit-Reset': String(now + secondsUntilBelow(use, now, 0)),
      }
      if (share > BLOCKED) {
        headers['Retry-After'] = String(secondsUntilBelow(use, now, BLOCKED * limit.tstu))
        return { blocked: true, delayMs: 0, headers }
      }
      if (share <= 1) return { blocked: false, delayMs: 0, headers: { ...headers, 'Retry-After': '1' } }
      const delayMs = Math.max(1, Math.round(limit.maxDelayMs * ((share - 1) / (BLOCKED - 1)) ** 2))
      headers['X-RateLimit-Delay'] = (delayMs / 1000).toFixed(3)
      const patience = Math.min(MOST_PATIENCE_SECONDS, secondsUntilBelow(use, now, limit.tstu))
      headers['Retry-After'] = String(patience)
      return { blocked: false, delayMs, headers }
    },
    spend(identity, cost, nowMs) {
      let use = uses.get(identity)
      if (!use) {
        use = { seconds: new Float64Array(WINDOW_SECONDS), tstu: new Float64Array(WINDOW_SECONDS) }
        uses.set(identity, use)
      }
      const now = Math.floor(nowMs / 1000)
      const slot = now % WINDOW_SECONDS
      use.tstu[slot] = cost + (use.seconds[slot] === now ? (use.tstu[slot] as number) : 0)
      use.seconds[slot] = now
    },
    used(nowMs) {
      const now = Math.floor(nowMs / 1000)
      const totals = [...uses].map(([identity, use]) => [identity, Number(sum(use, now).toFixed(4))] as const)
      return Object.fromEntries(totals.filter(([, total]) => total > 0))
    },
  }
  return limit
}

/** Use within the window that ends now. What lies ahead, since the clock was moved back, does not count. */
function sum({ seconds, tstu }: Use, now: number): number {
  let total = 0
  for (let slot = 0; slot < WINDOW_SECONDS; slot++) {
    const second = seconds[slot] as number
    if (second > now - WINDOW_SECONDS && second <= now) total += tstu[slot] as number
  }
  return total
}

/** Seconds, from 1, until so much of the use has left the window that at most `level` is in it. */
function secondsUntilBelow(use: Use, now: number, level: number): number {
  for (let wait = 1; wait < WINDOW_SECONDS; wait++) {
    let left = 0
    for (let slot = 0; slot < WINDOW_SECONDS; slot++) {
      const second = use.seconds[slot] as number
      if (second > now + wait - WINDOW_SECONDS && second <= now) left += use.tstu[slot] as number
    }
    if (left <= level) return wait
  }
  return WINDOW_SECONDS
}
