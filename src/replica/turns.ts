/**
 * A queue of one: each call runs after those before it have ended, well or badly. Gives back what the call gives and
 * throws what it throws. A database connection takes one call at a time.
 */
export function createTurns(): <T>(run: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve()
  return (run) => {
    const result = tail.then(run)
    tail = result.catch(() => {})
    return result
  }
}
