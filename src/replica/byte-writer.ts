/** Bytes that grow at their end. */
export interface ByteWriter {
  /** Adds a text as UTF-8, a lone surrogate as U+FFFD. */
  text(text: string): void
  /** Adds JSON in UTF-8 without control characters, as a part of a line of COPY's text format: backslashes doubled. */
  json(source: Uint8Array): void
  /** All of them. To be called once, at the end. */
  taken(): Buffer
}

/** @param expected how many there will be, about. */
export function createByteWriter(expected: number): ByteWriter {
  let bytes = Buffer.allocUnsafeSlow(expected)
  let length = 0

  const makeRoom = (more: number): void => {
    if (length + more <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, length + more))
    bytes.copy(larger, 0, 0, length)
    bytes = larger
  }
  const add = (more: Uint8Array): void => {
    bytes.set(more, length)
    length += more.length
  }
  return {
    text(text) {
      // A UTF-16 unit takes at most three bytes.
      makeRoom(text.length * 3)
      length += bytes.write(text, length, 'utf8')
    },
    json(source) {
      makeRoom(source.length * 2)
      let from = 0
      for (let at = source.indexOf(backslash); at >= 0; at = source.indexOf(backslash, at + 1)) {
        add(source.subarray(from, at + 1))
        bytes[length++] = backslash
        from = at + 1
      }
      add(source.subarray(from))
    },
    taken: () => bytes.subarray(0, length),
  }
}

const backslash = 0x5c
