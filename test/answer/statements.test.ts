import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { needsNothing, readStatements, type PreparedText } from '../../src/answer/statements.js'

const read = (sql: string, prepared: Record<string, PreparedText> = {}) =>
  readStatements(sql, (name) => prepared[name])
const needs = (sql: string) =>
  read(sql)?.list.map(({ need }) => (need.kind === 'plan' ? need.sql.trim() : need.kind))

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

  it('is that of the explained statement for EXPLAIN, with whether it runs', () => {
    const explained = (sql: string) => read(sql)?.list[0]?.explain
    for (const options of ['', '(analyze off)', 'analyze verbose', '(analyze, format json)']) {
      expect(needs(`explain ${options} select * from work_items`)).toEqual(['select * from work_items'])
    }
    expect(explained('explain select * from work_items')).toEqual({ analyze: false, format: 'text' })
    expect(explained('explain (analyze off) select 1')).toEqual({ analyze: false, format: 'text' })
    expect(explained('explain analyze verbose select 1')).toEqual({ analyze: true, format: 'text' })
    expect(explained('explain (analyze, format json) select 1')).toEqual({ analyze: true, format: 'json' })
    expect(explained('select 1')).toBeUndefined()
  })

  it('is nothing for catalogs named with their schema', () => {
    expect(needs('select * from pg_catalog.pg_class c join information_schema.tables t on true')).toEqual([
      'none',
    ])
    expect(needs('select * from pg_class')).toEqual(['select * from pg_class'])
  })

  it('is the PREPARE of the statement that EXECUTE names, or its tables, whole, when that is not known', () => {
    const text = 'prepare p (text) as select * from box.work_items where state = $1'
    const statements = read(`${text}; execute p (1)`)
    expect(statements?.prepared.get('p')).toEqual({ sql: text, prepare: text })
    expect(statements?.list[1]?.need).toEqual({
      kind: 'prepared',
      prepare: text,
      sql: 'execute p (1)',
      relations: [{ schema: 'box', name: 'work_items' }],
    })
    expect(read('execute q', { q: { sql: 'select * from projects' } })?.list[0]?.need).toEqual({
      kind: 'whole',
      relations: [{ schema: undefined, name: 'projects' }],
    })
    expect(needs('execute unknown')).toEqual(['none'])
  })

  it('is unknown for a text that does not parse', () => {
    expect(read('selct 1')).toBeUndefined()
  })

  it('names every relation, also of subqueries', () => {
    const need = read('select * from a where x in (select y from s.b) union select * from c')?.list[0]?.need
    expect(
      need?.kind === 'plan' && need.relations.map(({ schema, name }) => `${schema ?? ''}.${name}`).sort(),
    ).toEqual(['.a', '.c', 's.b'])
  })

  it('knows statements that make objects other sessions may not see', () => {
    expect(read('create temp table t (a int)')?.makesObjects).toBe(true)
    expect(read('select 1 into t')?.makesObjects).toBe(true)
    expect(read('select 1; begin')?.makesObjects).toBe(false)
  })

  it('knows what each statement makes, for those behind it', () => {
    const made = (sql: string) =>
      read(sql)?.made.map(({ name, body }) => `${name ?? '*'}${body === '' ? '' : ' runs'}`)
    expect(
      made(
        'create temp table a as select 1; select 2 into b; create view c as select 1; drop view s.d, e; ' +
          'create function s.f() returns int language sql as $$ select 1 $$; alter table g rename to h; ' +
          'create trigger i before insert on j execute function k(); create domain l as int; ' +
          'create materialized view m as select 1; select 3 union select 4 into n',
      ),
    ).toEqual(['a', 'b', 'c runs', 'd', 'e', 'f runs', 'g runs', 'h runs', 'j runs', '* runs', 'm runs', 'n'])
    expect(
      made(
        `do $$ begin create temp table if not exists s."A" (i int); select 1 into n; execute 'create view b as select 1';
           alter view c rename to d; end $$`,
      ),
    ).toEqual(['A', 'b', 'd'])
    const list = read('create temp table a (b int); select * from a; begin')?.list
    expect(list?.map(({ behind }) => behind?.length)).toEqual([0, 1, 1])
  })

  it('plans nothing behind a change of what names mean', () => {
    for (const change of [
      'set search_path to box, "Other One", public',
      'set local search_path = a',
      'reset search_path',
      'reset all',
      'discard all',
      "select set_config('search_path', 'a', false)",
    ]) {
      expect(needs(`${change}; select * from work_items`)?.at(-1), change).toBe('whole')
    }
    expect(needs("select current_setting('search_path'); select * from projects")?.at(-1)).toBe(
      'select * from projects',
    )
  })

  it('knows the settings given plain values, and whether a text begins with the end of a transaction', () => {
    expect(read("set azdo.max_staleness = '5 min'; set local azdo.max_requests to 7")?.settings).toEqual([
      { name: 'azdo.max_staleness', value: '5 min' },
      { name: 'azdo.max_requests', value: '7' },
    ])
    expect(read('rollback; select 1')?.endsTransaction).toBe(true)
    expect(read('begin; rollback')?.endsTransaction).toBe(false)
  })

  it('is nothing for a text that calls no function and reads no table', () => {
    const nothing = (sql: string) => needsNothing(read(sql)!)
    expect(nothing("select 1, 'a', null")).toBe(true)
    expect(nothing("select upper('a')")).toBe(false)
    expect(nothing('select 1 + 2')).toBe(false)
    expect(nothing("select '2026-01-01'::date")).toBe(false)
    expect(nothing('select of_mine(1)')).toBe(false)
    expect(nothing("select query_to_xml('select * from projects', true, true, '')")).toBe(false)
    expect(nothing('select 1; select * from projects')).toBe(false)
    expect(nothing('begin')).toBe(true)
  })
})
