import type { Command } from 'commander'
import { asAzdoError, AzdoError } from '../../errors/azdo-error.js'
import type { App, RunningSandbox, SandboxSettings } from '../app.js'
import { untilStopped, type CommandContext } from '../command-context.js'
import { portNumber, wholeNumber } from '../option-values.js'

/** Where `azdo sandbox` listens unless told otherwise. */
export const defaultSandboxPort = 15490

interface SandboxCommandOptions {
  readonly port: number
  readonly seed: number
  readonly projects: number
  readonly workItems: number
  readonly latency: number
  readonly faults?: string
  readonly rateLimit?: number
  readonly log?: string
}

/** `azdo sandbox`: Azure DevOps and Entra emulated, until Ctrl-C. */
export function addSandboxCommand(program: Command, context: CommandContext): void {
  program
    .command('sandbox')
    .description('serve an emulated Azure DevOps with Entra sign-in, for trying and testing, until Ctrl-C')
    .option('--port <port>', 'port; 0 is any free one', portNumber, defaultSandboxPort)
    .option(
      '--seed <n>',
      'what the data is made from; the same seed gives the same data',
      wholeNumber(0, 2 ** 31 - 1),
      1,
    )
    .option('--projects <n>', 'number of projects', wholeNumber(1, 1000), 3)
    .option('--work-items <n>', 'number of work items', wholeNumber(0, 10_000_000), 2000)
    .option('--latency <ms>', 'milliseconds every answer is held back', wholeNumber(0, 600_000), 0)
    .option(
      '--faults <spec>',
      'what goes wrong and when, such as 429:5,reset:11,latency=lognormal:50:2 (docs/sandbox.md lists all)',
    )
    .option(
      '--rate-limit <tstu>',
      'throughput units each identity has in five minutes (the service: 200)',
      wholeNumber(1, 1_000_000),
    )
    .option('--log <file>', 'append a line of JSON for every request')
    .addHelpText(
      'after',
      '\nGET /_sandbox tells accounts and addresses. While it runs, POST to /_sandbox/clock, /_sandbox/faults and\n/_sandbox/rate-limit moves its clock and changes what goes wrong: docs/sandbox.md.',
    )
    .action(async (options: SandboxCommandOptions) => {
      const app = await context.app()
      await untilStopped(context, async (stop) => {
        const sandbox = await startSandbox(app, {
          port: options.port,
          seed: options.seed,
          projects: options.projects,
          workItems: options.workItems,
          latencyMs: options.latency,
          faults: options.faults,
          rateLimit: options.rateLimit,
          log: options.log,
        })
        context.print(`sandbox listening on ${sandbox.url.replace(/\/$/, '')}`)
        await stopped(stop)
        await sandbox.close()
      })
    })
}

/** Starts the sandbox. Errors: PORT_UNUSABLE, SANDBOX_INVALID, FILE_UNUSABLE. */
export async function startSandbox(app: App, settings: SandboxSettings): Promise<RunningSandbox> {
  try {
    return await app.startSandbox(settings)
  } catch (thrown) {
    throw sandboxError(thrown, settings)
  }
}

/** Settings of a connection to a sandbox, signed in by App Credentials. */
export function sandboxConnection(info: RunningSandbox['info']): Record<string, string> {
  return {
    Auth: 'AppCredentials',
    TokenUrl: info.tokenUrl,
    ClientId: info.clientId,
    ClientSecret: info.clientSecret,
    Organization: info.organization,
    Url: info.url,
  }
}

/** Resolves when the user asks to stop. */
export function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The sandbox knows nothing of our errors: its own have a hint, and the system's error as their cause. */
function sandboxError(thrown: unknown, settings: SandboxSettings): AzdoError {
  if (thrown instanceof AzdoError || !(thrown instanceof Error)) return asAzdoError(thrown)
  const code = listenFault(thrown) ?? listenFault(thrown.cause)
  const { hint } = thrown as { hint?: unknown }
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    const reason = code === 'EACCES' ? 'may not be used by this user' : 'is in use'
    return new AzdoError('PORT_UNUSABLE', `The sandbox's port ${settings.port} ${reason}.`, {
      hint: 'Choose another with --port, or 0 for any free one.',
      cause: thrown,
    })
  }
  return typeof hint === 'string'
    ? new AzdoError('SANDBOX_INVALID', thrown.message, { hint, cause: thrown })
    : asAzdoError(thrown)
}

/** The system's code when it was listening that failed. */
function listenFault(thrown: unknown): string | undefined {
  const { code, syscall } = (thrown ?? {}) as { code?: unknown; syscall?: unknown }
  return typeof code === 'string' && syscall === 'listen' ? code : undefined
}
