import pg from 'pg'
import { createFrameSplitter } from '../../src/wire/frame-splitter.js'
import { cstring, message } from '../../src/wire/message.js'
import { writeQuery } from '../../src/wire/query.js'

/** A message as it came. */
export interface WireMessage {
  readonly type: string
  readonly bytes: Buffer
}

/** A session whose messages a test writes and reads one by one. */
export interface WireSession {
  /** Sends messages and gives what comes back, up to the given number of ReadyForQuery messages. */
  exchange(messages: readonly Buffer[], ready?: number): Promise<readonly WireMessage[]>
  close(): Promise<void>
}

const everything = { has: () => true }

/** Signs in by the driver, then talks by messages. */
export async function openWireSession(config: pg.ClientConfig): Promise<WireSession> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  await client.connect()
  const { stream } = client.connection
  stream.removeAllListeners('data')
  const splitter = createFrameSplitter(everything, 1 << 28)
  let received: WireMessage[] = []
  let wake: () => void = () => undefined
  let closed = false
  stream.on('data', (chunk: Buffer) => {
    for (const piece of splitter.split(chunk))
      if (piece.kind === 'message') received.push({ type: piece.type, bytes: Buffer.from(piece.bytes) })
    wake()
  })
  stream.on('close', () => {
    closed = true
    wake()
  })
  return {
    async exchange(messages, ready = 1) {
      stream.write(Buffer.concat(messages))
      while (received.filter(({ type }) => type === 'Z').length < ready && !closed) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
      const answer = received
      received = []
      return answer
    },
    async close() {
      stream.write(message('X'))
      stream.destroy()
      await client.end().catch(() => undefined)
    },
  }
}

export const query = writeQuery

export function parse(name: string, sql: string, types: readonly number[] = []): Buffer {
  return message('P', cstring(name), cstring(sql), int16(types.length), ...types.map(int32))
}

/** Text parameters, or bytes in binary form; `results`: format codes of the columns. */
export function bind(
  portal: string,
  statement: string,
  values: readonly (string | Buffer | null)[] = [],
  results: readonly number[] = [],
): Buffer {
  return message(
    'B',
    cstring(portal),
    cstring(statement),
    int16(values.length),
    ...values.map((value) => int16(Buffer.isBuffer(value) ? 1 : 0)),
    int16(values.length),
    ...values.map((value) => {
      if (value === null) return int32(-1)
      const bytes = Buffer.from(value)
      return Buffer.concat([int32(bytes.length), bytes])
    }),
    int16(results.length),
    ...results.map(int16),
  )
}

export function describePortal(name = ''): Buffer {
  return message('D', Buffer.from('P'), cstring(name))
}

export function describeStatement(name = ''): Buffer {
  return message('D', Buffer.from('S'), cstring(name))
}

export function execute(portal = '', rows = 0): Buffer {
  return message('E', cstring(portal), int32(rows))
}

export function closeStatement(name: string): Buffer {
  return message('C', Buffer.from('S'), cstring(name))
}

export const sync = message('S')
export const flush = message('H')

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
