import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeService, type ServiceChanges } from './change-service.js'
import { readWorkItems } from './plain-requests.js'
import { startSystem, type System } from './system.js'

const shown = 'id, rev, project, project_id, type, title, state, area_path, iteration_path'

/** What of the service a test sees in SQL. */
interface Shown {
  readonly id: number
  readonly rev: number
  readonly project: string
  readonly type: string
  readonly title: string
  readonly state: string
  readonly area_path: string
  readonly iteration_path: string
}

let system: System
let client: pg.Client
let owner: pg.Client
let service: ServiceChanges

const open = async (clock = 0): Promise<void> => {
  system = await startSystem({ workItems: 1200 })
  service = changeService(system.sandbox.info)
  if (clock !== 0) await service.moveClock(clock)
  client = await system.client()
  owner = await system.owner()
  await client.query('select 1')
}

/** A statement's rows and the calls it took. */
const read = async (filter = '', columns = shown) => {
  const before = (await system.requests()).length
  const { rows } = await client.query<Shown & { project_id: string }>(
    `select ${columns} from work_items ${filter} order by id`,
  )
  const made = (await system.requests()).slice(before)
  const of = (pattern: RegExp) => made.filter(({ path }) => pattern.test(path)).length
  return {
    rows,
    calls: {
      wiql: of(/wiql$/),
      batches: of(/workitemsbatch$/),
      others: made.filter(({ path }) => !/wiql$|workitemsbatch$/.test(path)).length,
    },
  }
}

/** Holds a read against what the service says of itself; gives the calls. */
const expectRight = async (filter = '', keep: (item: Shown) => boolean = () => true) => {
  const found = await read(filter)
  const all = await readWorkItems(system.sandbox.info)
  const { value: projects } = (await service.send('GET', '_apis/projects')) as {
    value: { id: string; name: string }[]
  }
  const truth = all
    .map((item) => ({
      id: item.id,
      rev: (item as unknown as { rev: number }).rev,
      project: String(item.fields['System.TeamProject']),
      project_id: projects.find(({ name }) => name === item.fields['System.TeamProject'])?.id,
      type: String(item.fields['System.WorkItemType']),
      title: String(item.fields['System.Title']),
      state: String(item.fields['System.State']),
      area_path: String(item.fields['System.AreaPath']),
      iteration_path: String(item.fields['System.IterationPath']),
    }))
    .filter(keep)
  expect(found.rows).toEqual(truth)
  return found.calls
}

const two = { wiql: 2, batches: 0, others: 0 }

describe('a repeated read of work items', () => {
  beforeAll(() => open())
  afterAll(() => system?.close())
  beforeEach(() => owner.query('truncate azdo.coverage, box.work_items'))

  it('takes two queries and no batch', async () => {
    expect((await read()).calls).toEqual({ wiql: 1, batches: 6, others: 1 })
    expect(await expectRight()).toEqual(two)
  })

  it('of one project takes two queries and no list of projects', async () => {
    const filter = "where project = 'Fabrikam Fiber' and type = 'Bug'"
    const first = await read(filter)
    expect(first.rows.length).toBeLessThanOrEqual(200)
    expect(first.calls).toEqual({ wiql: 1, batches: 1, others: 0 })
    expect((await read(filter)).calls).toEqual(two)
  })

  it('that an earlier one covers takes two queries', async () => {
    await read("where changed_date > '2020-01-01' and project = 'Fabrikam Fiber'")
    const covered = [
      "changed_date > '2024-06-01' and project = 'Fabrikam Fiber'",
      "project = 'Fabrikam Fiber' and changed_date > '2020-01-01' and state = 'Active'",
      "project = 'Fabrikam Fiber' and changed_date > '2020-01-01' and title like '%a%'",
    ]
    for (const filter of covered) expect((await read(`where ${filter}`)).calls, filter).toEqual(two)
    expect((await read("where changed_date > '2019-01-01' and state = 'Active'")).calls.wiql).toBe(1)
  })

  it('with a filter the service cannot take is covered by what it could', async () => {
    const filter = "where project = 'Fabrikam Fiber' and state <> 'Active' and length(title) > 3"
    await read(filter)
    expect((await read(filter)).calls).toEqual(two)
    expect((await read("where project = 'Fabrikam Fiber' and state <> 'New'")).calls).toEqual(two)
  })

  it('whose filter the service compares more loosely does not get those rows again', async () => {
    const first = await read("where state = 'aCTIVE'")
    expect(first.rows).toEqual([])
    expect(first.calls.batches).toBeGreaterThan(0)
    expect((await read("where state = 'aCTIVE'")).calls).toEqual(two)
  })

  it('with a bound that moves with the time is covered by the one before', async () => {
    const filter = "where changed_date > now() - interval '4 years'"
    await read(filter)
    expect((await read(filter)).calls).toEqual(two)
    for (let i = 0; i < 6; i++) await read(filter)
    expect((await read(filter)).calls).toEqual(two)
    const { rows } = await owner.query('select count(*)::int from azdo.coverage where relation like $1', [
      '%work_items%',
    ])
    expect(rows[0].count).toBeLessThanOrEqual(5)
  })

  it('with a limit is verified by two queries', async () => {
    await read()
    expect((await read('where id > 5', shown)).calls).toEqual(two)
    const before = (await system.requests()).length
    expect((await client.query("select * from work_items where state = 'Active' limit 3")).rows).toHaveLength(
      3,
    )
    expect((await system.requests()).length - before).toBe(2)
  })

  it('after the rows were lost gets them again', async () => {
    await read()
    await owner.query('delete from box.work_items where id % 2 = 0')
    expect(await expectRight()).toEqual({ wiql: 2, batches: 3, others: 0 })
  })

  it('after the connection was set up otherwise begins anew', async () => {
    await read()
    await system.app.profiles.edit('box', { ApiVersion: '7.1' })
    const other = await system.client()
    await other.end()
    expect((await read()).calls).toEqual({ wiql: 1, batches: 6, others: 1 })
    expect((await read()).calls).toEqual(two)
  })

  it('survives a restart of the gateway', async () => {
    await read()
    await system.restart()
    client = await system.client()
    owner = await system.owner()
    await client.query('select 1')
    expect(await expectRight()).toEqual(two)
  })
})

for (const [name, clock] of [
  ['', 0],
  [' whose clock is ten minutes behind', -600],
  [' whose clock is ten minutes ahead', 600],
] as const) {
  describe(`after changes of a service${name}, a repeated read`, () => {
    beforeAll(() => open(clock))
    afterAll(() => system?.close())

    it('takes two queries and a batch for every 200 changed rows', async () => {
      const { rows } = await read()
      for (const { id } of rows.slice(10, 22)) await service.update(id, { 'System.Title': `changed ${id}` })
      expect(await expectRight()).toEqual({ wiql: 2, batches: 1, others: 0 })
    })

    it('sees what came into the filter and what left it', async () => {
      const filter = "where state = 'Active'"
      const active = (item: Shown) => item.state === 'Active'
      const { rows } = await read(filter)
      const all = (await read()).rows
      const other = all.find(({ state, title }) => state === 'New' && !title.startsWith('changed'))!
      await service.update(rows[0]!.id, { 'System.Title': 'still active' })
      await service
        .update(rows[1]!.id, { 'System.State': 'Resolved' })
        .catch(() => service.update(rows[1]!.id, { 'System.State': 'Closed' }))
      await service.update(other.id, { 'System.State': 'Active' })
      await expectRight(filter, active)
      await expectRight()
    })

    it('sees moved, removed, restored, destroyed and new items', async () => {
      const { rows } = await read()
      const free = rows.filter(({ title }) => !title.startsWith('changed')).map(({ id }) => id)
      const [moved, removed, restored, destroyed] = free.slice(50, 54) as [number, number, number, number]
      const { project: from, type } = rows.find((one) => one.id === moved)!
      const target = rows.find((one) => one.project !== from && one.type === type)!
      await service.update(moved, {
        'System.TeamProject': target.project,
        'System.AreaPath': target.project,
        'System.IterationPath': target.project,
      })
      await service.remove(removed)
      await service.remove(restored)
      await service.destroy(destroyed)
      const made = await service.create(target.project, type, { 'System.Title': 'made just now' })
      await expectRight()
      await service.restore(restored)
      await service.update(made, { 'System.Title': 'made and changed' })
      await expectRight()
      await expectRight(`where project = '${target.project}'`, ({ project }) => project === target.project)
      await service.destroy(made)
      await expectRight(`where project = '${target.project}'`, ({ project }) => project === target.project)
    })

    it('sees renamed areas, iterations and projects, though no item is revised by that', async () => {
      await expectRight()
      const { rows } = await read()
      const area = rows.find(({ area_path }) => area_path.split('\\').length === 2)!
      const iteration = rows.find(({ iteration_path }) => iteration_path.split('\\').length === 2)!
      const rename = (kind: string, item: Shown, path: string) =>
        service.send(
          'PATCH',
          `${encodeURIComponent(item.project)}/_apis/wit/classificationnodes/${kind}/${encodeURIComponent(path.split('\\')[1]!)}`,
          { name: `${kind} by another name` },
        )
      await rename('areas', area, area.area_path)
      await expectRight()
      await rename('iterations', iteration, iteration.iteration_path)
      await expectRight()
      const { value } = (await service.send('GET', '_apis/projects')) as {
        value: { id: string; name: string }[]
      }
      const project = value.find(({ name }) => name === area.project)!
      await service.send('PATCH', `_apis/projects/${project.id}`, { name: 'Renamed' })
      // The service renames a project in the background, within a second or so.
      await service.moveClock(2)
      await expectRight()
      await expectRight("where project = 'Renamed'", (item) => item.project === 'Renamed')
    })

    it('reads everything again when the clock of the service was set back', async () => {
      await expectRight()
      await service.moveClock(-300)
      const { rows } = await read()
      await service.update(rows[0]!.id, { 'System.Title': 'changed in the past' })
      await expectRight()
    })
  })
}

describe('while the service changes', () => {
  beforeAll(() => open())
  afterAll(() => system?.close())

  it('reads lose nothing, and are right once it rests', async () => {
    const { rows } = await read()
    const ids = rows.map(({ id }) => id)
    let changing = true
    const change = (async () => {
      for (let i = 0; changing; i++) {
        const id = ids[(i * 7) % ids.length]!
        await service.update(id, { 'System.Title': `change ${i}` })
        if (i % 5 === 0) await service.update(id, { 'Microsoft.VSTS.Common.Priority': (i % 4) + 1 })
      }
    })()
    const reader = async (filter: string): Promise<void> => {
      const session = await system.client()
      for (let i = 0; i < 8; i++) {
        const found = await session.query(`select id, title, rev from work_items ${filter} order by id`)
        if (filter === '') expect(found.rows.map((row) => (row as Shown).id)).toEqual(ids)
      }
    }
    await Promise.all(
      ['', 'where priority = 1', "where state = 'Active'", '', 'where id < 600'].map(reader),
    ).finally(() => (changing = false))
    await change
    await expectRight()
    await expectRight("where state = 'Active'", ({ state }) => state === 'Active')
  })
})
