import type { PassThrough } from 'node:stream'
import { Readable, Writable } from 'node:stream'
import type { CliIo } from '../../src/cli/cli-io.js'
import type { SecretKind } from '../whole-suite/suite-folder.js'
import { startWriting } from '../whole-suite/suite-record.js'

/** Streams of a command line that remember what was printed. */
export interface RecordedIo {
  readonly io: CliIo
  out(): string
  err(): string
  /** Resolves once stdout or stderr has text that matches. */
  until(pattern: RegExp): Promise<void>
  /** What Ctrl-C does. */
  stop(): void
}

export interface RecordedIoOptions {
  readonly input?: string
  readonly env?: Record<string, string>
  /** Where stdout goes instead. */
  readonly stdout?: Writable
  /** Makes stdin and stderr a terminal: a prompt then reads `keys`. */
  readonly terminal?: { readonly keys: PassThrough }
  /** Secrets that stdout is meant to show. */
  readonly mayShow?: readonly SecretKind[]
}

export function recordedIo(options: RecordedIoOptions = {}): RecordedIo {
  const printed = { out: '', err: '' }
  const waiting = new Set<() => void>()
  const recorder = (name: 'out' | 'err') => {
    const record = startWriting(`std${name} of a command line`, name === 'out' ? options.mayShow : [])
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        const text = chunk.toString('utf8')
        printed[name] += text
        record(text)
        for (const look of waiting) look()
        done()
      },
    })
  }
  const listeners = new Set<() => void>()
  const stdin = options.terminal?.keys ?? Readable.from(options.input === undefined ? [] : [options.input])
  return {
    io: {
      version: '1.2.3',
      stdin: Object.assign(stdin, { isTTY: options.terminal !== undefined, setRawMode: () => stdin }),
      stdout: options.stdout ?? recorder('out'),
      stderr: recorder('err'),
      env: options.env ?? {},
      onStop(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    out: () => printed.out,
    err: () => printed.err,
    until: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(printed.out) && !pattern.test(printed.err)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    stop: () => [...listeners].forEach((listener) => listener()),
  }
}
