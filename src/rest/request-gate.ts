import type { Pace } from './pace.js'
import { machineClock, type RestClock } from './rest-clock.js'

/** Bounds how many requests are under way at once, by what the service's answers say of its load. */
export interface RequestGate {
  /** Runs `work` when its turn comes. Rejects with the signal's reason when that fires while waiting. */
  run<T>(work: () => Promise<T>, turn?: Turn): Promise<T>
  /** Hears how a request went that began at a time of the clock. */
  heard(pace: Pace, beganAt: number): void
  /** Requests that may be under way now. */
  readonly width: number
}

/** Whose request it is. */
export interface Turn {
  readonly signal?: AbortSignal | undefined
  /** The statement it belongs to: statements take turns, however many requests each of them has. */
  readonly statement?: object | undefined
  /** Hears that the statement's requests must wait, ms. */
  readonly onPause?: ((ms: number) => void) | undefined
}

export interface GateOptions {
  /** Requests at once at most. */
  readonly most: number
  readonly clock?: RestClock
  /** Hears of each pause, ms. */
  readonly onPause?: (ms: number, resource: string | undefined) => void
}

/** Requests at once in the beginning. */
const atFirst = 8
/** Slower answers are no reason to ask for more at once, ms. */
const quickMs = 2_000
/** Shorter pauses are not worth telling, ms. */
const toldFromMs = 1_000

interface Waiting {
  readonly start: () => void
  readonly onPause: Turn['onPause']
}

/**
 * A gate that lets 8 requests through at once in the beginning. While requests wait and answers are quick, it lets one
 * more through for each of them, up to `most`; once the service has throttled, one more for each round of answers. An
 * answer that tells of throttling halves the number, once for all that were under way together.
 */
export function createRequestGate({ most, clock = machineClock, onPause }: GateOptions): RequestGate {
  const nobody = {}
  /** By statement; the one whose turn is next comes first. */
  const queues = new Map<object, Waiting[]>()
  let running = 0
  let width = Math.min(atFirst, most)
  let share = 1
  let spacingMs = 0
  let resource: string | undefined
  let pausedUntil = 0
  let halvedAt = -Infinity
  let waking: AbortController | undefined

  const widthNow = (): number => Math.max(1, Math.floor(Math.min(width, most * share)))

  const startNext = (): void => {
    while (queues.size > 0 && running < widthNow()) {
      const left = pausedUntil - clock.now()
      if (left > 0) return wakeIn(left)
      const [statement, queue] = queues.entries().next().value!
      queues.delete(statement)
      const next = queue.shift()!
      if (queue.length > 0) queues.set(statement, queue)
      running++
      if (spacingMs > 0) pause(spacingMs)
      next.start()
    }
  }
  const wakeIn = (ms: number): void => {
    if (waking) return
    const controller = new AbortController()
    waking = controller
    clock.sleep(ms, controller.signal).then(
      () => {
        waking = undefined
        startNext()
      },
      () => undefined,
    )
  }
  const pause = (ms: number): void => {
    const now = clock.now()
    const longer = now + ms - Math.max(pausedUntil, now)
    pausedUntil = Math.max(pausedUntil, now + ms)
    if (longer < toldFromMs) return
    onPause?.(ms, resource)
    for (const [first] of queues.values()) first?.onPause?.(ms)
  }
  const enter = ({ signal, statement = nobody, onPause }: Turn): Promise<void> =>
    new Promise((admit, refuse) => {
      if (signal?.aborted) return refuse(signal.reason as Error)
      const leaveQueue = (): void => {
        const queue = queues.get(statement)!
        queue.splice(queue.indexOf(waiting), 1)
        if (queue.length === 0) queues.delete(statement)
        if (queues.size === 0) {
          waking?.abort()
          waking = undefined
        }
        refuse(signal!.reason as Error)
      }
      const start = (): void => {
        signal?.removeEventListener('abort', leaveQueue)
        admit()
      }
      const waiting: Waiting = { start, onPause }
      const queue = queues.get(statement)
      if (queue) queue.push(waiting)
      else queues.set(statement, [waiting])
      signal?.addEventListener('abort', leaveQueue, { once: true })
      const left = pausedUntil - clock.now()
      if (!queue && left >= toldFromMs) onPause?.(left)
      startNext()
    })

  return {
    async run(work, turn = {}) {
      await enter(turn)
      try {
        return await work()
      } finally {
        running--
        startNext()
      }
    },
    heard(pace, beganAt) {
      share = pace.share
      spacingMs = pace.spacingMs
      resource = pace.resource
      if (pace.waitMs > 0) pause(pace.waitMs)
      if (pace.throttled) {
        if (beganAt < halvedAt) return
        halvedAt = clock.now()
        width = Math.max(1, width / 2)
      } else if (queues.size > 0 && clock.now() - beganAt <= quickMs) {
        width = Math.min(most, width + (halvedAt === -Infinity ? 1 : 1 / width))
      }
    },
    get width() {
      return widthNow()
    },
  }
}
