import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

const project = 'Fabrikam Fiber'

/** A system, with every work item as the rows of a plain table tell it. */
async function startCounting(options: Parameters<typeof startSystem>[0]) {
  const system = await startSystem({ workItems: 600, ...options })
  const [live, owner] = [await system.client(), await system.owner()]
  await live.query("select id from work_items where project <> ''")
  await owner.query('create schema truth; create table truth.work_items as table box.work_items')
  const forget = () =>
    owner.query('delete from azdo.coverage; delete from box.work_items; delete from box.projects')
  const calls = async (run: () => Promise<unknown>): Promise<string[]> => {
    const before = (await system.requests()).length
    await run()
    return (await system.requests()).slice(before).map(({ path }) => path.replace(/.*_apis\//, ''))
  }
  const truth = async (sql: string, values?: unknown[]): Promise<unknown[]> => {
    await owner.query('set search_path = truth')
    return (await owner.query<Record<string, unknown>>(sql, values)).rows
  }
  /** Counts through the gateway; the number must be that of the rows. Gives the calls. */
  const counted = (sql: string, values?: unknown[]): Promise<string[]> =>
    calls(async () => expect((await live.query(sql, values)).rows, sql).toEqual(await truth(sql, values)))
  const held = async (): Promise<number> =>
    (await owner.query<{ n: number }>('select count(*)::int as n from box.work_items')).rows[0]!.n
  return { system, live, owner, forget, calls, truth, counted, held }
}

describe('counts', () => {
  let system: System
  let live: pg.Client
  let owner: pg.Client
  let { forget, calls, truth, counted, held } = {} as Awaited<ReturnType<typeof startCounting>>

  beforeAll(async () => {
    ;({ system, live, owner, forget, calls, truth, counted, held } = await startCounting({}))
  }, 120_000)
  afterAll(() => system?.close())
  beforeEach(() => forget())

  it.each([
    '',
    'where priority <= 2',
    'where priority <> 2',
    'where not (priority = 2)',
    'where priority not in (1, 3)',
    'where priority is null',
    'where parent_id is not null',
    'where story_points >= 2.5',
    'where coalesce(priority, 4) = 4',
    'where id > 300',
    'where assigned_to is null',
    'where assigned_to is not null',
    'where closed_date is null',
    "where created_date >= '2025-03-01' and created_date < '2025-06-01'",
    'where (priority = 1 or parent_id is null) and assigned_to is null',
  ])('%s are asked for, not the rows', async (where) => {
    expect(await counted(`select count(*) from work_items ${where}`)).toEqual(['wit/wiql'])
    expect(await counted(`select count(id) as "How many" from work_items w ${where};`)).toEqual(['wit/wiql'])
    expect(await held()).toBe(0)
  })

  it.each([
    ["where project = 'Fabrikam Fiber'"],
    ["where project in ('Fabrikam Fiber', 'no such project')"],
    ["where project = 'Fabrikam Fiber' and priority = 1"],
    ['where project = $1 and priority < $2', [project, 3]],
  ])(
    'of projects, %s, are asked for by the names that the service tells',
    async (where, values?: unknown[]) => {
      const sql = `select count(*) from work_items ${where}`
      expect(await counted(sql, values)).toEqual(['projects', 'wit/wiql'])
      expect(await held()).toBe(0)
    },
  )

  it.each(["project = 'fabrikam fiber'", "project = 'Fabrikam Fiber '", "project = 'no such project'"])(
    'of a project that no item is in, %s, are none',
    async (where) => {
      expect(await counted(`select count(*) from work_items where ${where}`)).toEqual(['projects'])
    },
  )

  it.each([
    "state = 'Active'",
    "state = 'active'",
    'severity is null',
    "assigned_to_unique_name like 'a%'",
    "tags @> array['ui']",
    "area_path like 'Fabrikam Fiber\\\\%'",
    "created_date > '2025-03-01'",
    'due_date is null',
    "created_date > now() - interval '2 years'",
    "priority = 1 and title like '%e%'",
    'length(title) > 20',
    'id in (5, 6, 7)',
    "date_trunc('month', created_date) = '2025-03-01'",
    'extract(year from created_date) = 2024',
    "project <> 'Fabrikam Fiber'",
  ])('of %s read the rows', async (where) => {
    const made = await counted(`select count(*) from work_items where ${where}`)
    expect(made.length, made.join()).toBeGreaterThan(0)
    const { rows } = await owner.query<{ n: number }>(
      `select count(*)::int as n from box.work_items where ${where}`,
    )
    expect(rows).toEqual(await truth(`select count(*)::int as n from work_items where ${where}`))
  })

  it.each([
    'select count(*), max(id) from work_items',
    'select count(distinct id) from work_items',
    'select count(*) filter (where id > 5) from work_items',
    'select count(*) from work_items group by priority order by 1',
    'select count(*) from work_items having count(*) > 5',
    'select count(*) from (select * from work_items limit 250) w',
    'select count(*) from work_items a join work_items b on a.id = b.id',
    'select (select count(*) from work_items) as n',
    'select count(*) from work_items union all select 1 order by 1',
    'select count(parent_id) from work_items',
  ])('within more than a count read the rows: %s', async (sql) => {
    expect(await counted(sql)).toContain('wit/workitemsbatch')
  })

  it('are those of the rows wherever the statement runs within another', async () => {
    const all = (await truth('select count(*) from work_items'))[0]
    const last = async (sql: string): Promise<unknown> => {
      const results = await live.query(sql)
      return [results].flat().at(-1)!.rows[0]
    }
    const texts = [
      'select count(*) from work_items; select count(*) from work_items',
      'prepare p as select count(*) from work_items; execute p',
      'begin; declare c cursor for select count(*) from work_items; fetch c',
      'create temp table n as select count(*) from work_items; select * from n',
    ]
    for (const sql of texts) {
      await forget()
      const made = await calls(async () => expect(await last(sql), sql).toEqual(all))
      expect(made, sql).toContain('wit/workitemsbatch')
      await live.query('rollback')
    }
    await live.query('discard all')
  })

  it('come from rows that are fresh enough, when there are such', async () => {
    const sql = 'select count(*) from work_items where priority = 1'
    await live.query("set azdo.max_staleness = '1 hour'")
    try {
      expect(await counted(sql)).toEqual(['wit/wiql'])
      expect(await counted(sql)).toEqual(['wit/wiql'])
      await live.query('select id from work_items where priority < 3')
      expect(await counted(sql)).toEqual([])
      expect(await counted('select count(*) from work_items')).toEqual(['wit/wiql'])
    } finally {
      await live.query('reset azdo.max_staleness')
    }
  })

  it('count as requests of the statement', async () => {
    await live.query('set azdo.max_requests = 1')
    try {
      expect(await counted('select count(*) from work_items')).toEqual(['wit/wiql'])
      await expect(
        live.query(`select count(*) from work_items where project = '${project}'`),
      ).rejects.toMatchObject({ code: '54000' })
    } finally {
      await live.query('reset azdo.max_requests')
    }
  })

  it('are shown by EXPLAIN, and read the rows behind EXPLAIN ANALYZE', async () => {
    const lines = async (sql: string) =>
      (await live.query<{ 'QUERY PLAN': string }>(sql)).rows.map((row) => row['QUERY PLAN'])
    const shown = (await lines('explain select count(*) from work_items where priority = 1')).join('\n')
    expect(shown).toContain('Counted By: WIQL')
    expect(shown).toContain('Expected Calls: at least 1')
    expect(shown).not.toMatch(/workitemsbatch|projects/)
    expect(
      (await lines("explain select count(*) from work_items where state = 'New'")).join('\n'),
    ).not.toContain('Counted By')
    const made = await calls(() =>
      lines('explain analyze select count(*) from work_items where priority = 1'),
    )
    expect(made).toContain('wit/workitemsbatch')
    const { rows } = await live.query('explain (format json) select count(*) from work_items')
    expect(JSON.stringify(rows)).toContain('"Counted By":"WIQL"')
  })

  it('are not told to who may not read the table', async () => {
    const { rows } = await live.query<{ name: string }>('select session_user as name')
    await owner.query(`create role counting_nobody; grant counting_nobody to "${rows[0]!.name}"`)
    await live.query('set role counting_nobody; set search_path = box')
    try {
      await expect(live.query('select count(*) from box.work_items')).rejects.toMatchObject({ code: '42501' })
    } finally {
      await live.query('reset all; reset role')
      await owner.query('drop role counting_nobody')
    }
  })

  it('are left to a function of a user that is called so', async () => {
    await owner.query('create aggregate public.count(*) (sfunc = int8inc, stype = int8, initcond = 1000)')
    try {
      await live.query('set search_path = public, box, pg_catalog')
      const { rows } = await live.query<{ count: string }>(
        'select count(*) from work_items where priority = 1',
      )
      const [own] = await truth('select count(*) + 1000 as count from work_items where priority = 1')
      expect(rows[0]).toEqual(own)
    } finally {
      await live.query('reset search_path')
      await owner.query('drop aggregate public.count(*)')
    }
  })
})

describe('counts with a default project', () => {
  let counting: Awaited<ReturnType<typeof startCounting>>
  beforeAll(async () => {
    counting = await startCounting({ project })
  }, 120_000)
  afterAll(() => counting?.system.close())
  beforeEach(() => counting.forget())

  it('are of that project, unless the statement names one', async () => {
    const { live, truth, calls, counted } = counting
    const [own] = await truth(`select count(*) from work_items where project = '${project}' and priority = 1`)
    const made = await calls(async () => {
      const { rows } = await live.query('select count(*) from work_items where priority = 1')
      expect(rows).toEqual([own])
    })
    expect(made).toEqual(['projects', 'wit/wiql'])
    const [other] = (await truth(`select project from work_items where project <> '${project}' limit 1`)) as {
      project: string
    }[]
    expect(await counted('select count(*) from work_items where project = $1', [other!.project])).toEqual([
      'projects',
      'wit/wiql',
    ])
  })
})

describe('counts of a default project that does not exist', () => {
  it('are refused, as rows are', async () => {
    const system = await startSystem({ workItems: 40, project: 'no such project' })
    try {
      const client = await system.client()
      const counting = client.query('select count(*) from work_items')
      await expect(counting).rejects.toMatchObject({ message: expect.stringContaining('no such project') })
    } finally {
      await system.close()
    }
  })
})
