import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { changeService, type ServiceChanges } from './change-service.js'
import { shrinkService } from './differential/shrink-service.js'
import { startServiceProxy, type ServiceProxy } from './service-proxy.js'
import { settleSandbox } from './settled-sandbox.js'
import { startSystem, type System } from './system.js'

let system: System
let proxy: ServiceProxy
let service: ServiceChanges
let client: pg.Client
let other: pg.Client
let owner: pg.Client

beforeAll(async () => {
  system = await startSystem({ workItems: 60 })
  const { info } = system.sandbox
  await settleSandbox(info)
  await shrinkService(info)
  proxy = await startServiceProxy(info.url)
  await system.app.profiles.edit('box', { Url: proxy.url })
  service = changeService(info)
  client = await system.client()
  other = await system.client()
  owner = await system.owner()
  await owner.query('set search_path = box, public')
}, 120_000)
afterAll(async () => {
  await system?.close()
  await proxy?.close()
})

/** Empties what is held. */
const forget = () =>
  owner.query(`truncate azdo.coverage, azdo.parents_read, ${tables.map(({ name }) => `box.${name}`).join()}`)

beforeEach(async () => {
  proxy.before = () => undefined
  await forget()
})

/** The rows, sorted, with the last parts of the addresses that were asked for. */
const run = async (sql: string, values?: unknown[], session = client) => {
  const before = (await system.requests()).length
  const { rows } = await session.query<unknown[]>({ text: sql, values, rowMode: 'array' })
  const calls = (await system.requests()).slice(before).map(({ path }) => path.replace(/^.*\/_apis\//, ''))
  return { rows: rows.map((row) => JSON.stringify(row)).sort(), calls }
}
/** What a statement gives over tables that hold everything. */
const overAll = async (sql: string, values?: unknown[]): Promise<string[]> => {
  for (const name of [
    'projects',
    'repositories',
    'branches',
    'builds',
    'build_timeline_records',
    'work_items',
  ])
    await client.query(`select from ${name}`)
  const { rows } = await owner.query<unknown[]>({ text: sql, values, rowMode: 'array' })
  return rows.map((row) => JSON.stringify(row)).sort()
}
const timelines = (calls: readonly string[]) => calls.filter((call) => call.endsWith('/timeline')).length
const refs = (calls: readonly string[]) => calls.filter((call) => call.endsWith('/refs')).length

describe('a subquery that chooses rows', () => {
  it.each([
    ['in (select id from builds order by id desc limit 2)', 2],
    ['in (select id from builds where finish_time is not null order by finish_time desc, id limit 1)', 1],
    ['in (select id from builds order by id offset 2 rows fetch first 1 row only)', 3],
    ['= (select max(id) from builds)', 1],
    ['= (select id from builds order by id limit 1)', 1],
    ['= any (array(select id from builds order by id limit 3))', 3],
    ['= any (select id from builds order by id limit 3)', 3],
    ['in (select id from builds where id < 0 limit 3)', 0],
    [
      "= (select max(id) from builds where project = (select max(name) from projects where state = 'wellFormed'))",
      1,
    ],
  ])('is read first: build_id %s', async (compared, lists) => {
    const sql = `select build_id, id, name from build_timeline_records where build_id ${compared}`
    const { rows, calls } = await run(sql)
    expect(timelines(calls)).toBe(lists)
    expect(calls.filter((call) => call === 'projects')).toHaveLength(1)
    expect(rows).toEqual(await overAll(sql))
    expect(rows.length > 0).toBe(lists > 0)
  })

  it.each([
    'with latest as (select id, project from builds order by id desc limit 3)',
    'with latest (id, name) as materialized (select b.* from builds b order by b.id desc limit 3)',
  ])('is read first: %s', async (head) => {
    const sql = `${head} select l.id, t.id from latest l join build_timeline_records t on t.build_id = l.id`
    const { rows, calls } = await run(sql)
    expect(timelines(calls)).toBe(3)
    expect(rows).toEqual(await overAll(sql))
    const twice = `${head} select t.id, (select count(*) from latest) from build_timeline_records t where t.build_id in (select id from latest)`
    await forget()
    const again = await run(twice)
    expect(timelines(again.calls)).toBe(3)
    expect(again.rows).toEqual(await overAll(twice))
  })

  it('is read first in FROM', async () => {
    const sql =
      'select b.*, t.id from (select * from builds order by id limit 2) b left join build_timeline_records t on t.build_id = b.id'
    const { rows, calls } = await run(sql)
    expect(timelines(calls)).toBe(2)
    expect(rows).toEqual(await overAll(sql))
  })

  it('that chooses none leaves the rest to be read', async () => {
    const sql =
      'select r.id from repositories r left join (select project_id from builds limit 0) b using (project_id)'
    const { rows } = await run(sql)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(await overAll(sql))
  })

  it('is asked for by its LIMIT and order', async () => {
    const sql =
      "select id, title from work_items where id = (select max(id) from work_items where state = 'Active')"
    const { rows, calls } = await run(sql)
    expect(calls.filter((call) => call === 'wit/workitemsbatch').length).toBeLessThanOrEqual(3)
    const held = await owner.query('select from work_items')
    expect(held.rowCount).toBe(1)
    expect(rows).toEqual(await overAll(sql))
  })

  it('narrows to all that it may choose, where its order leaves a choice', async () => {
    const any = `select ref, repository_id from branches where repository_id in (select id from repositories where project = 'Fabrikam Fiber' and not is_disabled limit 1)`
    const { calls } = await run(any)
    const { rows: all } = await owner.query(
      "select from repositories where project = 'Fabrikam Fiber' and not is_disabled",
    )
    expect(all.length).toBeGreaterThan(1)
    expect(refs(calls)).toBe(all.length)
    await forget()
    // All tie, and the statement's own LIMIT may not stop at rows of those that are not chosen.
    const tied = `select id, state from work_items where state in (select state from work_items where type = 'Bug' order by type limit 1) order by id limit 2`
    const { rows } = await run(tied)
    const [, state] = JSON.parse(rows[0]!) as [number, string]
    const those = await overAll(
      `select id, state from work_items where state = '${state}' order by id limit 2`,
    )
    expect(rows).toEqual(those)
  })

  it('takes parameters of either form, also in its LIMIT', async () => {
    const sql =
      'select build_id, id from build_timeline_records where build_id in (select id from builds where id < $2 order by id desc limit $1) and build_id > $3'
    const { rows, calls } = await run(sql, [2, 1_000_000, 0])
    expect(timelines(calls)).toBe(2)
    expect(rows).toEqual(await overAll(sql, [2, 1_000_000, 0]))
  })

  it('is not read first when its rows depend on the moment, the session or a choice', async () => {
    const maker = await system.client()
    await maker.query('create table public.own_ids as select 1 as id')
    for (const compared of [
      `(select max(id) from builds where queue_time < now())`,
      `(select max(id) from builds where queue_time < 'now'::timestamptz)`,
      `(select max(b.id) from builds b join own_ids o on o.id > -1)`,
      `(select max(id) from builds b where b.id <= t.build_id and b.id > 0)`,
      `(select last_value(id) over (order by id) from builds order by id desc limit 1)`,
    ]) {
      await forget()
      const sql = `select count(*) from build_timeline_records t where t.build_id = ${compared} and t.project = 'Fabrikam Fiber'`
      const { rows, calls } = await run(sql)
      expect(timelines(calls), compared).toBeGreaterThan(1)
      expect(rows, compared).toEqual(await overAll(sql))
    }
  })

  it('does not keep rows around it from narrowing what it groups', async () => {
    const { rows } = await other.query<{ id: string }>('select id from repositories where not is_disabled')
    await forget()
    const sql = `select r.name from repositories r where r.id = $1 and r.id in (select repository_id from branches group by repository_id having count(*) >= 0)`
    expect(rows.length).toBeGreaterThan(1)
    expect(refs((await run(sql, [rows[0]!.id])).calls)).toBe(1)
  })

  it('is shown by EXPLAIN, which reads nothing, and by EXPLAIN ANALYZE', async () => {
    const sql = 'select id from build_timeline_records where build_id = (select max(id) from builds)'
    const lines = async (words: string) =>
      (await client.query<[string]>({ text: `explain (${words}) ${sql}`, rowMode: 'array' })).rows.map(
        ([line]) => line,
      )
    const before = (await system.requests()).length
    const shown = await lines('costs off')
    expect((await system.requests()).length).toBe(before)
    const first = shown.indexOf('  Read First For: select max(id) from builds')
    expect(
      shown
        .slice(0, first)
        .reverse()
        .find((line) => line.startsWith('Azure')),
    ).toBe('Azure DevOps Scan on box.builds')
    expect(shown.slice(-3)).toEqual([
      'Azure DevOps Scan on box.build_timeline_records',
      '  Request: GET /{project_id}/_apis/build/builds/{id}/timeline',
      '  Expected Calls: at least 0',
    ])
    const ran = await lines('analyze, costs off')
    expect(ran.at(-1)).toMatch(/^ {2}Actual: 1 calls, \d+ rows/)
    expect(ran).toContain('  Read First For: select max(id) from builds')
  })

  it('is read once for equal statements at the same time', async () => {
    const sql = 'select count(*) from build_timeline_records where build_id = (select max(id) from builds)'
    const before = (await system.requests()).length
    await Promise.all([client.query(sql), other.query(sql)])
    const calls = (await system.requests()).slice(before)
    const apart = await (async () => {
      await forget()
      return (await run(sql)).calls
    })()
    expect(calls).toHaveLength(apart.length)
  })
})

describe('rows that change while what they determine is read', () => {
  const sql =
    'select distinct work_item_id from work_item_revisions where work_item_id = (select max(id) from work_items)'
  const item = () => service.create('Fabrikam Fiber', 'Bug', { 'System.Title': 'meanwhile' })

  it('are looked at again, so that what is read belongs to them', async () => {
    let made = 0
    proxy.before = async (address) => {
      if (made > 0 || !/revisions/i.test(address)) return
      made = await item()
      await other.query(`select from work_items where id = ${made}`)
    }
    const { rows } = await run(sql)
    expect(made).toBeGreaterThan(0)
    expect(rows).toEqual([`[${made}]`])
  })

  it('that never come to rest determine nothing', async () => {
    let made = 0
    let times = 0
    let busy = false
    proxy.before = async (address) => {
      if (busy || !/revisions/i.test(address)) return
      busy = true
      times++
      made = await item()
      await other.query(`select from work_items where id = ${made}`)
      busy = false
    }
    const { rows } = await run(sql)
    expect(rows).toEqual([`[${made}]`])
    expect(times).toBeGreaterThan(3)
  })
})

describe('a subquery that chooses rows of the default project', () => {
  let confined: System

  beforeAll(async () => {
    confined = await startSystem({ workItems: 60, project: 'Fabrikam Fiber' })
  })
  afterAll(() => confined?.close())

  it('chooses among its rows, whatever other rows are held', async () => {
    const session = await confined.client()
    const ofProject = async (words: string) => {
      const { rows } = await session.query<{ max: number }>(`select max(id) from work_items where ${words}`)
      return rows[0]!.max
    }
    const { rows: others } = await session.query<{ name: string }>(
      "select name from projects where state = 'wellFormed' and name <> 'Fabrikam Fiber'",
    )
    await changeService(confined.sandbox.info).create(others[0]!.name, 'Task', { 'System.Title': 'last' })
    const own = await ofProject("project = 'Fabrikam Fiber'")
    const greatest = await ofProject("project <> 'none'")
    expect(greatest).toBeGreaterThan(own)
    const sql = 'select id from work_items w where id = (select max(id) from work_items)'
    expect((await session.query(sql)).rows).toEqual([{ id: own }])
    expect((await session.query(`${sql} and project <> 'none'`)).rows).toEqual([{ id: greatest }])
    expect((await session.query(sql)).rows).toEqual([{ id: own }])
  })
})
