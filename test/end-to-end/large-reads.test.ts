import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

/** Reads whose answers are decoded in threads, against the same rows read in small portions. */
describe('a large read', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client
  const count = 2_600

  beforeAll(async () => {
    system = await startSystem({ workItems: count, projects: 3 })
    client = await system.client()
    owner = await system.owner()
  })
  afterAll(() => system?.close())

  const forget = () =>
    owner.query('delete from box.work_items; delete from box.projects; delete from azdo.coverage')
  const held = async (): Promise<readonly string[]> => {
    const { rows } = await owner.query<{ row: string }>(
      'select w::text as row from box.work_items w order by id',
    )
    return rows.map(({ row }) => row)
  }

  it('gives the rows that small reads give, custom fields and all', async () => {
    const { rows } = await client.query<{ id: number }>('select id from work_items order by id')
    const ids = rows.map(({ id }) => id)
    expect(ids).toHaveLength(count)
    const whole = await held()
    expect(whole).toHaveLength(count)
    await forget()
    for (let from = 0; from < ids.length; from += 900)
      await client.query('select count(*) from work_items where id = any($1)', [ids.slice(from, from + 900)])
    expect(await held()).toEqual(whole)
  })

  it('of rows that came to be missing asks for no list of projects that held rows name', async () => {
    await client.query('select id from work_items')
    await owner.query('delete from box.work_items where id % 13 <> 0')
    const missing = count - (await held()).length
    const before = (await system.requests()).length
    expect((await client.query('select count(*)::int as n from work_items')).rows).toEqual([{ n: count }])
    const made = (await system.requests()).slice(before).map(({ path }) => path.split('/_apis/')[1])
    const isBatch = (path: string | undefined) => path === 'wit/workitemsbatch'
    expect(missing).toBeGreaterThan(2_000)
    expect(made.filter(isBatch)).toHaveLength(Math.ceil(missing / 200))
    expect(made.filter((path) => !isBatch(path))).toEqual(['wit/wiql', 'wit/wiql'])
  })
})
