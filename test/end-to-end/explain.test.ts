import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

/** A member of EXPLAIN's document that lists what is read of the service. */
interface Shown {
  readonly 'Relation Name': string
  readonly Requests: readonly { Method: string; Path: string; WIQL?: string }[]
  readonly 'Expected Calls': number
  readonly 'Expected At Least': boolean
  readonly 'Not Pushed': readonly { Condition: string; Reason: string }[]
  readonly 'Actual Calls'?: number
  readonly 'Actual Rows'?: number
  readonly 'Actual Bytes'?: number
}

const bugs = "select id from work_items where type = 'Bug' and title ~ 'a+b' and fields ? 'System.Id'"

describe('EXPLAIN through the gateway', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: 300, projects: 2 })
    client = await system.client()
    owner = await system.owner()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(() => owner.query('truncate box.work_items, box.projects, box.teams, azdo.coverage'))

  const lines = async (sql: string, values?: unknown[]) =>
    (await client.query<[string]>({ text: sql, values, rowMode: 'array' })).rows.map(([line]) => line)
  const shown = async (sql: string): Promise<readonly Shown[]> => {
    const { rows } = await client.query<{ 'QUERY PLAN': [Record<string, readonly Shown[]>] }>(sql)
    return rows[0]!['QUERY PLAN'][0]['Azure DevOps Scans'] ?? []
  }
  const made = async (sql: string): Promise<number> => {
    const before = (await system.requests()).length
    await client.query(sql)
    return (await system.requests()).length - before
  }

  it('adds the reads of the service below the plan, and calls nothing', async () => {
    const before = (await system.requests()).length
    const text = await lines(`explain (costs off) ${bugs}`)
    expect(text.findIndex((line) => /Scan on.* work_items/.test(line))).toBeGreaterThanOrEqual(0)
    const own = text.slice(text.indexOf('Azure DevOps Scan on box.work_items'))
    expect(own).toEqual([
      'Azure DevOps Scan on box.work_items',
      '  Request: POST /_apis/wit/wiql',
      expect.stringMatching(
        /^ {4}WIQL: SELECT \[System\.Id\] FROM WorkItems WHERE \[System\.WorkItemType\] = 'Bug'.* ORDER BY \[System\.Id\]$/,
      ),
      '  Request: POST /_apis/wit/workitemsbatch',
      '  Expected Calls: at least 1',
      "  Not Pushed: (work_items.title ~ 'a+b'::text) (no request can say it)",
      "  Not Pushed: (work_items.fields ? 'System.Id'::text) (no request can say it)",
    ])
    expect((await system.requests()).length).toBe(before)
    expect(await lines('explain (costs off) select 1')).toEqual(['Result'])
  })

  it('does so in every format, as a member of a valid document', async () => {
    const [scan] = (await shown(`explain (format json) ${bugs}`)).filter(
      (one) => one['Relation Name'] === 'work_items',
    )
    expect(scan?.Requests[0]?.WIQL).toContain("[System.WorkItemType] = 'Bug'")
    expect(scan?.['Not Pushed']).toHaveLength(2)
    const [xml] = await lines(`explain (format xml) ${bugs} and title <> '<&>'`)
    const checked = await owner.query<{ is: boolean; table: string[] }>(
      `select xml_is_well_formed_document($1) as is,
         xpath('//e:Azure-DevOps-Scans/e:Item/e:Relation-Name/text()', $1::xml,
           array[array['e', 'http://www.postgresql.org/2009/explain']])::text[] as table`,
      [xml],
    )
    expect(checked.rows[0]?.is).toBe(true)
    expect(checked.rows[0]?.table).toContain('work_items')
    const [yaml] = await lines(`explain (format yaml, costs off) ${bugs}`)
    expect(yaml).toMatch(/^- Plan: /)
    expect(yaml).toMatch(
      /\n {2}Azure DevOps Scans: \n(.*\n)*? {4}- Schema: "box"\n {6}Relation Name: "work_items"\n/,
    )
    expect(yaml).toMatch(/\n {10}WIQL: "SELECT \[System\.Id\] .*"\n/)
  })

  it('fetches for ANALYZE, and tells what that took', async () => {
    const before = (await system.requests()).length
    const scans = await shown("explain (analyze, format json) select id from work_items where type = 'Bug'")
    const calls = (await system.requests()).length - before
    expect(scans.reduce((sum, scan) => sum + scan['Actual Calls']!, 0)).toBe(calls)
    const items = scans.find((scan) => scan['Relation Name'] === 'work_items')!
    const held = await owner.query<{ count: string }>('select count(*) from box.work_items')
    expect(items['Actual Rows']).toBe(Number(held.rows[0]!.count))
    expect(items['Actual Bytes']).toBeGreaterThan(1_000)
    const text = await lines("explain analyze select id from work_items where type = 'Bug'")
    expect(text.at(-1)).toMatch(/^ {2}Actual: 2 calls, 0 rows, \d+ bytes, \d+ ms$/)
  })

  it('expects the calls that then are made, where rows held or the statement tell', async () => {
    const ids = 'select * from work_items where id in (3, 4, 5)'
    await client.query('select * from projects')
    expect(await shown(`explain (format json) ${ids}`)).toMatchObject([
      { 'Relation Name': 'projects' },
      { 'Relation Name': 'work_items', 'Expected Calls': 1, 'Expected At Least': false },
    ])
    await client.query('select * from work_items')
    const [, items] = await shown('explain (format json) select * from work_items')
    expect(items).toMatchObject({ 'Expected Calls': 2, 'Expected At Least': true })
    expect(await made('select * from work_items')).toBe(2)
    await client.query("set azdo.max_staleness = '10 minutes'")
    expect(
      (await shown('explain (format json) select * from work_items')).map((s) => s['Expected Calls']),
    ).toEqual([0, 0])
    expect(await made('select * from work_items')).toBe(0)
    await client.query('reset azdo.max_staleness')
  })

  it('knows EXPLAIN of prepared statements, with parameters, and among other statements', async () => {
    await client.query('prepare one(int) as select * from work_items where id = $1')
    expect(await lines('explain (costs off) execute one(7)')).toContain('  Expected Calls: 1')
    await client.query('deallocate one')
    const bound = await lines('explain (costs off) select * from work_items where state = $1', ['Active'])
    expect(bound.find((line) => line.includes('WIQL'))).toContain("[System.State] = 'Active'")
    const results = (await client.query(
      'select 1; explain (costs off) select * from projects; explain (costs off, format json) select * from teams; select 2',
    )) as unknown as pg.QueryResult[]
    expect(results.map(({ rows }) => rows.length)).toEqual([1, expect.any(Number), 1, 1])
    expect(JSON.stringify(results[1]!.rows)).toContain('Azure DevOps Scan on box.projects')
    expect(JSON.stringify(results[2]!.rows)).toContain('Azure DevOps Scans')
  })
})
