import { connect, type Socket } from 'node:net'

/** As much as Node reads at once, bytes. */
const readSize = 1 << 16

/**
 * Connects a socket that reads into the same memory again and again: its chunks hold until they have been handled. A chunk
 * of which more is kept has its memory for itself.
 *
 * @param isKept asked behind each chunk whether something of it is kept.
 */
export function connectReading(
  server: { readonly host: string; readonly port: number },
  isKept: () => boolean,
): Socket {
  let memory = Buffer.allocUnsafeSlow(readSize)
  const socket = connect({
    ...server,
    onread: {
      buffer: () => memory,
      callback(length) {
        socket.emit('data', memory.subarray(0, length))
        if (isKept()) memory = Buffer.allocUnsafeSlow(readSize)
        return true
      },
    },
  })
  return socket
}

/** Bytes read ahead of their handling; beyond it the sender has to wait. */
const readAhead = 1 << 20

/**
 * The chunks of a socket, handled one after the other. Reading goes on a little while one is handled, so that the
 * other side's going away is noticed at once. Resolves at the end of the stream; rejects with what `handle` threw.
 *
 * @param handle returns nothing when it has finished: then the next chunk does not wait.
 */
export function handleChunks(
  socket: Socket,
  handle: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const queue: Buffer[] = []
    let queued = 0
    let state: 'idle' | 'handling' | 'failed' = 'idle'
    let ended = false

    const fail = (thrown: unknown): void => {
      state = 'failed'
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
    }
    const take = (chunk: Buffer): void => {
      try {
        const unfinished = handle(chunk)
        if (!unfinished) return
        state = 'handling'
        unfinished.then(goOn, fail)
      } catch (thrown) {
        fail(thrown)
      }
    }
    const goOn = (): void => {
      state = 'idle'
      drain()
    }
    const drain = (): void => {
      while (state === 'idle') {
        const chunk = queue.shift()
        if (chunk === undefined) {
          if (ended) resolve()
          return
        }
        queued -= chunk.length
        if (queued < readAhead && socket.isPaused()) socket.resume()
        take(chunk)
      }
    }
    socket.on('data', (chunk: Buffer) => {
      if (state === 'idle') return take(chunk)
      // Its memory may be read into again.
      queue.push(Buffer.from(chunk))
      queued += chunk.length
      if (queued >= readAhead) socket.pause()
    })
    const end = (): void => {
      ended = true
      drain()
    }
    socket.on('end', end)
    socket.on('close', end)
    socket.on('error', end)
    socket.resume()
  })
}
