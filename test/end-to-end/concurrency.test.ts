import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFilter, type SampleRow } from './random-filter.js'
import { startSystem, type System } from './system.js'

const clients = 8
const queriesEach = 10

describe('sessions at the same time', () => {
  let system: System
  let owner: pg.Client
  let sample: readonly SampleRow[]

  beforeAll(async () => {
    system = await startSystem({ workItems: 300 })
    owner = await system.owner()
    const loader = await system.client()
    await loader.query('select id from work_items')
    await owner.query('create schema truth')
    for (const table of ['projects', 'work_items'])
      await owner.query(`create table truth.${table} as table box.${table}`)
    sample = (await owner.query<SampleRow>('select * from truth.work_items order by id')).rows
  })
  afterAll(() => system?.close())

  it('each get whole and right answers while the others fetch and what is held grows stale', async () => {
    const seed = Date.now() % 2 ** 31
    console.log(`concurrent filters: seed ${seed}`)
    const filters = fc.sample(randomFilter(sample), { numRuns: clients * queriesEach, seed })
    await owner.query('set search_path = truth')
    const expected: unknown[][] = []
    for (const filter of filters)
      expected.push(
        (await owner.query(`select id, state, rev from work_items where ${filter} order by id`)).rows,
      )
    const spoiler = await system.owner()
    let spoiling = true
    const spoil = (async () => {
      // Older versions, as if the service had moved on since they were read.
      while (spoiling)
        await spoiler
          .query(
            "update box.work_items set rev = rev - 1, state = 'Stale' where id % 7 = 1 and rev > 0 and state <> 'Stale'",
          )
          .catch(() => undefined)
    })()
    const run = async (client: pg.Client, first: number): Promise<void> => {
      for (let i = first; i < first + queriesEach; i++) {
        const { rows } = await client.query(
          `select id, state, rev from work_items where ${filters[i]} order by id`,
        )
        // What was spoiled between the fetch and the run is the test's own doing; rows lost or won are not.
        const ids = (list: unknown[]) =>
          list.map((row) => (row as { id: number }).id).filter((id) => id % 7 !== 1)
        expect(ids(rows), filters[i]).toEqual(ids(expected[i]!))
      }
    }
    const sessions = await Promise.all(Array.from({ length: clients }, () => system.client()))
    await Promise.all(sessions.map((client, n) => run(client, n * queriesEach))).finally(
      () => (spoiling = false),
    )
    await spoil
  }, 300_000)

  it('that ask for everything all get everything', async () => {
    const sessions = await Promise.all(Array.from({ length: clients }, () => system.client()))
    await owner.query('delete from box.work_items')
    const counts = await Promise.all(
      sessions.map((client) => client.query('select count(*)::int from work_items')),
    )
    expect(counts.map(({ rows }) => Number(rows[0].count))).toEqual(sessions.map(() => sample.length))
  })
})
