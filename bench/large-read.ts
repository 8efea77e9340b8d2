import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { openApp } from '../src/main.js'
import { startAzdo } from './azdo-process.js'
import { openService, type Service } from './http-loop.js'

/** A gateway over one sandbox with many work items, each in a process of its own. */
export interface LargeRead {
  readonly service: Service
  /** Runs a statement through the gateway, its rows to nowhere; resolves with how many bytes came. */
  read(statement: string): Promise<number>
  /** Memory of the gateway's process, MB: now, and at its highest. None where the system does not tell. */
  memory(): Promise<{ now: number; highest: number } | undefined>
  close(): Promise<void>
}

export async function startLargeRead(workItems: number, latencyMs: number): Promise<LargeRead> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const home = await mkdtemp(join(tmpdir(), 'azdo-bench-'))
    closing.push(() => rm(home, { recursive: true, force: true }))
    const options = ['--port', '0', '--work-items', String(workItems), '--latency', String(latencyMs)]
    const sandbox = await startAzdo(home, ['sandbox', ...options], /listening on (\S+)/)
    closing.push(() => sandbox.stop())
    const service = await openService(sandbox.address)
    closing.push(() => service.close())
    const app = await openApp({ home })
    await app.profiles.add('large', service.connection)
    const start = ['start', '--port', '0', '--console-port', '0']
    const { pid, stop } = await startAzdo(home, start, /gateway\s+(\S+)/)
    closing.push(stop)
    const client = new pg.Client((await app.findGateway())!)
    await client.connect()
    closing.push(() => client.end())
    return {
      service,
      async read(statement) {
        const rows = client.query(copyTo(`copy (${statement}) to stdout`))
        let bytes = 0
        for await (const chunk of rows) bytes += (chunk as Buffer).length
        return bytes
      },
      memory: () => memoryOf(pid),
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** Resident memory of a process, MB, as Linux tells it. */
export async function memoryOf(pid: number): Promise<{ now: number; highest: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined)
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status ?? '')?.[1]) / 1024
  return status === undefined ? undefined : { now: megabytes('VmRSS'), highest: megabytes('VmHWM') }
}
