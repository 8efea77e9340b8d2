import { createAnswer } from './answer/answer.js'
import { recallFields } from './answer/field-memory.js'
import { createConnections } from './answer/connections.js'
import { createCredential } from './auth/credential.js'
import type { App, GatewayOptions } from './cli/app.js'
import { ioOfProcess } from './cli/cli-io.js'
import { runCli } from './cli/run-cli.js'
import { createEvents } from './events/events.js'
import { subscribeLog } from './events/log.js'
import { announceGateway, findAnnouncedGateway } from './gateway/announcement.js'
import { openGateway } from './gateway/gateway.js'
import { readClientRole } from './replica/client-role.js'
import { openReplica } from './replica/replica.js'
import { createRestClient } from './rest/rest-client.js'
import { testConnection } from './rest/test-connection.js'
import { openProfiles } from './settings/profiles.js'
import { readServerSettings } from './settings/server-settings.js'
import { tables, tablesWith } from './tables/catalog.js'

/** How an App is composed: `home` and `databaseUrl` replace what the environment says. */
export interface AppOptions {
  readonly version?: string
  readonly home?: string
  readonly databaseUrl?: string
}

/** Composes the parts. Nothing is opened before a command asks for it. */
export function openApp({ version = '0.0.0', home, databaseUrl }: AppOptions = {}): App {
  const environment = readServerSettings(process.env)
  const server = {
    ...environment,
    home: home ?? environment.home,
    databaseUrl: databaseUrl ?? environment.databaseUrl,
  }
  const events = createEvents()
  subscribeLog(events, server.logLevel, process.stderr)
  const profiles = openProfiles(server)
  return {
    version,
    server,
    profiles,
    events,
    credential: (connection) => createCredential(connection, { home: server.home, events }),
    async test(connection, onStep) {
      const credential = createCredential(connection, { home: server.home, events })
      const client = createRestClient(connection, { credential, events })
      try {
        return await testConnection(client, credential, onStep)
      } finally {
        await client.close()
      }
    },
    async tables(name) {
      if (name === undefined) return tables
      const learned = await recallFields(server.home, await profiles.connection(name))
      return tablesWith(learned?.fields ?? [])
    },
    openGateway: (options) => composeGateway(options),
    async findGateway() {
      const found = await findAnnouncedGateway(server.home)
      const role = found && (await readClientRole(server.home))
      return (
        found &&
        role && {
          host: found.host,
          port: found.port,
          database: 'azdo',
          user: role.name,
          password: role.password,
        }
      )
    },
    clientRole: () => readClientRole(server.home),
    async openConsole(options) {
      const { openConsole } = await import('./console/console-server.js')
      return openConsole({ ...options, profiles, version })
    },
    async startSandbox(options) {
      const { startSandbox } = await import('../sandbox/sandbox.js')
      return startSandbox(options)
    },
  }

  async function composeGateway(options: GatewayOptions) {
    const replica = await openReplica({ home: server.home, databaseUrl: server.databaseUrl, events })
    const connections = createConnections({ home: server.home, profiles, replica, events })
    const answer = await createAnswer({ replica, connections })
    const closing = async (): Promise<void> => {
      await connections.close()
      await replica.close()
    }
    try {
      const gateway = await openGateway({ host: options.host, port: options.port, replica, answer, events })
      const takeBack = options.announce ? await announceGateway(server.home, gateway) : undefined
      const { role, database } = replica
      return {
        host: gateway.host,
        port: gateway.port,
        database,
        user: role.name,
        password: role.password,
        async close() {
          await takeBack?.()
          await gateway.close()
          await closing()
        },
      }
    } catch (thrown) {
      await closing()
      throw thrown
    }
  }
}

/** Runs the command line of this process. Returns the exit code. */
export function main(argv: readonly string[], version: string): Promise<number> {
  return runCli(argv, ioOfProcess(process, version), (options) =>
    Promise.resolve(openApp({ version, ...options })),
  )
}
