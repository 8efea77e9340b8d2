/** Length of the window the limit counts over, in seconds (facts 4: any 5 minutes). */
const WINDOW_SECONDS = 300
/** Use beyond this share of the limit is answered with the X-RateLimit headers. */
const NEAR = 0.8
/** Use beyond this share of the limit is refused. Our decision: the service does not say where delaying ends. */
const BLOCKED = 1.5

/** What the limit says to one request, before it is carried out. */
export interface RateDecision {
  blocked: boolean
  /** How long the request has to wait, in milliseconds. */
  delayMs: number
  /** X-RateLimit-* and Retry-After, where they apply (facts 4). */
  headers: Record<string, string>
}

export interface RateLimit {
  /** Asks for one request of an identity at a moment (milliseconds). */
  ask(identity: string, nowMs: number): RateDecision
  /** Books what a request of the identity has cost: 0.05 TSTU and 0.002 more for each KB answered (our decision; the service's formula is not public). */
  spend(identity: string, answeredBytes: number, nowMs: number): void
}

/**
 * A budget per identity in TSTU per 5 minutes. Use drains steadily over the window (the service keeps a sliding
 * window; draining gives the same mean and needs no list). Over the limit requests are delayed, up to a second
 * at 1.5 times the limit; beyond that they are refused.
 */
export function createRateLimit(limit: number): RateLimit {
  const used = new Map<string, { tstu: number; atMs: number }>()
  const drainPerMs = limit / (WINDOW_SECONDS * 1000)

  const current = (identity: string, nowMs: number): number => {
    const entry = used.get(identity)
    if (!entry) return 0
    return Math.max(0, entry.tstu - Math.max(0, nowMs - entry.atMs) * drainPerMs)
  }

  return {
    ask(identity, nowMs) {
      const tstu = current(identity, nowMs)
      const share = tstu / limit
      const headers: Record<string, string> = {}
      if (share < NEAR) return { blocked: false, delayMs: 0, headers }
      headers['X-RateLimit-Resource'] = 'Sandbox/TSTU'
      headers['X-RateLimit-Limit'] = String(limit)
      headers['X-RateLimit-Remaining'] = String(Math.max(0, Math.floor(limit - tstu)))
      headers['X-RateLimit-Reset'] = String(Math.ceil((nowMs + tstu / drainPerMs) / 1000))
      if (share > BLOCKED) {
        headers['Retry-After'] = String(Math.max(1, Math.ceil((tstu - BLOCKED * limit) / drainPerMs / 1000)))
        return { blocked: true, delayMs: 0, headers }
      }
      const delayMs = share > 1 ? Math.min(1000, Math.ceil((share - 1) * 2000)) : 0
      if (delayMs > 0) {
        headers['X-RateLimit-Delay'] = (delayMs / 1000).toFixed(3)
        headers['Retry-After'] = '1'
      }
      return { blocked: false, delayMs, headers }
    },
    spend(identity, answeredBytes, nowMs) {
      used.set(identity, {
        tstu: current(identity, nowMs) + 0.05 + (0.002 * answeredBytes) / 1024,
        atMs: nowMs,
      })
    },
  }
}
