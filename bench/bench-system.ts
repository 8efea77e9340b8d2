import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openApp } from '../src/main.js'
import { openReplica, type Replica } from '../src/replica/replica.js'
import { readSealed } from '../src/settings/sealed-file.js'
import type { TableDefinition } from '../src/tables/table-definition.js'
import { startAzdo, startRelay, type ServerProcess } from './azdo-process.js'
import { openService, type Service } from './http-loop.js'

/** The three services that are read: the usual one, one with many work items, and one that is far away. */
const sandboxes = {
  box: ['--work-items', '2000'],
  large: ['--work-items', '20000'],
  distant: ['--work-items', '2000', '--latency', '50'],
} as const
export type ConnectionName = keyof typeof sandboxes

/** Sandboxes and gateway, each in a process of its own, and connections to them. */
export interface BenchSystem {
  readonly home: string
  readonly gatewayPid: number
  readonly services: Readonly<Record<ConnectionName, Service>>
  /** Through the gateway. */
  readonly gateway: pg.Client
  /** As the same user, of the PostgreSQL behind. */
  readonly direct: pg.Client
  /** The same, through a process that only passes bytes on. */
  readonly relayed: pg.Client
  /** As the owner of the PostgreSQL behind. */
  readonly owner: pg.Client
  /** The replica, opened a second time in this process. */
  readonly replica: Replica
  /** The tables of `box`, with its custom columns. */
  readonly tables: readonly TableDefinition[]
  close(): Promise<void>
}

export async function startBenchSystem(): Promise<BenchSystem> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  const started = async (starting: Promise<ServerProcess>): Promise<ServerProcess> => {
    const running = await starting
    closing.push(() => running.stop())
    return running
  }
  const connect = async (config: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client(config)
    await client.connect()
    closing.push(() => client.end())
    return client
  }
  try {
    const home = await mkdtemp(join(tmpdir(), 'azdo-bench-'))
    closing.push(() => rm(home, { recursive: true, force: true }))
    const app = await openApp({ home })
    const services: Partial<Record<ConnectionName, Service>> = {}
    for (const [name, options] of Object.entries(sandboxes)) {
      const args = ['sandbox', '--port', '0', ...options]
      const sandbox = await started(startAzdo(home, args, /listening on (\S+)/))
      const service = await openService(sandbox.address)
      closing.push(() => service.close())
      services[name as ConnectionName] = service
      await app.profiles.add(name, service.connection)
    }
    const args = ['start', '--port', '0', '--console-port', '0']
    const { pid } = await started(startAzdo(home, args, /gateway\s+(\S+)/))
    const address = (await app.findGateway())!
    const gateway = await connect(address)
    const { rows } = await gateway.query<{ port: number }>('select inet_server_port() as port')
    const behind = { ...address, port: rows[0]!.port }
    const relay = await started(startRelay(home, behind.port))
    const secrets = (await readSealed(home, 'database')) as { owner: string }
    const replica = await openReplica({ home, events: app.events })
    closing.push(() => replica.close())
    return {
      home,
      gatewayPid: pid,
      services: services as Record<ConnectionName, Service>,
      gateway,
      direct: await connect(behind),
      relayed: await connect({ ...behind, port: Number(relay.address) }),
      owner: await connect({ ...behind, user: 'azdo_owner', password: secrets.owner }),
      replica,
      tables: await app.tables('box'),
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
