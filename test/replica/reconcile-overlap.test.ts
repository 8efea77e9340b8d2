import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everything, type Predicate } from '../../src/tables/predicate.js'
import type { Reconciliation } from '../../src/replica/replica.js'
import { openOwnerSession } from './open-owner-session.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, uuid, workItems } from './sample-tables.js'

let opened: TestReplica

beforeAll(async () => {
  opened = await openTestReplica()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.replica.dropConnection('main')
  await opened.replica.defineConnection('main', sampleTables)
})

const begin = (): Promise<Reconciliation> => opened.replica.reconcile('main', projects)
const beginItems = (): Promise<Reconciliation> => opened.replica.reconcile('main', workItems)
const project = (n: number, name: string): unknown[] => rowOf(projects, { id: uuid(n), name })
const item = (id: number, rev: number, title: string): unknown[] => rowOf(workItems, { id, rev, title })
const named = (name: string): Predicate => ({ kind: 'compare', column: 'name', op: '=', value: name })

async function names(): Promise<unknown[]> {
  return (await opened.replica.rows('main', projects, ['name'], everything)).flat()
}

async function titles(): Promise<unknown[]> {
  return (await opened.replica.rows('main', workItems, ['title'], everything)).flat()
}

describe('of two fetches that overlap, the one that started later', () => {
  it('overwrites what the earlier one committed meanwhile', async () => {
    const earlier = await begin()
    const later = await begin()
    await earlier.write([project(1, 'old')])
    await earlier.commit(everything)
    await later.write([project(1, 'new')])
    await later.commit(everything)
    expect(await names()).toEqual(['new'])
  })

  it('is not overwritten by the earlier one', async () => {
    const earlier = await begin()
    await earlier.write([project(1, 'old')])
    const later = await begin()
    await later.write([project(1, 'new')])
    await later.commit(everything)
    await earlier.commit(everything)
    expect(await names()).toEqual(['new'])
  })

  it('keeps the rows that the earlier one could not know of', async () => {
    const earlier = await begin()
    const later = await begin()
    await later.write([project(2, 'made meanwhile')])
    await later.commit(undefined)
    await earlier.write([project(1, 'old')])
    expect(await earlier.missing(everything)).toEqual([])
    await earlier.commit(everything)
    expect(await names()).toEqual(['old', 'made meanwhile'])
  })

  it('keeps gone what the earlier one has still read', async () => {
    const before = await begin()
    await before.write([project(1, 'removed meanwhile')])
    await before.commit(undefined)
    const earlier = await begin()
    await earlier.write([project(1, 'removed meanwhile'), project(2, 'other')])
    const later = await begin()
    await later.commit(named('removed meanwhile'))
    await earlier.commit(everything)
    expect(await names()).toEqual(['other'])
  })

  it('keeps out what it knows not to be, though it never held it', async () => {
    const earlier = await begin()
    await earlier.write([project(1, 'short lived'), project(2, 'other')])
    const later = await begin()
    await later.commit([[uuid(1)]])
    await earlier.commit(everything)
    expect(await names()).toEqual(['other'])
  })

  it('settles rows that it found equal to those held', async () => {
    const before = await begin()
    await before.write([project(1, 'now')])
    await before.commit(undefined)
    const earlier = await begin()
    await earlier.write([project(1, 'old')])
    const later = await begin()
    await later.write([project(1, 'now')])
    await later.commit(named('now'))
    await earlier.commit(everything)
    expect(await names()).toEqual(['now'])
  })

  it('removes what the earlier one brought and the service no longer has', async () => {
    const earlier = await begin()
    const later = await begin()
    await earlier.write([project(1, 'gone')])
    await earlier.commit(undefined)
    expect(await later.missing(everything)).toEqual([[uuid(1)]])
    await later.commit(everything)
    expect(await names()).toEqual([])
  })
})

describe('of two fetches that overlap, a higher revision', () => {
  it('decides for the earlier one, which read both, what the later one has settled', async () => {
    const titled = (value: string): Predicate => ({ kind: 'compare', column: 'title', op: '=', value })
    const earlier = await beginItems()
    await earlier.write([item(1, 1, 'was'), item(1, 2, 'is'), item(2, 1, 'other')])
    const later = await beginItems()
    await later.commit(titled('is'))
    await earlier.commit(undefined)
    expect(await titles()).toEqual(['other'])
  })

  it('stays, whichever of them brought it', async () => {
    const earlier = await beginItems()
    const later = await beginItems()
    await earlier.write([item(1, 8, 'rev 8')])
    await earlier.commit(undefined)
    await later.write([item(1, 7, 'rev 7')])
    await later.commit(undefined)
    expect(await titles()).toEqual(['rev 8'])
  })

  it('is written by the earlier one over the later one', async () => {
    const earlier = await beginItems()
    const later = await beginItems()
    await later.write([item(1, 7, 'rev 7')])
    await later.commit(everything)
    await earlier.write([item(1, 8, 'rev 8')])
    await earlier.commit(undefined)
    expect(await titles()).toEqual(['rev 8'])
  })
})

describe('what finished fetches have settled', () => {
  it('is forgotten when no earlier fetch is in flight', async () => {
    const owner = await openOwnerSession(opened)
    const settledAfterFetch = async (): Promise<number | null> => {
      const fetch = await begin()
      await fetch.write([project(1, 'new')])
      await fetch.commit(everything)
      return (await owner.query('SELECT FROM azdo.settled')).rowCount
    }
    const earlier = await begin()
    expect(await settledAfterFetch()).toBe(1)
    await earlier.abort()
    expect(await settledAfterFetch()).toBe(0)
    await owner.end()
  })
})

describe('the question whether a row was written after a fetch started', () => {
  it('is answered by what was committed then, also for a writer that had begun before', async () => {
    const [owner, writer] = await Promise.all([openOwnerSession(opened), openOwnerSession(opened)])
    const insert = (n: number): string => `INSERT INTO main.projects (id) VALUES ('${uuid(n)}')`
    await owner.query(insert(1))
    await writer.query('BEGIN')
    await writer.query(insert(2))
    const { rows } = await owner.query<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot')
    await writer.query('COMMIT')
    await writer.query(insert(3))
    const found = await owner.query({
      text: 'SELECT azdo.written_after(xmin, $1::pg_snapshot) FROM main.projects ORDER BY id',
      values: [rows[0]!.snapshot],
      rowMode: 'array',
    })
    expect(found.rows).toEqual([[false], [true], [true]])
    await Promise.all([owner.end(), writer.end()])
  })
})
