import { Command, CommanderError } from 'commander'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import type { App, OpenApp } from './app.js'
import type { CliIo } from './cli-io.js'
import type { CommandContext } from './command-context.js'
import { addConnectionCommands } from './commands/connection.js'
import { addDemoCommand } from './commands/demo.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addDsnCommand } from './commands/dsn.js'
import { addQueryCommand } from './commands/query.js'
import { addSandboxCommand } from './commands/sandbox.js'
import { addStartCommand } from './commands/start.js'
import { addTablesCommand } from './commands/tables.js'
import { addTestCommand } from './commands/test.js'
import { addTokenCommands } from './commands/token.js'
import { errorLines } from './error-lines.js'

/**
 * Runs one command line (`argv` without node and script). Prints results on stdout and everything else on stderr.
 * Returns the exit code: 0 done, 1 the operation failed, 2 wrong usage. Never throws.
 */
export async function runCli(argv: readonly string[], io: CliIo, openApp: OpenApp): Promise<number> {
  let app: Promise<App> | undefined
  let opened: App | undefined
  const gone = new AbortController()
  const mask = (text: string): string => opened?.events.mask(text) ?? text
  const onStreamError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') gone.abort()
  }
  const open: OpenApp = async (options) => {
    const composed = await openApp(options)
    opened = composed
    return composed
  }
  const context: CommandContext = {
    io,
    app: (options) => (app ??= open(options)),
    openApp: open,
    print: (line) => void (gone.signal.aborted || io.stdout.write(`${mask(line)}\n`)),
    note: (line) => void io.stderr.write(`${mask(line)}\n`),
    outputGone: gone.signal,
    exitCode: 0,
  }
  // Never taken off: a write may fail after the command has ended, and an error nobody hears ends the process loudly.
  io.stdout.on('error', onStreamError)
  io.stderr.on('error', onStreamError)
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' })
    return context.exitCode
  } catch (thrown) {
    if (gone.signal.aborted) return 0
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    const error = thrown instanceof CommanderError ? usageError(thrown) : asAzdoError(thrown)
    if (error !== undefined) for (const line of errorLines(error, isDebugging(io))) context.note(line)
    return error?.faces.exit ?? 2
  } finally {
    await flushed(io)
  }
}

/** The whole command line as commander sees it. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('azdo')
    .description(
      'Azure DevOps data as SQL tables, live, through a gateway that speaks the PostgreSQL protocol.',
    )
    .version(context.io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.io.stdout.write(text),
      writeErr: (text) => void context.io.stderr.write(text),
      // Printed by runCli, in the form of every other error.
      outputError: () => undefined,
      getOutHelpWidth: () => context.io.stdout.columns ?? 100,
      getErrHelpWidth: () => context.io.stderr.columns ?? 100,
    })
  addStartCommand(program, context)
  addSandboxCommand(program, context)
  addConnectionCommands(program, context)
  addTokenCommands(program, context)
  addTestCommand(program, context)
  addQueryCommand(program, context)
  addTablesCommand(program, context)
  addDsnCommand(program, context)
  addDoctorCommand(program, context)
  addDemoCommand(program, context)
  addHelpCommand(program)
  program.addHelpText(
    'after',
    `
First steps:
  azdo demo                                   everything once, without an account
  azdo connection add NAME --auth pat --set Organization=NAME PersonalAccessToken=-
  azdo test NAME
  azdo query "select id, title, state from work_items limit 10"
  azdo start                                  serve on 127.0.0.1:15432 until Ctrl-C`,
  )
  return program
}

function addHelpCommand(program: Command): void {
  program
    .command('help [command...]')
    .description('show help for a command')
    .action((names: readonly string[]) => {
      let command = program
      for (const name of names) {
        const known = command.commands.map((each) => each.name())
        const found = command.commands.find((each) => each.name() === name)
        if (found === undefined) {
          const near = nearestName(name, known)
          throw new AzdoError('USAGE', `There is no command '${name}' to help with.`, {
            hint: near === undefined ? `Commands: ${known.join(', ')}.` : `Did you mean '${near}'?`,
          })
        }
        command = found
      }
      command.outputHelp()
    })
}

/** Commander's complaint in our form; undefined when it has printed the help instead (a group without a command). */
function usageError(error: CommanderError): AzdoError | undefined {
  if (error.code === 'commander.help') return undefined
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const suggestion = rest
    .join(' ')
    .replace(/^\((.*)\)$/, '$1')
    .trim()
  const message = first.charAt(0).toUpperCase() + first.slice(1)
  return new AzdoError('USAGE', message, { hint: suggestion === '' ? 'See: azdo --help' : suggestion })
}

function isDebugging(io: CliIo): boolean {
  return io.env['AZDO_LOG_LEVEL']?.trim().toLowerCase() === 'debug'
}

/** Waits until what was printed has left this process, so that exiting at once loses nothing. */
async function flushed(io: CliIo): Promise<void> {
  for (const stream of [io.stdout, io.stderr]) {
    if (!stream.writable || stream.writableLength === 0) continue
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve())
      stream.once('close', () => resolve())
      stream.write('', () => resolve())
    })
  }
}
