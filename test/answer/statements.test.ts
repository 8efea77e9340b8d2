import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { readStatements } from '../../src/answer/statements.js'

const read = (sql: string, prepared: Record<string, string> = {}) =>
  readStatements(sql, (name) => prepared[name])
const needs = (sql: string, prepared?: Record<string, string>) =>
  read(sql, prepared)?.needs.map((need) => (need.kind === 'plan' ? need.sql.trim() : need.kind))

describe('what a statement needs', () => {
  beforeAll(() => loadModule())

  it('is nothing for transaction control, settings and statements about objects', () => {
    expect(needs('begin; set search_path = a; show timezone; commit; create table t (a int)')).toEqual([
      'none',
      'none',
      'none',
      'none',
      'none',
    ])
  })

  it('is a plan for each query of a text, with texts cut at the right bytes', () => {
    expect(needs("select 'ä€😀' from work_items; select 2 from projects")).toEqual([
      "select 'ä€😀' from work_items",
      'select 2 from projects',
    ])
  })

  it('is a plan for cursors, CREATE TABLE AS and data-changing statements', () => {
    const texts = [
      'declare c cursor for select * from work_items',
      'create table t as select * from work_items',
      'insert into t select * from work_items',
      'update t set a = 1 from work_items',
      'delete from t using work_items',
      'with w as (select 1) select * from w',
    ]
    for (const text of texts) expect(needs(text)).toEqual([text])
  })

  it('is the plan of the query inside COPY … TO', () => {
    expect(needs("copy (select id, ')' from work_items where (id > 3)) to stdout with (format csv)")).toEqual(
      ["select id, ')' from work_items where (id > 3)"],
    )
    expect(needs('copy work_items to stdout')).toEqual(['whole'])
    expect(needs('copy t from stdin')).toEqual(['none'])
  })

  it('is nothing for EXPLAIN, and the plan of the statement for EXPLAIN ANALYZE', () => {
    expect(needs('explain select * from work_items')).toEqual(['none'])
    expect(needs('explain (analyze off) select * from work_items')).toEqual(['none'])
    expect(needs('explain analyze verbose select * from work_items')).toEqual(['select * from work_items'])
    expect(needs('explain (analyze, format json) select * from work_items')).toEqual([
      'select * from work_items',
    ])
  })

  it('is nothing for catalogs named with their schema', () => {
    expect(needs('select * from pg_catalog.pg_class c join information_schema.tables t on true')).toEqual([
      'none',
    ])
    expect(needs('select * from pg_class')).toEqual(['select * from pg_class'])
  })

  it('is the tables a prepared statement names, whole, for EXECUTE', () => {
    const statements = read(
      'prepare p (text) as select * from box.work_items where state = $1; execute p (1)',
    )
    expect(statements?.prepared.get('p')?.trim()).toBe('select * from box.work_items where state = $1')
    expect(statements?.needs[1]).toEqual({
      kind: 'whole',
      relations: [{ schema: 'box', name: 'work_items' }],
    })
    expect(read('execute q', { q: 'select * from projects' })?.needs[0]).toEqual({
      kind: 'whole',
      relations: [{ schema: undefined, name: 'projects' }],
    })
  })

  it('is unknown for a text that does not parse', () => {
    expect(read('selct 1')).toBeUndefined()
  })

  it('names every relation, also of subqueries', () => {
    const need = read('select * from a where x in (select y from s.b) union select * from c')?.needs[0]
    expect(
      need?.kind === 'plan' && need.relations.map(({ schema, name }) => `${schema ?? ''}.${name}`).sort(),
    ).toEqual(['.a', '.c', 's.b'])
  })

  it('knows statements that make objects other sessions may not see', () => {
    expect(read('create temp table t (a int)')?.makesObjects).toBe(true)
    expect(read('select 1 into t')?.makesObjects).toBe(true)
    expect(read('select 1; begin')?.makesObjects).toBe(false)
  })

  it('knows what a text makes of search_path, and plans nothing behind such a change', () => {
    expect(read('set search_path to box, "Other One", public')?.pathChange).toEqual({
      to: '"box", "Other One", "public"',
    })
    for (const untold of [
      'set local search_path = a',
      'reset search_path',
      'reset all',
      'discard all',
      "select set_config('search_path', 'a', false)",
    ]) {
      expect(read(untold)?.pathChange, untold).toEqual({ to: undefined })
    }
    expect(read("select current_setting('search_path')")?.pathChange).toBeUndefined()
    expect(needs('set search_path = a; select * from work_items')).toEqual(['none', 'whole'])
  })

  it('knows which isolation is asked for, and whether a snapshot is taken', () => {
    expect(read('begin isolation level repeatable read')?.isolation).toEqual({
      scope: 'transaction',
      snapshot: true,
    })
    expect(read('start transaction isolation level read committed, read only')?.isolation).toEqual({
      scope: 'transaction',
      snapshot: false,
    })
    expect(read('set transaction isolation level serializable')?.isolation).toEqual({
      scope: 'transaction',
      snapshot: true,
    })
    expect(
      read('set session characteristics as transaction isolation level repeatable read')?.isolation,
    ).toEqual({ scope: 'session', snapshot: true })
    expect(read("set default_transaction_isolation = 'serializable'")?.isolation).toEqual({
      scope: 'session',
      snapshot: true,
    })
    expect(read("set application_name = 'serializable'")?.isolation).toBeUndefined()
    expect(read('begin')?.takesSnapshot).toBe(false)
    expect(read('begin; select 1')?.takesSnapshot).toBe(true)
  })
})
