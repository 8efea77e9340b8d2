import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFilter, type SampleRow } from './random-filter.js'
import { startSystem, type System } from './system.js'

const cases = Number(process.env['AZDO_FILTER_CASES'] ?? 320)

describe('random filters over work_items', () => {
  let system: System
  let live: pg.Client
  let owner: pg.Client
  let sample: readonly SampleRow[]

  beforeAll(async () => {
    system = await startSystem({ workItems: 400 })
    live = await system.client()
    owner = await system.owner()
    await live.query('select id from work_items')
    // Everything, as plain tables: what the same SQL must give.
    await owner.query('create schema truth')
    for (const table of ['projects', 'work_items'])
      await owner.query(`create table truth.${table} as table box.${table}`)
    sample = (await owner.query<SampleRow>('select * from truth.work_items order by id')).rows
  })
  afterAll(() => system?.close())

  const spoilReplica = async (how: number): Promise<void> => {
    // Rows that are changed behind the back of a read are not what it covers any more.
    await owner.query('delete from azdo.coverage')
    if (how % 3 === 0) await owner.query('delete from box.work_items')
    if (how % 3 === 1) await owner.query('delete from box.work_items where id % 2 = 0')
    // Older versions: values that no longer hold, some moved out of and some into what filters look for.
    if (how % 3 === 2) {
      await owner.query(`update box.work_items w set rev = w.rev - 1, state = o.state, type = o.type, project = o.project, changed_date = o.changed_date, tags = o.tags
        from truth.work_items o where o.id = (w.id % 50) + 1 and w.id % 3 = 0`)
      await owner.query(
        `insert into box.work_items (id, rev, project, state, type) values (900001, 1, 'gone', 'Active', 'Bug') on conflict do nothing`,
      )
    }
  }

  it(`give what the same SQL gives over the fully loaded data (${cases} cases)`, async () => {
    expect(sample.length).toBeGreaterThanOrEqual(300)
    const seed = Number(process.env['AZDO_FILTER_SEED'] ?? Date.now() % 2 ** 31)
    console.log(`random filters: seed ${seed}`)
    let count = 0
    let rows = 0
    await fc.assert(
      fc.asyncProperty(randomFilter(sample), fc.nat(2), async (filter, how) => {
        count++
        await spoilReplica(how)
        const sql = `select id, state, changed_date, fields from work_items where ${filter} order by id`
        await owner.query('set search_path = truth')
        const expected = await owner.query(sql)
        const actual = await live.query(sql)
        rows += actual.rows.length
        expect(actual.rows).toEqual(expected.rows)
      }),
      { numRuns: cases, seed, endOnFailure: false },
    )
    expect(count).toBeGreaterThanOrEqual(cases)
    expect(rows).toBeGreaterThan(cases)
  }, 600_000)
})
