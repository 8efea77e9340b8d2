import { beforeAll, describe, expect, it } from 'vitest'
import { readScans } from '../../src/planner/read-scans.js'
import { loadParser } from '../../src/planner/syntax.js'
import { catalog, explained, understood } from './planning.js'

beforeAll(loadParser)

describe('a filter with constants', () => {
  it.each([
    ["(w.state = 'Active'::text)", "state = 'Active'"],
    ['(5 < w.id)', "id > '5'"],
    ["(w.id = '-5'::integer)", "id = '-5'"],
    ["(w.id = '4'::smallint)", "id = '4'"],
    ["(w.story_points >= '1.5'::double precision)", "story_points >= '1.5'"],
    ['((w.priority >= 1) AND (w.priority <= 2))', "priority >= '1' AND priority <= '2'"],
    [
      "((w.state = 'a'::text) OR ((w.id = 4) AND (w.title = 'x'::text)))",
      "state = 'a' OR (id = '4' AND title = 'x')",
    ],
    ["(NOT ((w.state = 'a'::text) AND (w.id < 4)))", "state <> 'a' OR id >= '4'"],
    ['(w.closed_date IS NULL)', 'closed_date IS NULL'],
    ['(NOT (w.closed_date IS NULL))', 'closed_date IS NOT NULL'],
    ['w.custom_is_billable', "custom_is_billable = 'true'"],
    ['(NOT w.custom_is_billable)', "custom_is_billable = 'false'"],
    ['(w.custom_is_billable IS NOT TRUE)', "custom_is_billable = 'false' OR custom_is_billable IS NULL"],
    ['(NOT (w.custom_is_billable IS NOT TRUE))', "custom_is_billable = 'true'"],
    ['(w.board_column_done IS UNKNOWN)', 'board_column_done IS NULL'],
    ["(w.title ~~ 'a\\_b%'::text)", "title LIKE 'a\\_b%'"],
    ["(w.title !~~* '%b'::text)", "title NOT ILIKE '%b'"],
    ["(NOT (w.title ~~ '%b'::text))", "title NOT LIKE '%b'"],
    ["((w.state)::character varying = 'x'::character varying)", "state = 'x'"],
    ["(w.state = ('x'::character varying)::text)", "state = 'x'"],
    ["(w.state IS DISTINCT FROM 'x'::text)", "state <> 'x' OR state IS NULL"],
    ["(NOT (w.state IS DISTINCT FROM 'x'::text))", "state = 'x'"],
    ["('x'::text = ANY (w.tags))", "tags @> ('x')"],
    ["(w.title = 'it''s \"é\" \\ (SubPlan 1)'::text)", "title = 'it''s \"é\" \\ (SubPlan 1)'"],
    [
      "(w.project_id = '00000000-0000-0000-0000-000000000001'::uuid)",
      "project_id = '00000000-0000-0000-0000-000000000001'",
    ],
  ])('%s', (filter, words) => expect(understood(filter)).toBe(words))

  it.each([
    ["(w.priority > '3000000000'::bigint)", 'nothing'],
    ["(w.priority < '3000000000'::bigint)", 'priority IS NOT NULL'],
    ["(w.priority <> '3000000000'::bigint)", 'priority IS NOT NULL'],
    ["(w.priority >= '-3000000000'::bigint)", 'priority IS NOT NULL'],
    ["(w.priority = '-3000000000'::bigint)", 'nothing'],
  ])('a number that the column cannot hold: %s', (filter, words) => expect(understood(filter)).toBe(words))
})

describe('a filter with values that PostgreSQL evaluates', () => {
  it.each([
    ["(w.state = ANY ('{a,b}'::text[]))", ['=["a","b"]'], "state IN ('a', 'b')"],
    ["(w.state = ANY ('{a,NULL}'::text[]))", ['=["a",null]'], "state = 'a'"],
    ["(w.state = ANY ('{}'::text[]))", ['=[]'], 'nothing'],
    ['(w.state = ANY (NULL::text[]))', [''], 'nothing'],
    ["(w.state <> ALL ('{a,b}'::text[]))", ['=["a","b"]'], "state NOT IN ('a', 'b')"],
    ["(w.state <> ALL ('{a,NULL}'::text[]))", ['=["a",null]'], 'nothing'],
    ["(w.state <> ALL ('{}'::text[]))", ['=[]'], 'everything'],
    ["(NOT (w.state <> ALL ('{a,b}'::text[])))", ['=["a","b"]'], "state IN ('a', 'b')"],
    ["(w.priority = ANY ('{1,99999999999}'::bigint[]))", ['=["1","99999999999"]'], "priority = '1'"],
    ["(w.priority <> ALL ('{99999999999}'::bigint[]))", ['=["99999999999"]'], 'priority IS NOT NULL'],
    ["(w.tags @> '{a,b}'::text[])", ['=["a","b"]'], "tags @> ('a', 'b')"],
    ["(w.tags @> '{NULL}'::text[])", ['=[null]'], 'nothing'],
    ["(w.tags @> '{}'::text[])", ['=[]'], 'tags IS NOT NULL'],
    ["(w.tags && '{a,NULL}'::text[])", ['=["a",null]'], "tags && ('a')"],
    ["(w.tags && '{}'::text[])", ['=[]'], 'nothing'],
    ["(w.state = (lower('A'::text)))", ['=a'], "state = 'a'"],
    ['(w.state = (lower(NULL::text)))', [''], 'nothing'],
    ['(w.state IS DISTINCT FROM lower(NULL::text))', [''], 'state IS NOT NULL'],
    ["(w.title ~~ concat('a', '%'))", ['=a%'], "title LIKE 'a%'"],
    ["(w.title ~~ concat('a', '\\'))", ['=a\\'], 'everything'],
    [
      "(w.closed_date < '2026-01-01'::date)",
      ['=2026-01-01T00:00:00.000000Z'],
      "closed_date < '2026-01-01T00:00:00.000000Z'",
    ],
  ] as const)('%s', (filter, values, words) => expect(understood(filter, values)).toBe(words))

  it('a value that could not be evaluated is left to Postgres', () => {
    expect(understood("((w.state = lower('A'::text)) AND (w.id = 1))", [null])).toBe("id = '1'")
    expect(understood("((w.state = lower('A'::text)) AND (w.id = 1))", [])).toBe("id = '1'")
  })
})

describe('the current time', () => {
  const values = ['=2026-01-10T00:00:00.000000Z', '=2026-01-10T01:00:00.000000Z']
  it.each([
    ['(w.created_date > now())', "created_date > '2026-01-10T00:00:00.000000Z'"],
    ['(w.created_date < now())', "created_date < '2026-01-10T01:00:00.000000Z'"],
    ['(now() >= w.created_date)', "created_date <= '2026-01-10T01:00:00.000000Z'"],
    [
      '(w.created_date = now())',
      "created_date >= '2026-01-10T00:00:00.000000Z' AND created_date <= '2026-01-10T01:00:00.000000Z'",
    ],
    ['(w.created_date <> now())', 'created_date IS NOT NULL'],
    ['(NOT (w.created_date <= now()))', "created_date > '2026-01-10T00:00:00.000000Z'"],
    ["(w.created_date > (now() - '7 days'::interval))", "created_date > '2026-01-10T00:00:00.000000Z'"],
    ['(w.created_date >= CURRENT_DATE)', "created_date >= '2026-01-10T00:00:00.000000Z'"],
    ["(w.created_date < date_trunc('month'::text, now()))", "created_date < '2026-01-10T01:00:00.000000Z'"],
    ["(w.created_date < (now() AT TIME ZONE 'UTC'::text))", "created_date < '2026-01-10T01:00:00.000000Z'"],
    [
      '(w.created_date < ((CURRENT_DATE + 1))::timestamp with time zone)',
      "created_date < '2026-01-10T01:00:00.000000Z'",
    ],
  ])('widens %s', (filter, words) => expect(understood(filter, values)).toBe(words))

  it.each([
    ["(w.created_date > ('2026-01-01 00:00:00+00'::timestamp with time zone - (now() - w.changed_date)))"],
    [
      "(w.created_date > ('2026-01-01 00:00:00+00'::timestamptz - (now() - '2025-01-01 00:00:00+00'::timestamptz)))",
    ],
    ["(w.created_date > ('now'::cstring)::timestamp with time zone)"],
    ["(w.created_date > ('today'::text)::timestamp with time zone)"],
    ["(w.created_date = ANY (ARRAY[now(), '2026-01-01 00:00:00+00'::timestamp with time zone]))"],
    ["(w.state = ('x'::text || (CURRENT_DATE)::text))"],
    ['(w.created_date > CURRENT_TIMESTAMP(3))'],
    [
      '(w.created_date > make_timestamptz((EXTRACT(month FROM now()))::integer, 1, 1, 0, 0, (0)::double precision))',
    ],
  ])('that may go back is left to Postgres: %s', (filter) => {
    const { expressions } = readScans(explained(filter), catalog)
    expect(expressions).toEqual([])
    expect(understood(filter, values)).toBe('everything')
  })
})

describe('what is left to Postgres', () => {
  it.each([
    "((w.fields ->> 'a'::text) = 'b'::text)",
    "(lower(w.state) <> 'active'::text)",
    "(lower(w.state) > 'active'::text)",
    "(upper(w.title) ~~ 'A%'::text)",
    "(initcap(w.state) = 'Active'::text)",
    '((w.story_points)::numeric > 2.5)',
    '((w.priority + 1) > 3)',
    "(ROW(w.state, w.type) = ROW('a'::text, 'b'::text))",
    "(w.tags <> '{a}'::text[])",
    "(w.tags <@ '{a}'::text[])",
    '(cardinality(w.tags) = 0)',
    "((w.priority)::text > '2'::text)",
    '(COALESCE(w.state, w.type) = w.title)',
    "(w.title !~ '^abc'::text)",
    "(NOT (w.title ~ '^abc'::text))",
    "(POSITION(('a'::text) IN (w.title)) = 0)",
    "(SUBSTRING(w.title FROM 2 FOR 3) = 'abc'::text)",
    "(EXTRACT(month FROM w.created_date) = '1'::numeric)",
    "(date_trunc('fortnight'::text, w.created_date) = '2026-01-01 00:00:00+00'::timestamp with time zone)",
    "(date_trunc('day'::text, w.created_date, 'UTC'::text) = '2026-01-01 00:00:00+00'::timestamp with time zone)",
    "((w.created_date AT TIME ZONE w.title) > '2026-01-01 00:00:00'::timestamp without time zone)",
    "(to_char(w.created_date, 'YYYY-MM'::text) > '2026-01'::text)",
    "(to_char(w.created_date, 'Month'::text) = 'March'::text)",
    "((w.created_date)::date <> ALL ('{2026-01-01}'::date[]))",
    "(CASE WHEN (w.priority = 1) THEN (w.state = 'A'::text) ELSE true END)",
    "(NULLIF(w.title, 'x'::text) = 'y'::text)",
    "((w.state)::character varying(5) = 'abc'::text)",
    "(w.state OPERATOR(public.=) 'x'::text)",
    '(w.state < \'x\'::text COLLATE "de-x-icu")',
    '(w.state = CURRENT_USER)',
    '(w.state = random_word())',
    "(w.state = public.lower('A'::text))",
    '(w.id = p.id)',
    '(w.id = w.parent_id)',
    "(w.ctid = '(0,1)'::tid)",
    '(w.id = $1)',
    '(w.id = (InitPlan 1).col1)',
    '(w.id = ANY ((InitPlan 1).col1))',
    '(ANY (w.id = (hashed SubPlan 1).col1))',
    '(NOT (ANY ((w.id = (hashed SubPlan 1).col1) AND (w.rev = (hashed SubPlan 1).col2))))',
    'EXISTS(SubPlan 1)',
    '(alternatives: SubPlan 1 or hashed SubPlan 2)',
    '(w.id > $0)',
    '(w.id = 1) frob',
    "(NOT (w.tags @> '{a}'::text[]))",
    '((w.id = 1) IS NOT TRUE)',
  ])('%s', (filter) => {
    const reading = readScans(explained(filter), catalog)
    expect(reading.scans[0]!.understood).toBe(false)
    expect(
      understood(
        filter,
        reading.expressions.map(() => '=1'),
      ),
    ).toBe('everything')
  })

  it('one part of a conjunction leaves the others', () => {
    expect(understood("((w.id = 1) AND (initcap(w.state) = 'A'::text))")).toBe("id = '1'")
  })

  it('one part of a disjunction takes the others with it', () => {
    expect(understood("((w.id = 1) OR (initcap(w.state) = 'A'::text))")).toBe('everything')
  })

  it('texts that look like sub-plans are texts', () => {
    expect(understood("((w.title = '(InitPlan 1).col1 $0'::text) AND (w.id = (InitPlan 1).col1))")).toBe(
      "title = '(InitPlan 1).col1 $0'",
    )
  })
})
