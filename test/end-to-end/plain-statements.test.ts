import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'
import { openWireSession, query } from './wire-session.js'

const items = 60

describe('statements over tables of the user', () => {
  let system: System
  let owner: pg.Client
  let client: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: items, projects: 2 })
    owner = await system.owner()
    client = await system.client()
    await client.query('create table public.notes (id int primary key, words text)')
    await client.query("insert into public.notes values (1, 'one'), (2, 'two')")
  })
  afterAll(() => system?.close())

  /** Forgets the rows of the service that are held, so that a read that does not ask the service finds none. */
  const forget = () => owner.query('truncate box.work_items')
  const countOf = async (sql: string, from: pg.Client): Promise<number> =>
    Number((await from.query<{ count: string }>(sql)).rows[0]!.count)

  /** How many sessions of the database a client needs for some statements: a second one plans them. */
  const sessionsFor = async (run: (client: pg.Client) => Promise<unknown>): Promise<number> => {
    const one = await system.client({ application_name: 'counted' })
    const others = await owner.query<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'azdo' and application_name <> 'counted'",
    )
    await run(one)
    const { rows } = await owner.query<{ count: string }>(
      "select count(*) from pg_stat_activity where usename = 'azdo' and pid <> all ($1)",
      [others.rows.map(({ pid }) => pid)],
    )
    await one.end()
    return Number(rows[0]!.count)
  }
  const known = () =>
    expect.poll(() => sessionsFor((one) => one.query('select count(*) from public.notes'))).toBe(1)

  it('are passed on unplanned, in every form', async () => {
    await known()
    const sessions = await sessionsFor(async (one) => {
      await one.query('begin; insert into public.notes values (3, upper($$three$$)); commit')
      await one.query("update public.notes set words = words || '!' where id = 3 returning id")
      await one.query(
        'with n as (select * from public.notes) select count(*) from n join public.notes using (id)',
      )
      await one.query({ name: 'by_id', text: 'select words from public.notes where id = $1', values: [3] })
      await one.query({ name: 'by_id', text: 'select words from public.notes where id = $1', values: [1] })
      await one.query('select relname from pg_class limit 1')
      await one.query('delete from public.notes where id = 3')
    })
    expect(sessions).toBe(1)
    expect(await sessionsFor((one) => one.query('select count(*) from box.projects'))).toBe(2)
  })

  describe('read live as soon as what they name is not a plain table any more:', () => {
    const text = 'select count(*) from own.swapped'
    const view = 'create view own.swapped as select id from box.work_items'

    beforeEach(async () => {
      await owner.query('drop schema if exists own cascade; create schema own authorization azdo')
      await client.query('create table own.swapped (id int)')
      await expect.poll(() => sessionsFor((one) => one.query(text))).toBe(1)
      expect(await countOf(text, client)).toBe(0)
      await forget()
    })

    it('a view that another session has put in its place', async () => {
      const maker = await system.client()
      await maker.query(`begin; drop table own.swapped; ${view}; commit`)
      expect(await countOf(text, client)).toBe(items)
    })

    it('a view that the same transaction has put in its place', async () => {
      await client.query('begin')
      await client.query('drop table own.swapped')
      await client.query(view)
      expect(await countOf(text, client)).toBe(items)
      await client.query('rollback')
      expect(await countOf(text, client)).toBe(0)
    })

    it('a view that what is sent before it in one packet puts in its place', async () => {
      const { host, port, user, password, database } = system.gateway
      const session = await openWireSession({ host, port, user, password, database })
      const answer = await session.exchange(
        [query(text), query('drop table own.swapped'), query(view), query(text)],
        4,
      )
      const counts = answer
        .filter(({ type }) => type === 'D')
        .map(({ bytes }) => bytes.toString('latin1', 11))
      expect(counts).toEqual(['0', String(items)])
      await session.close()
    })

    it('a temporary view that stands before it', async () => {
      await client.query('create temp view notes as select id from box.work_items')
      await client.query('set search_path = pg_temp, public')
      expect(await countOf('select count(*) from notes', client)).toBe(items)
      await client.query('drop view pg_temp.notes; reset search_path')
    })

    it('a view that code has made', async () => {
      await client.query("set azdo.reads = 'none'")
      await client.query(`do $$ begin execute 'drop table own.swapped'; execute '${view}'; end $$`)
      await client.query('reset azdo.reads')
      expect(await countOf(text, client)).toBe(items)
    })

    it('a view that somebody has made past the gateway', async () => {
      await owner.query(`begin; drop table own.swapped; ${view}; grant select on own.swapped to azdo; commit`)
      await expect.poll(() => countOf(text, client)).toBe(items)
    })

    it('a table whose trigger reads', async () => {
      await client.query('create table own.counts (n int)')
      await client.query(
        'create function own.count_items() returns trigger language plpgsql as $$ begin insert into own.counts select count(*) from box.work_items; return new; end $$',
      )
      await client.query(
        'create trigger reading after insert on own.swapped for each row execute function own.count_items()',
      )
      await client.query('insert into own.swapped values (1)')
      expect((await client.query('select n from own.counts')).rows).toEqual([{ n: items }])
    })

    it('a column that is a function', async () => {
      await client.query(
        "create function own.how_many(own.swapped) returns bigint language sql as 'select count(*) from box.work_items'",
      )
      await client.query('insert into own.swapped values (1)')
      await client.query('set search_path = own, public')
      expect((await client.query('select s.how_many from own.swapped s')).rows).toEqual([
        { how_many: String(items) },
      ])
    })
  })
})
