import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectRefusal, openScene, refusalsIn, wrongSecret, type Scene } from './bad-input-scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await openScene(730_412)
})
afterAll(() => scene?.close())
const { refuses, refusesWith } = refusalsIn(() => scene)

describe('azdo refuses', () => {
  refuses('an unknown command', 'qeury', 2, /Unknown command 'qeury'/, /Did you mean query/)
  refuses('an unknown option', 'query --frmat csv', 2, /--frmat/, /--format/)
  refuses('a missing argument', 'connection add', 2, /'name'/, /--help/)
  refuses('an argument too many', 'doctor now', 2, /Too many arguments/)
  refuses('no SQL', 'query', 2, /no SQL/, /azdo query "/)
  refuses('SQL given twice', 'query select -f x.sql', 2, /both/)
  refuses(
    'a file of SQL that is not there',
    'query -f /nowhere/x.sql',
    1,
    /\/nowhere\/x\.sql cannot be read: no such file/,
  )
  refuses(
    'an output file in no folder',
    ['query', 'select 1', '-o', '/nowhere/x.csv'],
    1,
    /\/nowhere\/x\.csv cannot be written: no such file or folder/,
  )
  refuses(
    'a format that is none',
    ['query', 'select 1', '--format', 'xml'],
    2,
    /'xml'/,
    /table, csv, json, ndjson/,
  )
  refuses('a program that dsn does not know', 'dsn box --for cobol', 2, /psql, odbc, jdbc/)
  refuses('a table that is none', 'tables work_item', 1, /no table 'work_item'/, /Did you mean 'work_items'/)
})

describe('azdo sandbox refuses', () => {
  refuses('a port that is none', 'sandbox --port 99999', 2, /--port.*from 0 to 65535/)
  refuses(
    'a port in use',
    ({ websitePort }) => ['sandbox', '--port', `${websitePort}`],
    1,
    /port \d+ is in use/,
    /--port/,
  )
  refuses('no projects', 'sandbox --port 0 --projects 0', 2, /--projects.*from 1 to 1000/)
  refuses('less than no work items', 'sandbox --port 0 --work-items -1', 2, /--work-items/)
  refuses('a seed that is none', 'sandbox --port 0 --seed 1.5', 2, /--seed/)
  refuses('faults that are none', 'sandbox --port 0 --faults gremlins:3', 2, /gremlins/, /429/)
  refuses('a latency that is none', 'sandbox --port 0 --latency long', 2, /--latency/)
  refuses('a rate limit of nothing', 'sandbox --port 0 --rate-limit 0', 2, /--rate-limit/)
  refuses(
    'a log in no folder',
    'sandbox --port 0 --log /nowhere/x',
    2,
    /\/nowhere\/x can't be opened/,
    /--log/,
  )
})

describe('azdo start refuses', () => {
  const start = (...more: string[]) => ['start', '--port', '0', '--console-port', '0', ...more]
  refuses(
    'a port in use',
    ({ websitePort }) => ['start', '--port', `${websitePort}`],
    1,
    /Port \d+ of 127\.0\.0\.1 is used/,
    /--port/,
  )
  refuses(
    'a console port in use',
    ({ websitePort }) => ['start', '--port', '0', '--console-port', `${websitePort}`],
    1,
    /console's port \d+ is in use/,
    /--console-port/,
  )
  refuses(
    'an address of another machine',
    start('--host', '192.0.2.1'),
    1,
    /192\.0\.2\.1 is not an address of this machine/,
    /--host/,
  )
  refuses(
    'a host name that is none',
    start('--host', 'azdo.invalid'),
    1,
    /azdo\.invalid is not an address of this machine/,
    /--host/,
  )
  refuses(
    'a database URL that is none',
    start('--database-url', `mysql://${wrongSecret}`),
    2,
    /database URL/,
    /postgres/,
  )
  refuses(
    'a database that is not there',
    ({ closedPort }) => start('--database-url', databaseAt(closedPort)),
    1,
    /127\.0\.0\.1:\d+ cannot be used/,
    /Check/,
  )
})

describe('the environment is refused', () => {
  const query = ['query', 'select 1', '-c', 'box']
  refusesWith({ AZDO_LOG_LEVEL: 'loud' })(
    'with a log level that is none',
    'tables',
    2,
    /AZDO_LOG_LEVEL is "loud"/,
    /silent, error/,
  )
  refusesWith({ AZDO_CONNECTION_BOX_NONSENSE: wrongSecret })(
    'with a variable of no setting',
    'test box',
    2,
    /AZDO_CONNECTION_BOX_NONSENSE/,
  )
  refusesWith({ AZDO_CONNECTION_BOX_RETRYCOUNTMAX: 'lots' })(
    'with a setting that is wrong',
    query,
    2,
    /RetryCountMax/,
  )
  refusesWith({ AZDO_DATABASE_URL: wrongSecret })(
    'with a database URL that is none',
    query,
    2,
    /AZDO_DATABASE_URL/,
  )
  refusesWith(({ closedPort }) => ({ AZDO_DATABASE_URL: databaseAt(closedPort) }))(
    'with a database that is not there',
    query,
    1,
    /127\.0\.0\.1:\d+ cannot be used/,
  )
})

describe('an AZDO_HOME that cannot be used', () => {
  const lines = [
    [
      'connection',
      'add',
      'new',
      '--auth',
      'pat',
      '--set',
      'Organization=x',
      `PersonalAccessToken=${wrongSecret}`,
    ],
    ['query', 'select 1'],
    ['start', '--port', '0', '--console-port', '0'],
  ]
  const expectUnusable = async (home: string) => {
    for (const line of lines) {
      const ended = await scene.azdo.run(line, { env: { AZDO_HOME: home } })
      expectRefusal(ended, 1, /cannot be used: /, /AZDO_HOME/)
      expect(ended.err).toContain(home)
    }
    const doctor = await scene.azdo.run(['doctor'], { env: { AZDO_HOME: home } })
    expect(doctor).toMatchObject({
      code: 1,
      err: '',
      out: expect.stringMatching(/^✗ database +.*cannot be used/m),
    })
  }

  it('is refused: a file in its place, or above it', async () => {
    const file = join(scene.azdo.folder, 'file')
    await writeFile(file, '')
    await expectUnusable(file)
    await expectUnusable(join(file, 'home'))
  })

  it.skipIf(process.platform !== 'linux')('is refused: a place where nothing can be made (needs /proc)', () =>
    expectUnusable('/proc/azdo'),
  )

  it('is left as it is when its settings are damaged', async () => {
    const home = join(scene.azdo.folder, 'damaged')
    await mkdir(home)
    await writeFile(join(home, 'connections.json'), '{"format": 1, "connections": [')
    for (const line of [
      ['connection', 'list'],
      ['test', 'box'],
      ['query', 'select 1'],
      ['query', 'select 1', '-c', 'box'],
      lines[0]!,
    ])
      expectRefusal(
        await scene.azdo.run(line, { env: { AZDO_HOME: home } }),
        1,
        /connections\.json is damaged/,
        /restore/,
      )
  })

  it('says which secret is missing when only they are lost', async () => {
    const home = join(scene.azdo.folder, 'lost')
    await mkdir(home)
    const connections = [{ name: 'box', values: { Auth: 'Pat', Organization: 'x' } }]
    await writeFile(join(home, 'connections.json'), JSON.stringify({ format: 1, connections }))
    for (const line of [
      ['test', 'box'],
      ['query', 'select * from projects'],
      ['query', 'select 1', '-c', 'box'],
    ])
      expectRefusal(
        await scene.azdo.run(line, { env: { AZDO_HOME: home } }),
        2,
        /PersonalAccessToken is missing/,
      )
  })

  it('that holds no connection yet says how to add one when a table is asked for', async () => {
    const env = { AZDO_HOME: join(scene.azdo.folder, 'empty') }
    expectRefusal(
      await scene.azdo.run(['query', 'select * from projects'], { env }),
      1,
      /No connection is set up/,
      /azdo connection add/,
    )
    expectRefusal(
      await scene.azdo.run(['test'], { env }),
      1,
      /No connection is set up/,
      /azdo connection add/,
    )
    expect(await scene.azdo.run(['query', 'select 1', '--format', 'csv'], { env })).toMatchObject({
      code: 0,
      err: '',
    })
  })
})

it('nothing printed above shows a secret', () => scene.expectNoSecretPrinted())

function databaseAt(port: number): string {
  return `postgresql://me:${wrongSecret}@127.0.0.1:${port}/x`
}
