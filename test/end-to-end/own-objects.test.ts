import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

const all = 60
const count = 'select count(*)::int from box.work_items'
const counting = `language sql as $$ ${count} $$`

describe('what a session has made itself', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: all, projects: 2 })
    owner = await system.owner()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(async () => {
    client = await system.client()
    await owner.query('create schema mine authorization azdo')
    await client.query('set search_path = mine, box')
  })
  afterEach(async () => {
    await client.end()
    await owner.query('drop schema if exists mine cascade')
  })

  /** The last value of a text, before which all rows are taken away: what then is not fetched is missing. */
  const last = async (sql: string): Promise<unknown> => {
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const result = (await client.query({ text: sql, rowMode: 'array' })) as unknown
    const final = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryArrayResult<unknown[]>
    return final.rows.at(-1)?.[0]
  }
  const heldIds = async (): Promise<number[]> => {
    const { rows } = await owner.query<{ id: number }>('select id from box.work_items order by id')
    return rows.map(({ id }) => id)
  }

  it('temporary views and tables hide others of the same name', async () => {
    await client.query('create view items as select id from box.work_items where id = 1')
    await client.query('create table few as select 1 as id')
    expect(await last('select id from box.work_items join few using (id)')).toBe(1)
    await client.query('create temp view items as select id from box.work_items')
    await client.query('create temp table few as select 5 as id')
    expect(await last('select count(*)::int from items')).toBe(all)
    expect(await last('select id from box.work_items join few using (id)')).toBe(5)
    expect(await last('select id from box.work_items where id in (select id from few)')).toBe(5)
    await client.query('discard temp')
    expect(await last('select id from box.work_items join few using (id)')).toBe(1)
    expect(await heldIds()).toEqual([1])
  })

  it('what blocks and functions create as they run hides others, too', async () => {
    await client.query('create table few as select 1 as id')
    await client.query('begin')
    await client.query('do $$ begin create temp table few on commit drop as select 5 as id; end $$')
    expect(await last('select id from box.work_items join few using (id)')).toBe(5)
    await client.query('commit')
    await client.query(
      `create function make() returns void language plpgsql as $$ begin
         execute 'create temporary table if not exists "few" (id int)'; insert into few values (7);
       end $$`,
    )
    await client.query('begin')
    await client.query('select make()')
    expect(await last('select id from box.work_items join few using (id)')).toBe(7)
    await client.query('commit')
    expect(await last('select id from box.work_items join few using (id)')).toBe(7)
  })

  it.each([
    ['a function', `create function f() returns int ${counting}; select f()`],
    [
      'a view',
      'create or replace view items as select id from box.work_items; select count(*)::int from items',
    ],
    [
      'a view in place of a dropped one',
      'drop view items; create view items as select id from box.work_items; select count(*)::int from items',
    ],
    [
      'a view by another name',
      'alter view items rename to i; alter view every rename to items; select count(*)::int from items',
    ],
    [
      'a trigger',
      `create trigger t before insert on counted for each row execute function of_trigger();
       insert into counted values (0) returning n`,
    ],
    ['a domain', 'create domain d as int check (every_one(value)); select 5::d * 12'],
    [
      'an aggregate',
      'create aggregate a(int) (sfunc = plus_all, stype = int, initcond = 0); select a(g) from generate_series(0, 0) g',
    ],
    [
      'an operator',
      'create operator ### (leftarg = int, rightarg = int, function = plus_all); select 0 ### 0',
    ],
    [
      'a default',
      'create function f() returns int ' +
        `${counting}; create table o (a int, b int default f()); insert into o values (1) returning b`,
    ],
    [
      'a rule',
      `create rule r as on update to counted do instead insert into counted ${count};
       update counted set n = 1; select max(n)::int from counted`,
    ],
    [
      'a materialized view',
      `create materialized view m as select id from box.work_items with no data;
       refresh materialized view m; select count(*)::int from m`,
    ],
  ])('%s is known to what follows in the same text, in the transaction and after it', async (_, text) => {
    await client.query('create view items as select id from box.work_items where id = 1')
    await client.query('create view every as select id from box.work_items')
    await client.query('create table counted (n int)')
    await client.query('insert into counted values (0)')
    await client.query(
      `create function of_trigger() returns trigger language plpgsql as $$ begin new.n := (${count}); return new; end $$`,
    )
    await client.query(
      `create function every_one(int) returns boolean language sql as $$ select (${count}) = ${all} $$`,
    )
    await client.query(
      `create function plus_all(a int, b int) returns int language sql as $$ select a + b + (${count}) $$`,
    )
    await client.query('begin')
    expect(await last(text)).toBe(all)
    await client.query('rollback')
    const steps = text.split(/;\s*/)
    await client.query('begin')
    for (const step of steps.slice(0, -1)) await last(step)
    expect(await last(steps.at(-1)!)).toBe(all)
    await client.query('commit')
    expect(await last(steps.at(-1)!)).toBe(all)
  })

  it('a transaction that changes a view holds up neither its own statements nor those of others', async () => {
    await client.query('create view items as select id from box.work_items where id = 1')
    await client.query(`create function one() returns int ${counting}`)
    await client.query('begin')
    await client.query('create or replace view items as select id from box.work_items')
    expect(await last('select count(*)::int from items')).toBe(all)
    const other = await system.client()
    const { rows } = await other.query('select mine.one() as n')
    expect(rows).toEqual([{ n: all }])
    await client.query('rollback')
  })

  it('functions with a stored tree, and views that run text', async () => {
    await client.query(`create function atomic() returns int begin atomic ${count}; end`)
    expect(await last('select atomic()')).toBe(all)
    await client.query(
      `create view by_text as select (xpath('//count/text()', query_to_xml('${count}', false, false, '')))[1]::text::int`,
    )
    await expect(last('select * from by_text')).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringContaining('"by_text"'),
    })
    await client.query("set azdo.reads = 'work_items'")
    expect(await last('select * from by_text')).toBe(all)
  })

  it('settings that change what a text means', async () => {
    await client.query('set transform_null_equals = on')
    expect(await last(`${count} where parent_id = null or id > 0`)).toBe(all)
    const none = (await last(`${count} where assigned_to = null`)) as number
    expect(none).toBeGreaterThan(0)
    expect(await last(`${count} where assigned_to is null`)).toBe(none)
    await client.query('set standard_conforming_strings = off; set escape_string_warning = off')
    expect(await last(String.raw`${count} where title <> 'it\'s'`)).toBe(all)
    expect(await last(String.raw`select '\''; ${count} where title <> 'a\\b'`)).toBe(all)
    await client.query(String.raw`prepare p as ${count} where title <> 'it\'s'`)
    expect(await last('execute p')).toBe(all)
  })

  it('what a view asks of the settings of a session', async () => {
    await client.query(
      "create view chosen as select id from box.work_items where id::text = current_setting('app.id', true)",
    )
    await client.query("set app.id = '9'")
    expect(await last('select id from chosen')).toBe(9)
    await client.query("begin; set local app.id = '8'")
    expect(await last('select id from chosen')).toBe(8)
    await client.query('commit')
    expect(await last('select id from chosen')).toBe(9)
  })

  it('cursors that outlive their transaction', async () => {
    await client.query('begin')
    await last('declare c scroll cursor with hold for select id from box.work_items order by id')
    await client.query('commit')
    expect(await last('fetch absolute 9 from c')).toBe(9)
    await client.query('move absolute 0 from c')
    expect((await client.query('fetch all from c')).rowCount).toBe(all)
  })
})
