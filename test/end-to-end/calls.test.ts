import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

/** How many calls of the service a statement takes, counted by the service itself. */
describe('service calls', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: 1200 })
    client = await system.client()
    owner = await system.owner()
    await client.query('select 1')
  })
  afterAll(() => system?.close())
  beforeEach(() => owner.query('truncate box.projects, box.teams, box.team_members, box.work_items'))

  /** The calls of a statement, and the number of rows it gave. */
  const calls = async (sql: string, values?: unknown[]) => {
    const before = (await system.requests()).length
    const { rows } = await client.query(sql, values)
    const made = (await system.requests()).slice(before)
    const of = (pattern: RegExp) => made.filter(({ path }) => pattern.test(path)).length
    return {
      rows: rows.length,
      all: made.length,
      projects: of(/_apis\/projects$/),
      wiql: of(/wiql$/),
      batches: of(/workitemsbatch$/),
      made,
    }
  }

  it('are none for statements that read no table of Azure DevOps', async () => {
    expect((await calls('select 1, now()')).all).toBe(0)
    expect((await calls('select * from pg_class')).all).toBe(0)
    expect((await calls('select count(*) from work_items where false')).all).toBe(0)
    expect((await calls("select * from work_items where state = 'a' and state = 'b'")).all).toBe(0)
  })

  it('are one for the list of projects', async () => {
    expect((await calls('select * from projects')).all).toBe(1)
  })

  it('are one query and a batch for every 200 rows, and one list of projects', async () => {
    const { rows, ...made } = await calls('select id from work_items')
    expect(rows).toBe(1200)
    expect(made).toMatchObject({ all: 2 + 6, projects: 1, wiql: 1, batches: 6 })
  })

  const pushed: readonly (readonly [string, unknown[]?])[] = [
    ["project = 'Fabrikam Fiber'"],
    ["project = 'Fabrikam Fiber' and state = 'Active'"],
    ["project_id in (select id from projects where name = 'Fabrikam Fiber')"],
    ["state in ('New', 'Active') and type = 'Bug'"],
    ['priority <= 2 and priority is not null'],
    ['priority between $1 and $2', [1, 1]],
    ["changed_date >= '2025-01-01' and changed_date < '2026-01-01'"],
    ["created_date > now() - interval '4 years' and state = 'New'"],
    ["area_path = 'Fabrikam Fiber'"],
    [String.raw`iteration_path like 'Fabrikam Fiber\\%'`],
    ['id between 100 and 300'],
    ['id > 1000 and id <= $1', [1100]],
    ["tags @> array['no such tag']"],
    ['closed_date is null'],
  ]
  for (const [filter, values] of pushed) {
    it(`fetch only the rows of: ${filter}`, async () => {
      const { rows, all, batches } = await calls(`select id from work_items where ${filter}`, values)
      expect(rows).toBeLessThan(1000)
      expect(batches).toBeLessThanOrEqual(Math.ceil(rows / 200) + (/now\(\)/.test(filter) ? 1 : 0))
      expect(all).toBeLessThanOrEqual(batches + 3)
    })
  }

  it('fetch only the rows of a person, a tag and an area that exist', async () => {
    const {
      assigned_to: person,
      tags,
      area_path: area,
    } = (
      await client.query<{ assigned_to: string; tags: string[]; area_path: string }>(
        "select assigned_to, tags, area_path from work_items where assigned_to is not null and cardinality(tags) > 0 and area_path like '%\\\\%' order by id limit 1",
      )
    ).rows[0]!
    for (const [filter, value] of [
      ['assigned_to = $1', person],
      ['tags @> array[$1::text]', tags[0]],
      ['area_path = $1', area],
      ["area_path like replace($1, '\\', '\\\\') || '%'", `${area.split('\\')[0]!}\\`],
    ] as const) {
      await owner.query('truncate box.work_items')
      const { rows, batches } = await calls(`select id from work_items where ${filter}`, [value])
      expect(rows, filter).toBeGreaterThan(0)
      expect(rows, filter).toBeLessThan(1000)
      const fetched = Number((await owner.query('select count(*) from box.work_items')).rows[0].count)
      expect(fetched, filter).toBeLessThan(1000)
      expect(batches, filter).toBe(Math.ceil(fetched / 200))
    }
  })

  it('of rows named by id are one batch, without a query', async () => {
    expect(await calls('select * from work_items where id = 5')).toMatchObject({
      rows: 1,
      wiql: 0,
      batches: 1,
    })
    expect(await calls('select * from work_items where id = any ($1)', [[5, 7, 999999]])).toMatchObject({
      rows: 2,
      wiql: 0,
      batches: 1,
    })
  })

  it('of a limited read end when there are enough rows', async () => {
    expect(await calls('select * from work_items limit 10')).toMatchObject({ rows: 10, wiql: 1, batches: 1 })
    await owner.query('truncate box.work_items')
    expect(await calls("select * from work_items where state = 'Active' limit 10 offset 5")).toMatchObject({
      rows: 10,
      wiql: 1,
      batches: 1,
    })
  })

  it('of an unknown project are one query', async () => {
    expect(await calls("select * from work_items where project = 'no such project'")).toMatchObject({
      rows: 0,
      all: 1,
      wiql: 1,
    })
  })

  it('of a path that does not exist are a query that the service refuses, and no rows', async () => {
    for (const filter of [
      "area_path = 'Nowhere'",
      String.raw`iteration_path like 'Fabrikam Fiber\\Nowhere\\%'`,
    ]) {
      const made = await calls(`select * from work_items where ${filter} and priority = 1`)
      expect(made, filter).toMatchObject({ rows: 0, wiql: 1, batches: 0 })
    }
  })

  it('of a list of paths, one of which does not exist, leave out that condition only', async () => {
    const { rows, wiql } = await calls(
      "select * from work_items where area_path in ('Fabrikam Fiber', 'Nowhere') and priority = 1",
    )
    expect(rows).toBeGreaterThan(0)
    expect(wiql).toBe(2)
    const fetched = await owner.query(
      'select count(*) filter (where priority <> 1) as other from box.work_items',
    )
    expect(fetched.rows[0].other).toBe('0')
  })

  it('of a person nobody knows give no rows and no error', async () => {
    expect(
      (await calls("select * from work_items where assigned_to = 'Nobody Known' and id < 50")).rows,
    ).toBe(0)
  })

  it('of teams are one list for the organization, or one for each project named', async () => {
    const all = await calls('select * from teams')
    expect(
      all.made.map(({ path }) => path.replace(/^\/[^/]+/, '')).filter((path) => path !== '/_apis/projects'),
    ).toEqual(['/_apis/teams'])
    await owner.query('truncate box.teams')
    const one = await calls("select * from teams where project = 'Fabrikam Fiber'")
    expect(one).toMatchObject({ all: 2, projects: 1 })
    expect(one.rows).toBeGreaterThan(0)
  })

  it('of team members are one list for each team that is asked for', async () => {
    const { rows, made } = await calls(
      "select * from team_members where project = 'Fabrikam Fiber' and team = 'Fabrikam Fiber Team'",
    )
    expect(rows).toBeGreaterThan(100)
    expect(made.filter(({ path }) => path.endsWith('/members')).length).toBeLessThanOrEqual(2)
    expect(made.length).toBeLessThanOrEqual(4)
  })

  it('of a table named twice are made once', async () => {
    expect(await calls('select a.id from projects a join projects b using (id)')).toMatchObject({ all: 1 })
    expect(
      await calls('select (select count(*) from work_items), (select max(id) from work_items)'),
    ).toMatchObject({ wiql: 1, batches: 6 })
  })

  it('of projects joined to their work items list the projects once', async () => {
    const sql =
      "select count(*) from projects p join work_items w on w.project_id = p.id where p.name = 'Fabrikam Fiber'"
    expect(await calls(sql)).toMatchObject({ projects: 1, wiql: 1, batches: 3 })
  })

  it('renew a revoked token once and lose nothing', async () => {
    await fetch(`${system.sandbox.url}/_sandbox/tokens/revoke`, { method: 'POST' })
    const { rows, made } = await calls('select id from work_items')
    expect(rows).toBe(1200)
    expect(made.filter(({ status }) => status === 200).length).toBe(8)
  })
})
