import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { App, RunningGateway } from '../../src/cli/app.js'
import { openGatewaySession } from '../../src/client/gateway-session.js'
import { runCli } from '../../src/cli/run-cli.js'
import { announceGateway } from '../../src/gateway/announcement.js'
import { openApp } from '../../src/main.js'
import { freePort } from '../end-to-end/azdo-process.js'
import { recordHome } from '../whole-suite/record-home.js'
import { recordedIo, type RecordedIoOptions } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

let home: string
let app: App
let gateway: RunningGateway

// A gateway that `azdo start` would serve: commands find it.
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-query-'))
  app = await openApp({ home })
  await app.profiles.add('my-box', {
    Auth: 'Pat',
    PersonalAccessToken: 'pppppppp',
    Organization: 'fabrikam',
    Url: `http://127.0.0.1:${await freePort()}`,
  })
  gateway = await app.openGateway({ host: '127.0.0.1', port: 0, announce: true })
})
afterAll(async () => {
  await gateway?.close()
  await recordHome(home)
  await rm(home, { recursive: true, force: true })
})

async function query(line: readonly string[], options?: RecordedIoOptions) {
  const recorded = recordedIo(options)
  const code = await runCli(['query', ...line], recorded.io, () => openApp({ home }))
  return { code, out: recorded.out(), err: recorded.err() }
}

describe('azdo query', () => {
  it('prints values of every type as JSON', async () => {
    const sql = `select 1::int4 as i, 9007199254740993::int8 as big, 1.50::numeric as n, true as b, 'x"y' as t, null as none,
      timestamptz '2026-01-31 09:00:00.123+01' as at, date '2026-01-31' as d, array['a', null] as l,
      '{"k": [1]}'::jsonb as j, interval '1 day 2 hours' as span, '\\x00ff'::bytea as raw`
    const { code, out, err } = await query([sql, '--format', 'json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual([
      {
        i: 1,
        big: '9007199254740993',
        n: '1.50',
        b: true,
        t: 'x"y',
        none: null,
        at: '2026-01-31T08:00:00.123Z',
        d: '2026-01-31',
        l: ['a', null],
        j: { k: [1] },
        span: 'P1DT2H',
        raw: '\\x00ff',
      },
    ])
  })

  it('prints the results of several statements one after another', async () => {
    const { out } = await query(["select 1 as a; set work_mem = '4MB'; select 2 as b", '--format', 'ndjson'])
    expect(out).toBe('{"a":1}\n{"b":2}\n')
  })

  it('prints a table by default, the number of rows on stderr', async () => {
    expect(await query(["select 7 as id, 'x' as title"])).toEqual({
      code: 0,
      out: ' id | title\n----+-------\n  7 | x\n',
      err: '(1 row)\n',
    })
  })

  it('puts the connection named by -c first on the search path', async () => {
    const { out } = await query(['show search_path', '-c', 'my-box', '--format', 'json'])
    expect(JSON.parse(out)).toEqual([{ search_path: '"my-box",public' }])
  })

  it('refuses a connection that is not set up', async () => {
    const { code, err } = await query(['select 1', '-c', 'mybox'])
    expect(code).toBe(1)
    expect(err).toContain('my-box')
  })

  it('ends with a trace when asked for', async () => {
    const traced = await query(['select 1 as n', '--format', 'ndjson', '--trace'])
    expect(traced.out).toBe('{"n":1}\n')
    expect(traced.err).toBe('{"trace":{"requests":0,"bytes":0,"rows":0,"scans":[]}}\n')
  })

  it('prints an error of PostgreSQL with its SQLSTATE and place, and exits 1', async () => {
    const { code, out, err } = await query(['select 1 as ok,\n  nope from pg_class'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      'azdo: column "nope" does not exist [42703]\n      Line 2, column 3: nope from pg_class.\n',
    )
  })

  it('prints warnings of PostgreSQL on stderr', async () => {
    const { code, err } = await query(["do $$ begin raise warning 'mind %', 'this'; end $$"])
    expect(code).toBe(0)
    expect(err).toContain('warning: mind this\n')
  })

  it('reads the statements from a file and from standard input', async () => {
    const file = join(home, 'query.sql')
    await writeFile(file, '\ufeffselect 1 as a')
    expect((await query(['-f', file, '--format', 'ndjson'])).out).toBe('{"a":1}\n')
    expect((await query(['-', '--format', 'ndjson'], { input: 'select 2 as a' })).out).toBe('{"a":2}\n')
    expect((await query(['--format', 'ndjson'], { input: 'select 3 as a' })).out).toBe('{"a":3}\n')
  })

  it('writes a file that holds the whole result', async () => {
    const file = join(home, 'result.csv')
    const { code, out } = await query(['select generate_series(1, 3) as n', '--format', 'csv', '-o', file])
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(await readFile(file, 'utf8')).toBe('n\r\n1\r\n2\r\n3\r\n')
  })

  it('leaves no file when the query fails half-way', async () => {
    const folder = await mkdtemp(join(home, 'half-'))
    const sql = 'select 1 / (50000 - n) as q from generate_series(1, 60000) n'
    const { code } = await query([sql, '--format', 'csv', '-o', join(folder, 'half.csv')])
    expect(code).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('copies to standard output', async () => {
    expect((await query(["copy (select 1, 'a') to stdout"])).out).toBe('1\ta\n')
  })

  it('ends a COPY FROM STDIN with an error instead of waiting', async () => {
    const { code, err } = await query(['create temp table t (a int); copy t from stdin'])
    expect(code).toBe(1)
    expect(err).toContain('COPY FROM STDIN')
  })

  it('streams a large result without holding it', async () => {
    let bytes = 0
    let largest = 0
    const slow = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        largest = Math.max(largest, slow.writableLength)
        setImmediate(done)
      },
    })
    const sql = "select n, repeat('x', 200) as text from generate_series(1, 200000) n"
    const { code } = await query([sql, '--format', 'ndjson'], { stdout: slow })
    expect(code).toBe(0)
    expect(bytes).toBeGreaterThan(200_000 * 200)
    expect(largest).toBeLessThan(2_000_000)
  })

  it('stops reading when nobody reads its output any more', async () => {
    const closed = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      },
    })
    const sql = 'select generate_series(1, 100000000) as n'
    expect(await query([sql, '--format', 'ndjson'], { stdout: closed })).toMatchObject({ code: 0, err: '' })
  })

  it('cancels the statement at Ctrl-C', async () => {
    const recorded = recordedIo()
    const line = ['query', "do $$ begin raise warning 'begun'; perform pg_sleep(600); end $$"]
    const ended = runCli(line, recorded.io, () => openApp({ home }))
    await recorded.until(/begun/)
    recorded.stop()
    expect(await ended).toBe(1)
    expect(recorded.err()).toContain('azdo: The query was cancelled.\n')
  })

  it('says so when the connection to the gateway is lost', async () => {
    const relay = await relayTo(gateway)
    const takeBack = await announceGateway(home, { ...gateway, port: relay.port })
    onTestFinished(() => announceGateway(home, gateway).then(() => undefined))
    const recorded = recordedIo()
    const line = ['query', "do $$ begin raise warning 'begun'; perform pg_sleep(600); end $$"]
    const ended = runCli(line, recorded.io, () => openApp({ home }))
    await recorded.until(/begun/)
    relay.cut()
    expect(await ended).toBe(1)
    expect(recorded.err()).toContain('azdo: The connection to the gateway was lost')
    await takeBack()
  })

  it('opens a gateway of its own when none runs, and closes it with its database', async () => {
    const own = await temporaryHome()
    const seen: string[] = []
    const open = async () => {
      const opened = await openApp({ home: own })
      opened.events.subscribe(({ type }) => seen.push(type))
      return opened
    }
    expect(await runCli(['query', 'select 1'], recordedIo().io, open)).toBe(0)
    expect(await runCli(['query', 'select nope'], recordedIo().io, open)).toBe(1)
    expect(seen.filter((type) => type.startsWith('database.'))).toEqual([
      'database.started',
      'database.stopped',
      'database.started',
      'database.stopped',
    ])
  })
})

describe('a session with the gateway', () => {
  it('says so when nothing answers there', async () => {
    const address = { ...gateway, port: await freePort() }
    await expect(openGatewaySession(address, {}, () => undefined)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/^The gateway at 127\.0\.0\.1:\d+ does not answer: /),
      hint: expect.stringContaining('azdo start'),
    })
  })

  it('says so when the gateway does not know the user', async () => {
    await expect(
      openGatewaySession({ ...gateway, user: 'nobody' }, {}, () => undefined),
    ).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      serviceCode: '28000',
    })
  })
})

describe('azdo doctor', () => {
  it('names what is there, and what is missing but not needed', async () => {
    const recorded = recordedIo()
    expect(await runCli(['doctor'], recorded.io, () => openApp({ home }))).toBe(0)
    expect(recorded.out()).toMatch(/^✓ Node +\d+/m)
    expect(recorded.out()).toMatch(/^✓ database +PostgreSQL \d+/m)
    expect(recorded.out()).toContain(`✓ gateway      runs on 127.0.0.1:${gateway.port}.\n`)
    expect(recorded.out()).toMatch(/^✓ my-box +fabrikam, Personal Access Token: token held\.$/m)
  })

  it('exits 1 when the database does not answer', async () => {
    const recorded = recordedIo()
    const databaseUrl = `postgresql://me:secret@127.0.0.1:${await freePort()}/x`
    const own = await temporaryHome()
    expect(await runCli(['doctor'], recorded.io, () => openApp({ home: own, databaseUrl }))).toBe(1)
    expect(recorded.out()).toMatch(/^✗ database +PostgreSQL at 127\.0\.0\.1:\d+ cannot be used/m)
  })
})

/** A TCP relay whose connections can be cut. */
async function relayTo(target: { readonly host: string; readonly port: number }) {
  const sockets: { destroy(): void }[] = []
  const server: Server = createServer((client) => {
    const upstream = connect(target.port, target.host)
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined)
      sockets.push(socket)
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => sockets.forEach((socket) => socket.destroy())
  const close = () => {
    cut()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  onTestFinished(close)
  return { port: (server.address() as { port: number }).port, cut, close }
}
