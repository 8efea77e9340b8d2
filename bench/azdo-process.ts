import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** From `dist/bench/`, where this runs compiled. */
const azdo = fileURLToPath(new URL('../../bin/azdo.js', import.meta.url))
const relay = fileURLToPath(new URL('./relay-main.js', import.meta.url))

/** A server in a process of its own: what is measured must not share a thread with who measures. */
export interface ServerProcess {
  readonly pid: number
  /** What it printed when it was ready, as far as the pattern's first group takes it. */
  readonly address: string
  stop(): Promise<void>
}

/** Starts `azdo` and waits for the line that says it is ready. */
export function startAzdo(home: string, args: readonly string[], ready: RegExp): Promise<ServerProcess> {
  return startServer(home, [azdo, ...args], ready)
}

/** Starts a process that passes bytes on to a port of this machine; its address is a port. */
export function startRelay(home: string, port: number): Promise<ServerProcess> {
  return startServer(home, [relay, String(port)], /relay at (\d+)/)
}

async function startServer(home: string, args: readonly string[], ready: RegExp): Promise<ServerProcess> {
  const child = runNode(args, home, 'pipe')
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = ready.exec(line)?.[1]
    if (address === undefined) continue
    child.stdout!.resume()
    const stop = async (): Promise<void> => {
      child.kill('SIGINT')
      await ended
    }
    return { pid: child.pid!, address, stop }
  }
  throw new Error(`node ${args.join(' ')} ended before it was ready`)
}

/** A whole run of `azdo`, or of node with other arguments; its output is not looked at. */
export async function runWhole(home: string, args: readonly string[], program = [azdo]): Promise<void> {
  const [code] = (await once(runNode([...program, ...args], home, 'ignore'), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`node ${[...program, ...args].join(' ')} ended with ${code}`)
}

function runNode(args: readonly string[], home: string, stdout: 'pipe' | 'ignore'): ChildProcess {
  const env = { ...process.env, AZDO_HOME: home, AZDO_LOG_LEVEL: 'silent' }
  return spawn(process.execPath, args, {
    env,
    stdio: ['ignore', stdout, 'ignore'],
  })
}
