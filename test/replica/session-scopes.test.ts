import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openOwnerSession } from './open-owner-session.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, uuid } from './sample-tables.js'

let opened: TestReplica
let session: pg.Client

beforeAll(async () => {
  opened = await openTestReplica()
  await opened.replica.defineConnection('main', sampleTables, "It's mine")
  await opened.replica.defineConnection('open', sampleTables)
  for (const connection of ['main', 'open']) {
    const reconciliation = await opened.replica.reconcile(connection, projects)
    await reconciliation.write([
      rowOf(projects, { id: uuid(1), name: "It's mine" }),
      rowOf(projects, { id: uuid(2), name: 'Other' }),
    ])
    await reconciliation.commit(undefined)
  }
})
beforeEach(async () => {
  session = await opened.session()
})
afterAll(() => opened.close())

async function names(client: pg.Client, connection = 'main'): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${connection}.projects ORDER BY 1`)
  return rows.map((row) => row.name)
}

function pidOf(client: pg.Client): number {
  return (client as unknown as { processID: number }).processID
}

describe('a session', () => {
  it('reads every project unless it is confined', async () => {
    expect(await names(session)).toEqual(["It's mine", 'Other'])
  })

  it('reads the default project only while it is confined', async () => {
    await opened.replica.setConfined(pidOf(session), true)
    expect(await names(session)).toEqual(["It's mine"])
    await opened.replica.setConfined(pidOf(session), true)
    expect(await names(session)).toEqual(["It's mine"])
    await opened.replica.setConfined(pidOf(session), false)
    expect(await names(session)).toEqual(["It's mine", 'Other'])
  })

  it('is confined alone', async () => {
    await opened.replica.setConfined(pidOf(session), true)
    expect(await names(await opened.session())).toEqual(["It's mine", 'Other'])
  })

  it('reads every project of a connection without a default project', async () => {
    await opened.replica.setConfined(pidOf(session), true)
    expect(await names(session, 'open')).toEqual(["It's mine", 'Other'])
  })

  it('is confined through views of its own as well', async () => {
    await session.query('CREATE VIEW public.mine AS SELECT name FROM main.projects')
    await opened.replica.setConfined(pidOf(session), true)
    expect((await session.query('SELECT * FROM public.mine')).rows).toEqual([{ name: "It's mine" }])
    await session.query('DROP VIEW public.mine')
  })

  it('is not confined by what was noted for an earlier backend of the same process id', async () => {
    await opened.replica.setConfined(pidOf(session), true)
    const owner = await openOwnerSession(opened)
    await owner.query(`UPDATE azdo.session_scopes SET backend_start = backend_start - interval '1 hour'`)
    await owner.end()
    expect(await names(session)).toEqual(["It's mine", 'Other'])
    await opened.replica.setConfined(pidOf(session), true)
    expect(await names(session)).toEqual(["It's mine"])
  })
})

describe('the default project', () => {
  it('can be changed and taken away', async () => {
    await opened.replica.setConfined(pidOf(session), true)
    await opened.replica.defineConnection('main', sampleTables, 'Other')
    expect(await names(session)).toEqual(['Other'])
    await opened.replica.defineConnection('main', sampleTables)
    expect(await names(session)).toEqual(["It's mine", 'Other'])
    await opened.replica.defineConnection('main', sampleTables, "It's mine")
    expect(await names(session)).toEqual(["It's mine"])
  })
})
