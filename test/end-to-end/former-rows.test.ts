import type pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeService, type ServiceChanges } from './change-service.js'
import { startSystem, type System } from './system.js'

interface Item {
  readonly id: number
  readonly title: string
  readonly state: string
  readonly project: string
  readonly project_id: string
}

interface PullRequest {
  readonly id: number
  readonly repository_id: string
  readonly project: string
  readonly project_id: string
}

let system: System
let client: pg.Client
let owner: pg.Client
let service: ServiceChanges

beforeEach(async () => {
  system = await startSystem({ workItems: 400 })
  service = changeService(system.sandbox.info)
  client = await system.client()
  owner = await system.owner()
})
afterEach(() => system?.close())

const read = async <T extends object>(sql: string): Promise<readonly T[]> => (await client.query<T>(sql)).rows

/** The rows stay, and what is known of them goes, as it does by and by. */
const forget = () => owner.query('truncate azdo.coverage, azdo.parents_read')

const rename = async (project: string, name: string): Promise<void> => {
  await service.send('PATCH', `_apis/projects/${project}`, { name })
  // The service renames a project in the background, within a second or so.
  await service.moveClock(2)
}

const abandon = ({ id, project_id, repository_id }: PullRequest) =>
  service.send('PATCH', `${project_id}/_apis/git/repositories/${repository_id}/pullrequests/${id}`, {
    status: 'abandoned',
  })

/** Ids of pull requests that the service has of a status, in order. */
const listed = async (project: string, status: string): Promise<readonly number[]> => {
  const path = `${project}/_apis/git/pullrequests?searchCriteria.status=${status}&$top=1000`
  const { value } = (await service.send('GET', path)) as { value: { pullRequestId: number }[] }
  return value.map(({ pullRequestId }) => pullRequestId).sort((a, b) => a - b)
}

/** Reads all items, forgets that, closes an active one and renames its project; with those that are active still. */
const closeAndRename = async () => {
  const items = await read<Item>('select id, title, state, project, project_id from work_items order by id')
  const item = items.find(({ state }) => state === 'Active')!
  await forget()
  await service.update(item.id, { 'System.State': 'Closed' })
  await rename(item.project_id, 'Renamed')
  const active = items.filter(({ id, state }) => state === 'Active' && id !== item.id)
  const activeOf = (project: string) => active.filter((one) => one.project_id === project).map(({ id }) => id)
  return { items, item, activeOf }
}

/** Ids of the active items that a join with the projects gives. */
const activeItems = async (on: string, condition: string): Promise<readonly number[]> => {
  const rows = await read<Item>(
    `select w.id from work_items w join projects p on ${on} where ${condition} and w.state = 'Active' order by 1`,
  )
  return rows.map(({ id }) => id)
}

describe('rows held of a project that was renamed', () => {
  it('are verified where a join finds them by the id of the project: a list', async () => {
    const [first] = await read<PullRequest>(
      "select * from pull_requests where status = 'active' order by id limit 1",
    )
    await read('select * from pull_requests')
    await forget()
    await abandon(first!)
    await rename(first!.project_id, 'Renamed')
    const of = (condition: string) =>
      read<PullRequest>(
        `select r.* from pull_requests r join projects p on p.id = r.project_id where ${condition} order by r.id`,
      )
    const active = await listed(first!.project_id, 'active')
    expect(active).not.toContain(first!.id)
    const found = await of("p.name like 'Ren%' and r.status = 'active'")
    expect(found.map(({ id }) => id)).toEqual(active)
    expect(found.every(({ project }) => project === 'Renamed')).toBe(true)
    const others = await of("p.name not like 'Ren%' and r.status = 'active'")
    expect(others.some(({ project_id }) => project_id === first!.project_id)).toBe(false)
    const abandoned = await of("p.name = 'Renamed' and r.status = 'abandoned'")
    expect(abandoned.map(({ id }) => id)).toEqual(await listed(first!.project_id, 'abandoned'))
  })

  it('are read again where a statement names them by both', async () => {
    const [first] = await read<PullRequest>('select * from pull_requests order by id limit 1')
    await read('select * from pull_requests')
    await forget()
    await rename(first!.project_id, 'Renamed')
    const both = `select r.id from pull_requests r join projects p on p.id = r.project_id
                  where p.name = 'Renamed' and r.project = '${first!.project}'`
    expect(await read(both)).toEqual([])
    const neither = `select r.id from pull_requests r join projects p on p.id = r.project_id
                     where lower(p.name) = 'renamed' and r.project <> 'Renamed'`
    expect(await read(neither)).toEqual([])
  })

  it('are left where the lists were not asked for them', async () => {
    const [first] = await read<PullRequest>(
      "select * from pull_requests where status = 'active' order by id limit 1",
    )
    const all = await read<{ id: number }>('select id from pull_requests order by id')
    await rename(first!.project_id, 'Renamed')
    await read(`select r.id from pull_requests r join projects p on p.id = r.project_id
                where p.name like 'Ren%' and r.status = 'active'`)
    await read("select id from pull_requests where project = 'Renamed' and status = 'active'")
    const { rows } = await owner.query<{ id: number }>('select id from box.pull_requests order by id')
    expect(rows).toEqual(all)
  })

  it('are verified by the id of their repository: a list of lists', async () => {
    const [first] = await read<{ project_id: string; repository_id: string; name: string }>(
      'select * from branches order by project_id, repository_id, name limit 1',
    )
    await read('select * from branches')
    await forget()
    await owner.query(
      `insert into box.branches (repository_id, name, project_id, project, repository)
       select repository_id, 'gone', project_id, project, repository from box.branches
       where repository_id = $1 limit 1`,
      [first!.repository_id],
    )
    await rename(first!.project_id, 'Renamed')
    const found = await read<{ name: string }>(
      `select b.name from branches b join repositories r on r.id = b.repository_id
       where r.project = 'Renamed' and b.name like 'g%'`,
    )
    expect(found.map(({ name }) => name)).not.toContain('gone')
  })

  it('are verified where a join finds them by the id of the project: work items', async () => {
    const items = await read<Item>('select id, title, project, project_id from work_items order by id')
    const { id, title, project_id } = items[0]!
    await forget()
    await service.update(id, { 'System.Title': 'by another title' })
    await rename(project_id, 'Renamed')
    const found = await client.query<Item>(
      `select w.id, w.project from work_items w join projects p on p.id = w.project_id
       where p.name like 'Ren%' and w.title = $1 order by 1`,
      [title],
    )
    const same = items.filter((item) => item.project_id === project_id && item.title === title)
    expect(found.rows).toEqual(
      same.filter((item) => item.id !== id).map((item) => ({ id: item.id, project: 'Renamed' })),
    )
  })

  it('are verified by their ids too when a read by the new name has gone before', async () => {
    const { item, activeOf } = await closeAndRename()
    await read("select id from work_items where project = 'Renamed' and state = 'Active'")
    for (const condition of ["p.name = 'Renamed'", "p.name like 'Ren%'"])
      expect(await activeItems('p.id = w.project_id', condition)).toEqual(activeOf(item.project_id))
  })

  it('are verified, though read a moment ago, once the name is known', async () => {
    const { item, activeOf } = await closeAndRename()
    await read("select id from work_items where project = 'Renamed' and state = 'Active'")
    await read('select * from projects')
    await read("set azdo.max_staleness = '1 hour'")
    expect(await activeItems('p.id = w.project_id', "p.name = 'Renamed'")).toEqual(activeOf(item.project_id))
  })

  it('are verified when another project has taken the name over', async () => {
    const { items, item, activeOf } = await closeAndRename()
    const heir = items.find(({ project_id }) => project_id !== item.project_id)!.project_id
    await rename(heir, item.project)
    expect(await activeItems('p.name = w.project', `p.id = '${heir}'`)).toEqual(activeOf(heir))
  })
})
