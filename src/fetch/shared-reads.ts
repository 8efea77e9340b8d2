import { setMaxListeners } from 'node:events'

/**
 * Reads that several statements share. A statement may join a read only before its first request is sent: what is asked
 * for after the statement began cannot be older than it.
 */
export interface SharedReads<R> {
  /**
   * The read of these words that has not started yet, or a new one. `run` is called once; its signal is aborted when
   * nobody uses the read any more.
   */
  open(words: string, run: (signal: AbortSignal) => Promise<R>): SharedRead<R>
}

export interface SharedRead<R> {
  /** False when the read was opened by someone else. */
  readonly own: boolean
  /** Starts it, unless somebody has. */
  start(): void
  /** Its result. Rejects with the signal's reason as soon as that is aborted, while others go on. */
  result(signal: AbortSignal): Promise<R>
}

export function createSharedReads<R>(): SharedReads<R> {
  const waiting = new Map<string, Omit<SharedRead<R>, 'own'>>()
  return {
    open(words, run) {
      const joined = waiting.get(words)
      if (joined) return { ...joined, own: false }
      const controller = new AbortController()
      // Every request under way listens to it.
      setMaxListeners(0, controller.signal)
      let users = 0
      let begin!: () => void
      const begun = new Promise<void>((resolve) => (begin = resolve))
      const ended = begun.then(() => run(controller.signal))
      ended.catch(() => undefined)
      const read: Omit<SharedRead<R>, 'own'> = {
        start() {
          if (waiting.get(words) === read) waiting.delete(words)
          begin()
        },
        async result(signal) {
          users++
          let leave!: () => void
          const left = new Promise<never>((_, reject) => {
            leave = () => {
              if (--users === 0) {
                if (waiting.get(words) === read) waiting.delete(words)
                controller.abort(signal.reason)
              }
              reject(signal.reason as Error)
            }
          })
          left.catch(() => undefined)
          if (signal.aborted) leave()
          else signal.addEventListener('abort', leave, { once: true })
          try {
            return await Promise.race([ended, left])
          } finally {
            signal.removeEventListener('abort', leave)
          }
        },
      }
      waiting.set(words, read)
      return { ...read, own: true }
    },
  }
}
