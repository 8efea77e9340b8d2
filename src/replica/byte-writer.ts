/** Bytes that grow at their end. Numbers are written in network byte order, values with the length that binary formats want. */
export interface ByteWriter {
  int16(value: number): void
  int32(value: number): void
  /** A whole number that a double holds exactly, in 64 bits. */
  int64(value: number): void
  float64(value: number): void
  /** A length of 32 bits, then the text as UTF-8, a lone surrogate as U+FFFD. */
  text(text: string): void
  /** A length of 32 bits, then `head`, one byte, then these. */
  headed(head: number, source: Uint8Array): void
  /** These alone. */
  raw(source: Uint8Array): void
  /** Writes with `write`, and before it the length of what it wrote, in 32 bits. */
  measured(write: () => void): void
  /** All of them. To be called once, at the end. */
  taken(): Buffer<ArrayBuffer>
}

/** @param memory where they are written, as long as they fit. */
export function createByteWriter(memory: Uint8Array<ArrayBuffer>): ByteWriter {
  let bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.length)
  let length = 0

  const makeRoom = (more: number): void => {
    if (length + more <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, length + more))
    bytes.copy(larger, 0, 0, length)
    bytes = larger
  }
  const putInt32 = (value: number, at: number): void => {
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
  }
  const int32 = (value: number): void => {
    makeRoom(4)
    putInt32(value, length)
    length += 4
  }
  const raw = (source: Uint8Array): void => {
    makeRoom(source.length)
    bytes.set(source, length)
    length += source.length
  }
  return {
    int16(value) {
      makeRoom(2)
      bytes[length++] = value >>> 8
      bytes[length++] = value
    },
    int32,
    int64(value) {
      const high = Math.floor(value / 2 ** 32)
      int32(high)
      int32(value - high * 2 ** 32)
    },
    float64(value) {
      makeRoom(8)
      length = bytes.writeDoubleBE(value, length)
    },
    text(text) {
      // A UTF-16 unit takes at most three bytes.
      makeRoom(4 + text.length * 3)
      const start = length
      length += 4
      length += bytes.write(text, length, 'utf8')
      putInt32(length - start - 4, start)
    },
    headed(head, source) {
      int32(source.length + 1)
      makeRoom(1)
      bytes[length++] = head
      raw(source)
    },
    raw,
    measured(write) {
      const start = length
      int32(0)
      write()
      putInt32(length - start - 4, start)
    },
    taken: () => bytes.subarray(0, length),
  }
}
