import type { Socket } from 'node:net'

/** Bytes read ahead of their handling; beyond it the sender has to wait. */
const readAhead = 1 << 20

/**
 * The chunks of a socket, handled one after the other. Reading goes on a little while one is handled, so that the
 * other side's going away is noticed at once. Resolves at the end of the stream; throws what `handle` threw.
 */
export function handleChunks(socket: Socket, handle: (chunk: Buffer) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const queue: Buffer[] = []
    let queued = 0
    let running = false
    let ended = false

    const drain = async (): Promise<void> => {
      if (running) return
      running = true
      try {
        for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
          queued -= chunk.length
          if (queued < readAhead && socket.isPaused()) socket.resume()
          await handle(chunk)
        }
        if (ended) resolve()
      } catch (thrown) {
        reject(thrown)
      } finally {
        running = false
      }
    }
    socket.on('data', (chunk: Buffer) => {
      queue.push(chunk)
      queued += chunk.length
      if (queued >= readAhead) socket.pause()
      void drain()
    })
    const end = (): void => {
      ended = true
      void drain()
    }
    socket.on('end', end)
    socket.on('close', end)
    socket.on('error', end)
    socket.resume()
  })
}
