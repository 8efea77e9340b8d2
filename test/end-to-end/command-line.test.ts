import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startSandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { recordSandbox } from '../whole-suite/suite-record.js'
import { freePort, openAzdo, type Azdo, type Ended, type Served } from './azdo-process.js'
import { appCredentialsArguments, patArguments } from './connection-arguments.js'
import { databaseFolders, databaseProcesses } from './database-processes.js'
import { openGivenServer } from './given-server.js'
import { askService, readWorkItems, type WorkItem } from './plain-requests.js'
import { canListProcesses, runningProcesses } from './running-processes.js'
import { filesIn, foundSecrets, printedTexts, secretsOf } from './secret-search.js'
import type { SandboxRequest } from './system.js'

const hasPsql = spawnSync('psql', ['--version']).status === 0
const hasOdbc = /PostgreSQL Unicode/.test(spawnSync('odbcinst', ['-q', '-d']).stdout?.toString() ?? '')

/** No other test uses this seed, so its secrets cannot be met by accident. */
const seed = 730_411

/** Nothing on stderr but how far a read has come, which a slow machine may show. */
const onlyProgress = /^(reading [^\n]+\n)*$/

describe('azdo on the command line', () => {
  let azdo: Azdo
  let sandbox: Served
  let info: SandboxInfo
  let items: readonly WorkItem[]
  let project: string
  const log = () => join(azdo.folder, 'requests.ndjson')

  /** Calls of Azure DevOps that the sandbox has answered. */
  const calls = (file = log()): SandboxRequest[] =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SandboxRequest)
      .filter(({ path }) => path.includes('/_apis/'))

  const rows = async (sql: string, ...more: string[]): Promise<Record<string, unknown>[]> => {
    const ended = await azdo.run(['query', sql, '--format', 'json', ...more])
    expect(ended).toMatchObject({ code: 0, err: expect.stringMatching(onlyProgress) })
    return JSON.parse(ended.out) as Record<string, unknown>[]
  }

  const ofProject = () => items.filter(({ fields }) => fields['System.TeamProject'] === project)

  beforeAll(async () => {
    azdo = openAzdo()
    sandbox = await azdo.serve(
      [
        'sandbox',
        '--port',
        '0',
        '--seed',
        String(seed),
        '--projects',
        '3',
        '--work-items',
        '450',
        '--log',
        log(),
      ],
      /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+)$/m,
    )
    info = (await (await fetch(`${sandbox.match[1]}/_sandbox`)).json()) as SandboxInfo
    recordSandbox(info)
    items = await readWorkItems(info)
    project = items[0]!.fields['System.TeamProject'] as string
  })
  afterAll(() => azdo?.close())

  const addBox = (to: Azdo = azdo, name = 'box'): Promise<Ended> =>
    to.run(appCredentialsArguments(name, info), { input: `${info.clientSecret}\n` })

  it('sets a connection up, signs in and tests it', async () => {
    expect(await addBox()).toMatchObject({
      code: 0,
      out: `Connection box saved (AppCredentials, organization ${info.organization}), the default.\n`,
    })
    expect((await stat(azdo.home)).mode & 0o777).toBe(0o700)
    const generated = await azdo.run(['token', 'generate', 'box'])
    expect(generated).toMatchObject({ code: 0, out: expect.stringMatching(/^box: token held \(App Cred/) })
    const status = await azdo.run(['token', 'status', 'box'])
    expect(status).toMatchObject({ code: 0, out: generated.out, err: '' })
    const tested = await azdo.run(['test', 'box'])
    expect(tested).toMatchObject({ code: 0, err: '' })
    expect(tested.out.split('\n').map((line) => line.slice(0, 14).trim())).toEqual([
      '✓ Address',
      '✓ Token',
      '✓ Organization',
      '✓ Projects',
      '✓ Areas',
      'Connection box',
      '',
    ])
  })

  it('shows settings without secrets', async () => {
    const shown = await azdo.run(['connection', 'show', 'box'])
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^ {2}ClientSecret +\*\*\*$/m) })
    expect((await azdo.run(['connection', 'list'])).out).toContain(info.organization)
  })

  it('answers SQL with what the service holds, with no gateway running', async () => {
    expect(await rows('select count(*) as n from work_items')).toEqual([{ n: items.length }])
    const { value } = await askService<{ value: { name: string; id: string }[] }>(
      info,
      '/_apis/projects?api-version=7.0',
    )
    const names = await rows('select id, name from projects order by name collate "C"', '-c', 'box')
    expect(names).toEqual(
      value.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
    const quoted = `'${project.replaceAll("'", "''")}'`
    const found = await rows(
      `select id from work_items where project = ${quoted} and state = 'Active' order by id`,
    )
    const expected = ofProject().filter(({ fields }) => fields['System.State'] === 'Active')
    expect(expected.length).toBeGreaterThan(0)
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).sort((a, b) => a - b))
  })

  it('answers two queries at once, also when both have to set the database up', async () => {
    const fresh = openAzdo(azdo.printed)
    onTestFinished(() => fresh.close())
    await addBox(fresh)
    const all = fresh.run(['query', 'select count(*) as n from work_items', '--format', 'ndjson'])
    const some = fresh.run(['query', 'select count(*) as n from projects', '--format', 'ndjson'])
    expect(await all).toMatchObject({ code: 0, out: `{"n":${items.length}}\n` })
    expect(await some).toMatchObject({ code: 0, out: '{"n":3}\n' })
    if (canListProcesses) expect(await databaseProcesses(fresh.home)).toEqual([])
  })

  it('ends --trace with one line of JSON whose requests are those the service saw', async () => {
    const before = calls().length
    const traced = await azdo.run(['query', 'select count(*) from work_items', '--trace', '--format', 'csv'])
    const seen = calls().length - before
    expect(traced.code).toBe(0)
    const lines = traced.err.trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('{'))).toEqual([lines.at(-1)])
    const { trace } = JSON.parse(lines.at(-1)!) as { trace: Record<string, unknown> }
    expect(trace).toMatchObject({ requests: seen, rows: expect.any(Number), bytes: expect.any(Number) })
    expect(seen).toBeGreaterThan(0)
    expect(trace['scans']).toContainEqual(expect.objectContaining({ table: 'work_items' }))
  })

  it('reads only what a filter asks for in an AZDO_HOME that holds nothing yet', async () => {
    const fresh = openAzdo(azdo.printed)
    onTestFinished(() => fresh.close())
    await addBox(fresh)
    await fresh.run(['query', 'select 1'])
    const expected = ofProject().filter(({ fields }) => fields['System.State'] === 'Active')
    const before = calls().length
    const sql = `select id from work_items where project = '${project.replaceAll("'", "''")}' and state = 'Active'`
    const ended = await fresh.run(['query', sql, '--format', 'ndjson'])
    expect(ended.out.trimEnd().split('\n').length).toBe(expected.length)
    expect(calls().length - before).toBeLessThanOrEqual(8 + Math.ceil(expected.length / 200))
  })

  it('lists tables and the columns of one, custom fields among them', async () => {
    const listed = await azdo.run(['tables'])
    for (const name of ['projects', 'teams', 'team_members', 'work_items'])
      expect(listed.out).toMatch(new RegExp(`^ ${name} +\\|`, 'm'))
    const plain = (await azdo.run(['tables', 'work_items'])).out.split('\n')
    const own = (await azdo.run(['tables', 'work_items', '-c', 'box'])).out.split('\n')
    expect(own.length).toBeGreaterThan(plain.length)
  })

  it('finds everything in order on this machine', async () => {
    const { code, out } = await azdo.run(['doctor'])
    expect(out).toMatch(/^✓ Node +\d+/m)
    expect(out).toMatch(/^✓ database +PostgreSQL \d+/m)
    expect(out).toMatch(/^✓ box +.*token held until /m)
    // The usual port may be in use by another program here; everything else must be well.
    const faults = out.split('\n').filter((line) => line.startsWith('✗') && !line.startsWith('✗ gateway'))
    expect(faults).toEqual([])
    expect([0, 1]).toContain(code)
  })

  it('shows progress on stderr for a read of more than a second, and none for a quick one', async () => {
    const slow = await azdo.serve(
      ['sandbox', '--port', '0', '--seed', String(seed), '--work-items', '450', '--latency', '900'],
      /^sandbox listening on (\S+)$/m,
    )
    const slowInfo = (await (await fetch(`${slow.match[1]}/_sandbox`)).json()) as SandboxInfo
    await azdo.run(patArguments('slow', slowInfo), { input: `${info.pat}\n` })
    const sql = 'select count(*)::int as n from slow.work_items'
    const ended = await azdo.run(['query', sql, '--format', 'ndjson'])
    expect(ended).toMatchObject({ code: 0, out: '{"n":450}\n' })
    expect(ended.err).toMatch(/^reading \w+: \d+ [^\n]*rows$/m)
    expect((await azdo.run(['query', 'select 1 as n', '--format', 'ndjson'])).err).toBe('')
    expect((await azdo.run(['connection', 'remove', 'slow'])).code).toBe(0)
    await slow.stop()
  })

  describe('with azdo start', () => {
    let port: number
    let started: Served
    beforeAll(async () => {
      port = await freePort()
      if (!existsSync(azdo.home)) await addBox()
      started = await azdo.serve(
        ['start', '--port', String(port), '--console-port', '0'],
        /^gateway {2}127\.0\.0\.1:(\d+)\nconsole {2}(http:\/\/127\.0\.0\.1:\d+\/)\nopen {5}\S+\/session#(\S+)$/m,
        { env: { AZDO_LOG_LEVEL: 'info' } },
      )
    })

    it('prints addresses that answer', async () => {
      expect(started.match[1]).toBe(String(port))
      expect((await fetch(started.match[2]!)).headers.get('content-security-policy')).toContain("'none'")
      const session = await fetch(`${started.match[2]}api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: started.match[3] }),
      })
      expect(await session.json()).toMatchObject({ gateway: { host: '127.0.0.1', port } })
    })

    it('queries go through it, also to a connection that was added after it started', async () => {
      const sessions = () => started.err().match(/"session\.opened"/g)?.length ?? 0
      const before = sessions()
      expect(await rows('select count(*) as n from projects')).toEqual([{ n: 3 }])
      expect(sessions()).toBe(before + 1)
      const added = await azdo.run(patArguments('later', info), { input: `${info.pat}\n` })
      expect(added.code).toBe(0)
      expect(await rows('select count(*) as n from work_items', '-c', 'later')).toEqual([{ n: items.length }])
      expect(await rows('select count(*) as n from later.projects')).toEqual([{ n: 3 }])
      expect((await azdo.run(['connection', 'remove', 'later'])).code).toBe(0)
      const gone = await azdo.run(['query', 'select count(*) from later.projects'])
      expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('later.projects') })
    })

    it('doctor and dsn name its address', async () => {
      expect((await azdo.run(['doctor'])).out).toContain(`✓ gateway      runs on 127.0.0.1:${port}.`)
      for (const target of ['psql', 'odbc', 'jdbc', 'dotnet', 'python', 'excel', 'powerbi']) {
        const ended = await azdo.run(['dsn', 'box', '--for', target], { mayShow: ['database password'] })
        expect(ended).toMatchObject({ code: 0, err: '', out: expect.stringContaining(String(port)) })
      }
    })

    const counted = () =>
      `select count(*), max(changed_date) is not null from work_items where project = '${project.replaceAll("'", "''")}' and changed_date > now() - interval '20 years'`

    it.skipIf(!hasPsql)('psql reads live data with the address of azdo dsn (needs psql)', async () => {
      const uri = (
        await azdo.run(['dsn', 'box', '--for', 'psql'], { mayShow: ['database password'] })
      ).out.trim()
      const { stdout } = await promisify(execFile)('psql', [uri, '-X', '-A', '-t', '-c', counted()])
      expect(stdout.trim()).toBe(`${ofProject().length}|t`)
    })

    it.skipIf(!hasOdbc)(
      'isql reads live data with the section of azdo dsn (needs unixODBC and psqlODBC)',
      async () => {
        const ini = join(azdo.folder, 'odbc.ini')
        await writeFile(
          ini,
          (await azdo.run(['dsn', 'box', '--for', 'odbc'], { mayShow: ['database password'] })).out,
          { mode: 0o600 },
        )
        const run = promisify(execFile)('isql', ['box', '-b', '-x,'], {
          env: { ...process.env, ODBCINI: ini },
        })
        // A blank line ends the batch session of isql 2.3.11.
        run.child.stdin?.end(`${counted()}\nhelp projects\nquit\n`)
        const { stdout } = await run
        expect(stdout).toMatch(new RegExp(`(^|\\D)${ofProject().length}(\\D|$)`))
        expect(stdout).toContain('visibility')
      },
    )

    it('a second one on the same port is refused, and the first goes on', async () => {
      const second = await azdo.run(['start', '--port', String(port), '--console-port', '0'])
      expect(second).toMatchObject({ code: 1, err: expect.stringContaining(String(port)) })
      expect(await rows('select 1 as n')).toEqual([{ n: 1 }])
    })

    it.skipIf(!canListProcesses)('leaves no process when it is stopped by Ctrl-C (needs /proc)', async () => {
      expect(await databaseProcesses(azdo.home)).not.toEqual([])
      const ended = await started.stop('SIGINT')
      expect(ended.code).toBe(0)
      expect(await databaseProcesses(azdo.home)).toEqual([])
      expect(existsSync(join(azdo.home, 'run', 'gateway.json'))).toBe(false)
    })

    it('that was killed leaves nothing in the way of the next query', async () => {
      if (started.process.exitCode === null) await started.stop()
      const killed = await azdo.serve(['start', '--port', '0', '--console-port', '0'], /^console /m)
      const end = await killed.stop('SIGKILL')
      expect(end.code).toBeNull()
      expect(await rows('select count(*) as n from work_items')).toEqual([{ n: items.length }])
      if (canListProcesses) expect(await databaseProcesses(azdo.home)).toEqual([])
    })
  })

  it('start --sandbox serves a sandbox with a connection to it', async () => {
    const own = openAzdo(azdo.printed)
    onTestFinished(() => own.close())
    const served = await own.serve(['start', '--sandbox', '--port', '0', '--console-port', '0'], /^console /m)
    const ended = await own.run(['query', 'select count(*) as n from projects', '--format', 'ndjson'])
    expect(ended).toMatchObject({ code: 0, out: '{"n":3}\n' })
    expect((await served.stop('SIGTERM')).code).toBe(0)
  })

  it('uses the PostgreSQL server it is given instead of its own', async () => {
    const given = await openGivenServer()
    onTestFinished(() => given.close())
    const own = openAzdo(azdo.printed)
    onTestFinished(() => own.close())
    await addBox(own)
    const served = await own.serve(
      ['start', '--port', '0', '--console-port', '0', '--database-url', given.url],
      /^console /m,
    )
    const sql = 'select inet_server_port() as port, count(*) as n from projects'
    const ended = await own.run(['query', sql, '--format', 'ndjson'])
    expect(ended).toMatchObject({ code: 0, out: `{"port":${given.port},"n":3}\n` })
    expect((await served.stop()).code).toBe(0)
    const alone = await own.run(['query', sql, '--format', 'ndjson'], {
      env: { AZDO_DATABASE_URL: given.url },
    })
    expect(alone).toMatchObject({ code: 0, out: ended.out })
    expect(foundSecrets(new Map([['password', given.password]]), printedTexts(own.printed))).toEqual([])
  })

  it('the demo does the whole job once and leaves nothing behind', async () => {
    const temporary = join(azdo.folder, 'tmp')
    await mkdir(temporary, { mode: 0o755 })
    const { code, out, err } = await azdo.run(['demo'], { env: { TMPDIR: temporary } })
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(onlyProgress) })
    expect(out.match(/^-- \d+ REST calls?, \d+ rows? in \d+ ms$/gm)?.length).toBe(5)
    expect(out).toMatch(/^demo: token held \(App Credentials\)$/m)
    expect(await readdir(temporary)).toEqual([])
    if (canListProcesses) expect(await databaseProcesses(temporary)).toEqual([])
  })

  it('shows no secret in anything printed, logged or kept in plain files', async () => {
    // The sandbox that start and demo bring along is another one.
    const brought = await startSandbox({ port: 0, seed: 1, projects: 3, workItems: 0 })
    onTestFinished(() => brought.close())
    const secrets = new Map([
      ...(await secretsOf(azdo.home, info)),
      ...[...(await secretsOf(azdo.home, brought.info))].map(
        ([n, secret]) => [`brought ${n}`, secret] as const,
      ),
    ])
    for (const kept of ['connections.sealed', 'database', 'client-role', 'tokens'])
      expect([...secrets.keys()].join('\n')).toContain(`\n${kept}/`)
    // The one command whose purpose it is to print the gateway's password; it shows that a secret would be found.
    const isDsn = ({ line }: Ended) => line.startsWith('dsn ')
    expect(foundSecrets(secrets, printedTexts(azdo.printed.filter(isDsn)))).not.toEqual([])
    const shown = azdo.printed.filter((each) => !isDsn(each))
    const files = [
      ...(await Promise.all((await databaseFolders(azdo.home)).map(filesIn))).flatMap((each) => [...each]),
      [log(), await readFile(log(), 'utf8')] as const,
    ]
    expect(files.map(([path]) => basename(path))).toEqual(
      expect.arrayContaining(['connections.json', 'connections.sealed', 'tokens', 'server.log']),
    )
    expect(foundSecrets(secrets, new Map([...printedTexts(shown), ...files]))).toEqual([])
  })

  it.skipIf(!canListProcesses)(
    'shows no secret on the command line of any process (needs /proc)',
    async () => {
      const fresh = openAzdo()
      onTestFinished(() => fresh.close())
      const seen = new Map<string, string>()
      const look = () => {
        for (const { pid, commandLine } of runningProcesses()) seen.set(`${pid} ${commandLine}`, commandLine)
      }
      const looking = setInterval(look, 15)
      onTestFinished(() => clearInterval(looking))
      await addBox(fresh)
      // Sets the database up: the programs that get a password are all started here.
      const ended = await fresh.run(['query', 'select count(*) as n from projects', '--format', 'ndjson'])
      expect(ended.out).toBe('{"n":3}\n')
      expect([...seen.values()].some((line) => line.includes('initdb'))).toBe(true)
      expect(foundSecrets(await secretsOf(fresh.home, info), seen)).toEqual([])
    },
  )
})
