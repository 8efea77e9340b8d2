import { Piscina } from 'piscina'
import { AzdoError } from '../errors/azdo-error.js'
import type { DecodedItems, DecodingFault, EncodedItems } from './decode-items.js'

/** Decodes answers to batches of work items in a thread, so that a large read takes no time from other sessions. */
export interface ItemDecoder {
  /** The content of what is given is moved away. Error: SERVICE_ANSWER_INVALID. */
  decode(encoded: EncodedItems): Promise<DecodedItems>
}

/** One decodes some 9,000 items a second, more than the service answers; each more takes 40 MB. */
const mostThreads = 1
/** A thread that has nothing to do ends after this time, ms. */
const idleMs = 5_000

/** The thread begins with the first answer. */
export function createItemDecoder(): ItemDecoder {
  let threads: Piscina<EncodedItems, DecodedItems | DecodingFault> | undefined
  const open = () =>
    new Piscina<EncodedItems, DecodedItems | DecodingFault>({
      filename: new URL('./decode-items.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: mostThreads,
      idleTimeout: idleMs,
      // A small space for what soon is garbage: nothing is kept between two answers.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
      atomics: 'disabled',
    })
  return {
    async decode(encoded) {
      threads ??= open()
      const content = ownBytes(encoded.content)
      const task = { ...encoded, content }
      const decoded = await threads.run(task, { transferList: [content.buffer] })
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
