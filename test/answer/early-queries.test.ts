import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { earlyQueries } from '../../src/answer/early-queries.js'
import { boundPart, candidateRows, replacementFor, withReplacements } from '../../src/answer/early-values.js'

beforeAll(() => loadModule())

const none = { types: [], formats: [], values: [] }
const found = (sql: string) => earlyQueries(sql).map((one) => one.sql.trim())

/** The statement with rows of whole numbers in the place of its only such subquery; the first is what its LIMIT says. */
const replaced = (sql: string, rows: readonly (string | null)[][], most: string | null = null) => {
  const [query] = earlyQueries(sql)
  const columns = ['n', 'id', 'other'].slice(0, (rows[0]?.length ?? 1) + 1)
  const replacement = replacementFor(query!, {
    columns: columns.map((name) => ({ name, typeOid: name === 'n' ? 20 : 23 })),
    rows: rows.map((row) => [most, ...row]),
  })
  return replacement && withReplacements(sql, [{ query: query!, text: replacement.text }])
}

describe('subqueries to be read first', () => {
  it.each([
    ['select 1 from t where a in (select b from u order by c limit 1)', 'select b from u order by c limit 1'],
    ['select 1 from t where a = (select max(b) from u) or c', 'select max(b) from u'],
    ['select 1 from t where (select min(b) from u) <= a', 'select min(b) from u'],
    ['select 1 from t join v on v.x = any (array(select b from u limit 2))', 'select b from u limit 2'],
    ['select 1 from t where a = any (select b from u limit 2)', 'select b from u limit 2'],
    ["select 'ä😀' from (select distinct b, (c) from u limit 2) x", 'select distinct b, (c) from u limit 2'],
    ['with x (a) as materialized ( select b from u limit 2 ) select a from x', 'select b from u limit 2'],
    [
      'select 1 from t where exists (select 1 from v where a = (select max(b) from u))',
      'select max(b) from u',
    ],
    [
      'select 1 from t where a = (select max(b) from u where c = (select max(d) from v))',
      'select max(d) from v',
    ],
  ])('stand where rows must satisfy a comparison, in FROM and in WITH: %s', (sql, query) => {
    expect(found(sql)).toEqual([query])
  })

  it.each([
    'select 1 from t where a not in (select b from u limit 1)',
    'select 1 from t where not (a = (select max(b) from u))',
    'select 1 from t where a <> (select max(b) from u)',
    'select 1 from t where (a = (select max(b) from u)) is null',
    'select (select max(b) from u) from t',
    'select 1 from t where a in (select b from u)',
    'select 1 from t where a in (select b from u group by b having count(*) > 1)',
    'select 1 from t where a in (select max(b) from u group by c)',
    'select 1 from t where a in (select max(b) from u union all select b from v)',
    'select 1 from t join (select max(b) as b from u) x on x.b = t.a',
    'select 1 from t cross join lateral (select b from u limit 1) x',
    'with recursive x as (select b from u limit 1) select 1 from x',
    'with x as (select b from u) select 1 from t where a = (select max(b) from x)',
    'with x as (delete from u returning *) select 1 from t where a = (select max(b) from u)',
    'select 1 from t where (a, c) in (select b, d from u limit 1)',
    'insert into t select a from u where a = (select max(b) from u)',
    'select 1; select 1 from t where a = (select max(b) from u)',
  ])('do not stand elsewhere, and are none that PostgreSQL narrows: %s', (sql) => {
    expect(found(sql)).toEqual([])
  })

  it.each([
    'select b from u order by random() limit 1',
    'select b from u where c < now() limit 1',
    'select b from u where c < current_date limit 1',
    'select string_agg(b, c) from u limit 1',
    'select distinct on (b) b from u limit 1',
    'select first_value(b) over () from u limit 1',
    'select b from u tablesample system (5) limit 1',
    'select b from generate_series(1, 5) u (b) limit 1',
    'select b from u order by c collate "C" limit 1',
    'select b from u limit 1 for update',
    'select b from u where d in (select e from v limit 2 offset 1 + 1) limit 1',
    'select b from u limit all',
    'select b from u limit 1 + 1',
    'select b from u order by c fetch first 1 row with ties',
  ])('give the same whenever they run: not %s', (query) => {
    expect(found(`select 1 from t where a in (${query})`)).toEqual([])
  })

  it.each([
    ['select b from u order by c limit 3', 'order by c  FETCH FIRST (3 + 0) ROWS WITH TIES', '3'],
    [
      'select b from u order by c offset $2 rows fetch next $1 rows only',
      'order by c  FETCH FIRST ($1::pg_catalog.int8 + $2::pg_catalog.int8) ROWS WITH TIES',
      '$1::pg_catalog.int8',
    ],
    ['select u.limit from u limit $1::int', 'select u.limit from u', '$1::pg_catalog.int4'],
    ['select max(b) from u', 'select max(b) from u', undefined],
  ])('may give all that their order leaves a choice in: %s', (query, candidates, limit) => {
    const [one] = earlyQueries(`select 1 from t where a in (${query})`)
    expect(one!.candidates.trim().endsWith(candidates)).toBe(true)
    expect(one!.limit).toBe(limit)
    expect(candidateRows(one!)).toContain(candidates)
  })
})

describe('what stands for a subquery', () => {
  const list = 'select 1 from t where a in (select b from u limit 2) and c'
  const value = 'select 1 from t where a = (select b from u order by b limit 1)and c'
  const table = 'select 1 from (select b, c from u limit 2) x'

  it('are its rows as constants', () => {
    expect(replaced(list, [['5'], [null], ['5']], '3')).toBe(
      "select 1 from t where a in ('5'::pg_catalog.int4, NULL::pg_catalog.int4) and c",
    )
    expect(replaced(list, [])).toBe('select 1 from t where a in (NULL::pg_catalog.int4) and c')
    expect(replaced(value, [['5']], '1')).toBe("select 1 from t where a = ('5'::pg_catalog.int4)and c")
    expect(replaced(table, [['5', '6']], '2')).toBe(
      'select 1 from (SELECT * FROM (VALUES (\'5\'::pg_catalog.int4, \'6\'::pg_catalog.int4)) AS azdo_rows ("id", "other")) x',
    )
    const common = `with x as materialized (select b from u limit 2) select 1 from x`
    expect(replaced(common, [])).toBe(
      'with x  AS NOT MATERIALIZED (SELECT * FROM (SELECT NULL::pg_catalog.int4 WHERE false) AS azdo_rows ("id")) select 1 from x',
    )
  })

  it('are more than its rows only where more values mean more rows', () => {
    expect(replaced(value, [['5'], ['6']], '1')).toContain(
      "a =  ANY (ARRAY['5'::pg_catalog.int4, '6'::pg_catalog.int4]::pg_catalog.int4[])and c",
    )
    expect(
      replaced('select 1 from t where a < (select b from u limit 1)', [['5'], ['6']], '1'),
    ).toBeUndefined()
    expect(
      replaced('select 1 from t where (select b from u limit 1) = a', [['5'], ['6']], '1'),
    ).toBeUndefined()
    expect(
      replaced(
        table,
        [
          ['5', '6'],
          ['7', '8'],
          ['9', '9'],
        ],
        '2',
      ),
    ).toBeUndefined()
    // It passes over some: which is not known.
    expect(
      replaced('select 1 from (select b, c from u limit 2 offset 1) x', [['5', '6']], '2'),
    ).toBeUndefined()
  })

  it('is nothing for types whose text says less than their values, and for too many rows', () => {
    const [query] = earlyQueries(list)
    const rows = { columns: [20, 700].map((typeOid) => ({ name: 'a', typeOid })), rows: [['1', '0.1']] }
    expect(replacementFor(query!, rows)).toBeUndefined()
    expect(
      replaced(
        list,
        Array.from({ length: 5_001 }, (_, i) => [`${i}`]),
      ),
    ).toBeUndefined()
  })
})

describe('the parameters of a part of a statement', () => {
  const bytes = (text: string) => Buffer.from(text)
  const all = { types: [23, 0, 0], formats: [0, 1, 0], values: [bytes('1'), bytes('two'), bytes('3')] }

  it('are those it uses, by new numbers and with their formats', () => {
    expect(boundPart("select '$9', $3 + $2", "select '$9', $3 + $2", all)).toEqual({
      sql: "select '$9', $2 + $1",
      parameters: { types: [0, 0], formats: [1, 0], values: [bytes('two'), bytes('3')] },
    })
    expect(boundPart('select 1', 'select $1', all)?.parameters).toEqual(none)
  })

  it('must not get another type than in the whole', () => {
    const whole = 'select a from t where b = $1 and c = $2 and d in (select e from u where f = $1 and g = $2)'
    expect(boundPart('select e from u where f = $1', whole, all)).toBeDefined()
    expect(boundPart('select e from u where g = $2', whole, all)).toBeUndefined()
    expect(boundPart('select $4', 'select $4', all)).toBeUndefined()
  })
})
