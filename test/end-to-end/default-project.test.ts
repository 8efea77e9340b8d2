import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { shrinkService } from './differential/shrink-service.js'
import { startSystem, type System } from './system.js'

describe('the default project', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client
  let other: string
  const project = 'Fabrikam Fiber'

  beforeAll(async () => {
    system = await startSystem({ project, workItems: 500 })
    await shrinkService(system.sandbox.info)
    client = await system.client()
    owner = await system.owner()
    const names = (await client.query<{ name: string }>('select name from projects order by name')).rows.map(
      ({ name }) => name,
    )
    expect(names).toContain(project)
    other = names.find((name) => name !== project)!
  })
  afterAll(() => system?.close())

  const projectsOf = async (sql: string, values?: unknown[]): Promise<string[]> =>
    [...new Set((await client.query<{ project: string }>(sql, values)).rows.map((row) => row.project))].sort()
  const held = async (): Promise<string[]> =>
    (
      await owner.query<{ project: string }>('select distinct project from box.work_items order by 1')
    ).rows.map((row) => row.project)

  it('confines a query that names no project, and what is fetched for it', async () => {
    expect(await projectsOf('select * from work_items')).toEqual([project])
    expect(await held()).toEqual([project])
    expect(await projectsOf('select project, count(*) from work_items group by project')).toEqual([project])
    expect(await projectsOf('select project from work_items where state = $1', ['Active'])).toEqual([project])
  })

  it('leaves alone a query that filters or joins on the project', async () => {
    expect(
      await projectsOf(`select project from work_items where project = '${other.replaceAll("'", "''")}'`),
    ).toEqual([other])
    expect(
      (await projectsOf("select project from work_items where project <> 'none'")).length,
    ).toBeGreaterThan(1)
    expect(
      (await projectsOf('select w.project from work_items w join projects p on p.id = w.project_id')).length,
    ).toBeGreaterThan(1)
  })

  it('confines again after rows of other projects are held, also through views, cursors and binary parameters', async () => {
    expect((await held()).length).toBeGreaterThan(1)
    expect(await projectsOf('select project from work_items')).toEqual([project])
    await client.query(
      'create view public.open_items as select * from box.work_items where closed_date is null',
    )
    expect(await projectsOf('select project from public.open_items')).toEqual([project])
    await client.query('drop view public.open_items')
    await client.query('begin; declare c cursor for select project from work_items')
    expect(await projectsOf('fetch all from c')).toEqual([project])
    await client.query('commit')
  })

  it('confines teams and their members, but lists every project', async () => {
    expect(await projectsOf('select project from teams')).toEqual([project])
    expect(await projectsOf('select project from team_members')).toEqual([project])
    expect((await client.query('select * from projects')).rows.length).toBeGreaterThan(1)
  })

  const confined = tables.filter(({ projectColumn }) => projectColumn !== undefined)

  it.each(confined.map(({ name }) => name))(
    'confines %s, and asks for nothing of other projects',
    async (name) => {
      const { rows: others } = await owner.query<{ id: string }>(
        'select id from box.projects where name <> $1',
        [project],
      )
      expect(others.length).toBeGreaterThan(0)
      const before = (await system.requests()).length
      expect(await projectsOf(`select project from ${name}`)).toEqual([project])
      const asked = (await system.requests()).slice(before)
      expect(asked.length).toBeGreaterThan(0)
      expect(asked.filter(({ path }) => others.some(({ id }) => path.includes(id)))).toEqual([])
      const elsewhere = await projectsOf(`select project from ${name} where project = $1`, [other])
      expect(elsewhere.every((one) => one === other)).toBe(true)
      expect(await projectsOf(`select project from ${name}`)).toEqual([project])
    },
  )

  it('does not confine tables whose rows belong to no project', async () => {
    for (const { name } of tables.filter(({ projectColumn }) => projectColumn === undefined)) {
      const before = (await system.requests()).length
      await client.query(`select * from ${name}`)
      const asked = (await system.requests()).slice(before)
      expect(asked.length, name).toBeGreaterThan(0)
    }
    expect((await client.query('select distinct project_id from groups')).rows.length).toBeGreaterThan(2)
  })

  it('of statements sent together holds for all or none', async () => {
    const together = `select count(*) from work_items; select count(*) from work_items where project = 'x'`
    await expect(client.query(together)).rejects.toMatchObject({ code: '0A000' })
    expect(await projectsOf('select project from work_items')).toEqual([project])
  })

  it('is kept apart for sessions at the same time', async () => {
    const second = await system.client()
    const [confined, free] = await Promise.all([
      client.query('select distinct project from work_items'),
      second.query("select distinct project from work_items where project <> ''"),
    ])
    expect(confined.rows.length).toBe(1)
    expect(free.rows.length).toBeGreaterThan(1)
  })

  it('that does not exist is an error with the nearest name, not an empty answer', async () => {
    await system.app.profiles.edit('box', { Project: 'fabrikam fiber' })
    const next = await system.client()
    await expect(next.query('select * from work_items')).rejects.toMatchObject({
      code: '22023',
      hint: expect.stringContaining('Did you mean "Fabrikam Fiber"?'),
    })
    await expect(next.query('select * from teams')).rejects.toMatchObject({ code: '22023' })
    expect((await next.query('select * from projects')).rows.length).toBeGreaterThan(1)
  })
})
