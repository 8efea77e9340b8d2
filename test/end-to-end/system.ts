import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import {
  startSandbox,
  type Sandbox,
  type SandboxInfo,
  type SandboxOptions,
} from '../whole-suite/start-sandbox.js'
import type { App, RunningGateway } from '../../src/cli/app.js'
import { openApp } from '../../src/main.js'
import { readSealed } from '../../src/settings/sealed-file.js'
import { recordHome } from '../whole-suite/record-home.js'
import { recordLog, recordSecret, recordWritten } from '../whole-suite/suite-record.js'
import { recordMessages } from './record-messages.js'

/** The whole product in this process: sandbox, embedded PostgreSQL under a temporary AZDO_HOME, gateway. */
export interface System {
  readonly home: string
  readonly sandbox: Sandbox
  readonly app: App
  readonly gateway: RunningGateway
  /** Closes the gateway with its database and opens another on the same home. */
  restart(): Promise<void>
  /** A client of the gateway, connected; closed with the system. */
  client(options?: pg.ClientConfig): Promise<pg.Client>
  /** A client of the PostgreSQL behind, as its owner: sees what is held, fetches nothing. */
  owner(): Promise<pg.Client>
  /** Requests the sandbox answered so far to calls of Azure DevOps. */
  requests(): Promise<readonly SandboxRequest[]>
  close(): Promise<void>
}

export interface SandboxRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
}

export interface SystemOptions extends Partial<SandboxOptions> {
  /** Default project of the connection `box`. */
  readonly project?: string
  readonly settings?: Readonly<Record<string, string>>
  /** Settings of the connection in place of App Credentials. */
  readonly settingsFor?: (info: SandboxInfo) => Readonly<Record<string, string>>
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const home = await mkdtemp(join(tmpdir(), 'azdo-test-'))
  const log = join(home, 'requests.ndjson')
  const sandbox = await startSandbox({ port: 0, seed: 7, projects: 4, workItems: 600, log, ...options })
  const app = await openApp({ home })
  recordLog(app.events)
  const { info } = sandbox
  await app.profiles.add('box', {
    ...(options.settingsFor?.(info) ?? {
      Auth: 'AppCredentials',
      TokenUrl: info.tokenUrl,
      ClientId: info.clientId,
      ClientSecret: info.clientSecret,
    }),
    Organization: info.organization,
    Url: info.url,
    ...(options.project === undefined ? {} : { Project: options.project }),
    ...options.settings,
  })
  let databasePort = 0
  app.events.subscribe((event) => {
    if (event.type === 'database.started') databasePort = event.port
  })
  const openGateway = () => app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
  let gateway = await openGateway()
  const clients: pg.Client[] = []
  const connect = async (config: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client(config)
    // A connection that the gateway ends at the close of a test is no failure of the test.
    client.on('error', () => undefined)
    recordMessages(client)
    await client.connect()
    clients.push(client)
    return client
  }
  recordSecret('database password', gateway.password)
  return {
    home,
    sandbox,
    app,
    get gateway() {
      return gateway
    },
    async restart() {
      await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))
      await gateway.close()
      gateway = await openGateway()
    },
    client(config) {
      const { host, port, user, password, database } = gateway
      return connect({ host, port, user, password, database, ...config })
    },
    async owner() {
      const { databaseUrl } = app.server
      if (databaseUrl !== undefined) return connect({ connectionString: databaseUrl })
      const secrets = (await readSealed(home, 'database')) as { owner: string }
      return connect({
        host: '127.0.0.1',
        port: databasePort,
        user: 'azdo_owner',
        password: secrets.owner,
        database: gateway.database,
      })
    },
    async requests() {
      const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
      return lines
        .map((line) => JSON.parse(line) as SandboxRequest)
        .filter(({ path }) => path.includes('/_apis/'))
    },
    async close() {
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
      await gateway.close()
      await sandbox.close()
      recordWritten('the request log of the sandbox', await readFile(log, 'utf8').catch(() => ''))
      await recordHome(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}
