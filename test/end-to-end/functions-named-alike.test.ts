import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startSystem, type System } from './system.js'
import { bind, execute, openWireSession, parse, query, sync } from './wire-session.js'

const items = 60
const reading = 'select count(*)::int from box.work_items'

describe("functions of users that have the names of PostgreSQL's own", () => {
  let system: System
  let owner: pg.Client
  let client: pg.Client

  beforeAll(async () => {
    system = await startSystem({ workItems: items, projects: 2 })
    owner = await system.owner()
    client = await system.client()
  }, 60_000)
  afterAll(() => system?.close())
  beforeEach(async () => {
    await client.query('reset search_path')
    await owner.query('drop schema if exists own cascade; create schema own; grant all on schema own to azdo')
  })

  /** The first value of a statement, before which all rows are taken away: what then is not fetched is missing. */
  const first = async (sql: string, values?: unknown[]): Promise<unknown> => {
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const { rows } = await client.query<unknown[]>({ text: sql, values, rowMode: 'array' })
    return rows[0]![0]
  }
  const make = (text: string, by = client) => by.query(text)
  const upper = `create function own.upper(text) returns int language sql as '${reading}'`

  it('read live by their schema, by the search path and by their arguments', async () => {
    await make(upper)
    await make(
      `create function own.upper(int, int) returns int language plpgsql as 'begin return (${reading}); end'`,
    )
    expect(await first('select upper($1)', ['x'])).toBe('X')
    expect(await first("select own.upper('x')")).toBe(items)
    expect(await first('select own.upper($1)', ['x'])).toBe(items)
    expect(await first("select own.upper(relname) from pg_catalog.pg_class where relname = 'pg_proc'")).toBe(
      items,
    )
    await client.query('set search_path = own')
    expect(await first('select upper(1, 2)')).toBe(items)
    expect(await first("select upper('x')")).toBe('X')
    await client.query('set search_path = own, pg_catalog')
    expect(await first("select upper('x')")).toBe(items)
    expect(await first('values (upper($1))', ['x'])).toBe(items)
  })

  it.each([
    [
      'an aggregate',
      'create aggregate own.max(int) (sfunc = own.plus, stype = int, initcond = 0)',
      'own.max(0)',
    ],
    [
      'an operator',
      'create operator own.+ (leftarg = int, rightarg = int, function = own.plus)',
      '0 operator(own.+) 0',
    ],
    [
      'a domain',
      'create domain own.date as int check (own.plus(value, 0) > 0)',
      `(${1 - items})::own.date + ${2 * items - 1}`,
    ],
  ])('read live as %s', async (_, made, used) => {
    await make(
      `create function own.plus(a int, b int) returns int language sql as 'select a + b + (${reading})'`,
    )
    await make(made)
    expect(await first(`select ${used}`)).toBe(items)
  })

  it('read live as a cast between types of PostgreSQL', async () => {
    await make(`create function own.count(point) returns int language sql as '${reading}'`)
    await make('create cast (point as int) with function own.count(point)', owner)
    onTestFinished(async () => void (await owner.query('drop cast if exists (point as int)')))
    expect(await first("select cast(point '(1,2)' as int)")).toBe(items)
  })

  it('read live in the transaction that makes them, and in what is sent behind it', async () => {
    await client.query('begin')
    await make(upper)
    expect(await first("select own.upper('x')")).toBe(items)
    await client.query('rollback')
    const { host, port, user, password, database } = system.gateway
    const session = await openWireSession({ host, port, user, password, database })
    onTestFinished(() => session.close())
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const answer = await session.exchange([query(upper), query("select own.upper('x')")], 2)
    expect(
      answer.filter(({ type }) => type === 'D').map(({ bytes }) => bytes.toString('latin1', 11)),
    ).toEqual([String(items)])
  })

  it('read live when somebody has made them past the gateway', async () => {
    expect(await first("select upper('x')")).toBe('X')
    await make(upper, owner)
    await expect.poll(() => first("select own.upper('x')")).toBe(items)
  })

  it('read live under one snapshot, prepared before their arguments are known', async () => {
    await make(upper)
    const { host, port, user, password, database } = system.gateway
    const session = await openWireSession({ host, port, user, password, database })
    onTestFinished(() => session.close())
    await session.exchange([query('begin isolation level repeatable read')])
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const answer = await session.exchange([
      parse('', 'select own.upper($1)'),
      bind('', '', ['x']),
      execute(),
      sync,
    ])
    expect(answer.find(({ type }) => type === 'D')?.bytes.toString('latin1', 11)).toBe(String(items))
  })
})
