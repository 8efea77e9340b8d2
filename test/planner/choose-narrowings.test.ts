import { beforeAll, describe, expect, it } from 'vitest'
import { planFetch } from '../../src/planner/plan-fetch.js'
import { readScans } from '../../src/planner/read-scans.js'
import { loadParser } from '../../src/planner/syntax.js'
import { catalog, planned, words } from './planning.js'

beforeAll(loadParser)

type Node = Record<string, unknown>
const explain = (plan: Node) => [{ Plan: plan }]
const scan = (alias: string, filter?: string, relation = 'work_items'): Node => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  Schema: 'box',
  Alias: alias,
  ...(filter === undefined ? {} : { Filter: filter }),
})
const under = (type: string, child: Node, more: Node = {}): Node => ({
  'Node Type': type,
  Plans: [{ ...child, 'Parent Relationship': 'Outer' }],
  ...more,
})
const join = (type: string, condition: string, outer: Node, inner: Node): Node => ({
  'Node Type': 'Hash Join',
  'Join Type': type,
  'Hash Cond': condition,
  Plans: [
    { ...outer, 'Parent Relationship': 'Outer' },
    { ...under('Hash', inner), 'Parent Relationship': 'Inner' },
  ],
})
const initPlan = (output: string, child: Node): Node => ({
  ...child,
  'Parent Relationship': 'InitPlan',
  'Subplan Name': 'InitPlan 1',
  Output: [output],
})

/** Which scans wait for which: `work_items.parent_id <- work_items(type = 'Epic').id`. */
function waiting(plan: Node, statement?: string): readonly string[] {
  const { scans } = planned(explain(plan), [], statement === undefined ? {} : { statement }).plan
  return scans.flatMap((one) =>
    (one.narrowing?.by ?? []).map(
      ({ column, scan: source, predicate, of }) =>
        `${one.table.name}.${column} <- ${source.table.name}(${words(predicate)}).${of}`,
    ),
  )
}

const epics = () => scan('e', "(e.type = 'Epic'::text)")
const ofEpics = ["work_items.parent_id <- work_items(type = 'Epic').id"]

describe('a scan waits for another that determines its rows', () => {
  it.each([
    ['an inner join', join('Inner', '(c.parent_id = e.id)', scan('c'), epics())],
    ['the other way round', join('Inner', '(e.id = c.parent_id)', epics(), scan('c'))],
    ['a semi join', join('Semi', '(c.parent_id = e.id)', scan('c'), epics())],
    ['a semi join that keeps the small side', join('Semi', '(e.id = c.parent_id)', epics(), scan('c'))],
    ['a right semi join', join('Right Semi', '(c.parent_id = e.id)', scan('c'), epics())],
    ['an anti join that keeps the small side', join('Anti', '(e.id = c.parent_id)', epics(), scan('c'))],
    ['a left join from the small side', join('Left', '(e.id = c.parent_id)', epics(), scan('c'))],
    ['a right join to it', join('Right', '(c.parent_id = e.id)', scan('c'), epics())],
    [
      'a join above distinct values of it',
      join(
        'Inner',
        '(c.parent_id = e.id)',
        scan('c'),
        under('Aggregate', epics(), { 'Group Key': ['e.id'] }),
      ),
    ],
    [
      'a join above groups by the column',
      join(
        'Inner',
        '(c.parent_id = e.id)',
        under('Aggregate', scan('c'), { 'Group Key': ['c.parent_id'] }),
        epics(),
      ),
    ],
    [
      'a filter with an outer row',
      {
        'Node Type': 'Nested Loop',
        'Join Type': 'Inner',
        Plans: [
          { ...epics(), 'Parent Relationship': 'Outer' },
          { ...under('Aggregate', scan('c', '(c.parent_id = e.id)')), 'Parent Relationship': 'Inner' },
        ],
      },
    ],
    [
      'a sub-plan of each row',
      {
        ...epics(),
        Plans: [
          {
            ...under('Aggregate', scan('c', '(c.parent_id = e.id)')),
            'Parent Relationship': 'SubPlan',
            'Subplan Name': 'SubPlan 1',
          },
        ],
      },
    ],
    [
      'a scalar subquery',
      { ...scan('c', '(c.parent_id = (InitPlan 1).col1)'), Plans: [initPlan('e.id', epics())] },
    ],
    [
      'an array of a subquery',
      { ...scan('c', '(c.parent_id = ANY ((InitPlan 1).col1))'), Plans: [initPlan('e.id', epics())] },
    ],
    [
      'a greatest value, before PostgreSQL 17',
      {
        ...scan('c', '(c.parent_id = $0)'),
        Plans: [
          {
            ...initPlan('max(e.id)', under('Aggregate', epics())),
            'Subplan Name': 'InitPlan 1 (returns $0)',
          },
        ],
      },
    ],
  ])('%s', (_, plan) => expect(waiting(plan)).toEqual(ofEpics))

  it('and hands on what it was narrowed by', () => {
    const features = join('Inner', '(f.parent_id = e.id)', scan('f'), epics())
    const plan = join('Inner', '(s.parent_id = f.id)', scan('s'), features)
    expect(waiting(plan)).toEqual([
      'work_items.parent_id <- work_items(everything).id',
      "work_items.parent_id <- work_items(type = 'Epic').id",
    ])
    const stories = planned(explain(plan)).plan.scans.find(({ narrowing }) => narrowing?.by[0]!.by.length)
    expect(stories!.narrowing!.by[0]!.by.map(({ column, of }) => [column, of])).toEqual([['parent_id', 'id']])
  })
})

describe('a scan does not wait', () => {
  const union = {
    'Node Type': 'Append',
    Plans: [epics(), scan('o', "(o.type = 'Bug'::text)")].map((child) => ({
      ...child,
      'Parent Relationship': 'Member',
    })),
  }
  it.each([
    [
      'for a union, which EXPLAIN names by its first part',
      join('Inner', '(c.parent_id = e.id)', scan('c'), union),
    ],
    ['when it is the side that is kept', join('Left', '(c.parent_id = e.id)', scan('c'), epics())],
    ['when rows without a partner are wanted', join('Anti', '(c.parent_id = e.id)', scan('c'), epics())],
    ['for a full join', join('Full', '(c.parent_id = e.id)', scan('c'), epics())],
    ['for another comparison', join('Inner', '(c.parent_id > e.id)', scan('c'), epics())],
    ['for a column that no request filters', join('Inner', '(c.url = e.url)', scan('c'), epics())],
    ['for values of another type', join('Inner', '(c.title = e.tags)', scan('c'), epics())],
    ['for rows that are no fewer', join('Inner', '(c.parent_id = e.id)', scan('c'), scan('e'))],
    ['below a limit', join('Inner', '(c.parent_id = e.id)', under('Limit', scan('c')), epics())],
    [
      'below groups by another column',
      join(
        'Inner',
        '(c.parent_id = e.id)',
        under('Aggregate', scan('c'), { 'Group Key': ['c.state'] }),
        epics(),
      ),
    ],
    [
      'below grouping sets',
      join(
        'Inner',
        '(c.parent_id = e.id)',
        under('Aggregate', scan('c'), { 'Group Key': ['c.parent_id'], 'Grouping Sets': [] }),
        epics(),
      ),
    ],
    [
      'for a subquery that is compared otherwise',
      { ...scan('c', '(c.parent_id > (InitPlan 1).col1)'), Plans: [initPlan('e.id', epics())] },
    ],
    [
      'for a subquery that computes',
      { ...scan('c', '(c.parent_id = (InitPlan 1).col1)'), Plans: [initPlan('(e.id + 1)', epics())] },
    ],
    [
      'for a parent whose filter it has already',
      join('Inner', '(c.project_id = p.id)', scan('c'), scan('p', "(p.name = 'X'::text)", 'projects')),
    ],
  ])('%s', (_, plan) => expect(waiting(plan)).toEqual([]))

  it('for a side whose columns have other names', () => {
    const plan = join('Inner', '(c.parent_id = e.id)', scan('c'), epics())
    expect(
      waiting(plan, 'select 1 from work_items c join work_items e (rev, id) on c.parent_id = e.id'),
    ).toEqual([])
    expect(waiting(plan, 'select 1 from work_items c join work_items e on c.parent_id = e.id')).toEqual(
      ofEpics,
    )
  })

  it('in a circle', () => {
    const condition = '((c.parent_id = e.id) AND (c.id = e.parent_id))'
    const both = waiting(join('Inner', condition, scan('c'), epics()))
    expect(both).toEqual(["work_items.id <- work_items(type = 'Epic').parent_id", ...ofEpics])
  })
})

describe('the values found', () => {
  it('become a list, are left out when there are too many, and spare the read when there are none', () => {
    const plan = join('Inner', '(c.parent_id = e.id)', scan('c', '(c.priority IS NOT NULL)'), epics())
    const waitingScan = planned(explain(plan)).plan.scans.find(({ narrowing }) => narrowing)!
    const found = (values: readonly string[] | undefined) =>
      waitingScan.narrowing!.plan([values]).map(({ predicate }) => words(predicate))
    expect(found(['1', '2'])).toEqual(["priority IS NOT NULL AND parent_id IN ('1', '2')"])
    expect(found(undefined)).toEqual(['priority IS NOT NULL'])
    expect(found([])).toEqual([])
    expect(found(Array.from({ length: 2_100 }, (_, i) => String(i))).length).toBe(3)
  })
})

describe('values that come from no table of a connection', () => {
  const lists = (plan: Node, statement: string, ownTables = false) => {
    const reading = readScans(explain(plan), catalog, { sql: statement, ownTables })
    const values = reading.expressions.map(() => '=["3","4"]')
    const { plan: fetch } = planFetch(reading, values, { defaultProject: () => undefined }, catalog)
    return {
      predicate: words(fetch.scans[0]!.predicate),
      sql: reading.expressions.map(({ parts }) => parts.join('')),
    }
  }
  const known = "id IN ('3', '4')"
  const call = (name: string, text: string): Node => ({
    'Node Type': 'Function Scan',
    'Function Name': name,
    'Function Call': text,
    Alias: 'u',
  })
  const own: Node = { 'Node Type': 'Seq Scan', 'Relation Name': 'my ids', Schema: 'public', Alias: 'l' }
  const list = { 'Node Type': 'Values Scan', Alias: '*VALUES*' }

  it.each([
    [
      'VALUES',
      join('Inner', '(w.id = "*VALUES*".column1)', scan('w'), list),
      'select 1 from work_items w join (values (1), (2)) v(id) on v.id = w.id',
    ],
    [
      'unnest',
      join('Inner', '(w.id = u.id)', scan('w'), call('unnest', "unnest('{3,4}'::integer[])")),
      'select 1 from work_items w join unnest($1::int[]) u(id) on u.id = w.id',
    ],
    [
      'generate_series',
      join('Inner', '(w.id = u.u)', scan('w'), call('generate_series', 'generate_series(3, 4)')),
      'select 1 from work_items w join generate_series(3, 4) u on u = w.id',
    ],
  ])('of %s narrow', (_, plan, sql) => expect(lists(plan, sql).predicate).toBe(known))

  it('of a table of the user narrow where its rows are there for all', () => {
    const plan = join('Inner', '(w.id = l.id)', scan('w'), { ...own, Filter: "(lower(l.tag) = 'x'::text)" })
    const sql = 'select 1 from work_items w join "my ids" l on l.id = w.id'
    expect(lists(plan, sql).predicate).toBe('everything')
    expect(lists(plan, sql, true).predicate).toBe(known)
    expect(lists(plan, sql, true).sql[0]).toContain(
      `SELECT "l"."id" FROM ONLY "public"."my ids" AS "l" WHERE (lower(l.tag) = 'x'::text) LIMIT 5001`,
    )
  })

  it.each([
    [
      'more than one VALUES',
      join('Inner', '(w.id = "*VALUES*".column1)', scan('w'), list),
      'select (values (1)) from work_items w join (values (1), (2)) v(id) on v.id = w.id',
    ],
    [
      'VALUES with a parameter',
      join('Inner', '(w.id = "*VALUES*".column1)', scan('w'), list),
      'select 1 from work_items w join (values ($1)) v(id) on v.id = w.id',
    ],
    [
      'unnest with numbers of its rows',
      join('Inner', '(w.id = u.n)', scan('w'), call('unnest', "unnest('{3,4}'::integer[])")),
      'select 1 from work_items w join unnest($1::int[]) with ordinality u(id, n) on u.n = w.id',
    ],
    [
      'a call of a function of the user',
      join('Inner', '(w.id = u.u)', scan('w'), call('my_ids', 'my_ids()')),
      'select 1 from work_items w join my_ids() u on u = w.id',
    ],
    [
      'a table whose filter depends on the time',
      join('Inner', '(w.id = l.id)', scan('w'), { ...own, Filter: '(l.until > now())' }),
      'select 1 from work_items w join "my ids" l on l.id = w.id where l.until > now()',
    ],
  ])('of %s are left to Postgres', (_, plan, sql) => {
    expect(lists(plan, sql, true)).toEqual({ predicate: 'everything', sql: [] })
  })
})
