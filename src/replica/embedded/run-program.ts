import { spawn } from 'node:child_process'
import type { Account } from './account.js'

/** How a program ended. `status` is undefined when it could not be started or was killed. */
export interface ProgramResult {
  readonly status: number | undefined
  /** What it printed on both outputs; the reason when it could not be started. */
  readonly output: string
}

/** Runs a program to its end, under the account when one is given, in its folder, with `input` to read. Never throws. */
export function runProgram(
  path: string,
  args: readonly string[],
  parts: { account: Account | undefined; folder: string; input?: string },
): Promise<ProgramResult> {
  return new Promise((done) => {
    let output = ''
    try {
      const child = spawn(path, args, {
        cwd: parts.folder,
        env: programEnvironment,
        stdio: ['pipe', 'pipe', 'pipe'],
        windowsHide: true,
        ...identity(parts.account),
      })
      const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-20_000))
      // A program that ends without reading its input breaks the pipe; its result says what happened.
      child.stdin.on('error', () => {})
      child.stdin.end(parts.input ?? '')
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      child.on('error', (error) => done({ status: undefined, output: error.message }))
      child.on('close', (status) => done({ status: status ?? undefined, output }))
    } catch (thrown) {
      done({ status: undefined, output: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  })
}

/** The environment of PostgreSQL's programs: nothing of ours, which may hold secrets, and messages in English. */
export const programEnvironment: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** The options of `spawn` for an account. */
export function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}
