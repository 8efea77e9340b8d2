import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordHome } from '../whole-suite/record-home.js'
import type { SecretKind } from '../whole-suite/suite-folder.js'
import { recordWritten } from '../whole-suite/suite-record.js'

const binary = fileURLToPath(new URL('../../bin/azdo.js', import.meta.url))

/** Whether `npm run build` has made what the binary runs. */
export const isBuilt = existsSync(fileURLToPath(new URL('../../dist', import.meta.url)))

/** A command that has ended, and what it printed. */
export interface CommandEnd {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command that runs: what it prints can be waited for, and lines typed to it. */
export interface RunningCommand {
  /** The groups of the first match in what it prints on stderr. Rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  type(line: string): void
  /** Ends its input. */
  endInput(): void
  signal(name: NodeJS.Signals): void
  readonly ended: Promise<CommandEnd>
}

export interface CommandOptions {
  /** Added to a clean environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Sets the process's clock wrong by so much. */
  readonly shiftMs?: number
  /** Secrets that its stdout is meant to show. */
  readonly mayShow?: readonly SecretKind[]
}

/** The built binary in a folder and AZDO_HOME of its own, without a terminal. */
export interface SignInCommands {
  readonly folder: string
  readonly home: string
  /** How every command so far ended, with its arguments. */
  readonly printed: readonly (CommandEnd & { readonly args: readonly string[] })[]
  start(args: readonly string[], options?: CommandOptions): RunningCommand
  /** As start, without input, to its end. */
  run(args: readonly string[], options?: CommandOptions & { input?: string }): Promise<CommandEnd>
  /** The environment in which `xdg-open` writes the address it is given to a file; a stand-in for the desktop's own. */
  desktop(): Promise<{ env: Record<string, string>; openedFile: string }>
  close(): Promise<void>
}

export async function openSignInCommands(): Promise<SignInCommands> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'azdo-sign-in-')))
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(AZDO_|PG|NODE_OPTIONS$|VITEST|DISPLAY$|WAYLAND_DISPLAY$)/.test(name),
    ),
  ) as Record<string, string>

  const home = join(folder, 'home')
  const printed: (CommandEnd & { args: readonly string[] })[] = []

  const start: SignInCommands['start'] = (args, { env = {}, shiftMs, mayShow } = {}) => {
    const shift = shiftMs === undefined ? [] : ['--import', shiftedClock(shiftMs)]
    const child = spawn(process.execPath, [...shift, binary, ...args], {
      cwd: folder,
      env: { ...clean, HOME: folder, AZDO_HOME: home, ...env },
      stdio: 'pipe',
    })
    const text = { out: '', err: '' }
    const looking = new Set<() => void>()
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      text.err += piece
      for (const look of looking) look()
    })
    child.stdin.on('error', () => undefined)
    const ended = new Promise<CommandEnd>((resolve) =>
      child.on('close', (code) => {
        printed.push({ args, code, ...text })
        const command = `azdo ${args
          .filter((word) => !/[=;]/.test(word))
          .slice(0, 3)
          .join(' ')}`
        recordWritten(`stdout of ${command}`, text.out, mayShow)
        recordWritten(`stderr of ${command}`, text.err)
        resolve({ code, ...text })
      }),
    )
    return {
      ended,
      type: (line) => void child.stdin.write(`${line}\n`),
      endInput: () => void child.stdin.end(),
      signal: (name) => void child.kill(name),
      says: (pattern) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            const match = pattern.exec(text.err)
            if (match === null) return
            looking.delete(look)
            resolve(match)
          }
          looking.add(look)
          look()
          void ended.then(({ code, out, err }) =>
            reject(new Error(`azdo ${args[0]} ended with ${code}\n${out}${err}`)),
          )
        }),
    }
  }

  return {
    folder,
    home,
    printed,
    start,
    run(args, options = {}) {
      const command = start(args, options)
      if (options.input !== undefined) command.type(options.input)
      command.endInput()
      return command.ended
    },
    async desktop() {
      const [programs, openedFile] = [join(folder, 'programs'), join(folder, 'opened')]
      await mkdir(programs, { recursive: true })
      await writeFile(join(programs, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${openedFile}'\n`)
      await chmod(join(programs, 'xdg-open'), 0o755)
      const path = `${programs}${delimiter}${process.env.PATH ?? ''}`
      return { env: { DISPLAY: ':77', PATH: path }, openedFile }
    },
    async close() {
      await recordHome(home)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A module, as an address, that sets the clock of the process that imports it. Timers keep their own time. */
function shiftedClock(ms: number): string {
  const code = `const Real = Date
globalThis.Date = class Date extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + ${ms}) : super(...given) }
  static now() { return Real.now() + ${ms} }
}`
  return `data:text/javascript,${encodeURIComponent(code)}`
}
