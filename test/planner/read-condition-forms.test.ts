import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../src/planner/syntax.js'
import { planned, explained, understood, words } from './planning.js'

beforeAll(loadParser)

/** What is known of a filter, and whether that is all of it. */
function known(filter: string, values: readonly (string | null)[] = []): string {
  const limit = { 'Node Type': 'Limit', Plans: [{ ...scanOf(filter), 'Parent Relationship': 'Outer' }] }
  const [scan] = planned([{ Plan: limit }], values, { statement: 'select 1 from work_items w limit 7' }).plan
    .scans
  return scan ? `${words(scan.predicate)}${scan.limit === 7 ? '' : ' …'}` : 'nothing'
}

function scanOf(filter: string): Record<string, unknown> {
  return (explained(filter) as { Plan: Record<string, unknown> }[])[0]!.Plan
}

describe('texts', () => {
  it.each([
    ["(lower(w.state) = 'active'::text)", [], "lower(state) IN ('active')"],
    ["('ACTIVE'::text = upper(w.state))", [], "upper(state) IN ('ACTIVE')"],
    ["(lower(w.state) = ANY ('{a,b}'::text[]))", ['=["a","b",null]'], "lower(state) IN ('a', 'b')"],
    ["(lower(w.title) ~~ 'abc%'::text)", [], "title ILIKE 'abc%' …"],
    ["starts_with(w.title, 'a_'::text)", [], "title LIKE 'a\\_%'"],
    ["(NOT starts_with(w.title, 'a'::text))", [], "title NOT LIKE 'a%'"],
    ["(w.title ^@ 'a%'::text)", [], "title LIKE 'a\\%%'"],
    ['("left"(w.title, 3) = \'abc\'::text)', [], "title LIKE 'abc%' …"],
    ["(SUBSTRING(w.title FROM 1 FOR 3) = 'abc'::text)", [], "title LIKE 'abc%' …"],
    ["(POSITION(('a_'::text) IN (w.title)) > 0)", [], "title LIKE '%a\\_%'"],
    ["(0 < strpos(w.title, 'b'::text))", [], "title LIKE '%b%'"],
    ["(w.title ~ '^abc'::text)", [], "title LIKE 'abc%' …"],
    ["(w.title ~ '^ab\\.c*'::text)", [], "title LIKE 'ab.%' …"],
    ["(w.title ~* '^aé'::text)", [], "title ILIKE 'a%' …"],
    ["(w.title ~ '^(?:100%.*)$'::text)", [], "title LIKE '100\\%%' …"],
    ["(w.title ~ '^(?:ab)*$'::text)", [], 'everything …'],
    ["(w.title ~ '^a|b'::text)", [], 'everything …'],
    ["(w.title ~ 'abc'::text)", [], 'everything …'],
    ["(w.title ~~ ANY ('{a%,b%}'::text[]))", ['=["a%","b%"]'], "title LIKE 'a%' OR title LIKE 'b%'"],
    [
      "(w.title !~~ ALL ('{a%,b%}'::text[]))",
      ['=["a%","b%"]'],
      "title NOT LIKE 'a%' AND title NOT LIKE 'b%'",
    ],
    ["(w.title ~~ ALL ('{a%,NULL}'::text[]))", ['=["a%",null]'], 'nothing'],
    ["(w.title ~~ ANY ('{a%,NULL}'::text[]))", ['=["a%",null]'], "title LIKE 'a%'"],
    ["(COALESCE(w.title, ''::text) = ''::text)", ['=true'], "title = '' OR title IS NULL"],
    ["(COALESCE(w.title, 'a'::text) = 'b'::text)", ['=false'], "title = 'b'"],
    ["(COALESCE(w.title, 'a'::text) = 'b'::text)", [null], "title = 'b' OR title IS NULL …"],
    ["(NOT (COALESCE(w.title, ''::text) = ''::text))", ['=false'], "title <> ''"],
    ["(NULLIF(w.title, ''::text) IS NULL)", [], "title IS NULL OR title = ''"],
    ["(NULLIF(w.title, ''::text) IS NOT NULL)", [], "title <> ''"],
  ])('%s', (filter, values, expected) => expect(known(filter, values)).toBe(expected))
})

describe('numbers and truth values', () => {
  it.each([
    ['((w.priority)::numeric > 2.5)', ['=2'], "priority > '2'"],
    ['((w.priority)::numeric = 2.5)', [''], 'nothing'],
    ["((w.priority)::numeric = ANY ('{1,2.5}'::numeric[]))", ['=["1",null]'], "priority = '1'"],
    ['((w.priority)::bigint < 3)', [], "priority < '3'"],
    ["((w.id)::text = '5'::text)", ['=5'], "id = '5'"],
    ["((w.id)::text = 'x'::text)", [''], 'nothing'],
    ["(w.priority > ANY ('{1,2}'::integer[]))", ['=["1","2"]'], "priority > '1' OR priority > '2'"],
    ["(NOT (w.priority > ANY ('{1,2}'::integer[])))", ['=["1","2"]'], "priority <= '1' AND priority <= '2'"],
    ["(w.priority >= ALL ('{}'::integer[]))", ['=[]'], 'everything'],
    ['((w.priority = 1) IS TRUE)', [], "priority = '1'"],
    ['((w.priority = 1) IS FALSE)', [], "priority <> '1'"],
    ['(NOT ((w.priority = 1) IS NOT TRUE))', [], "priority = '1'"],
    ['((w.priority = 1) IS NOT TRUE)', [], 'everything …'],
    ['(COALESCE(w.priority, 0) > 2)', ['=false'], "priority > '2'"],
  ])('%s', (filter, values, expected) => expect(known(filter, values)).toBe(expected))
})

describe('rows and arrays', () => {
  it.each([
    ['(ROW(w.priority, w.id) > ROW(2, 7))', [], "priority >= '2' …"],
    ['(ROW(2, 7) > ROW(w.priority, w.id))', [], "priority <= '2' …"],
    ['(NOT (ROW(w.priority, w.id) > ROW(2, 7)))', [], "priority <= '2' …"],
    ["('{a}'::text[] <@ w.tags)", ['=["a"]'], "tags @> ('a')"],
    ["(w.tags = '{a,b}'::text[])", ['=["a","b"]'], "tags @> ('a', 'b') …"],
    ["(w.tags = '{NULL}'::text[])", ['=[null]'], 'tags IS NOT NULL …'],
  ])('%s', (filter, values, expected) => expect(known(filter, values)).toBe(expected))
})

describe('times seen through functions that grow with them', () => {
  const values = ['=2026-01-01T00:00:00.000000Z', '=2026-01-02T00:00:00.000000Z']
  const range =
    "created_date >= '2026-01-01T00:00:00.000000Z' AND created_date < '2026-01-02T00:00:00.000000Z'"
  it.each([
    "((w.created_date)::date = '2026-01-01'::date)",
    "('2026-01-01'::date = date(w.created_date))",
    "((w.created_date AT TIME ZONE 'UTC'::text)::date = '2026-01-01'::date)",
    "((w.created_date)::date = ANY ('{2026-01-01,2026-01-02}'::date[]))",
    "(date_trunc('day'::text, w.created_date) = '2026-01-01 00:00:00+00'::timestamp with time zone)",
    "((date_trunc('month'::text, w.created_date))::date = '2026-01-01'::date)",
    "(EXTRACT(year FROM w.created_date) = '2026'::numeric)",
    "(date_part('year'::text, (w.created_date)::date) = '2026'::double precision)",
    "(to_char(w.created_date, 'YYYY-MM-DD'::text) = '2026-01-01'::text)",
  ])('%s', (filter) => expect(known(filter, values)).toBe(`${range} …`))

  it.each([
    ["((w.created_date)::date > '2025-12-31'::date)", "created_date >= '2026-01-01T00:00:00.000000Z'"],
    ["((w.created_date)::date >= '2026-01-01'::date)", "created_date >= '2026-01-01T00:00:00.000000Z'"],
    ["((w.created_date)::date < '2026-01-01'::date)", "created_date < '2026-01-01T00:00:00.000000Z'"],
    ["(NOT ((w.created_date)::date >= '2026-01-01'::date))", "created_date < '2026-01-01T00:00:00.000000Z'"],
    ["((w.created_date)::date <> '2026-01-01'::date)", 'created_date IS NOT NULL'],
  ])('on one side: %s', (filter, expected) => expect(understood(filter, values)).toBe(expected))

  it('are widened where the value depends on the time', () => {
    const at = [1, 2, 3, 4].map((day) => `=2026-01-0${day}T00:00:00.000000Z`)
    expect(understood('((w.created_date)::date = CURRENT_DATE)', at)).toBe(
      "created_date >= '2026-01-01T00:00:00.000000Z' AND created_date < '2026-01-04T00:00:00.000000Z'",
    )
  })
})
