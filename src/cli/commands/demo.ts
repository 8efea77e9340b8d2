import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openGatewaySession, type GatewaySession } from '../../client/gateway-session.js'
import { quoteLiteral, searchPath } from '../../client/search-path.js'
import { AzdoError } from '../../errors/azdo-error.js'
import { untilStopped, type CommandContext } from '../command-context.js'
import { collectRows } from '../collect-rows.js'
import { createNoticeReader } from '../query-notices.js'
import { createResultWriter } from '../result-writer.js'
import { createTextOutput } from '../text-output.js'
import { sandboxConnection, startSandbox } from './sandbox.js'
import { stepLine } from './test.js'
import { statusLines } from './token.js'

const connectionName = 'demo'

/** `azdo demo`: the main job once, against a sandbox, in a home of its own that is removed at the end. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('show everything once, without an account: sign in to a sandbox, test, query with SQL')
    .action(async () => {
      const home = await mkdtemp(join(tmpdir(), 'azdo-demo-'))
      try {
        await untilStopped(context, (stop) => demonstrate(context, home, stop))
      } finally {
        await rm(home, { recursive: true, force: true, maxRetries: 3 })
      }
    })
}

async function demonstrate(context: CommandContext, home: string, stop: AbortSignal): Promise<void> {
  const app = await context.openApp({ home })
  const title = (text: string) => {
    if (stop.aborted) throw new AzdoError('STATEMENT_CANCELED', 'The demo was stopped.')
    context.print(`\n== ${text}`)
  }
  title('A sandbox that answers as Azure DevOps and Microsoft Entra do')
  const sandbox = await startSandbox(app, { port: 0, seed: 1, projects: 3, workItems: 2000 })
  try {
    context.print(`${sandbox.url} (organization ${sandbox.info.organization}, 3 projects, 2000 work items)`)

    title('A connection with App Credentials')
    const values = sandboxConnection(sandbox.info)
    app.events.hide(sandbox.info.clientSecret)
    app.events.hide(sandbox.info.pat)
    await app.profiles.add(connectionName, values)
    const pairs = Object.entries(values).filter(([key]) => key !== 'Auth' && key !== 'ClientSecret')
    const set = pairs.map(([key, value]) => `${key}=${value}`).join(' ')
    context.print(`azdo connection add ${connectionName} --auth app-credentials --set ${set} ClientSecret=…`)

    title('Generate Token')
    const connection = await app.profiles.connection(connectionName)
    for (const line of statusLines(connectionName, await (await app.credential(connection)).generate()))
      context.print(line)

    title('Test Connection')
    const steps = await app.test(connection, (step) => context.print(stepLine(step)))
    const failed = steps.find((step) => !step.ok)
    if (failed !== undefined)
      throw failed.error ?? new AzdoError('INTERNAL', `${failed.name}: ${failed.detail}`)

    title('SQL, through the gateway, over the PostgreSQL protocol')
    const gateway = await app.openGateway({ host: '127.0.0.1', port: 0, announce: false })
    try {
      context.print(
        `The gateway listens on ${gateway.host}:${gateway.port}; any PostgreSQL, ODBC or JDBC driver can connect.`,
      )
      const notices = createNoticeReader(context.io.stderr, context.note, app.events.mask)
      const settings = { search_path: searchPath(connectionName), 'azdo.trace': 'on', 'azdo.progress': 'on' }
      const session = await openGatewaySession(gateway, settings, notices.hear)
      try {
        const output = createTextOutput(context.io.stdout)
        const writer = createResultWriter('table', {
          output,
          note: () => undefined,
          columns: context.io.stdout.columns ?? 110,
        })
        for (const sql of await demoQueries(session, stop)) {
          notices.trace(true)
          context.print(`\n${sql}\n`)
          const started = performance.now()
          await session.run(sql, writer, stop)
          notices.clear()
          const { requests, rows } = notices.trace(true)
          const ms = Math.round(performance.now() - started)
          context.print(`-- ${count(requests, 'REST call')}, ${count(rows, 'row')} in ${ms} ms`)
        }
      } finally {
        await session.close()
      }
    } finally {
      await gateway.close()
    }
  } finally {
    await sandbox.close()
  }
  for (const line of farewell) context.print(line)
}

/** Statements that show what the connector does: filters, joins, arrays and LIMIT sent to the service. */
async function demoQueries(session: GatewaySession, stop: AbortSignal): Promise<string[]> {
  const [first] = (await collectRows(session, 'select name from projects order by name limit 1', stop)).rows
  const name = first?.[0] ?? undefined
  if (name === undefined) throw new AzdoError('INTERNAL', 'The sandbox shows no project.')
  const project = quoteLiteral(name)
  return [
    'select name, visibility, last_update_time::date as updated, description from projects order by name',
    // First of the work items: once rows are held, LIMIT alone cannot tell which of them still stand.
    `select id, type, state, assigned_to, title from work_items\n where project = ${project} limit 5`,
    `select state, count(*) as items, max(changed_date)::date as last_change\n  from work_items where project = ${project}\n group by state order by items desc, state`,
    `select m.team, m.display_name, count(*) as open_items\n  from team_members m join work_items w on w.assigned_to_unique_name = m.unique_name and w.project = m.project\n where m.project = ${project} and w.closed_date is null\n group by m.team, m.display_name order by open_items desc, m.team, m.display_name limit 5`,
    `select tag, count(*) as items from work_items, unnest(tags) as tag\n where project = ${project} and priority = 1\n group by tag order by items desc, tag limit 5`,
  ]
}

const farewell = [
  '',
  '== The same with your organization',
  'azdo connection add NAME --auth app-credentials --set Organization=… TokenUrl=https://login.microsoftonline.com/TENANT/oauth2/v2.0/token ClientId=… ClientSecret=-',
  '  or, with a personal access token: azdo connection add NAME --auth pat --set Organization=… PersonalAccessToken=-',
  'azdo test NAME',
  'azdo query "select id, title, state from work_items limit 10"',
  'azdo start        keeps the gateway running; azdo dsn NAME --for excel (or psql, odbc, jdbc, …) says how to connect',
]

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
