import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { queryLine } from '../../src/console/api-schema.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 2, workItems: 300 })
})
afterAll(() => system?.close())

const query = (sql: string, more: object = {}, signal?: AbortSignal) =>
  system.browser.lines('/queries', { body: { connection: 'box', sql, ...more }, signal })
async function run(sql: string, more: object = {}): Promise<any[]> {
  const lines: any[] = []
  for await (const line of query(sql, more)) lines.push(queryLine.parse(line))
  return lines
}
const rowsOf = (lines: any[], statement = 0) =>
  lines.filter((line) => line.rows && line.statement === statement).flatMap(({ rows }) => rows)
const sessions = () => system.gateway.sessions().filter(({ application }) => application === 'azdo console')

describe('a query', () => {
  it('gives its columns, its rows and how it ended', async () => {
    const lines = await run(
      'select 1 as n, null as nothing, \'{"a": [1.50]}\'::jsonb as j, 0.10::numeric, now()::date, array[1, null]',
    )
    expect(lines[0]).toEqual({ id: expect.any(String) })
    expect(lines[1]).toEqual({
      statement: 0,
      columns: [
        { name: 'n', type: 'integer' },
        { name: 'nothing', type: 'text' },
        { name: 'j', type: 'jsonb' },
        { name: 'numeric', type: 'numeric' },
        { name: 'now', type: 'date' },
        { name: 'array', type: 'integer[]' },
      ],
    })
    const today = new Date().toISOString().slice(0, 10)
    expect(rowsOf(lines)).toEqual([['1', null, '{"a": [1.50]}', '0.10', expect.any(String), '{1,NULL}']])
    expect(today >= rowsOf(lines)[0][4]).toBe(true)
    expect(lines.at(-1)).toEqual({
      statement: 0,
      done: { command: 'SELECT 1', rows: 1, ms: expect.any(Number), more: false },
    })
  })

  it('reads the service and says what that took', async () => {
    const lines = await run(
      "select id, title, description from work_items where state = 'Active' order by id",
    )
    const { trace } = lines.find((line) => line.trace)
    expect(trace).toMatchObject({
      requests: expect.any(Number),
      scans: expect.arrayContaining([expect.objectContaining({ table: 'work_items' })]),
    })
    expect(trace.requests).toBeGreaterThan(0)
    expect(trace.scans[0].pushed.length).toBeGreaterThan(0)
    expect(rowsOf(lines).length).toBeGreaterThan(0)
  })

  it('says meanwhile what its read has taken, which its trace then has as well', async () => {
    const faults = (spec: string) =>
      fetch(`${system.sandbox.info.url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify({ spec }) })
    // Each answer takes longer than a read is silent about how far it is.
    await faults('latency=2500')
    onTestFinished(async () => void (await faults('')))
    const lines = await run('select count(title), max(rev) from work_items where id < 250')
    const { trace } = lines.find((line) => line.trace)
    const soFar = lines.filter((line) => line.progress).map((line) => line.soFar)
    const grows = (of: (counts: any) => number) => {
      const counts = [...soFar.map(of), of(trace)]
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      return new Set(counts).size
    }
    expect(soFar[0].requests).toBeGreaterThan(0)
    expect(grows(({ requests }) => requests)).toBeGreaterThan(1)
    expect(grows(({ bytes }) => bytes)).toBeGreaterThan(1)
    grows(({ rows }) => rows)
  })

  it('of several statements has them one after the other, in one session', async () => {
    const lines = await run(
      'create temp table t (x int); insert into t values (1), (2); select x from t; -- done\n',
    )
    expect(lines.filter((line) => line.done).map(({ statement, done }) => [statement, done.command])).toEqual(
      [
        [0, 'CREATE TABLE'],
        [1, 'INSERT 0 2'],
        [2, 'SELECT 2'],
      ],
    )
    expect(rowsOf(lines, 2)).toEqual([['1'], ['2']])
  })

  it('takes parameters as text', async () => {
    expect(
      rowsOf(await run('select $1::int + 1, $2::text, $3::text', { parameters: ['41', "it's", null] })),
    ).toEqual([['42', "it's", null]])
    const two = await run('select $1::int; select 2', { parameters: ['1'] })
    expect(two.at(-1)).toMatchObject({ error: { message: expect.stringMatching(/one statement/) } })
  })

  it('reads no more rows than it is asked for, and says when there are more', async () => {
    const cut = await run('select generate_series(1, 10)', { maxRows: 9 })
    expect(rowsOf(cut)).toHaveLength(9)
    expect(cut.at(-1).done).toMatchObject({ rows: 9, more: true, command: 'SELECT 9' })
    const whole = await run('select generate_series(1, 10)', { maxRows: 10 })
    expect(whole.at(-1).done).toMatchObject({ rows: 10, more: false })
  })

  it.each([
    ['select 1;\nselect nope from work_items', 1, '42703', 18],
    ['select 1/0', 0, '22012', undefined],
    ["select 'ü'; selec 2", undefined, '42601', 13],
    ['select * from work_item', 0, '42P01', 15],
  ])('%j ends with what PostgreSQL says, and where', async (sql, statement, code, position) => {
    const last = (await run(sql)).at(-1)
    expect(last.error).toMatchObject({ code, message: expect.any(String) })
    expect(last.error.position).toBe(position)
    if (statement !== undefined) expect(last.statement).toBe(statement)
  })

  it('tells notices', async () => {
    const lines = await run(
      "do $$ begin raise warning 'mind the <b>gap</b>' using hint = 'step over it'; end $$",
    )
    expect(lines.find((line) => line.notice).notice).toEqual({
      severity: 'WARNING',
      message: 'mind the <b>gap</b>',
      hint: 'step over it',
    })
  })

  it('copies out as lines, and cannot copy in', async () => {
    const out = await run('copy (select generate_series(1, 3)) to stdout')
    expect(rowsOf(out)).toEqual([['1'], ['2'], ['3']])
    const into = await run('create temp table t (x int); copy t from stdin; select 1')
    expect(into.at(-1)).toMatchObject({
      statement: 1,
      error: { message: expect.stringMatching(/COPY FROM STDIN/) },
    })
  })

  it('is cancelled by its id, at once', async () => {
    const lines: any[] = []
    for await (const line of query('select pg_sleep(600)')) {
      lines.push(line)
      if (line.id) {
        await expect
          .poll(() => sessions().map(({ statement }) => statement))
          .toContain('select pg_sleep(600)')
        await system.browser.json(`/queries/${line.id}`, { method: 'DELETE' })
      }
    }
    expect(lines.at(-1)).toEqual({
      statement: 0,
      error: { code: '57014', message: expect.any(String), cancelled: true },
    })
    await expect.poll(sessions).toEqual([])
    expect(await system.browser.json('/queries/none', { method: 'DELETE' })).toEqual({})
  })

  it('ends when the browser goes away', async () => {
    const leave = new AbortController()
    const reading = (async () => {
      for await (const line of query('select pg_sleep(600)', {}, leave.signal)) void line
    })().catch(() => 'gone')
    await expect.poll(() => sessions().map(({ state }) => state)).toEqual(['running'])
    leave.abort()
    expect(await reading).toBe('gone')
    await expect.poll(sessions).toEqual([])
  })

  it('of a connection that is not there is refused', async () => {
    const body = { connection: 'nobody', sql: 'select 1' }
    const refused = await system.browser.ask('/queries', { method: 'POST', body })
    expect(refused).toMatchObject({ status: 404, json: { error: { code: 'CONNECTION_UNKNOWN' } } })
  })

  it('of 100,000 wide rows waits for who reads it, instead of holding them', async () => {
    const sql = "select i, repeat('x', 2000) as wide from generate_series(1, 100000) as i"
    const before = process.memoryUsage()
    const held = (): number => {
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external - before.heapUsed - before.external
    }
    let most = 0
    let rows = 0
    let last: any
    const reader = query(sql)
    for await (const line of reader) {
      if (rows === 0 && line.rows) {
        // Nobody reads for a while; the whole result is 200 MB.
        for (let i = 0; i < 30; i++) {
          await new Promise((resolve) => setTimeout(resolve, 50))
          most = Math.max(most, held())
        }
      }
      rows += line.rows?.length ?? 0
      last = line
    }
    expect(rows).toBe(100_000)
    expect(last.done).toMatchObject({ rows: 100_000, more: false })
    expect(most).toBeLessThan(80 << 20)
  })
})
