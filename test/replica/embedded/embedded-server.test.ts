import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvents, type AzdoEvent } from '../../../src/events/events.js'
import { readClientRole } from '../../../src/replica/client-role.js'
import { isPostmaster, readPidFile } from '../../../src/replica/embedded/postmaster.js'
import { openReplica, type Replica } from '../../../src/replica/replica.js'
import { readSealed } from '../../../src/settings/sealed-file.js'
import { connectTo } from '../open-test-replica.js'
import { startReplicaProcess, type ReplicaProcess } from './replica-process.js'
import { transpileReplica } from './transpiled-source.js'

let source: string
let home: string
let events: AzdoEvent[]
let open: { close(): Promise<unknown> }[]

beforeAll(async () => {
  source = await transpileReplica()
})
afterAll(() => rm(source, { recursive: true, force: true }))
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-embedded-'))
  events = []
  open = []
})
afterEach(async () => {
  await Promise.all(open.map((opened) => opened.close().catch(() => {})))
  await rm(home, { recursive: true, force: true })
})

async function openHere(): Promise<Replica> {
  const channel = createEvents()
  channel.subscribe((event) => events.push(event))
  const replica = await openReplica({ home, events: channel })
  open.push(replica)
  return replica
}

async function openElsewhere(uid?: number): Promise<ReplicaProcess> {
  const started = await startReplicaProcess(source, home, uid)
  open.push(started)
  return started
}

/** The cluster's folder, as the start said it. */
function cluster(): string {
  const started = events.findLast((event) => event.type === 'database.started')
  if (started?.type !== 'database.started') throw new Error('not started')
  return started.directory
}

async function serverPid(): Promise<number> {
  return (await readPidFile(cluster()))!.pid
}

async function ended(pid: number): Promise<void> {
  while (await isPostmaster(pid)) await sleep(10)
}

describe('the built-in server', () => {
  it('starts, takes clients and stops with its last user', async () => {
    const replica = await openHere()
    const pid = await serverPid()
    const client = await connectTo(replica)
    const { rows } = await client.query(
      `SELECT current_user, current_database(), current_setting('server_encoding') AS encoding,
         current_setting('listen_addresses') AS addresses, current_setting('password_encryption') AS passwords,
         (SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()) AS locale`,
    )
    expect(rows).toEqual([
      {
        current_user: 'azdo',
        current_database: 'azdo',
        encoding: 'UTF8',
        addresses: '127.0.0.1',
        passwords: 'scram-sha-256',
        locale: 'b C.UTF-8',
      },
    ])
    await client.end()
    await replica.close()
    expect(await isPostmaster(pid)).toBe(false)
    expect(events.map((event) => event.type)).toEqual(['database.started', 'database.stopped'])
  })

  it('refuses a client with a wrong password', async () => {
    const replica = await openHere()
    const wrong = { ...replica, role: { name: 'azdo', password: 'wrong' } }
    await expect(connectTo(wrong)).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps its data, passwords and views from one start to the next', async () => {
    const first = await openHere()
    const client = await connectTo(first)
    await client.query('CREATE VIEW public.kept AS SELECT 1 AS one')
    await client.end()
    await first.close()
    const second = await openHere()
    expect(second.role).toEqual(first.role)
    expect(await readClientRole(home)).toEqual(first.role)
    const again = await connectTo(second)
    expect((await again.query('SELECT * FROM public.kept')).rows).toEqual([{ one: 1 }])
    await again.end()
  })

  it('is shared by the uses of one process', async () => {
    const [first, second] = [await openHere(), await openHere()]
    expect(second.port).toBe(first.port)
    await first.close()
    const client = await connectTo(second)
    await client.end()
    expect(events.map((event) => event.type)).toEqual(['database.started', 'database.joined'])
  })

  it('has no secret in its arguments and keeps its files to itself', async () => {
    await openHere()
    const folder = cluster()
    expect((await stat(folder)).mode & 0o077).toBe(0)
    expect((await stat(join(folder, '..', 'server.log'))).mode & 0o077).toBe(0)
    const text = await readFile(`/proc/${await serverPid()}/cmdline`, 'utf8').catch(() => '')
    const secrets = (await readSealed(home, 'database')) as Record<string, string>
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret)
  })
})

describe('several processes', () => {
  it('that start at once share one server, and the last one stops it', async () => {
    const processes = await Promise.all([openElsewhere(), openElsewhere(), openElsewhere()])
    expect(new Set(processes.map((started) => started.port)).size).toBe(1)
    const said: (readonly string[])[] = []
    for (const started of processes) said.push(await started.close())
    expect(said.map((types) => types[0]).sort()).toEqual([
      'database.joined',
      'database.joined',
      'database.started',
    ])
    expect(said.map((types) => types.includes('database.stopped'))).toEqual([false, false, true])
  })

  it('keep the server that another one started and left', async () => {
    const starter = await openElsewhere()
    const replica = await openHere()
    await starter.close()
    const client = await connectTo(replica)
    await client.end()
    expect(events.map((event) => event.type)).toEqual(['database.joined'])
  })
})

describe('after a crash', () => {
  it('a server whose user was killed is joined, and stopped by the next user', async () => {
    const killed = await openElsewhere()
    await killed.kill()
    const replica = await openHere()
    expect(replica.port).toBe(killed.port)
    await replica.close()
    expect(events.map((event) => event.type)).toEqual(['database.joined', 'database.stopped'])
  })

  it('a server that was killed is started anew, on its port', async () => {
    const first = await openHere()
    const pid = await serverPid()
    process.kill(pid, 'SIGKILL')
    await ended(pid)
    const second = await openHere()
    expect(second.port).toBe(first.port)
    expect(await serverPid()).not.toBe(pid)
    // The earlier use finds the server again.
    await first.defineConnection('found', [])
  })

  it('a stale postmaster.pid that names another program is no obstacle', async () => {
    const first = await openHere()
    await first.close()
    await writeFile(join(cluster(), 'postmaster.pid'), `${process.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n`)
    const second = await openHere()
    const client = await connectTo(second)
    await client.end()
  })

  it('an initdb that was interrupted is done again', async () => {
    const first = await openHere()
    await first.close()
    const folder = cluster()
    await rm(folder, { recursive: true })
    const half = join(folder, '..', 'new-half')
    await mkdir(half)
    await writeFile(join(half, 'PG_VERSION'), '18\n')
    const second = await openHere()
    const client = await connectTo(second)
    await client.end()
    await expect(stat(half)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('passwords that were deleted are set anew, and the data stay', async () => {
    const first = await openHere()
    const client = await connectTo(first)
    await client.query('CREATE VIEW public.kept AS SELECT 1 AS one')
    await client.end()
    await first.close()
    await rm(join(home, 'database'))
    const second = await openHere()
    expect(second.role.password).not.toBe(first.role.password)
    const again = await connectTo(second)
    expect((await again.query('SELECT * FROM public.kept')).rows).toEqual([{ one: 1 }])
    await again.end()
  })

  it('a cluster that cannot start is reported with the last lines of its log', async () => {
    const first = await openHere()
    await first.close()
    await writeFile(join(cluster(), 'postgresql.conf'), 'no_such_setting = 1\n')
    const failed = await openHere().catch((thrown: unknown) => thrown)
    expect(failed).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      detail: expect.stringContaining('no_such_setting'),
      hint: expect.stringContaining('log'),
    })
  })
})

describe('an ordinary user', () => {
  const nobody = 65534

  it.runIf(process.getuid?.() === 0)('has the server in the home, under the own account', async () => {
    await chmod(home, 0o700)
    await chown(home, nobody, nobody)
    const started = await openElsewhere(nobody)
    expect(started.uid).toBe(nobody)
    const folder = join(home, 'postgres', 'data-18')
    expect((await stat(folder)).uid).toBe(nobody)
    const { pid, port } = (await readPidFile(folder))!
    expect(port).toBe(started.port)
    expect(await started.close()).toEqual(['database.started', 'database.stopped'])
    expect(await isPostmaster(pid)).toBe(false)
  })
})
