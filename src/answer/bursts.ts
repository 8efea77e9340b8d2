import { setTimeout as sleep } from 'node:timers/promises'

/** Holds equal statements together that are planned at the same time, so that they can share their reads. */
export interface Bursts {
  /** Enters a statement whose planning begins; `words` are equal for equal statements. */
  enter(words: string): Burst
}

export interface Burst {
  /** The statement's reads are open, or it has none. Further calls do nothing. */
  leave(): void
  /** Waits until the equal statements that are being planned at this moment have left too; not for long in trouble. */
  others(signal: AbortSignal): Promise<void>
}

/** Longer than planning takes, except in trouble: fifty sessions may each open one for planning first. */
const longestWaitMs = 10_000

export function createBursts(): Bursts {
  const planning = new Map<string, Set<Promise<void>>>()
  return {
    enter(words) {
      let leave!: () => void
      const left = new Promise<void>((resolve) => (leave = resolve))
      const mates = planning.get(words) ?? new Set()
      planning.set(words, mates.add(left))
      return {
        leave() {
          mates.delete(left)
          if (mates.size === 0 && planning.get(words) === mates) planning.delete(words)
          leave()
        },
        async others(signal) {
          if (mates.size === 0) return
          const done = new AbortController()
          const limit = sleep(longestWaitMs, undefined, { signal: AbortSignal.any([signal, done.signal]) })
          await Promise.race([Promise.all(mates), limit.catch(() => undefined)])
          done.abort()
        },
      }
    },
  }
}
