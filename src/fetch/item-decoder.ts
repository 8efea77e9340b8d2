import { Piscina } from 'piscina'
import { AzdoError } from '../errors/azdo-error.js'
import type { DecodedItems, DecodingFault, EncodedItems } from './decode-items.js'

/** Decodes answers to batches of work items in a thread, so that a large read takes no time from other sessions. */
export interface ItemDecoder {
  /** Starts the threads, unless that was done: answers are on their way. */
  begin(): void
  /** Error: SERVICE_ANSWER_INVALID. */
  decode(answer: AnswerToDecode): Promise<DecodedItems>
}

/** What a thread gets, but that memory is asked for when one is free. */
export type AnswerToDecode = Omit<EncodedItems, 'memory'> & {
  readonly memory?: () => EncodedItems['memory']
}

/** One decodes some 9,000 items a second on an idle core. */
const mostThreads = 2
/** With two threads up to the end, a read of a million rows went beyond 300 MiB. */
const memoryForTwo = 240 * 1024 * 1024
/** A thread that has nothing to do ends after this time, ms. */
const idleMs = 5_000

/** @param memoryForMore memory of the process, bytes, from which on one thread has to do. */
export function createItemDecoder(memoryForMore = memoryForTwo): ItemDecoder {
  type Threads = Piscina<EncodedItems | undefined, DecodedItems | DecodingFault>
  let threads: Threads | undefined
  let threadsNow = mostThreads
  const underWay = new Set<Promise<unknown>>()
  const open = (): Threads =>
    new Piscina({
      filename: new URL('./decode-items.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: mostThreads,
      idleTimeout: idleMs,
      // A small space for what soon is garbage: nothing is kept between two answers.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      atomics: 'disabled',
    })
  return {
    begin() {
      threads ??= open()
      // What is wrong with a thread, the first answer will tell.
      if (threads.threads.length > 0) return
      threadsNow = mostThreads
      for (let i = 0; i < mostThreads; i++) threads.run(undefined).catch(() => undefined)
    },
    async decode(answer) {
      while (underWay.size >= threadsNow) await Promise.allSettled([Promise.race(underWay)])
      if (process.memoryUsage.rss() > memoryForMore) threadsNow = 1
      threads ??= open()
      const encoded = { ...answer, memory: answer.memory?.() }
      const moved = [encoded.content.buffer, ...(encoded.memory ? [encoded.memory.buffer] : [])]
      const run = threads.run(encoded, { transferList: moved })
      const ended = (): void => void underWay.delete(run)
      underWay.add(run)
      run.then(ended, ended)
      const decoded = await run
      if (!('fault' in decoded)) return decoded
      const { code, message, hint } = decoded.fault
      throw new AzdoError(code, message, { hint })
    },
  }
}
