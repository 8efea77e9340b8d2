import type { Writable } from 'node:stream'

/** Collects text and writes it to a stream in large pieces, telling when the stream is full. */
export interface TextOutput {
  /** False when the stream is full: wait for `drained` before writing more. */
  write(text: string): boolean
  /** Hands over what is collected. */
  flush(): void
  /** Resolves when the stream takes more, or has failed or closed (then nothing more matters). */
  drained(): Promise<void>
}

const pieceLength = 32 * 1024

export function createTextOutput(stream: Writable): TextOutput {
  let pieces = ''
  const flush = (): boolean => {
    if (pieces === '' || stream.destroyed) return true
    const text = pieces
    pieces = ''
    return stream.write(text)
  }
  return {
    write(text) {
      pieces += text
      return pieces.length < pieceLength || flush()
    },
    flush: () => void flush(),
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writableNeedDrain || stream.destroyed) return resolve()
        const ends = ['drain', 'error', 'close'] as const
        const done = () => {
          for (const end of ends) stream.off(end, done)
          resolve()
        }
        for (const end of ends) stream.on(end, done)
      }),
  }
}
