import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import { openGatewaySession } from '../../client/gateway-session.js'
import { searchPath } from '../../client/search-path.js'
import { AzdoError } from '../../errors/azdo-error.js'
import { reason } from '../../settings/home-folder.js'
import type { App } from '../app.js'
import { untilStopped, type CommandContext } from '../command-context.js'
import { gatewayFor } from '../gateway-for.js'
import { openOutputFile } from '../output-file.js'
import { createNoticeReader } from '../query-notices.js'
import { createResultWriter, resultFormats, type ResultFormat } from '../result-writer.js'
import { createTextOutput } from '../text-output.js'

interface QueryOptions {
  readonly connection?: string
  readonly file?: string
  readonly format: ResultFormat
  readonly output?: string
  readonly trace?: boolean
}

/** `azdo query`: SQL through the gateway, over the wire. */
export function addQueryCommand(program: Command, context: CommandContext): void {
  program
    .command('query')
    .description('run SQL and print its results; several statements are separated by ;')
    .argument('[sql]', 'the statements; - reads them from standard input')
    .option('-c, --connection <name>', 'connection whose tables are meant (default: the default connection)')
    .option('-f, --file <file>', 'read the statements from a file; - is standard input')
    .addOption(
      new Option('--format <format>', 'form of the results').choices([...resultFormats]).default('table'),
    )
    .option('-o, --output <file>', 'write the results to a file, which appears only when all went well')
    .option('--trace', 'end with a line of JSON on stderr: REST calls made, rows read')
    .action(async (sql: string | undefined, options: QueryOptions) => {
      const statements = await readStatements(context, sql, options.file)
      await untilStopped(context, async (stop) =>
        runQuery(context, await context.app(), statements, options, stop),
      )
    })
}

async function runQuery(
  context: CommandContext,
  app: App,
  sql: string,
  options: QueryOptions,
  stop: AbortSignal,
): Promise<void> {
  const { io } = context
  const settings = sessionSettings(options)
  if (options.connection !== undefined) {
    const connection = await app.profiles.connection(options.connection)
    settings['search_path'] = searchPath(connection.name)
  }
  const notices = createNoticeReader(io.stderr, context.note, app.events.mask)
  const gateway = await gatewayFor(app)
  try {
    const session = await openGatewaySession(gateway.address, settings, notices.hear)
    try {
      const file = options.output === undefined ? undefined : await openOutputFile(options.output)
      const output = createTextOutput(file?.stream ?? io.stdout)
      const columns = file === undefined && io.stdout.isTTY === true ? io.stdout.columns : undefined
      const writer = createResultWriter(options.format, {
        output: { ...output, write: (text) => (notices.clear(), output.write(text)) },
        note: context.note,
        columns,
      })
      try {
        await session.run(sql, writer, stop)
        await file?.commit()
      } catch (error) {
        await file?.discard()
        throw (await connectionFault(app, error)) ?? error
      } finally {
        notices.clear()
        if (options.trace === true) context.note(JSON.stringify({ trace: notices.trace() }))
      }
    } finally {
      await session.close()
    }
  } finally {
    await gateway.close()
  }
}

/**
 * What is wrong with the default connection, when that is why a statement finds no table: without a usable connection
 * there are none. Undefined when the statement itself is at fault.
 */
async function connectionFault(app: App, error: unknown): Promise<AzdoError | undefined> {
  const missing = error instanceof AzdoError && error.code === 'QUERY_FAILED' && error.serviceCode === '42P01'
  if (!missing) return undefined
  return app.profiles.connection().then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof AzdoError ? thrown : undefined),
  )
}

/** JSON needs UTC and ISO forms whatever the server's defaults; the gateway's trace is asked for, its progress always. */
function sessionSettings(options: QueryOptions): Record<string, string> {
  return {
    'azdo.progress': 'on',
    ...(options.trace === true ? { 'azdo.trace': 'on' } : {}),
    DateStyle: 'ISO',
    ...(options.format === 'table' ? {} : { TimeZone: 'UTC', IntervalStyle: 'iso_8601' }),
  }
}

async function readStatements(
  context: CommandContext,
  sql: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (sql !== undefined && file !== undefined) {
    throw new AzdoError('USAGE', 'SQL is given both as an argument and as a file.', {
      hint: 'Give one of them.',
    })
  }
  const source = file ?? (sql === '-' ? '-' : undefined)
  let statements = sql
  if (source === '-' || (sql === undefined && file === undefined && context.io.stdin.isTTY !== true)) {
    statements = await readAll(context.io.stdin)
  } else if (source !== undefined) {
    try {
      statements = await readFile(source, 'utf8')
    } catch (thrown) {
      throw new AzdoError('FILE_UNUSABLE', `${source} cannot be read: ${reason(thrown)}.`, {
        hint: 'Name a file of SQL statements, or - for standard input.',
        cause: thrown,
      })
    }
  }
  if (statements === undefined || statements.trim() === '') {
    throw new AzdoError('USAGE', 'There is no SQL to run.', {
      hint: 'For example: azdo query "select * from projects"',
    })
  }
  return statements.replace(/^\ufeff/, '')
}
