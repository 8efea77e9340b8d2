import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type pg from 'pg'
import { createEvents } from '../../src/events/events.js'
import { openReplica, type Reconciliation } from '../../src/replica/replica.js'
import { everything } from '../../src/tables/predicate.js'
import { openOwnerSession } from './open-owner-session.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, workItems } from './sample-tables.js'

let opened: TestReplica
let owner: pg.Client

beforeAll(async () => {
  opened = await openTestReplica()
  owner = await openOwnerSession(opened)
  await opened.replica.defineConnection('main', [projects, workItems])
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await opened?.close()
})

/** The tables of rows that are on their way. */
async function staged(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind = 'r' AND (relname = 'staged' OR relnamespace = 'azdo'::regnamespace AND relname ~ '^staged_')`,
  )
  return rows.map(({ name }) => name)
}

/** Begins to write more rows than are kept in memory, and waits until all are in their table. */
async function writeMany(): Promise<Reconciliation> {
  const reconciliation = await opened.replica.reconcile('main', workItems)
  const title = 'x'.repeat(1000)
  const rows = Array.from({ length: 5000 }, (_, id) => rowOf(workItems, { id, title }))
  await reconciliation.write(rows)
  expect(await reconciliation.missing(everything)).toEqual([])
  return reconciliation
}

describe('the table of rows on their way', () => {
  it('is gone after they are committed, and after they are dropped', async () => {
    const committed = await writeMany()
    const dropped = await writeMany()
    expect(await staged()).toHaveLength(2)
    await committed.commit(everything)
    expect(await staged()).toHaveLength(1)
    await dropped.abort()
    expect(await staged()).toEqual([])
    expect(await opened.replica.count('main', workItems, everything)).toBe(5000)
  })

  it('is gone after rows that do not fit', async () => {
    const reconciliation = await writeMany()
    const fault = { code: 'SERVICE_ANSWER_INVALID', message: expect.stringContaining('id is no integer') }
    await expect(reconciliation.write([rowOf(workItems, { id: 'no number' })])).rejects.toMatchObject(fault)
    await reconciliation.abort()
    expect(await staged()).toEqual([])
  })

  it('is nothing that clients can read', async () => {
    const reconciliation = await writeMany()
    const client = await opened.session()
    const [name] = await staged()
    await expect(client.query(`SELECT * FROM ${name!}`)).rejects.toMatchObject({ code: '42501' })
    await reconciliation.abort()
  })

  it('is dropped when its process has died and another one starts, and only then', async () => {
    const reconciliation = await writeMany()
    const living = await staged()
    const backends = async (): Promise<number[]> => {
      const { rows } = await owner.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
      )
      return rows.map(({ pid }) => pid)
    }
    const others = await backends()
    const dying = await openReplica({ home: opened.home, events: createEvents() })
    const lost = await dying.reconcile('main', workItems)
    const title = 'x'.repeat(1_100_000)
    const slice = Array.from({ length: 16 }, (_, id) => rowOf(workItems, { id, title }))
    await Promise.all([lost.write(slice), lost.write(slice)])
    await lost.missing(everything)
    const keys = (name: string): boolean => name.startsWith('azdo.')
    expect((await staged()).filter(keys)).toHaveLength(living.filter(keys).length + 1)
    const died = (await backends()).filter((pid) => !others.includes(pid))
    await owner.query('SELECT pg_terminate_backend(pid, 10000) FROM unnest($1::int[]) pid', [died])
    await expect(lost.commit(everything)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect((await staged()).filter(keys)).toHaveLength(living.filter(keys).length + 1)
    const another = await openReplica({ home: opened.home, events: createEvents() })
    expect(await staged()).toEqual(living)
    await Promise.all([another.close(), dying.close()])
    await reconciliation.commit(everything)
  })
})
