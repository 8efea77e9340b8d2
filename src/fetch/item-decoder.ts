import { Piscina } from 'piscina'
import { AzdoError } from '../errors/azdo-error.js'
import type { DecodedItems, DecodingFault, EncodedItems } from './decode-items.js'

/** Decodes answers to batches of work items in a thread, so that a large read takes no time from other sessions. */
export interface ItemDecoder {
  /** Starts a thread, unless that was done: an answer is on its way. */
  begin(): void
  /** The content of what is given is moved away. Error: SERVICE_ANSWER_INVALID. */
  decode(encoded: EncodedItems): Promise<DecodedItems>
}

/** One decodes some 9,000 items a second on an idle core; a second one took the process beyond 300 MB. */
const mostThreads = 1
/** A thread that has nothing to do ends after this time, ms. */
const idleMs = 5_000

/** The thread begins with the first answer. */
export function createItemDecoder(): ItemDecoder {
  type Threads = Piscina<EncodedItems | undefined, DecodedItems | DecodingFault>
  let threads: Threads | undefined
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
      if (threads.threads.length === 0) threads.run(undefined).catch(() => undefined)
    },
    async decode(encoded) {
      threads ??= open()
      const content = ownBytes(encoded.content)
      const memory = encoded.memory && ownBytes(encoded.memory)
      const moved = [content.buffer, ...(memory ? [memory.buffer] : [])]
      const decoded = await threads.run({ ...encoded, content, memory }, { transferList: moved })
      if (!('fault' in decoded)) return decoded
      const { code, message, hint } = decoded.fault
      throw new AzdoError(code, message, { hint })
    },
  }
}

/** The same bytes with a buffer of their own: that of others cannot be moved. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const own = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  return own ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
