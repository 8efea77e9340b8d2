import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { settleSandbox } from './settled-sandbox.js'
import { filterCases } from './table-filter-cases.js'
import { startSystem, type System } from './system.js'

/** Every one but that which takes a call for each build. */
const names = tables.map(({ name }) => name).filter((name) => name !== 'build_timeline_records')

describe('a filter on a table', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client
  const whole: Record<string, number> = {}

  beforeAll(async () => {
    system = await startSystem({ projects: 3, workItems: 300 })
    await settleSandbox(system.sandbox.info)
    client = await system.client()
    owner = await system.owner()
    await owner.query('create schema truth')
    for (const name of names) {
      whole[name] = (await calls(() => client.query(`select * from ${name}`))).length
      await owner.query(`create table truth.${name} as table box.${name}`)
    }
    await owner.query('set search_path to truth')
  })
  afterAll(() => system?.close())

  /** What is asked of the service meanwhile: path and query, as text. */
  const calls = async (work: () => Promise<unknown>) => {
    const before = (await system.requests()).length
    await work()
    return (await system.requests())
      .slice(before)
      .map(({ path, query }) => `${path.replace(/^\/\w+/, '')}?${new URLSearchParams(query).toString()}`)
      .map((text) => decodeURIComponent(text.replaceAll('+', ' ')))
  }
  const rowsOf = async (session: pg.Client, sql: string, values: unknown[]) =>
    (await session.query<{ row: string }>(sql, values)).rows.map(({ row }) => row).sort()

  it.each(filterCases)('$from where $where', async ({ from, where, value, asked, made, none }) => {
    await owner.query(`truncate ${names.map((name) => `box.${name}`).join()}`)
    const values =
      value === undefined ? [] : [(await owner.query(`select (${value}) as value`)).rows[0].value]
    const sql = `select row_to_json(t)::text as row from ${from} t where ${where}`
    const expected = await rowsOf(owner, sql, values)
    expect(expected.length === 0).toBe(none === true)
    let rows: readonly string[] = []
    const requests = await calls(async () => (rows = await rowsOf(client, sql, values)))
    expect(rows).toEqual(expected)
    if (asked) expect(requests.join('\n')).toMatch(asked)
    const number = async (count: string) => Number((await owner.query(`select ${count} as n`)).rows[0].n)
    expect(requests.length, requests.join('\n')).toBe(
      typeof made === 'number' ? made : made === 'whole' ? whole[from] : await number(made),
    )
  })

  it('leaves nothing to ask for when the parents are none', async () => {
    const made = await calls(() => client.query("select * from branches where project = 'no such project'"))
    expect(made.map((text) => text.replace(/\?.*/, ''))).toEqual(['/_apis/projects'])
  })

  it('on a parent confines the rows joined to it', async () => {
    const { rows } = await owner.query<{ id: number }>('select max(id) as id from builds')
    const id = rows[0]!.id
    const made = await calls(async () => {
      const found = await client.query(
        'select * from builds b join build_timeline_records r on r.build_id = b.id where b.id = $1',
        [id],
      )
      expect(found.rows.length).toBeGreaterThan(0)
    })
    expect(made.filter((text) => text.includes('/timeline'))).toHaveLength(1)
    expect(made.filter((text) => text.includes(`buildIds=${id}&`))).toHaveLength(3)
    expect(made).toHaveLength(1 + 3 + 1)
  })
})
