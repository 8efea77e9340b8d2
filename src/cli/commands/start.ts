import type { Command } from 'commander'
import { AzdoError } from '../../errors/azdo-error.js'
import type { App, ConsoleOptions, RunningConsole, RunningSandbox } from '../app.js'
import { untilStopped, type CommandContext } from '../command-context.js'
import { portNumber } from '../option-values.js'
import { defaultGatewayPort } from './dsn.js'
import { defaultSandboxPort, sandboxConnection, startSandbox, stopped } from './sandbox.js'

interface StartOptions {
  readonly host: string
  readonly port: number
  readonly consolePort: number
  readonly sandbox?: boolean
  readonly databaseUrl?: string
}

/** `azdo start`: gateway and console, until Ctrl-C. */
export function addStartCommand(program: Command, context: CommandContext): void {
  program
    .command('start')
    .description('serve the gateway and the console until Ctrl-C')
    .option('--host <address>', 'address the gateway listens on', '127.0.0.1')
    .option('--port <port>', "the gateway's port; 0 is any free one", portNumber, defaultGatewayPort)
    .option('--console-port <port>', "the console's port; 0 is any free one", portNumber, 15480)
    .option('--sandbox', 'also serve a sandbox, with a connection named sandbox to it')
    .option('--database-url <url>', 'use this PostgreSQL instead of the embedded one')
    .action(async (options: StartOptions) => {
      const app = await context.app({ databaseUrl: options.databaseUrl })
      await untilStopped(context, (stop) => serve(context, app, options, stop))
    })
}

async function serve(
  context: CommandContext,
  app: App,
  options: StartOptions,
  stop: AbortSignal,
): Promise<void> {
  // Closed in the opposite order, whatever happens in between.
  const sandbox = sandboxBeside(context, app)
  const running: { close(): Promise<void> }[] = [sandbox]
  try {
    let connection: string | undefined
    if (options.sandbox === true) connection = await sandbox.start()
    if (stop.aborted) return
    const gateway = await app.openGateway({ host: options.host, port: options.port, announce: true })
    running.unshift(gateway)
    if (stop.aborted) return
    const consoleServer = await openConsole(app, options, {
      gateway,
      onLink: (link) => context.print(`open     ${link}`),
      startSandbox: () => sandbox.start(),
    })
    running.unshift(consoleServer)
    if (stop.aborted) return
    context.print(
      `gateway  ${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${gateway.port}`,
    )
    context.print(`console  ${consoleServer.url.replace(/\/?$/, '/')}`)
    context.print(`open     ${consoleServer.link()}`)
    connection ??= (await app.profiles.list()).find((profile) => profile.isDefault)?.name
    context.note(
      connection === undefined
        ? 'next: azdo connection add NAME --auth app-credentials (see: azdo help connection add)'
        : `try: azdo query "select * from projects" -c ${connection}`,
    )
    await stopped(stop)
    context.note('stopping …')
  } finally {
    for (const server of running) await server.close()
  }
}

/** A sandbox that is started when it is asked for, once. */
interface SandboxBeside {
  /** Starts it unless it runs, and sets up a connection to it, whose name it gives. */
  start(): Promise<string>
  close(): Promise<void>
}

function sandboxBeside(context: CommandContext, app: App): SandboxBeside {
  let starting: Promise<RunningSandbox> | undefined
  const start = async (): Promise<RunningSandbox> => {
    const sandbox = await startNearSandbox(app)
    try {
      await saveSandboxConnection(app, sandbox)
    } catch (thrown) {
      await sandbox.close()
      throw thrown
    }
    context.note(`sandbox  ${sandbox.url} (connection: sandbox)`)
    return sandbox
  }
  return {
    async start() {
      starting ??= start()
      try {
        await starting
      } catch (thrown) {
        starting = undefined
        throw thrown
      }
      return 'sandbox'
    },
    close: async () => (await starting?.catch(() => undefined))?.close(),
  }
}

/** Starts the sandbox on its usual port, or on any when that one is taken. */
async function startNearSandbox(app: App): Promise<RunningSandbox> {
  const settings = { seed: 1, projects: 3, workItems: 2000 }
  try {
    return await startSandbox(app, { port: defaultSandboxPort, ...settings })
  } catch (error) {
    if (!(error instanceof AzdoError) || error.code !== 'PORT_UNUSABLE') throw error
    return startSandbox(app, { port: 0, ...settings })
  }
}

async function saveSandboxConnection(app: App, sandbox: RunningSandbox): Promise<void> {
  const values = sandboxConnection(sandbox.info)
  app.events.hide(sandbox.info.clientSecret)
  const known = (await app.profiles.list()).some((profile) => profile.name.toLowerCase() === 'sandbox')
  await (known ? app.profiles.edit('sandbox', values) : app.profiles.add('sandbox', values))
}

/** The console is for this machine only, whatever the gateway listens on. */
async function openConsole(
  app: App,
  options: StartOptions,
  more: Omit<ConsoleOptions, 'host' | 'port'>,
): Promise<RunningConsole> {
  try {
    return await app.openConsole({ host: '127.0.0.1', port: options.consolePort, ...more })
  } catch (error) {
    if (!(error instanceof AzdoError) || error.code !== 'PORT_UNUSABLE') throw error
    throw new AzdoError('PORT_UNUSABLE', error.message, {
      hint: 'Choose another with --console-port.',
      cause: error,
    })
  }
}
