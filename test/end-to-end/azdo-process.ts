import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordHome } from '../whole-suite/record-home.js'
import type { SecretKind } from '../whole-suite/suite-folder.js'
import { recordWritten } from '../whole-suite/suite-record.js'

const binary = fileURLToPath(new URL('../../bin/azdo.js', import.meta.url))

/** How a command ended and all it printed. `code` is null when a signal ended it. */
export interface Ended {
  readonly line: string
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command that goes on until it is told to stop. */
export interface Served {
  readonly process: ChildProcess
  /** The groups of what it printed when it was ready. */
  readonly match: RegExpExecArray
  readonly ended: Promise<Ended>
  /** What it has printed on stderr so far. */
  err(): string
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

export interface AzdoOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Secrets that its stdout is meant to show. */
  readonly mayShow?: readonly SecretKind[]
}

/** Runs the built binary as a user does, with an AZDO_HOME of its own, and keeps all that it ever printed. */
export interface Azdo {
  readonly folder: string
  readonly home: string
  /** Everything printed so far, command by command. */
  readonly printed: Ended[]
  run(args: readonly string[], options?: AzdoOptions): Promise<Ended>
  /** Resolves once what it prints matches. Rejects when it ends before. */
  serve(args: readonly string[], ready: RegExp, options?: AzdoOptions): Promise<Served>
  /** Ends what still runs and removes the folder. */
  close(): Promise<void>
}

/** `printed`: another one's, to keep what both print in one place. */
export function openAzdo(printed: Ended[] = []): Azdo {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'azdo-cli-')))
  const home = join(folder, 'home')
  const running = new Set<ChildProcess>()

  const start = (args: readonly string[], options: AzdoOptions, hear: (text: string) => void) => {
    const child = spawn(process.execPath, [binary, ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(), HOME: folder, AZDO_HOME: home, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    running.add(child)
    const text = { out: '', err: '' }
    for (const [name, stream] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ] as const) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text[name] += piece
        hear(text.out + text.err)
      })
    }
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    const ended = new Promise<Ended>((resolve) =>
      child.on('close', (code) => {
        running.delete(child)
        const end = { line: args.join(' '), code, ...text }
        printed.push(end)
        const command = `azdo ${args
          .filter((word) => !/[=;]/.test(word))
          .slice(0, 3)
          .join(' ')}`
        recordWritten(`stdout of ${command}`, text.out, options.mayShow)
        recordWritten(`stderr of ${command}`, text.err)
        resolve(end)
      }),
    )
    return { child, ended, text }
  }

  return {
    folder,
    home,
    printed,
    run: (args, options = {}) => start(args, options, () => undefined).ended,
    serve(args, ready, options = {}) {
      return new Promise((resolve, reject) => {
        const { child, ended, text } = start(args, options, (all) => {
          const match = ready.exec(all)
          if (match === null) return
          const stop = (signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> => {
            child.kill(signal)
            return ended
          }
          resolve({ process: child, match, ended, err: () => text.err, stop })
        })
        void ended.then(({ code, out, err }) =>
          reject(new Error(`azdo ${args.join(' ')} ended with ${code}\n${out}${err}`)),
        )
      })
    },
    async close() {
      const ends = [...running].map((child) => new Promise((resolve) => child.on('close', resolve)))
      for (const child of running) child.kill('SIGTERM')
      await Promise.all(ends)
      await recordHome(home)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

/** The environment without anything that would reach into the product or its clients. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(AZDO_|PG|ODBC|NODE_OPTIONS$|VITEST)/.test(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}
