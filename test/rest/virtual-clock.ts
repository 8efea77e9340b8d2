import { machineClock, type RestClock } from '../../src/rest/rest-clock.js'

/** A clock on which a wait takes no time: it moves ahead instead. `onMove` hears by how much, ms, and may take a while. */
export function virtualClock(onMove: (ms: number) => Promise<void> = () => Promise.resolve()): {
  clock: RestClock
  /** The waits so far, ms. */
  slept: readonly number[]
} {
  let ahead = 0
  const slept: number[] = []
  const now = (): number => machineClock.now() + ahead
  let moving = Promise.resolve()
  const clock: RestClock = {
    now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      slept.push(ms)
      const until = now() + ms
      moving = moving.then(async () => {
        const more = Math.max(0, until - now())
        if (more === 0) return
        await onMove(more)
        ahead += more
      })
      await moving
      signal?.throwIfAborted()
    },
  }
  return { clock, slept }
}
