import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connectReading, handleChunks } from '../../src/gateway/incoming.js'
import { createOutgoing } from '../../src/gateway/outgoing.js'

/** Two ends of one connection. */
async function connection(): Promise<readonly [Socket, Socket]> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [other] = await accepted
  server.close()
  open.push(client, other)
  for (const socket of [client, other]) socket.on('error', () => undefined)
  return [client, other]
}

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

describe('outgoing bytes', () => {
  it('leave in the order they were added, whatever memory they lie in', async () => {
    const [from, to] = await connection()
    const received: Buffer[] = []
    to.on('data', (chunk) => received.push(chunk))
    const out = createOutgoing(from)
    const chunk = Buffer.from('abcdef')
    for (const [start, end] of [
      [0, 2],
      [2, 4],
      [5, 6],
      [4, 4],
      [0, 1],
    ] as const)
      out.add(chunk.subarray(start, end))
    out.add(Buffer.from('xyz'))
    await out.flush()
    from.end()
    await once(to, 'end')
    expect(Buffer.concat(received).toString()).toBe('abcdfaxyz')
  })

  it('make the sender wait while the receiver does not read, and not for ever when it goes away', async () => {
    const [from, to] = await connection()
    to.pause()
    const out = createOutgoing(from)
    const flush = () => {
      out.add(Buffer.alloc(1 << 20))
      return out.flush()
    }
    let waiting: Promise<void> | undefined
    while (!waiting) waiting = flush()
    to.resume()
    await waiting
    to.pause()
    let again: Promise<void> | undefined
    while (!again) again = flush()
    to.destroy()
    from.destroy()
    await again
    expect(flush()).toBeUndefined()
  })
})

describe('incoming chunks', () => {
  it('are handled one after the other, also when one takes its time, up to the end', async () => {
    const [from, to] = await connection()
    const events: string[] = []
    let release: () => void = () => undefined
    const done = handleChunks(to, (chunk) => {
      events.push(`begin ${chunk.toString()}`)
      if (chunk.toString() !== 'slow') return undefined
      return new Promise<void>((resolve) => (release = resolve)).then(() => void events.push('end slow'))
    })
    from.write('slow')
    while (events.length === 0) await new Promise((resolve) => setImmediate(resolve))
    from.end('next')
    await once(to, 'end')
    expect(events).toEqual(['begin slow'])
    release()
    await done
    expect(events).toEqual(['begin slow', 'end slow', 'begin next'])
  })

  it('lie in one memory, unless something of them is kept', async () => {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const kept: Buffer[] = []
    const to = connectReading(
      { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      () => kept.at(-1)?.toString() === 'kept',
    )
    const [from] = await accepted
    server.close()
    open.push(from, to)
    const done = handleChunks(to, (chunk) => void kept.push(chunk))
    const memories: ArrayBufferLike[] = []
    for (const [i, text] of ['one', 'two', 'kept', 'last'].entries()) {
      from.write(text)
      while (kept.length === i) await new Promise((resolve) => setImmediate(resolve))
      expect(kept[i]!.toString()).toBe(text)
      memories.push(kept[i]!.buffer)
    }
    from.end()
    await done
    expect(memories.map((memory) => memories.indexOf(memory))).toEqual([0, 0, 0, 3])
    expect(kept[2]!.toString()).toBe('kept')
  })

  it('stay as they came while they wait, also those of a socket that reads into one memory', async () => {
    const server = createServer((from) => {
      for (let i = 0; i < 400; i++) from.write(Buffer.alloc(10_000, i))
      from.end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const to = connectReading(
      { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      () => false,
    )
    open.push(to)
    const received: Buffer[] = []
    let handled = 0
    await handleChunks(to, (chunk) => {
      received.push(Buffer.from(chunk))
      return handled++ % 2 === 0
        ? new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
        : undefined
    })
    server.close()
    const expected = Buffer.concat(Array.from({ length: 400 }, (_, i) => Buffer.alloc(10_000, i)))
    expect(Buffer.concat(received).equals(expected)).toBe(true)
  })

  it('end with what the handler throws', async () => {
    const [from, to] = await connection()
    from.write('x')
    await expect(
      handleChunks(to, () => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
  })
})
