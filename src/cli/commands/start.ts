import type { Command } from 'commander'
import { AzdoError } from '../../errors/azdo-error.js'
import type { App, RunningSandbox } from '../app.js'
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
  const running: { close(): Promise<void> }[] = []
  try {
    let connection: string | undefined
    if (options.sandbox === true) {
      const sandbox = await startNearSandbox(app)
      running.unshift(sandbox)
      await saveSandboxConnection(app, sandbox)
      connection = 'sandbox'
      context.note(`sandbox  ${sandbox.url} (connection: sandbox)`)
    }
    if (stop.aborted) return
    const gateway = await app.openGateway({ host: options.host, port: options.port, announce: true })
    running.unshift(gateway)
    if (stop.aborted) return
    const consoleServer = await openConsole(app, options, gateway)
    running.unshift(consoleServer)
    if (stop.aborted) return
    context.print(
      `gateway  ${gateway.host.includes(':') ? `[${gateway.host}]` : gateway.host}:${gateway.port}`,
    )
    context.print(`console  ${consoleServer.url.replace(/\/?$/, '/')}`)
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
  gateway: Awaited<ReturnType<App['openGateway']>>,
) {
  try {
    return await app.openConsole({ host: '127.0.0.1', port: options.consolePort, gateway })
  } catch (error) {
    if (!(error instanceof AzdoError) || error.code !== 'PORT_UNUSABLE') throw error
    throw new AzdoError('PORT_UNUSABLE', error.message, {
      hint: 'Choose another with --console-port.',
      cause: error,
    })
  }
}
