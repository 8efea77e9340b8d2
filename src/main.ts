import { fileURLToPath } from 'node:url'
import type { App, GatewayOptions, RunningGateway } from './cli/app.js'
import { ioOfProcess } from './cli/cli-io.js'
import { runCli } from './cli/run-cli.js'

/** How an App is composed: `home` and `databaseUrl` replace what the environment says. */
export interface AppOptions {
  readonly version?: string
  readonly home?: string
  readonly databaseUrl?: string
}

/**
 * Composes the parts. Nothing is opened before a command asks for it, and nothing is loaded before it is used: a
 * command that only prints must not wait for a database driver. Errors: SETTING_INVALID, HOME_UNUSABLE.
 */
export async function openApp({ version = '0.0.0', home, databaseUrl }: AppOptions = {}): Promise<App> {
  const { createEvents } = await import('./events/events.js')
  const { openProfiles } = await import('./settings/profiles.js')
  const { readServerSettings } = await import('./settings/server-settings.js')
  const environment = readServerSettings(process.env)
  const server = {
    ...environment,
    home: home ?? environment.home,
    databaseUrl: databaseUrl ?? environment.databaseUrl,
  }
  const events = createEvents()
  if (server.logLevel !== 'silent') {
    const { subscribeLog } = await import('./events/log.js')
    subscribeLog(events, server.logLevel, process.stderr)
  }
  const profiles = openProfiles(server)

  const composeGateway = async (options: GatewayOptions): Promise<RunningGateway> => {
    const { createAnswer } = await import('./answer/answer.js')
    const { createConnections } = await import('./answer/connections.js')
    const { announceGateway } = await import('./gateway/announcement.js')
    const { openGateway } = await import('./gateway/gateway.js')
    const { openReplica } = await import('./replica/replica.js')
    const replica = await openReplica({ home: server.home, databaseUrl: server.databaseUrl, events })
    const connections = createConnections({ home: server.home, profiles, replica, events, version })
    const closeParts = async (): Promise<void> => {
      await connections.close()
      await replica.close()
    }
    try {
      const answer = await createAnswer({ replica, connections })
      const gateway = await openGateway({ host: options.host, port: options.port, replica, answer, events })
      const takeBack = options.announce
        ? await announceGateway(server.home, { ...gateway, database: replica.database })
        : undefined
      const { role, database } = replica
      return {
        host: gateway.host,
        port: gateway.port,
        database,
        user: role.name,
        password: role.password,
        sessions: () => gateway.sessions(),
        cancel: (session) => gateway.cancel(session),
        async close() {
          await takeBack?.()
          await gateway.close()
          await closeParts()
        },
      }
    } catch (thrown) {
      await closeParts()
      throw thrown
    }
  }

  const app: App = {
    version,
    server,
    profiles,
    events,
    async credential(connection) {
      const { createCredential } = await import('./auth/credential.js')
      return createCredential(connection, { home: server.home, events })
    },
    async forgetToken(connection) {
      const { forgetToken } = await import('./auth/token-store.js')
      await forgetToken(server.home, connection)
    },
    async test(connection, onStep, signal) {
      const { createCredential } = await import('./auth/credential.js')
      const { createRestClient } = await import('./rest/rest-client.js')
      const { testConnection } = await import('./rest/test-connection.js')
      const credential = createCredential(connection, { home: server.home, events })
      const client = createRestClient(connection, { credential, events })
      signal?.addEventListener('abort', () => void client.close(), { once: true })
      try {
        return await testConnection(client, credential, onStep)
      } finally {
        await client.close()
      }
    },
    async tables(name) {
      const { tables, tablesWith } = await import('./tables/catalog.js')
      if (name === undefined) return tables
      const { recallFields } = await import('./answer/field-memory.js')
      const learned = await recallFields(server.home, await profiles.connection(name))
      return tablesWith(learned?.fields ?? [])
    },
    openGateway: composeGateway,
    async findGateway() {
      const { findAnnouncedGateway } = await import('./gateway/announcement.js')
      const { readClientRole } = await import('./replica/client-role.js')
      const found = await findAnnouncedGateway(server.home)
      const role = found && (await readClientRole(server.home))
      if (!found || !role) return undefined
      return {
        host: found.host,
        port: found.port,
        database: found.database,
        user: role.name,
        password: role.password,
      }
    },
    async clientRole() {
      const { readClientRole } = await import('./replica/client-role.js')
      return readClientRole(server.home)
    },
    async openConsole(options) {
      const { openConsole } = await import('./console/console-server.js')
      return openConsole({
        ...options,
        version,
        pages: builtPages(),
        profiles,
        events,
        credential: (connection) => app.credential(connection),
        forgetToken: (connection) => app.forgetToken(connection),
        test: (connection, onStep, signal) => app.test(connection, onStep, signal),
        tables: (connection) => app.tables(connection),
        async projects(connection) {
          const { createRestClient } = await import('./rest/rest-client.js')
          const { visibleProjects } = await import('./rest/visible-projects.js')
          const client = createRestClient(connection, {
            credential: await app.credential(connection),
            events,
          })
          return visibleProjects(client).finally(() => client.close())
        },
      })
    },
    async startSandbox(options) {
      const { startSandbox } = await import('../sandbox/sandbox.js')
      return startSandbox(options)
    },
  }
  return app
}

/** The folder of the console's built pages: beside this file when it is built itself, else in dist. */
function builtPages(): string {
  const isBuilt = import.meta.url.endsWith('.js')
  return fileURLToPath(new URL(isBuilt ? '../web/' : '../dist/web/', import.meta.url))
}

/** Runs the command line of this process. Returns the exit code. */
export function main(argv: readonly string[], version: string): Promise<number> {
  return runCli(argv, ioOfProcess(process, version), (options) => openApp({ version, ...options }))
}
