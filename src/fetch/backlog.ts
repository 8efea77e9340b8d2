/** Work on what was read, behind the reading: it goes on while more is read, as long as little waits. */
export interface Backlog {
  /** Begins work on so many bytes; resolves when little enough waits. Throws what went wrong with any work. */
  add(bytes: number, work: () => Promise<void>): Promise<void>
  /** Resolves when all work has ended. Throws what went wrong with any. */
  end(): Promise<void>
}

/** @param mostBytes that may wait while more is read. */
export function createBacklog(mostBytes: number): Backlog {
  /** Work under way, and what has failed. */
  const under = new Set<Promise<void>>()
  let waiting = 0
  return {
    async add(bytes, work) {
      const done = work()
      under.add(done)
      waiting += bytes
      done.then(
        () => {
          waiting -= bytes
          under.delete(done)
        },
        () => undefined,
      )
      while (waiting > mostBytes) await Promise.race(under)
    },
    async end() {
      await Promise.allSettled(under)
      await Promise.all(under)
    },
  }
}
