import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { changeService, type ServiceChanges } from './change-service.js'
import { shrinkService } from './differential/shrink-service.js'
import { expectedRows, sortedRows, type JsonRow } from './expected-rows.js'
import { rawService, type Json, type RawService } from './raw-service.js'
import { rawTables, type RawRow } from './raw-tables.js'
import { settleSandbox } from './settled-sandbox.js'
import { startSystem, type System } from './system.js'

let system: System
let client: pg.Client
let owner: pg.Client
let service: ServiceChanges
let raw: RawService

beforeAll(async () => {
  system = await startSystem({ workItems: 300, projects: 2 })
  await settleSandbox(system.sandbox.info)
  await shrinkService(system.sandbox.info, 2)
  service = changeService(system.sandbox.info)
  raw = rawService(system.sandbox.info)
  client = await system.client()
  owner = await system.owner()
})
afterAll(() => system?.close())

/** Rows of a statement, and the calls of each kind that it took. */
async function read(sql: string, kind: RegExp) {
  const before = (await system.requests()).length
  const { rows } = await client.query<{ row: JsonRow }>(`select to_json(t) as row from (${sql}) t`)
  const calls = (await system.requests()).slice(before)
  return { rows: rows.map(({ row }) => row), calls: calls.filter(({ path }) => kind.test(path)) }
}

/** Holds the whole table against what the service says; gives how many lists of it were asked for. */
async function expectRight(name: string, kind: RegExp, truth: () => Promise<readonly RawRow[]>) {
  const table = tables.find((one) => one.name === name)!
  const { rows, calls } = await read(`select * from ${name}`, kind)
  expect(sortedRows(table, rows)).toEqual(sortedRows(table, expectedRows(table, await truth())))
  return calls.length
}

interface Build {
  readonly id: number
  readonly project_id: string
  readonly project: string
}

describe('timelines of builds', () => {
  const timeline = /\/timeline$/
  const truth = async (): Promise<RawRow[]> => {
    const found: RawRow[] = []
    for (const { payload } of await rawTables['builds']!(raw)) {
      const { id, project } = payload
      const answer = await raw.one(`/${project.id}/_apis/build/builds/${id}/timeline`)
      const parent = { id: String(id), project_id: project.id, project: project.name }
      for (const record of answer?.records ?? []) found.push({ payload: record, parent })
    }
    return found
  }
  /** Lists asked for, but for those of builds that are not done. */
  const right = async () => {
    const asked = await expectRight('build_timeline_records', timeline, truth)
    return asked - (await builds("status <> 'completed'")).length
  }
  const builds = async (where: string) =>
    (await client.query<Build>(`select * from builds where ${where}`)).rows

  beforeEach(() => owner.query('truncate box.build_timeline_records'))

  it('are read once, and none again while their builds rest', async () => {
    const all = await builds("status = 'completed'")
    expect(all.length).toBeGreaterThan(30)
    expect(await right()).toBe(all.length)
    expect(await right()).toBe(0)
    expect((await read('select * from build_timeline_records where build_id < 0', /./)).rows).toEqual([])
  })

  it('of one build serve the read of all', async () => {
    const all = await builds("status = 'completed'")
    const of = `select * from build_timeline_records where build_id = ${all[3]!.id}`
    expect((await read(of, timeline)).calls).toHaveLength(1)
    expect((await read(`${of} and result = 'failed'`, timeline)).calls).toHaveLength(0)
    expect(await right()).toBe(all.length - 1)
  })

  it('are read again of a build that a retry has opened, while it runs and once after', async () => {
    await right()
    const [failed] = await builds("result = 'failed'")
    await service.send('PATCH', `${failed!.project_id}/_apis/build/builds/${failed!.id}?retry=true`, {})
    expect(await builds(`id = ${failed!.id} and status <> 'completed'`)).toHaveLength(1)
    expect(await right()).toBe(0)
    await service.moveClock(3600)
    expect(await right()).toBe(1)
    expect(await right()).toBe(0)
  })

  it('lose what is gone from a build also when only other rows of it were looked for', async () => {
    await right()
    const [failed] = await builds("result = 'failed'")
    await owner.query(
      `insert into box.build_timeline_records (build_id, id, result)
       values ($1, '00000000-0000-4000-8000-000000000001', 'none of them')`,
      [failed!.id],
    )
    await service.send('PATCH', `${failed!.project_id}/_apis/build/builds/${failed!.id}?retry=true`, {})
    await service.moveClock(3600)
    await read(
      `select * from build_timeline_records where build_id = ${failed!.id} and result = 'failed'`,
      /./,
    )
    expect(await right()).toBe(0)
  })

  it('come with a new build, and go with one that is deleted', async () => {
    await right()
    const [one, other] = await builds('true order by id')
    const [definition] = await raw.list(`/${one!.project_id}/_apis/build/definitions`)
    await service.send('POST', `${one!.project_id}/_apis/build/builds`, { definition: { id: definition.id } })
    await service.send('DELETE', `${other!.project_id}/_apis/build/builds/${other!.id}`).catch(async () => {
      await service.send('DELETE', `${one!.project_id}/_apis/build/builds/${one!.id}`)
    })
    expect(await right()).toBe(0)
    await service.moveClock(86_400)
    expect(await right()).toBe(1)
    expect(await right()).toBe(0)
  })

  it('are read again when rows of them were lost, and only those', async () => {
    await right()
    await owner.query('delete from box.build_timeline_records where build_id % 5 = 0')
    const some = await builds("id % 5 = 0 and status = 'completed'")
    const empty = (await truth()).reduce((ids, { parent }) => ids.add(parent!['id']), new Set())
    expect(await right()).toBe(some.filter(({ id }) => empty.has(String(id))).length)
  })

  it('are read again when the connection is set up otherwise, and not after a restart', async () => {
    const count = await right()
    await system.restart()
    client = await system.client()
    owner = await system.owner()
    await client.query('select 1')
    expect(await right()).toBe(0)
    await system.app.profiles.edit('box', { ApiVersion: '7.1' })
    await (await system.client()).query('select 1')
    expect(await right()).toBe(count)
    expect(await right()).toBe(0)
  })

  it('are read again when the project that they show has another name', async () => {
    await right()
    const [{ project_id, project }] = (await builds('true')) as [Build]
    const mine = await builds(`project_id = '${project_id}' and status = 'completed'`)
    for (const name of ['Another name', project]) {
      await service.send('PATCH', `_apis/projects/${project_id}`, { name })
      await service.moveClock(60)
      expect(await right()).toBe(mine.length)
    }
  })

  it('a limited read leaves what is known of other builds', async () => {
    const all = await builds("status = 'completed'")
    await right()
    expect(
      (await read('select * from build_timeline_records limit 3', timeline)).calls.length,
    ).toBeGreaterThan(0)
    expect(await right()).toBeLessThan(all.length)
    expect(await right()).toBe(0)
  })

  it('are right for many sessions at once while builds are queued and retried', async () => {
    let changing = true
    const failed = await builds("result in ('failed', 'canceled')")
    const change = (async () => {
      for (let i = 0; changing; i++) {
        const { id, project_id } = failed[i % failed.length]!
        await service
          .send('PATCH', `${project_id}/_apis/build/builds/${id}?retry=true`, {})
          .catch(() => undefined)
        await service.moveClock(20)
      }
    })()
    const reader = async () => {
      const session = await system.client()
      for (let i = 0; i < 4; i++) await session.query('select * from build_timeline_records')
    }
    await Promise.all([reader(), reader(), reader(), reader()]).finally(() => (changing = false))
    await change
    await right()
    await service.moveClock(86_400)
    await right()
    expect(await right()).toBe(0)
  })
})

describe('commits', () => {
  const commits = /\/commits$/
  const truth = () => rawTables['commits']!(raw)
  const right = () => expectRight('commits', commits, truth)
  let repositories: Json[]
  const sizes = async () => (await read('select * from commits', commits)).calls.map(({ query }) => query)

  /** Moves the default branch of a repository, by force where need be; false when a policy protects it. */
  const move = async ({ id, defaultBranch: name }: Json, from: string, to: string) => {
    const { value } = (await service.send('POST', `_apis/git/repositories/${id}/refs`, [
      { name, oldObjectId: from, newObjectId: to },
    ])) as Json
    return value[0].success as boolean
  }
  const listed = async (repository: Json): Promise<Json[]> =>
    raw.list(`/_apis/git/repositories/${repository.id}/commits?searchCriteria.$top=100`)

  beforeAll(async () => {
    repositories = (await raw.list('/_apis/git/repositories?includeHidden=true')).filter(
      ({ isDisabled, defaultBranch }: Json) => !isDisabled && defaultBranch !== undefined,
    )
    expect(repositories.length).toBeGreaterThan(2)
  })
  beforeEach(() => owner.query('truncate box.commits'))

  it('cost a call for one commit for each repository whose default branch is where it was', async () => {
    await right()
    const asked = await sizes()
    expect(asked).toHaveLength(repositories.length)
    expect(asked.every((query) => /%24top=1&/.test(query))).toBe(true)
  })

  it('are read again where the branch has moved, on or back or by force', async () => {
    await right()
    for (const repository of repositories) {
      const [tip, before] = (await listed(repository)).map(({ commitId }) => commitId as string)
      if (!(await move(repository, tip!, before!))) continue
      expect(await right()).toBe(repositories.length + 1)
      expect(await right()).toBe(repositories.length)
      expect(await move(repository, before!, tip!)).toBe(true)
      expect(await right()).toBe(repositories.length + 1)
      expect(await right()).toBe(repositories.length)
      return
    }
    expect.unreachable('no default branch can be moved')
  })

  it('within dates are asked for so only where something has changed', async () => {
    await right()
    const since = "select * from commits where committer_date > '2025-03-01'"
    const known = await read(since, commits)
    expect(known.calls).toHaveLength(repositories.length)
    expect(known.calls.some(({ query }) => query.includes('fromDate'))).toBe(false)
    await owner.query('truncate box.commits')
    const first = await read(since, commits)
    expect(first.calls.every(({ query }) => query.includes('fromDate'))).toBe(true)
    expect(first.rows.length).toBe(known.rows.length)
    await right()
  })

  it('follow the name of their repository, and go while it is disabled', async () => {
    await right()
    const [repository] = repositories as [Json]
    const patch = (body: object) => service.send('PATCH', `_apis/git/repositories/${repository.id}`, body)
    await patch({ name: 'By another name' })
    await right()
    await patch({ name: repository.name, isDisabled: true })
    expect(await right()).toBe(repositories.length - 1)
    await patch({ isDisabled: false })
    await right()
    expect(await right()).toBe(repositories.length)
  })
})
