import { AzdoError } from '../errors/azdo-error.js'

/**
 * A part of a stream of PostgreSQL messages: either one whole message that was asked for, or bytes of others, as they
 * came, to be handed on unread.
 */
export type Piece =
  | { readonly kind: 'message'; readonly type: string; readonly bytes: Buffer }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }

/** Cuts a stream of typed messages (PostgreSQL manual, "Message Formats": one type byte, then a length that counts itself). */
export interface FrameSplitter {
  /** The pieces that this chunk completes, in stream order. Errors: SERVICE_ANSWER_INVALID for a length out of bounds. */
  split(chunk: Buffer): Piece[]
  /** True when all bytes handed out so far end at the end of a message: another message may be put in between. */
  atBoundary(): boolean
  /** True while it holds bytes of a chunk. */
  holds(): boolean
}

const headerLength = 5

/**
 * @param wanted types to be collected whole; the rest passes in pieces of any size.
 * @param limit the longest wanted message, bytes. Checked before anything is collected.
 */
export function createFrameSplitter(wanted: Pick<ReadonlySet<string>, 'has'>, limit: number): FrameSplitter {
  let held: Buffer[] = []
  let heldLength = 0
  let needed = 0
  let passing = 0

  const hold = (bytes: Buffer, until: number): void => {
    held = [bytes]
    heldLength = bytes.length
    needed = until
  }

  /** The chunk with what was held before it, once that is enough to go on with. */
  const resume = (chunk: Buffer): Buffer | undefined => {
    if (heldLength === 0) return chunk
    held.push(chunk)
    heldLength += chunk.length
    if (heldLength < needed) return undefined
    const joined = Buffer.concat(held, heldLength)
    held = []
    heldLength = 0
    return joined
  }

  return {
    atBoundary: () => passing === 0,
    holds: () => heldLength > 0,
    split(chunk) {
      const data = resume(chunk)
      if (data === undefined) return []
      const pieces: Piece[] = []
      let at = Math.min(passing, data.length)
      let passFrom = at > 0 ? 0 : -1
      passing -= at
      const flush = (): void => {
        if (passFrom >= 0 && passFrom < at) pieces.push({ kind: 'bytes', bytes: data.subarray(passFrom, at) })
        passFrom = -1
      }
      while (at < data.length) {
        if (data.length - at < headerLength) {
          flush()
          hold(data.subarray(at), headerLength)
          return pieces
        }
        const type = String.fromCharCode(data[at]!)
        const length = data.readUInt32BE(at + 1) + 1
        if (length < headerLength) throw badLength(type, length)
        if (!wanted.has(type)) {
          if (passFrom < 0) passFrom = at
          passing = Math.max(0, length - (data.length - at))
          at += length - passing
          continue
        }
        if (length > limit) throw badLength(type, length)
        flush()
        if (data.length - at < length) {
          hold(data.subarray(at), length)
          return pieces
        }
        pieces.push({ kind: 'message', type, bytes: data.subarray(at, at + length) })
        at += length
      }
      flush()
      return pieces
    },
  }
}

function badLength(type: string, length: number): AzdoError {
  return new AzdoError(
    'PROTOCOL_VIOLATION',
    `A PostgreSQL message of type ${JSON.stringify(type)} claims a length of ${length} bytes.`,
    {
      hint: 'Check that the program at the other end speaks the PostgreSQL protocol.',
    },
  )
}
