import type { App, OpenApp } from './app.js'
import type { CliIo } from './cli-io.js'

/** What every command is given. */
export interface CommandContext {
  readonly io: CliIo
  /** The App, composed at the first call (so that `--help` composes nothing). Options count at the first call only. */
  app(options?: Parameters<OpenApp>[0]): Promise<App>
  /** Composes an App of its own, apart from `app()`: the demo's. */
  readonly openApp: OpenApp
  /** One line on stdout, secrets masked. */
  print(line: string): void
  /** One line on stderr, secrets masked. */
  note(line: string): void
  /** Aborted when whoever reads stdout has gone: nothing printed can be seen any more. */
  readonly outputGone: AbortSignal
  /** What the process exits with when the command ends without an error. */
  exitCode: number
}

/** Runs with a signal that aborts when the user asks to stop or when nobody reads stdout any more. */
export async function untilStopped<T>(
  context: CommandContext,
  run: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const off = context.io.onStop(() => stop.abort())
  try {
    return await run(AbortSignal.any([stop.signal, context.outputGone]))
  } finally {
    off()
  }
}
