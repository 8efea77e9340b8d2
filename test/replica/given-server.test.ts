import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events/events.js'
import { readClientRole } from '../../src/replica/client-role.js'
import { openReplica, type Replica } from '../../src/replica/replica.js'
import { readSealed } from '../../src/settings/sealed-file.js'
import { everything } from '../../src/tables/predicate.js'
import { openOwnerSession } from './open-owner-session.js'
import { connectTo, openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, uuid } from './sample-tables.js'

/** A built-in server plays the user's own one. */
let server: TestReplica
let homes: string[]
let open: Replica[]

beforeAll(async () => {
  server = await openTestReplica()
  const owner = await openOwnerSession(server)
  await owner.query(`CREATE ROLE limited LOGIN CREATEDB CREATEROLE PASSWORD 'p@ss word'`)
  await owner.query('CREATE DATABASE theirs OWNER limited')
  await owner.query('GRANT azdo TO limited WITH ADMIN OPTION')
  await owner.end()
})
afterAll(() => server.close())
beforeEach(() => {
  homes = []
  open = []
})
afterEach(async () => {
  for (const replica of open) await replica.close()
  for (const home of homes) await rm(home, { recursive: true, force: true })
})

async function openGiven(databaseUrl: string): Promise<Replica> {
  const home = await mkdtemp(join(tmpdir(), 'azdo-given-'))
  homes.push(home)
  const replica = await openReplica({ home, databaseUrl, events: createEvents() })
  open.push(replica)
  return replica
}

async function url(database: string): Promise<string> {
  const { owner } = (await readSealed(server.home, 'database')) as { owner: string }
  return `postgres://azdo_owner:${owner}@127.0.0.1:${server.replica.port}/${database}`
}

describe('a given server', () => {
  it('is used with a user that is no superuser, in the database it names', async () => {
    const replica = await openGiven(
      `postgres://limited:p%40ss%20word@127.0.0.1:${server.replica.port}/theirs`,
    )
    expect(replica.database).toBe('theirs')
    await replica.defineConnection('main', sampleTables, 'One')
    const reconciliation = await replica.reconcile('main', projects)
    await reconciliation.write([
      rowOf(projects, { id: uuid(1), name: 'One' }),
      rowOf(projects, { id: uuid(2), name: 'Two' }),
    ])
    await reconciliation.commit(everything)
    const client = await connectTo(replica)
    const pid = (client as unknown as { processID: number }).processID
    expect((await client.query('SELECT * FROM main.projects')).rowCount).toBe(2)
    await replica.setConfined(pid, true)
    expect((await client.query('SELECT * FROM main.projects')).rowCount).toBe(1)
    await client.end()
    const shadow = await replica.openShadow()
    await shadow.explain('SELECT * FROM main.projects')
    await shadow.close()
  })

  it('gets a database azdo when the URL names none', async () => {
    const replica = await openGiven(await url(''))
    expect(replica.database).toBe('azdo')
  })

  it('is shared by gateways of different homes, which agree on the client role', async () => {
    const [first, second] = await Promise.all([openGiven(await url('')), openGiven(await url(''))])
    expect(second.role).toEqual(first.role)
    for (const replica of [first, second]) await (await connectTo(replica)).end()
    expect(await readClientRole(homes[0]!)).toEqual(first.role)
  })

  it('that does not answer is reported with where it should be, without its password', async () => {
    const unused = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => unused.on('listening', done))
    const { port } = unused.address() as AddressInfo
    await new Promise((done) => unused.close(done))
    const failed = await openGiven(`postgres://someone:sesame@127.0.0.1:${port}/x`).catch(
      (thrown: unknown) => thrown,
    )
    expect(failed).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    })
    expect(String((failed as Error).stack)).not.toContain('sesame')
  })

  it('that refuses the password is reported', async () => {
    await expect(
      openGiven(`postgres://limited:wrong@127.0.0.1:${server.replica.port}/theirs`),
    ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('password') })
  })

  it('whose user may not set up the database is reported with what to grant', async () => {
    const owner = await openOwnerSession(server)
    await owner.query(`CREATE ROLE weak LOGIN PASSWORD 'weak'`)
    await owner.query('CREATE DATABASE closed')
    await owner.end()
    await expect(
      openGiven(`postgres://weak:weak@127.0.0.1:${server.replica.port}/closed`),
    ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', hint: expect.stringContaining('CREATEROLE') })
  })

  it.each(['nonsense', 'mysql://host/db', 'postgres://user:sesame@host:notaport/db'])(
    'cannot be named by %s',
    async (text) => {
      const failed = await openGiven(text).catch((thrown: unknown) => thrown)
      expect(failed).toMatchObject({ code: 'SETTING_INVALID' })
      expect(String((failed as Error).stack)).not.toContain('sesame')
    },
  )
})
