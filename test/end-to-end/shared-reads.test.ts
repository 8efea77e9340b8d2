import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeService, type ServiceChanges } from './change-service.js'
import { startSystem, type System } from './system.js'

const all = 600
const sessions = 50

describe('reads that several statements need', () => {
  let system: System
  let clients: pg.Client[]
  let owner: pg.Client
  let service: ServiceChanges

  beforeAll(async () => {
    // Answers take a while: statements meet while they are read.
    system = await startSystem({ workItems: all, latencyMs: 60 })
    service = changeService(system.sandbox.info)
    clients = await Promise.all(Array.from({ length: sessions }, () => system.client()))
    await Promise.all(clients.map((client) => client.query('select 1')))
    owner = await system.owner()
  }, 120_000)
  afterAll(() => system?.close())
  beforeEach(() =>
    owner.query('delete from box.work_items; delete from box.projects; delete from azdo.coverage'),
  )

  const calls = async (run: () => Promise<unknown>): Promise<string[]> => {
    const before = (await system.requests()).length
    await run()
    return (await system.requests()).slice(before).map(({ path }) => path.replace(/.*_apis\//, ''))
  }
  const whole = ['projects', 'wit/wiql', ...Array<string>(all / 200).fill('wit/workitemsbatch')]

  it(`are made once for ${sessions} equal queries sent at once`, async () => {
    const sql = 'select count(*)::int as n, max(rev)::int as rev from work_items'
    const rows: unknown[] = []
    const made = await calls(async () => {
      const results = await Promise.all(clients.map((client) => client.query(sql)))
      rows.push(...results.map((result) => result.rows[0]))
    })
    expect(made.sort()).toEqual(whole)
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1)
    expect(rows[0]).toMatchObject({ n: all })
  })

  it(`are made once for ${sessions} equal counts sent at once`, async () => {
    const sql = 'select count(*) from work_items where id > 0'
    const numbers: unknown[] = []
    const made = await calls(async () => {
      const results = await Promise.all(clients.map((client) => client.query<{ count: string }>(sql)))
      numbers.push(...results.map(({ rows }) => rows[0]!.count))
    })
    expect(made).toEqual(['wit/wiql'])
    expect(new Set(numbers)).toEqual(new Set([String(all)]))
  })

  it('are made once when their parameters are equal, and each when they differ', async () => {
    const sql = 'select id, title from work_items where id = $1'
    const [one, two, three] = clients as [pg.Client, pg.Client, pg.Client]
    const made = await calls(async () => {
      const found = await Promise.all([one.query(sql, [5]), two.query(sql, [5]), three.query(sql, [6])])
      expect(found.map(({ rows }) => (rows[0] as { id: number }).id)).toEqual([5, 5, 6])
    })
    expect(made).toEqual(['wit/workitemsbatch', 'wit/workitemsbatch'])
  })

  it('are not joined by a statement that begins after they have begun', async () => {
    const [first, second] = clients as [pg.Client, pg.Client]
    const before = (await system.requests()).length
    const running = first.query('select title from work_items where id <= 400')
    // A request that was answered was sent after the read began.
    while ((await system.requests()).length === before) await new Promise((resolve) => setTimeout(resolve, 5))
    await service.update(7, { 'System.Title': 'changed while others read' })
    const { rows } = await second.query('select title from work_items where id <= 400 order by id')
    await running
    expect(rows.map((row: { title: string }) => row.title)).toContain('changed while others read')
  })

  it('go on for the others when one statement is cancelled', async () => {
    const sql = 'select count(*)::int as n from work_items where rev > 0'
    const { rows } = await clients[0]!.query<{ pid: number }>('select pg_backend_pid() as pid')
    const group = clients.slice(0, 4)
    const before = (await system.requests()).length
    const results = Promise.allSettled(group.map((client) => client.query(sql)))
    while ((await system.requests()).length === before) await new Promise((resolve) => setTimeout(resolve, 5))
    await owner.query('select pg_cancel_backend($1)', [rows[0]!.pid])
    const settled = await results
    const others = settled.slice(1)
    expect(others.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    for (const result of others)
      expect((result as PromiseFulfilledResult<pg.QueryResult>).value.rows).toEqual([{ n: all }])
  })

  it('are not made at all for what was read within azdo.max_staleness', async () => {
    const [client] = clients as [pg.Client]
    await client.query("select id from work_items where state = 'Active'")
    await client.query("set azdo.max_staleness = '1 hour'")
    try {
      const covered = [
        "select count(*) from work_items where state = 'Active'",
        "select id from work_items where state = 'Active' and priority = 1 order by id limit 3",
        "select w.id from work_items w join projects p on p.id = w.project_id where w.state = 'Active' and p.name = 'Fabrikam Fiber'",
      ]
      await client.query('select * from projects')
      for (const sql of covered) expect(await calls(() => client.query(sql)), sql).toEqual([])
      expect(await calls(() => client.query('select id from work_items where priority = 1'))).toContain(
        'wit/wiql',
      )
    } finally {
      await client.query('reset azdo.max_staleness')
    }
  })

  it('stop a statement beforehand that would take more than azdo.max_requests, with the estimate', async () => {
    const [client] = clients as [pg.Client]
    await client.query('set azdo.max_requests = 4')
    try {
      const made = await calls(() =>
        expect(client.query('select * from work_items')).rejects.toMatchObject({
          code: '54000',
          message: expect.stringMatching(/work_items.*\b5\b/),
        }),
      )
      expect(made).not.toContain('wit/workitemsbatch')
      expect(await calls(() => client.query('select 1 from work_items where id < 300'))).toHaveLength(4)
    } finally {
      await client.query('reset azdo.max_requests')
    }
  })
})
