import { beforeAll, describe, expect, it } from 'vitest'
import { createTextOutlooks, type TextOutlook } from '../../src/answer/passing-texts.js'
import { loadParser } from '../../src/planner/syntax.js'
import type { RelationKinds } from '../../src/replica/replica.js'

const builtIn = new Set(['upper', 'now', 'version', 'count', '+', '::date'])
const nothing: RelationKinds = {
  relations: new Map(),
  functions: new Set(),
  runUnnamed: false,
  runInExpressions: false,
}

describe('a text without tables', () => {
  let outlook: (sql: string) => TextOutlook

  beforeAll(async () => {
    await loadParser()
    outlook = createTextOutlooks(builtIn)
  })

  it.each(["select 1, 'a'", 'begin; commit', 'set timezone = utc', 'values (1), (2)'])(
    'goes straight on, whatever there is, when it calls nothing: %s',
    (sql) => expect(outlook(sql)).toMatchObject({ passes: true, readsTables: false }),
  )

  it.each([
    ["select upper('a')", 'upper'],
    ["select pg_catalog.upper('a'), version()", 'version'],
    ['select now() from pg_catalog.pg_class', 'now'],
    ["select ('a'::text).upper", 'upper'],
  ])('goes on by what is known of functions: %s', (sql, name) => {
    const withText = createTextOutlooks(new Set([...builtIn, '::text']))
    const { passes, kind } = withText(sql)
    const having = (...names: string[]) => ({ ...nothing, functions: new Set(names) })
    expect([passes, kind(nothing), kind(having('other')), kind(having('other', name))]).toEqual([
      ...[false, 'plain', 'plain', 'other'],
    ])
  })

  it('is not held up by triggers and defaults, only by what runs in expressions', () => {
    for (const sql of ["select upper('a')", 'select 1 + 2', "select '2026-01-01'::date"]) {
      const { kind } = outlook(sql)
      expect(kind({ ...nothing, runUnnamed: true }), sql).toBe('plain')
      expect(kind({ ...nothing, runUnnamed: true, runInExpressions: true }), sql).toBe('other')
    }
  })

  it('is not told by what is known when it calls what nobody knows', () => {
    expect(outlook('select of_mine(1)').kind(nothing)).toBe(undefined)
  })
})
