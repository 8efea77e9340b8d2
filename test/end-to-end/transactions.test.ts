import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'
import {
  bind,
  describeStatement,
  execute,
  openWireSession,
  parse,
  query,
  sync,
  type WireMessage,
  type WireSession,
} from './wire-session.js'

const all = 60

describe('in transactions and through other objects', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client
  let projects = 0

  beforeAll(async () => {
    system = await startSystem({ workItems: all, projects: 2 })
    const first = await system.client()
    projects = (await first.query('select id from box.projects')).rowCount!
    owner = await system.owner()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(async () => {
    await forget()
    client = await system.client()
  })
  /** A transaction that a failed test left open would hold up the tests behind it. */
  afterEach(() => client.end())

  /** Takes all rows away: what then is not fetched is missing. */
  const forget = () =>
    owner.query(
      // Not TRUNCATE, which would wait for transactions that have read the tables.
      ['box.work_items', 'box.projects', 'box.teams', 'azdo.coverage']
        .map((name) => `delete from ${name}`)
        .join('; '),
    )
  /** The last value of the last statement of a text, for which every row has to be fetched. */
  const last = async (sql: string, values?: unknown[], from = client): Promise<unknown> => {
    await forget()
    const result = (await from.query({ text: sql, values, rowMode: 'array' })) as unknown
    const final = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryArrayResult<unknown[]>
    const value = final.rows.at(-1)?.[0]
    return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  }
  const count = 'select count(*) from box.work_items'
  const refused = { code: '0A000' }

  describe('every statement reads live', () => {
    it('under READ COMMITTED, after failures and savepoints', async () => {
      await client.query('begin')
      expect(await last(count)).toBe(all)
      await client.query('savepoint a')
      await expect(client.query('select 1/0')).rejects.toMatchObject({ code: '22012' })
      await expect(client.query(count)).rejects.toMatchObject({ code: '25P02' })
      await client.query('rollback to a')
      expect(await last(count)).toBe(all)
      await client.query('release a')
      expect(await last(`${count} where id > $1`, [0])).toBe(all)
      await client.query('commit')
      expect(await last(count)).toBe(all)
    })

    it('in a text that ends a failed transaction', async () => {
      await client.query('begin')
      await expect(client.query('select 1/0')).rejects.toThrow()
      expect(await last(`rollback; ${count}`)).toBe(all)
    })

    it('in a text whose later statements need its earlier ones', async () => {
      expect(
        await last(
          'create temp table five as select 5 as id; select count(*) from box.work_items w join five using (id)',
        ),
      ).toBe(1)
      expect(await last(`set search_path = box; select count(*) from work_items`)).toBe(all)
      expect(await last('begin; set local search_path = box; commit; select count(*) from work_items')).toBe(
        all,
      )
    })

    it('by prepared statements, which ask for what their parameters say', async () => {
      await client.query('prepare one(int) as select count(*) from box.work_items where id = $1')
      expect(await last('execute one(5)')).toBe(1)
      expect((await owner.query('select id from box.work_items')).rows).toEqual([{ id: 5 }])
      expect(await last('execute one(2 + 4)')).toBe(1)
      expect(await last('create temp table made as execute one(7); select count from made')).toBe(1)
      expect(await last('explain analyze execute one(8)')).toContain('1 calls, 1 rows')
      await client.query('prepare quoted(text) as select count(*) from box.work_items where state <> $1')
      expect(await last("execute quoted('no such ''state')")).toBe(all)
    })

    it('by cursors, COPY, SELECT INTO, INSERT … SELECT and materialized views', async () => {
      await client.query('begin')
      await client.query('declare c cursor for select id from box.work_items')
      expect((await client.query('fetch all from c')).rowCount).toBe(all)
      await client.query('commit')
      expect(await last('select id into temp chosen from box.work_items; select count(*) from chosen')).toBe(
        all,
      )
      await client.query('create temp table kept (id int)')
      expect(await last('insert into kept select id from box.work_items; select count(*) from kept')).toBe(
        all,
      )
      await forget()
      await client.query('create materialized view public.stored as select id from box.work_items')
      try {
        expect(await last('select count(*) from public.stored')).toBe(all)
        await client.query('drop materialized view public.stored')
        await client.query(
          'create materialized view public.stored as select id from box.work_items with no data',
        )
        await forget()
        await client.query('refresh materialized view public.stored')
        expect(await last('select count(*) from public.stored')).toBe(all)
      } finally {
        await client.query('drop materialized view public.stored')
      }
    })

    it('by views, also of this transaction, and changed in it', async () => {
      await client.query('create view public.items as select id from box.work_items where id < 5')
      try {
        expect(await last('select count(*) from public.items')).toBe(4)
        await client.query('begin')
        await client.query(
          'create or replace view public.items as select id from box.work_items where id > 0',
        )
        expect(await last('select count(*) from public.items')).toBe(all)
        await client.query('create temp view projects_here as select name from box.projects')
        expect(await last('select count(*) from projects_here')).toBe(projects)
        await client.query('rollback')
        await client.query('create temp view of_session as select id from public.items')
        expect(await last('select count(*) from of_session')).toBe(4)
      } finally {
        await client.query('drop view public.items cascade')
      }
    })
  })

  describe('what functions read is fetched for the statements that run them', () => {
    const made: string[] = []
    const make = async (signature: string, rest: string): Promise<void> => {
      await client.query(`create function public.${signature} ${rest}`)
      made.push(signature)
    }
    beforeAll(() => void (made.length = 0))
    afterAll(() => undefined)
    beforeEach(async () => {
      for (const signature of made.splice(0)) await owner.query(`drop function public.${signature} cascade`)
    })

    it('by SQL functions, plpgsql functions and procedures, one through another and through views', async () => {
      await make('in_sql()', `returns bigint language sql as '${count}'`)
      expect(await last('select public.in_sql()')).toBe(all)
      expect(await last('select n from (values (1, public.in_sql()), (2, public.in_sql())) v(a, n)')).toBe(
        all,
      )
      await make(
        'in_plpgsql()',
        `returns bigint language plpgsql as $$ declare n bigint; begin select count(*) into n from box.work_items; return n; end $$`,
      )
      expect(await last('select public.in_plpgsql()')).toBe(all)
      await make('around()', 'returns bigint language sql as $$ select public.in_plpgsql() $$')
      expect(await last('select public.around()')).toBe(all)
      await client.query('create view public.over_function as select public.around() as n')
      expect(await last('select n from public.over_function')).toBe(all)
      await make(
        'by_view()',
        'returns bigint language plpgsql as $$ begin return (select n from public.over_function); end $$',
      )
      expect(await last('select public.by_view()')).toBe(all)
      await make(
        'constant_text()',
        `returns bigint language plpgsql as $$ declare n bigint; begin execute '${count}' into n; return n; end $$`,
      )
      expect(await last('select public.constant_text()')).toBe(all)
      await client.query(
        'create procedure public.store() language plpgsql as $$ begin create temp table stored as select id from box.work_items; end $$',
      )
      expect(await last('call public.store(); select count(*) from stored')).toBe(all)
      await client.query('drop procedure public.store()')
      await client.query('drop view public.over_function cascade')
    })

    it('with the filters of the statement where PostgreSQL puts a function in its place', async () => {
      await make(
        'items()',
        'returns setof box.work_items language sql stable as $$ select * from box.work_items $$',
      )
      expect(await last('select id from public.items() where id = 9')).toBe(9)
      expect((await owner.query('select id from box.work_items')).rows).toEqual([{ id: 9 }])
    })

    it('by DO blocks and triggers', async () => {
      await client.query('create table public.counted (n bigint)')
      try {
        await forget()
        await client.query(
          'do $$ begin insert into public.counted select count(*) from box.work_items; end $$',
        )
        expect(await last('select n from public.counted')).toBe(all)
        await make(
          'count_them()',
          'returns trigger language plpgsql as $$ begin new.n := (select count(*) from box.work_items); return new; end $$',
        )
        await client.query(
          'create trigger counts before insert on public.counted for each row execute function public.count_them()',
        )
        expect(await last('insert into public.counted values (0) returning n')).toBe(all)
      } finally {
        await client.query('drop table public.counted')
      }
    })

    it('made in the running transaction', async () => {
      await client.query('begin')
      await client.query(`create function public.fresh() returns bigint language sql as '${count}'`)
      expect(await last('select public.fresh()')).toBe(all)
      await client.query('rollback')
      await client.query(`create function pg_temp.own() returns bigint language sql as '${count}'`)
      expect(await last('select pg_temp.own()')).toBe(all)
    })

    it('by functions that run text, unless it is put together as it runs: then the statement says which', async () => {
      expect(
        await last(`select (xpath('//count/text()', query_to_xml('${count}', false, false, '')))[1]::text`),
      ).toBe(all)
      await expect(
        client.query("select query_to_xml('select ' || 1, false, false, '')"),
      ).rejects.toMatchObject(refused)
      await make(
        'computed(name text)',
        `returns bigint language plpgsql as $$ declare n bigint; begin execute format('select count(*) from box.%I', name) into n; return n; end $$`,
      )
      await expect(client.query("select public.computed('work_items')")).rejects.toMatchObject({
        ...refused,
        hint: expect.stringContaining('azdo.reads'),
      })
      await client.query("alter function public.computed(text) set azdo.reads = 'work_items, projects'")
      expect(await last("select public.computed('work_items')")).toBe(all)
      const block = `do $$ declare n bigint; begin execute 'select count(*) from box.' || 'work_items' into n; if n <> ${all} then raise '%', n; end if; end $$`
      await expect(client.query(block)).rejects.toMatchObject(refused)
      await client.query("set azdo.reads = 'work_items'")
      await forget()
      await client.query(block)
      await client.query('reset azdo.reads')
    })

    it('and nothing is fetched for functions that read nothing of ours', async () => {
      await make('twice(n int)', 'returns int language plpgsql as $$ begin return 2 * n; end $$')
      const before = (await system.requests()).length
      expect(await last('select public.twice(4)')).toBe(8)
      expect((await system.requests()).length).toBe(before)
    })
  })

  describe('under REPEATABLE READ and SERIALIZABLE', () => {
    it.each(['repeatable read', 'serializable'])(
      'the first statement of %s reads live, later ones are refused',
      async (level) => {
        await client.query(`begin isolation level ${level}`)
        await client.query('show transaction_isolation')
        await client.query("set local timezone = 'UTC'")
        expect(await last(`${count} where id > $1`, [0])).toBe(all)
        await expect(client.query('select count(*) from box.projects')).rejects.toMatchObject(refused)
        await client.query('rollback')
        await client.query(`begin isolation level ${level}`)
        await client.query('select 1')
        await expect(client.query(count)).rejects.toMatchObject(refused)
        await client.query('rollback')
      },
    )

    it('by default, every statement of its own reads live', async () => {
      await owner.query("alter role azdo set default_transaction_isolation = 'repeatable read'")
      try {
        const strict = await system.client()
        expect(await last(count, undefined, strict)).toBe(all)
        expect(await last(`${count} where id > $1`, [0], strict)).toBe(all)
        await strict.query('begin')
        expect(await last(`${count} where id > $1`, [0], strict)).toBe(all)
        await expect(strict.query(count)).rejects.toMatchObject(refused)
        await strict.query('rollback')
      } finally {
        await owner.query('alter role azdo reset default_transaction_isolation')
      }
    })

    it('a statement parsed before its parameters are known reads what they may ask for', async () => {
      const { host, port, user, password, database } = system.gateway
      const session = await openWireSession({ host, port, user, password, database })
      try {
        const sql = 'select count(*) from box.work_items where id > $1'
        await forget()
        await session.exchange([query('begin isolation level repeatable read')])
        await session.exchange([parse('s', sql), describeStatement('s'), sync])
        expect(await valueOf(session, [bind('', 's', ['0']), execute(), sync])).toBe(`${all}`)
        expect(await valueOf(session, [bind('', 's', ['2']), execute(), sync])).toBe(`${all - 2}`)
        await session.exchange([query('commit')])
        await forget()
        expect(await valueOf(session, [bind('', 's', ['0']), execute(), sync])).toBe(`${all}`)
      } finally {
        await session.close()
      }
    })
  })

  it('a pipeline reads live statement by statement, and in the transaction it opens', async () => {
    const { host, port, user, password, database } = system.gateway
    const session = await openWireSession({ host, port, user, password, database })
    const step = (sql: string, values: readonly string[] = []) => [
      parse('', sql),
      bind('', '', values),
      execute(),
    ]
    try {
      await forget()
      const answer = await session.exchange([
        ...step('begin isolation level repeatable read'),
        ...step(`${count} where id > $1`, ['0']),
        ...step('commit'),
        ...step('select count(*) from box.projects'),
        sync,
      ])
      expect(valuesOf(answer)).toEqual([`${all}`, `${projects}`])
      await forget()
      await session.exchange([query('begin')])
      await session.exchange([...step('select 1/0'), sync])
      const after = await session.exchange([...step('rollback'), ...step(count), sync])
      expect(valuesOf(after)).toEqual([`${all}`])
    } finally {
      await session.close()
    }
  })

  it('a suspended portal goes on with the rows it began with', async () => {
    const { host, port, user, password, database } = system.gateway
    const session = await openWireSession({ host, port, user, password, database })
    try {
      await forget()
      await session.exchange([query('begin')])
      const first = await session.exchange([
        parse('', 'select id from box.work_items order by id'),
        bind('c', ''),
        execute('c', 10),
        sync,
      ])
      expect(valuesOf(first)).toHaveLength(10)
      expect(valuesOf(await session.exchange([query('select count(*) from box.projects')]))).toEqual([
        `${projects}`,
      ])
      expect(valuesOf(await session.exchange([execute('c', 0), sync]))).toHaveLength(all - 10)
    } finally {
      await session.close()
    }
  })
})

async function valueOf(session: WireSession, messages: readonly Buffer[]): Promise<string | undefined> {
  return valuesOf(await session.exchange(messages))[0]
}

/** The values of one-column rows in text form. */
function valuesOf(messages: readonly WireMessage[]): readonly string[] {
  return messages.filter(({ type }) => type === 'D').map(({ bytes }) => bytes.toString('utf8', 11))
}
