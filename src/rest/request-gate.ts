import { setTimeout as sleep } from 'node:timers/promises'

/** Bounds how many requests are under way at once; the others wait in the order they came. */
export interface RequestGate {
  /** Runs `work` when its turn comes. Rejects with the signal's reason when that fires while waiting. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Lets nothing start for that long, in ms: the service has asked everyone for patience. */
  pause(ms: number): void
}

/** A gate for `size` requests at once. */
export function createRequestGate(size: number): RequestGate {
  const waiting: (() => void)[] = []
  let free = size
  let pausedUntil = 0

  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted()
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((admit, refuse) => {
      const leaveQueue = (): void => {
        waiting.splice(waiting.indexOf(admitted), 1)
        refuse(signal!.reason as Error)
      }
      const admitted = (): void => {
        signal?.removeEventListener('abort', leaveQueue)
        admit()
      }
      waiting.push(admitted)
      signal?.addEventListener('abort', leaveQueue, { once: true })
    })
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }

  return {
    async run(work, signal) {
      await enter(signal)
      try {
        for (let left = pausedUntil - performance.now(); left > 0; left = pausedUntil - performance.now()) {
          await sleep(Math.ceil(left), undefined, { signal })
        }
        return await work()
      } finally {
        leave()
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms)
    },
  }
}
