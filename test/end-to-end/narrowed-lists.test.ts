import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeService } from './change-service.js'
import { startSystem, type System } from './system.js'

describe('a list that is asked for at once, narrowed by the rows of another table', () => {
  let system: System
  let client: pg.Client
  const sorted = async (sql: string) => {
    const { rows } = await client.query<{ name: string }>(sql)
    return rows.map(({ name }) => name).sort()
  }

  beforeAll(async () => {
    system = await startSystem({ projects: 4, workItems: 80 })
    client = await system.client()
  })
  afterAll(() => system?.close())

  it('is read whole where the values are too many to be looked up one by one', async () => {
    const one = 'select id from team_members order by team_id, id limit 1'
    expect(await sorted(`select name from repositories where id = (${one})`)).toEqual([])
  }, 30_000)

  it('is not served by a read that looks for less', async () => {
    const used = `select b.name from repositories b where b.id in (select repository_id from branches)`
    const held = await sorted(used)
    // Up to 10 are looked up one by one.
    expect(held.length).toBeGreaterThan(10)
    const both = `select b.name from (select id from repositories limit 1) a, repositories b
      where b.id in (select repository_id from branches)`
    expect(await sorted(both)).toEqual(held)

    const { rows } = await client.query<{ id: string; project_id: string }>(
      `select id, project_id from repositories where id in (select repository_id from branches) limit 1`,
    )
    const { id, project_id: project } = rows[0]!
    await changeService(system.sandbox.info).send('PATCH', `${project}/_apis/git/repositories/${id}`, {
      name: 'Another name',
    })
    expect(await sorted(both)).toContain('Another name')
  }, 30_000)
})
