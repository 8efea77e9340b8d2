import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { mayReplace, numberInPlace } from '../../src/answer/counting.js'
import { readStatements } from '../../src/answer/statements.js'

const read = (sql: string) => readStatements(sql, () => undefined)!.list
const nameOf = (sql: string) => read(sql)[0]!.counts

beforeAll(() => loadModule())

describe('a statement that only counts', () => {
  it.each([
    ['select count(*) from work_items', 'count'],
    ['SELECT pg_catalog.count(*) FROM box.work_items w WHERE w.priority = $1', 'count'],
    ['select count(id) n from only work_items', 'n'],
    ['/* how many */ select count(*) as "Ä ""b""" from work_items -- all', 'Ä "b"'],
    ['explain select count(*) from work_items', 'count'],
    ['explain (format json, analyze off) select count(*) as n from work_items', 'n'],
  ])('%s', (sql, name) => expect(nameOf(sql)).toBe(name))

  it.each([
    'select count(*), 1 from work_items',
    'select count(*)::int from work_items',
    'select count(*) + 1 from work_items',
    'select max(id) from work_items',
    'select own.count(*) from work_items',
    'select count(distinct id) from work_items',
    'select count(*) filter (where id > 1) from work_items',
    'select count(*) over () from work_items',
    'select count(id order by id) from work_items',
    'select distinct count(*) from work_items',
    'select count(*) from work_items group by ()',
    'select count(*) from work_items having true',
    'select count(*) from work_items order by 1',
    'select count(*) from work_items limit 1',
    'select count(*) from work_items offset 0',
    'select count(*) from work_items for update',
    'select count(*) into n from work_items',
    'with x as (select 1) select count(*) from work_items',
    'select count(*) from work_items union select 1',
    'select count(*) from work_items, projects',
    'select count(*) from work_items tablesample system (1)',
    'select count(*) from (select * from work_items) w',
    'select count(*) from unnest(array[1])',
    'select count(*)',
    `select count(*) as ${'n'.repeat(63)} from work_items`,
    'explain analyze select count(*) from work_items',
    'declare c cursor for select count(*) from work_items',
    'create table t as select count(*) from work_items',
    'copy (select count(*) from work_items) to stdout',
    'insert into t select count(*) from work_items',
  ])('is not %s', (sql) => expect(nameOf(sql)).toBeUndefined())

  it('may be replaced when it stands alone, with its parameters known, by characters that the client has', () => {
    const of = (sql: string, more: { generic?: boolean; role?: string; client_encoding?: string } = {}) => {
      const { generic, role = 'none', client_encoding = 'LATIN1' } = more
      return mayReplace(read(sql), { sql, generic, settings: { role, client_encoding } })
    }
    const sql = 'select count(*) from work_items'
    expect(of(sql)).toBe(true)
    expect(of(`${sql};`)).toBe(true)
    expect(of(`${sql}; ${sql}`)).toBe(false)
    expect(of(sql, { generic: true })).toBe(false)
    expect(of(sql, { role: 'other' })).toBe(false)
    expect(of(`${sql} "ä"`)).toBe(false)
    expect(of(`${sql} "ä"`, { client_encoding: 'UTF8' })).toBe(true)
  })

  it('is replaced by a text that names its column so, and holds it', () => {
    const [statement] = read('select count(*) as "a ""b" from work_items -- all')
    expect(numberInPlace(statement!, 5)).toBe(
      'SELECT 5::bigint AS "a ""b" WHERE NOT EXISTS ((select count(*) as "a ""b" from work_items -- all\n) LIMIT 0)',
    )
  })
})
