/**
 * Runs `work` on every item, at most `width` at once, taking items as workers get free. The first failure stops the
 * taking and is thrown once all running work has ended.
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  let failed = false
  const worker = async (): Promise<void> => {
    try {
      while (!failed) {
        const next = await iterator.next()
        if (next.done) return
        if (!failed) await work(next.value)
      }
    } catch (thrown) {
      failed = true
      throw thrown
    }
  }
  const results = await Promise.allSettled(Array.from({ length: width }, worker))
  if (failed) await iterator.return?.()
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
