import type { Writable } from 'node:stream'

/** Bytes on their way into a stream, gathered so that what came together leaves together. */
export interface Outgoing {
  /** Puts bytes behind those added before. They are not copied: the caller must leave them as they are. */
  add(bytes: Buffer): void
  /**
   * Writes what was added. Undefined while the receiver keeps up; otherwise resolves when it has caught up, or has
   * gone. What is added for a stream that has ended is dropped.
   */
  flush(): Promise<void> | undefined
}

export function createOutgoing(stream: Writable): Outgoing {
  let gathered: Buffer[] = []
  /** The newest bytes, not in `gathered` yet: a run of one piece of memory, so that pieces of one chunk stay one. */
  let memory: ArrayBufferLike | undefined
  let from = 0
  let to = 0

  const closeRun = (): void => {
    if (memory !== undefined) gathered.push(Buffer.from(memory, from, to - from))
    memory = undefined
  }

  return {
    add(bytes) {
      if (bytes.length === 0) return
      if (bytes.buffer !== memory || bytes.byteOffset !== to) {
        closeRun()
        memory = bytes.buffer
        from = bytes.byteOffset
      }
      to = bytes.byteOffset + bytes.length
    },
    flush() {
      closeRun()
      if (gathered.length === 0) return undefined
      const bytes = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered)
      gathered = []
      if (stream.destroyed || stream.writableEnded) return undefined
      // What write() returns counts the chunk even when the system has taken it all at once.
      if (stream.write(bytes) || stream.writableLength < stream.writableHighWaterMark) return undefined
      return drained(stream)
    },
  }
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}
