import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { handleChunks } from '../../src/gateway/incoming.js'
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
