import type { Writable } from 'node:stream'

/** Writes, and waits while the receiver is slow. Resolves at once when the stream has ended. */
export async function send(stream: Writable, bytes: Buffer): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return
  if (stream.write(bytes)) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}
