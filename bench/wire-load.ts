import pg from 'pg'
import { createFrameSplitter } from '../src/wire/frame-splitter.js'
import { cstring, message } from '../src/wire/message.js'
import { writeParse } from '../src/wire/parse.js'

/** Connections that send messages made beforehand and only look for the end of each answer: the cheapest client there is. */
export interface WireLoad {
  /**
   * Sends the messages over every connection, again and again, each time when they are answered.
   *
   * @param ends how many ReadyForQuery messages answer them.
   * @param times how often each connection sends them.
   */
  run(messages: Buffer, ends: number, times: number): Promise<void>
  close(): Promise<void>
}

export async function openWireLoad(config: pg.ClientConfig, connections: number): Promise<WireLoad> {
  const open = await Promise.all(Array.from({ length: connections }, () => openLine(config)))
  return {
    async run(messages, ends, times) {
      await Promise.all(open.map((line) => line.run(messages, ends, times)))
    },
    async close() {
      await Promise.all(open.map((line) => line.close()))
    },
  }
}

/** Names a statement for `runPrepared`. */
export function prepareStatement(sql: string): Buffer {
  return Buffer.concat([writeParse('bench', sql), message('S')])
}

/** Runs the statement of `prepareStatement`, with parameters as text. */
export function runPrepared(...values: readonly string[]): Buffer {
  const given = values.map((value) => Buffer.from(value))
  const fields = given.flatMap((value) => [int32(value.length), value])
  return Buffer.concat([
    message('B', cstring(''), cstring('bench'), int16(0), int16(given.length), ...fields, int16(0)),
    message('E', cstring(''), int32(0)),
    message('S'),
  ])
}

async function openLine(config: pg.ClientConfig): Promise<WireLoad> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  await client.connect()
  const { stream } = client.connection
  stream.removeAllListeners('data')
  const splitter = createFrameSplitter(new Set(['Z', 'E']), 1 << 20)
  let onEnd: (failed: boolean) => void = () => undefined
  stream.on('data', (chunk: Buffer) => {
    for (const piece of splitter.split(chunk)) if (piece.kind === 'message') onEnd(piece.type === 'E')
  })
  return {
    run: (messages, ends, times) =>
      new Promise((resolve, reject) => {
        let left = ends
        let rounds = times
        onEnd = (failed) => {
          if (failed) return reject(new Error('a statement of the benchmark failed'))
          if (--left > 0) return
          if (--rounds === 0) return resolve()
          left = ends
          stream.write(messages)
        }
        stream.write(messages)
      }),
    async close() {
      stream.write(message('X'))
      stream.destroy()
      await client.end().catch(() => undefined)
    },
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
