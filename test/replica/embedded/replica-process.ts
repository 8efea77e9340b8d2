import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'

/** A process of its own that has opened the replica of a home. */
export interface ReplicaProcess {
  readonly child: ChildProcess
  /** Types of the events so far. */
  readonly events: readonly string[]
  readonly port: number
  readonly uid: number
  /** Closes the replica and waits for the end; gives the types of all events. */
  close(): Promise<readonly string[]>
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

const program = `
import { createEvents } from './src/events/events.js'
import { openReplica } from './src/replica/replica.js'
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
const events = createEvents()
events.subscribe((event) => say({ event: event.type }))
try {
  const replica = await openReplica({ home: process.argv[2], events })
  say({ port: replica.port, uid: process.getuid?.() ?? -1 })
  process.stdin.on('data', () => {})
  process.stdin.on('end', async () => { await replica.close(); process.exit(0) })
} catch (error) {
  say({ error: String(error.code), message: error.message, detail: error.detail })
  process.exit(1)
}
`

/** Starts the process from transpiled sources, under another uid when one is given, and waits until it has opened. */
export async function startReplicaProcess(
  source: string,
  home: string,
  uid?: number,
): Promise<ReplicaProcess> {
  const path = join(source, 'replica-process.js')
  await writeFile(path, program)
  const child = spawn(process.execPath, [path, home], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const events: string[] = []
  const exited = once(child, 'exit')
  const opened = new Promise<{ port: number; uid: number }>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { event?: string; port?: number; uid?: number; error?: string }
      if (said.event !== undefined) events.push(said.event)
      else if (said.port !== undefined) done({ port: said.port, uid: said.uid! })
      else fail(new Error(line))
    })
    void exited.then(() => fail(new Error('ended before it had opened')))
  })
  const { port, uid: actual } = await opened
  return {
    child,
    events,
    port,
    uid: actual,
    async close() {
      child.stdin.end()
      await exited
      return events
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
