import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

describe('the gateway', () => {
  let system: System
  let client: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: 500 })
    client = await system.client()
  })
  afterAll(() => system?.close())

  const rows = async (sql: string, values?: unknown[], from = client) =>
    (await from.query({ text: sql, values, rowMode: 'array' })).rows as unknown[][]
  const codeOf = (sql: string, from = client) =>
    from.query(sql).then(
      () => 'none',
      (error: pg.DatabaseError) => error.code,
    )
  const count = async (sql: string, values?: unknown[]) => Number((await rows(sql, values))[0]![0])

  describe('answers', () => {
    it('simple and extended queries alike, with text and binary parameters', async () => {
      const project = (await rows('select name from projects order by name limit 1'))[0]![0] as string
      const all = await count(
        `select count(*) from work_items where project = '${project.replaceAll("'", "''")}'`,
      )
      expect(all).toBeGreaterThan(0)
      expect(await count('select count(*) from work_items where project = $1', [project])).toBe(all)
      expect(
        await count('select count(*) from work_items where convert_to(project, $2) = $1', [
          Buffer.from(project),
          'UTF8',
        ]),
      ).toBe(all)
      const prepared = {
        name: 'by_project',
        text: 'select count(*) from work_items where project = $1',
        rowMode: 'array' as const,
      }
      for (const name of [project, 'no such project', project]) {
        const result = await client.query<[string]>({ ...prepared, values: [name] })
        expect(Number(result.rows[0]![0])).toBe(name === project ? all : 0)
      }
    })

    it('several statements in one text, each with its own result', async () => {
      const results = (await client.query(
        'begin; select count(*) from projects; select count(*) from work_items; commit',
      )) as unknown as pg.QueryResult[]
      expect(results.map(({ command }) => command)).toEqual(['BEGIN', 'SELECT', 'SELECT', 'COMMIT'])
      expect(Number(results[2]!.rows[0].count)).toBe(await count('select count(*) from work_items'))
    })

    it('cursors, CREATE TABLE AS, COPY TO and views over the tables', async () => {
      const owner = await system.owner()
      const all = await count('select count(*) from work_items')
      await owner.query('delete from box.work_items')
      await client.query('begin')
      await client.query('declare c no scroll cursor for select id from work_items')
      expect((await rows('fetch all from c')).length).toBe(all)
      await client.query('commit')
      await owner.query('delete from box.work_items')
      await client.query('create temp table copied as select * from work_items')
      expect(await count('select count(*) from copied')).toBe(all)
      await owner.query('delete from box.work_items')
      await client.query('create view public.every_item as select id, state from box.work_items')
      expect(await count('select count(*) from every_item')).toBe(all)
      await client.query('drop view public.every_item')
    })

    it('a statement over a table that only this session sees', async () => {
      const owner = await system.owner()
      await client.query('create temp table wanted as select 5 as id union select 7')
      await owner.query('delete from box.work_items')
      expect(await rows('select w.id from work_items w join wanted using (id) order by 1')).toEqual([
        [5],
        [7],
      ])
      await owner.query('delete from box.work_items')
      expect(
        await rows('select w.id from work_items w join wanted using (id) where w.id > $1 order by 1', [5]),
      ).toEqual([[7]])
      await client.query('drop table wanted')
    })

    it('a statement in a transaction that changed the search path, as that path says', async () => {
      await client.query('begin')
      await client.query('set local search_path = box')
      expect(await count('select count(*) from projects')).toBe(
        await count('select count(*) from box.projects'),
      )
      await client.query('rollback')
    })
  })

  describe('leaves to PostgreSQL', () => {
    it('what is wrong with a statement, with its code and position', async () => {
      await expect(client.query('select nope from work_items')).rejects.toMatchObject({
        code: '42703',
        position: '8',
      })
      await expect(client.query('selct 1')).rejects.toMatchObject({ code: '42601' })
      await expect(client.query('select * from no_such_table')).rejects.toMatchObject({ code: '42P01' })
    })

    it('the state of a failed transaction', async () => {
      await client.query('begin')
      expect(await codeOf('select nope from work_items')).toBe('42703')
      expect(await codeOf('select count(*) from work_items')).toBe('25P02')
      await client.query('rollback')
      expect(await codeOf('select count(*) from work_items')).toBe('none')
    })

    it('the refusal of writes to its tables', async () => {
      expect(await codeOf("update work_items set state = 'Closed' where id = 5")).toBe('42501')
      expect(await codeOf('delete from projects')).toBe('42501')
      expect(await codeOf('truncate work_items')).toBe('42501')
    })

    it('the check of the password', async () => {
      const { host, port, user, database } = system.gateway
      const wrong = new pg.Client({ host, port, user, database, password: 'wrong' })
      await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' })
    })
  })

  it('refuses users it does not know, and what is not PostgreSQL, in words', async () => {
    const { host, port, database } = system.gateway
    const stranger = new pg.Client({ host, port, user: 'postgres', database, password: 'x' })
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28000' })
    const reply = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(port, host, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
      socket.on('data', (data) => (text += data.toString('latin1')))
      socket.on('close', () => resolve(text))
    })
    expect(reply).toContain('08P01')
  })

  it('offers no encryption yet, and goes on in the clear when the client may', async () => {
    const { host, port } = system.gateway
    const byte = await new Promise<string>((resolve) => {
      const socket = connect(port, host, () =>
        socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])),
      )
      socket.on('data', (data) => {
        resolve(data.toString('latin1'))
        socket.destroy()
      })
    })
    expect(byte).toBe('N')
  })

  describe('when the service fails', () => {
    const faults = (spec: string) =>
      fetch(`${system.sandbox.url}/_sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ spec }),
      })

    it('fails the statement with a code and a hint, and nothing but the statement', async () => {
      await faults('500:1')
      await expect(client.query('select count(*) from projects')).rejects.toMatchObject({ code: '58000' })
      await expect(
        client.query('select count(*) from projects where id <> $1', [
          '00000000-0000-0000-0000-000000000000',
        ]),
      ).rejects.toMatchObject({ code: '58000' })
      await faults('')
      expect(await count('select count(*) from projects')).toBeGreaterThan(0)
    })

    it('fails the transaction block, as any error does', async () => {
      await client.query('begin')
      await faults('500:1')
      await expect(
        client.query('select count(*) from projects where id <> $1', [
          '00000000-0000-0000-0000-000000000000',
        ]),
      ).rejects.toMatchObject({ code: '58000' })
      await faults('')
      expect(await codeOf('select 1')).toBe('25P02')
      await client.query('rollback')
      expect(await codeOf('select 1')).toBe('none')
    })

    it('still answers what needs no service', async () => {
      await faults('500:1')
      expect(await rows('select 1')).toEqual([[1]])
      await faults('')
    })
  })

  describe('cancels', () => {
    let slow: System
    beforeAll(async () => {
      slow = await startSystem({ workItems: 3000, latencyMs: 150 })
    })
    afterAll(() => slow?.close())

    it('a read that is being fetched, and the session goes on', async () => {
      const reader = await slow.client()
      const killer = await slow.client()
      const { processID } = reader as unknown as { processID: number }
      expect(processID).toBeGreaterThan(0)
      const running = reader.query('select id from work_items')
      const failed = expect(running).rejects.toMatchObject({ code: '57014' })
      await sleep(300)
      await cancelLikeLibpq(slow, reader)
      await failed
      expect((await reader.query('select 1 as one')).rows).toEqual([{ one: 1 }])
      expect((await killer.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    })

    it('a statement that PostgreSQL is running', async () => {
      const reader = await slow.client()
      const failed = expect(reader.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' })
      await sleep(300)
      await cancelLikeLibpq(slow, reader)
      await failed
    })

    it('everything of a client that goes away', async () => {
      const owner = await slow.owner()
      const before = Number(
        (await owner.query("select count(*) from pg_stat_activity where usename = 'azdo'")).rows[0].count,
      )
      const gone = await slow.client()
      gone.query('select count(*) from work_items, pg_sleep(60)').catch(() => undefined)
      await sleep(300)
      ;(gone as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
      await expect
        .poll(
          async () =>
            Number(
              (await owner.query("select count(*) from pg_stat_activity where usename = 'azdo'")).rows[0]
                .count,
            ),
          { timeout: 20_000 },
        )
        .toBeLessThanOrEqual(before)
      const requests = (await slow.requests()).length
      await sleep(1000)
      expect((await slow.requests()).length).toBe(requests)
    })
  })

  it('tells a client that asks for it what each statement took', async () => {
    const tracing = await system.client({ options: '-c azdo.trace=on' })
    const notices: { code?: string; detail?: string }[] = []
    tracing.on('notice', (notice) => notices.push(notice))
    await tracing.query('select count(*) from projects')
    await tracing.query('select 1')
    const traces = notices
      .filter(({ code }) => code === 'AZT01')
      .map(({ detail }) => JSON.parse(detail!) as { requests: number; scans: { table: string }[] })
    expect(traces.filter(({ requests }) => requests > 0)).toEqual([
      expect.objectContaining({
        requests: 1,
        scans: [expect.objectContaining({ table: 'projects', requests: 1 })],
      }),
    ])
  })

  it('drops what it holds when a connection is pointed at another organization', async () => {
    const owner = await system.owner()
    await client.query('select id from work_items')
    await owner.query('update box.work_items set rev = 1000000')
    await owner.query("comment on schema box is 'another organization'")
    await system.app.profiles.edit('box', { RetryCountMax: '4' })
    const next = await system.client()
    expect((await next.query('select max(rev) < 1000000 as fresh from work_items')).rows).toEqual([
      { fresh: true },
    ])
  })

  it('refuses to read what is held of a connection that is not set up, or not any more', async () => {
    const owner = await system.owner()
    await owner.query(
      "create schema left_over; comment on schema left_over is 'Azure DevOps organization http://elsewhere/acme'",
    )
    await owner.query(
      'create table left_over.projects as table box.projects; grant usage on schema left_over to azdo; grant select on left_over.projects to azdo',
    )
    const { values } = await system.app.profiles.get('box')
    await system.app.profiles.add('second', values)
    const both = await system.client()
    expect((await both.query('select count(*) > 0 as some from second.projects')).rows).toEqual([
      { some: true },
    ])
    expect(await codeOf('select * from left_over.projects', both)).toBe('22023')
    await system.app.profiles.remove('second')
    const after = await system.client()
    expect(await codeOf('select * from second.projects', after)).toBe('42P01')
    expect(await codeOf('select * from box.projects', both)).toBe('none')
  })

  it('refuses a second live read from one snapshot rather than answer from the past', async () => {
    await client.query('begin isolation level repeatable read')
    expect(await count('select count(*) from projects')).toBeGreaterThan(0)
    expect(await codeOf('select count(*) from teams')).toBe('0A000')
    await client.query('rollback')
    await client.query('begin isolation level read committed')
    expect(await count('select count(*) from projects')).toBeGreaterThan(0)
    expect(await codeOf('select count(*) from teams')).toBe('none')
    await client.query('rollback')
  })
})

/** What libpq's PQcancel does: a second connection that carries the session's key. */
async function cancelLikeLibpq(system: System, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const packet = Buffer.alloc(16)
  packet.writeUInt32BE(16, 0)
  packet.writeUInt32BE(80877102, 4)
  packet.writeInt32BE(processID, 8)
  packet.writeInt32BE(secretKey, 12)
  await new Promise<void>((resolve) => {
    const socket = connect(system.gateway.port, system.gateway.host, () => socket.write(packet))
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
  })
}
