import { setTimeout as sleep } from 'node:timers/promises'

/** The time that waits go by. */
export interface RestClock {
  /** ms since 1970; never goes back. */
  now(): number
  /** Rejects as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's time. */
export const machineClock: RestClock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => sleep(Math.ceil(ms), undefined, { signal }),
}
