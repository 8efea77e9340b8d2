import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

describe('azdo.max_staleness and azdo.max_requests', () => {
  let system: System
  let owner: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: 50, projects: 2 })
    // The first session makes the tables.
    await system.client()
    owner = await system.owner()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(async () => {
    await owner.query('truncate box.projects, azdo.coverage')
  })

  const calls = async (run: () => Promise<unknown>): Promise<number> => {
    const before = (await system.requests()).length
    await run()
    return (await system.requests()).length - before
  }
  const read = (client: pg.Client) => calls(() => client.query('select count(*) from box.projects'))
  const bound = (client: pg.Client) =>
    calls(() => client.query('select count(*) from box.projects where name <> $1', ['x']))
  const value = async (client: pg.Client, name = 'azdo.max_staleness') =>
    Object.values((await client.query<Record<string, string>>(`show ${name}`)).rows[0]!)[0]

  it('are 0 in a new session', async () => {
    const client = await system.client()
    expect(await value(client)).toBe('0')
    expect(await value(client, 'azdo.max_requests')).toBe('0')
    expect(await read(client)).toBe(1)
    expect(await read(client)).toBe(1)
  })

  it('hold as SET, RESET, DISCARD, SET LOCAL and set_config say, in texts and in the extended protocol', async () => {
    const client = await system.client()
    await read(client)
    await client.query("set azdo.max_staleness = '5 minutes'")
    expect([await read(client), await bound(client)]).toEqual([0, 0])
    await client.query('reset azdo.max_staleness')
    expect([await read(client), await bound(client)]).toEqual([1, 1])
    await client.query("select set_config('azdo.max_staleness', $1, false)", ['1h'])
    expect([await read(client), await bound(client)]).toEqual([0, 0])
    await client.query('discard all')
    expect([await read(client), await bound(client)]).toEqual([1, 1])
    await client.query("set azdo.max_staleness = '5 minutes'")
    expect(await calls(() => client.query('reset all; select count(*) from box.projects'))).toBe(1)
    await client.query("set azdo.max_staleness = '5 minutes'")
    const text = "set azdo.max_staleness = '0'; select count(*) from box.projects"
    expect(await calls(() => client.query(text))).toBe(1)
    await client.query('begin')
    await client.query("set local azdo.max_staleness to '1 day'")
    expect([await read(client), await bound(client)]).toEqual([0, 0])
    await client.query('commit')
    expect([await read(client), await bound(client)]).toEqual([1, 1])
    await client.query('begin')
    await client.query("set azdo.max_staleness to '1 day'")
    expect(await read(client)).toBe(0)
    await client.query('savepoint a')
    await client.query("set azdo.max_staleness to '0'")
    expect(await read(client)).toBe(1)
    await client.query('rollback to a')
    expect(await read(client)).toBe(0)
    await client.query('rollback')
    expect(await read(client)).toBe(1)
    await client.query("do $$ begin perform set_config('azdo.max_staleness', '2 hours', false); end $$")
    expect([await read(client), await bound(client)]).toEqual([0, 0])
  })

  it('hold from the start of a session, and by role and database', async () => {
    const first = await system.client()
    await read(first)
    const options = await system.client({ options: '-c azdo.max_staleness=5min' })
    expect(await value(options)).toBe('5min')
    expect(await read(options)).toBe(0)
    await owner.query("alter role azdo set azdo.max_staleness = '6 min'")
    try {
      const byRole = await system.client()
      expect(await value(byRole)).toBe('6 min')
      expect(await read(byRole)).toBe(0)
      await byRole.query('set azdo.max_staleness = 0')
      expect(await read(byRole)).toBe(1)
      await byRole.query('reset azdo.max_staleness')
      expect(await read(byRole)).toBe(0)
    } finally {
      await owner.query('alter role azdo reset azdo.max_staleness')
    }
    const { database } = system.gateway
    await owner.query(`alter database "${database}" set azdo.max_staleness = '7 min'`)
    try {
      expect(await read(await system.client())).toBe(0)
    } finally {
      await owner.query(`alter database "${database}" reset azdo.max_staleness`)
    }
    expect(await read(await system.client())).toBe(1)
  })

  it('of a function do not hold for the statement that calls it', async () => {
    const client = await system.client()
    await client.query(
      "create function public.few() returns bigint language sql set azdo.max_staleness = '1h' as 'select count(*) from box.projects'",
    )
    try {
      await read(client)
      expect(await calls(() => client.query('select public.few()'))).toBe(1)
    } finally {
      await client.query('drop function public.few()')
    }
  })

  it('refuse what is no length of time and no number, where it is set or at the next read', async () => {
    const client = await system.client()
    const refused = { code: '22023', hint: expect.stringContaining('SET azdo.max_') }
    for (const wrong of [
      "set azdo.max_staleness = 'abc'",
      "set azdo.max_staleness = '-1 hour'",
      "set azdo.max_requests = 'many'",
      'set local azdo.max_requests = -3',
    ])
      await expect(client.query(wrong), wrong).rejects.toMatchObject(refused)
    expect(await value(client)).toBe('0')
    await client.query("select set_config('azdo.max_staleness', 'abc', false)")
    await expect(read(client)).rejects.toMatchObject(refused)
    await expect(bound(client)).rejects.toMatchObject(refused)
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await client.query('set azdo.max_staleness = 0')
    expect(await read(client)).toBe(1)
  })

  it('limit the requests of each statement', async () => {
    const client = await system.client()
    await client.query('set azdo.max_requests = 1')
    expect(await read(client)).toBe(1)
    const before = (await system.requests()).length
    await expect(client.query('select count(*) from box.team_members')).rejects.toMatchObject({
      hint: expect.stringContaining('azdo.max_requests'),
    })
    expect((await system.requests()).length - before).toBeLessThanOrEqual(1)
    await client.query('set azdo.max_requests = 0')
    await client.query('select count(*) from box.team_members')
  })
})
