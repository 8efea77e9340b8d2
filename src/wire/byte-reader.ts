import { AzdoError } from '../errors/azdo-error.js'

/** Reads the fields of one message in order. Every read checks the bounds; errors: PROTOCOL_VIOLATION. */
export interface ByteReader {
  int16(): number
  int32(): number
  /** Bytes up to a zero byte, which is consumed. */
  cstring(): Buffer
  bytes(length: number): Buffer
  remaining(): number
}

export function createByteReader(bytes: Buffer, from: number): ByteReader {
  let at = from
  const take = (length: number): number => {
    if (length < 0 || at + length > bytes.length) {
      throw new AzdoError('PROTOCOL_VIOLATION', 'A PostgreSQL message ends before its fields do.', {
        hint: 'Check that the program at the other end speaks the PostgreSQL protocol.',
      })
    }
    const start = at
    at += length
    return start
  }
  return {
    int16: () => bytes.readInt16BE(take(2)),
    int32: () => bytes.readInt32BE(take(4)),
    cstring() {
      const end = bytes.indexOf(0, at)
      const start = take(end < 0 ? bytes.length + 1 : end - at + 1)
      return bytes.subarray(start, end)
    },
    bytes(length) {
      const start = take(length)
      return bytes.subarray(start, start + length)
    },
    remaining: () => bytes.length - at,
  }
}
