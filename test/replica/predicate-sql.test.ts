import { describe, expect, it } from 'vitest'
import { createParameters, predicateSql, selectionSql } from '../../src/replica/predicate-sql.js'
import { and, everything, nothing, or, type Predicate } from '../../src/tables/predicate.js'
import { teamMembers, workItems } from './sample-tables.js'

function sql(predicate: Predicate): [string, ...(string | null)[]] {
  const parameters = createParameters()
  return [predicateSql(predicate, workItems, 't', parameters), ...parameters.values]
}

describe('a predicate as SQL', () => {
  it('is true without conditions and false without alternatives', () => {
    expect(sql(everything)).toEqual(['TRUE'])
    expect(sql(nothing)).toEqual(['FALSE'])
  })

  it('sends values as parameters of the type of their column', () => {
    expect(sql({ kind: 'compare', column: 'id', op: '<=', value: '7' })).toEqual([
      't."id" <= $1::integer',
      '7',
    ])
    expect(sql({ kind: 'in', column: 'title', values: ["a'b", 'c"d'] })).toEqual([
      't."title" = ANY ($1::text[])',
      '{"a\'b","c\\"d"}',
    ])
    expect(sql({ kind: 'not-in', column: 'id', values: ['1'] })).toEqual([
      't."id" <> ALL ($1::integer[])',
      '{"1"}',
    ])
  })

  it('knows that nothing is in an empty list', () => {
    expect(sql({ kind: 'in', column: 'id', values: [] })).toEqual(['FALSE'])
    expect(sql({ kind: 'not-in', column: 'id', values: [] })).toEqual(['TRUE'])
  })

  it('joins conditions with brackets', () => {
    const a: Predicate = { kind: 'is-null', column: 'title' }
    const b: Predicate = { kind: 'is-not-null', column: 'done' }
    expect(sql(and(a, or(b, a)))).toEqual([
      '(t."title" IS NULL AND (t."done" IS NOT NULL OR t."title" IS NULL))',
    ])
  })

  it('escapes patterns by backslash and compares arrays as arrays', () => {
    const like = {
      kind: 'like',
      column: 'title',
      pattern: '50\\%%',
      insensitive: true,
      negated: true,
    } as const
    expect(sql(like)).toEqual([`t."title" NOT ILIKE $1::text ESCAPE '\\'`, '50\\%%'])
    expect(sql({ kind: 'contains', column: 'tags', values: ['x'] })).toEqual([
      't."tags" @> $1::text[]',
      '{"x"}',
    ])
    expect(sql({ kind: 'in', column: 'tags', values: ['{a}', '{b}'] })).toEqual([
      '(t."tags" = $1::text[] OR t."tags" = $2::text[])',
      '{a}',
      '{b}',
    ])
  })

  it('folds the case of a column', () => {
    expect(sql({ kind: 'folded', column: 'title', fold: 'lower', values: ['a', 'b'] })).toEqual([
      'pg_catalog.lower(t."title") = ANY ($1::text[])',
      '{"a","b"}',
    ])
  })

  it('refuses a column that the table has not', () => {
    expect(() => sql({ kind: 'is-null', column: 'x" OR true --' })).toThrow(TypeError)
  })
})

describe('a selection as SQL', () => {
  it('joins a predicate and keys of several columns', () => {
    const parameters = createParameters()
    const predicate: Predicate = { kind: 'compare', column: 'admin', op: '=', value: 'true' }
    const text = selectionSql({ predicate, keys: [['t1', 'm1']] }, teamMembers, 'm', parameters)
    expect(text).toBe(
      '(m."admin" = $1::boolean OR (m."team_id", m."member_id") IN (SELECT * FROM unnest($2::uuid[], $3::text[])))',
    )
    expect(parameters.values).toEqual(['true', '{"t1"}', '{"m1"}'])
  })

  it('means every row when a column it names is gone', () => {
    const predicate: Predicate = { kind: 'is-null', column: 'gone' }
    expect(selectionSql({ predicate }, workItems, 't', createParameters())).toBe('TRUE')
  })
})
