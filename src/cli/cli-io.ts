import type { Readable, Writable } from 'node:stream'

/** Where a command reads and prints: the process, or a test's streams. */
export interface CliIo {
  /** The product's version, for `azdo --version`. */
  readonly version: string
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Calls the listener when the user asks to stop (Ctrl-C, SIGTERM). Returns a function that ends the subscription. */
  onStop(listener: () => void): () => void
}

/** A stream that may be a terminal; `columns` is then its width in cells. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** The part of Node's `process` the command line stands on. */
export interface ProcessLike {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  on(event: NodeJS.Signals, listener: () => void): unknown
  off(event: NodeJS.Signals, listener: () => void): unknown
  exit(code: number): never
}

const stopSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The CliIo of a process. The first stop signal is handed to the listeners; the second ends the process at once. */
export function ioOfProcess(process: ProcessLike, version: string): CliIo {
  const listeners = new Set<() => void>()
  let stopped = false
  const heard = () => {
    if (stopped) process.exit(1)
    stopped = true
    for (const listener of [...listeners]) listener()
  }
  return {
    version,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onStop(listener) {
      if (listeners.size === 0) for (const signal of stopSignals) process.on(signal, heard)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) for (const signal of stopSignals) process.off(signal, heard)
      }
    },
  }
}
