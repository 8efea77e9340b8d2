import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { openGatewaySession } from '../../client/gateway-session.js'
import { asAzdoError, AzdoError } from '../../errors/azdo-error.js'
import { ensureHome } from '../../settings/home-folder.js'
import type { App } from '../app.js'
import type { CommandContext } from '../command-context.js'
import { gatewayFor } from '../gateway-for.js'
import { collectRows } from '../collect-rows.js'
import { defaultGatewayPort } from './dsn.js'

/** What a check found. `optional`: the product works without it. */
interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly optional?: boolean
}

/** `azdo doctor`: is everything there that the other commands need? */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('check this machine: Node, AZDO_HOME, database, ports, connections, ODBC')
    .action(async () => {
      const app = await context.app()
      const checks: (() => Promise<Finding[]>)[] = [
        () => Promise.resolve([nodeVersion()]),
        () => one('AZDO_HOME', async () => (await ensureHome(app.server.home), app.server.home)),
        () => one('database', () => databaseVersion(app)),
        () => one('gateway', () => gatewayState(app)),
        () => connections(app),
        async () => [await odbcDriver()],
      ]
      for (const check of checks) {
        for (const finding of await check()) {
          const mark = finding.ok ? '✓' : finding.optional === true ? '-' : '✗'
          context.print(`${mark} ${finding.name.padEnd(12)} ${finding.detail.replace(/\s*\n\s*/g, ' ')}`)
          if (!finding.ok && finding.optional !== true) context.exitCode = 1
        }
      }
    })
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return {
    name: 'Node',
    ok,
    detail: ok ? process.versions.node : `${process.versions.node}; 20.19 or later is needed.`,
  }
}

async function one(name: string, check: () => Promise<string>): Promise<Finding[]> {
  try {
    return [{ name, ok: true, detail: await check() }]
  } catch (thrown) {
    const error = asAzdoError(thrown)
    return [{ name, ok: false, detail: [error.message, error.hint].filter(Boolean).join(' ') }]
  }
}

async function databaseVersion(app: App): Promise<string> {
  const gateway = await gatewayFor(app)
  try {
    const session = await openGatewaySession(gateway.address, {}, () => undefined)
    try {
      const [row] = (await collectRows(session, 'show server_version')).rows
      return `PostgreSQL ${row?.[0] ?? '?'} answers through the gateway.`
    } finally {
      await session.close()
    }
  } finally {
    await gateway.close()
  }
}

async function gatewayState(app: App): Promise<string> {
  const running = await app.findGateway()
  if (running !== undefined) return `runs on ${running.host}:${running.port}.`
  if (await isPortFree(defaultGatewayPort)) return `does not run; port ${defaultGatewayPort} is free for it.`
  throw new AzdoError('PORT_UNUSABLE', `Another program uses port ${defaultGatewayPort}.`, {
    hint: 'Start the gateway with another one: azdo start --port PORT',
  })
}

async function connections(app: App): Promise<Finding[]> {
  let profiles
  try {
    profiles = await app.profiles.list()
  } catch (thrown) {
    return one('connections', () => Promise.reject(thrown as Error))
  }
  if (profiles.length === 0) {
    return [
      { name: 'connections', ok: false, optional: true, detail: 'none yet; see: azdo help connection add' },
    ]
  }
  const findings = profiles.map((profile) =>
    one(profile.name, async () => {
      const connection = await app.profiles.connection(profile.name)
      const status = await (await app.credential(connection)).status()
      const until = status.expiresAt === undefined ? '' : ` until ${status.expiresAt}`
      return `${connection.organization}, ${status.way}: ${status.held ? `token held${until}` : 'no token held yet'}.`
    }),
  )
  return (await Promise.all(findings)).flat()
}

async function odbcDriver(): Promise<Finding> {
  const name = 'ODBC'
  try {
    const { stdout } = await promisify(execFile)('odbcinst', ['-q', '-d'], { timeout: 10_000 })
    const drivers = [...stdout.matchAll(/^\[(.*postgres.*)\]$/gim)].map((match) => match[1]!)
    if (drivers.length > 0) return { name, ok: true, detail: `driver ${drivers.join(', ')}` }
  } catch {
    // unixODBC is not installed: said below.
  }
  return {
    name,
    ok: false,
    optional: true,
    detail: 'no PostgreSQL ODBC driver found; only ODBC programs need one.',
  }
}

async function isPortFree(port: number): Promise<boolean> {
  const { createServer } = await import('node:net')
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
