import { beforeAll, describe, expect, it } from 'vitest'
import type { PlanNode } from '../../src/planner/plan-node.js'
import { readScans } from '../../src/planner/read-scans.js'
import { loadParser } from '../../src/planner/syntax.js'
import { catalog, planned, words } from './planning.js'

beforeAll(loadParser)

/** Nodes as PostgreSQL 18 prints them (VERBOSE, COSTS OFF), less what is not read. */
type Node = Record<string, unknown>
const explain = (plan: Node) => [{ Plan: plan as PlanNode }]
const scan = (alias: string, filter?: string, more: Node = {}, relation = 'work_items'): Node => ({
  'Node Type': 'Seq Scan',
  'Parent Relationship': 'Outer',
  'Relation Name': relation,
  Schema: 'box',
  Alias: alias,
  ...(filter === undefined ? {} : { Filter: filter }),
  ...more,
})
const confinedPlan = (name: string): Node => ({
  'Node Type': 'Result',
  'Parent Relationship': 'InitPlan',
  'Subplan Name': name,
  Output: ['azdo.confined()'],
})
const limit = (...plans: Node[]): Node => ({ 'Node Type': 'Limit', Plans: plans })
const security = (alias: string, n: number) =>
  `((NOT (InitPlan ${n}).col1) OR (${alias}.project = 'Fab ''X'::text))`
const hashJoin = (type: string, condition: string, outer: Node, inner: Node): Node => ({
  'Node Type': 'Hash Join',
  'Join Type': type,
  'Hash Cond': condition,
  Plans: [
    { ...outer, 'Parent Relationship': 'Outer' },
    {
      'Node Type': 'Hash',
      'Parent Relationship': 'Inner',
      Plans: [{ ...inner, 'Parent Relationship': 'Outer' }],
    },
  ],
})
const summary = (plan: Node, more: { defaultProject?: string; statement?: string } = {}) =>
  planned(explain(plan), [], more).plan.scans.map(
    (s) => `${s.table.name}: ${words(s.predicate)}${s.limit === undefined ? '' : ` limit ${s.limit}`}`,
  )

describe('scans', () => {
  it('a statement without scans needs nothing', () => {
    const folded = { 'Node Type': 'Result', 'One-Time Filter': 'false' }
    expect(readScans(explain(folded), catalog)).toEqual({
      scans: [],
      expressions: [],
      mentionsProject: false,
    })
  })

  it('scans of sub-plans, CTEs, unions and the source of a write count', () => {
    const plan = {
      'Node Type': 'ModifyTable',
      'Relation Name': 'work_items',
      Schema: 'box',
      Alias: 'work_items',
      Plans: [
        {
          'Node Type': 'Append',
          Plans: [scan('a', '(a.id = 1)'), scan('b', '(b.id = 2)')],
        },
        scan('c', '(c.id = 3)', { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE m' }),
        { ...scan('d', '(d.id = 4)'), 'Node Type': 'Sample Scan' },
      ],
    }
    expect(summary(plan)).toEqual([1, 2, 3, 4].map((id) => `work_items: id = '${id}'`))
  })

  it('other relations are not looked at', () => {
    expect(summary(scan('t', undefined, { Schema: 'public' }))).toEqual([])
  })

  it('a filter that only a nested loop makes constant is left to Postgres', () => {
    const plan = {
      'Node Type': 'Nested Loop',
      'Join Type': 'Inner',
      Plans: [scan('w', '(w.project = p.name)')],
    }
    expect(summary(plan)).toEqual(['work_items: everything'])
  })

  it('a filter without rows needs no fetch', () => {
    expect(summary(scan('w', "(w.priority = '3000000000'::bigint)"))).toEqual([])
  })

  it('aliases that rename columns are seen, and their filters left to Postgres', () => {
    const plan = scan('w', '(w.id = 3)')
    expect(summary(plan, { statement: 'select * from work_items w (rev, id) where w.id = 3' })).toEqual([
      'work_items: everything',
    ])
    expect(summary(plan, { statement: 'select count(*) from work_items w where w.id = 3' })).toEqual([
      "work_items: id = '3'",
    ])
  })
})

describe('the default project', () => {
  const plan = {
    ...scan('w', `(${security('w', 7)} AND (w.state = 'A'::text))`),
    Plans: [confinedPlan('InitPlan 7')],
  }

  it('confines a statement that does not name a project; row security itself does not name one', () => {
    const { plan: fetch, confined } = planned(explain(plan), [], { defaultProject: "Fab 'X" })
    expect(confined).toBe(true)
    expect(words(fetch.scans[0]!.predicate)).toBe("state = 'A' AND project = 'Fab ''X'")
  })

  it('is read as PostgreSQL before 17 prints it', () => {
    const older = {
      ...scan('w', "((NOT $0) OR (w.project = 'Fab ''X'::text))"),
      Plans: [confinedPlan('InitPlan 1 (returns $0)')],
    }
    expect(readScans(explain(older), catalog)).toMatchObject({
      mentionsProject: false,
      scans: [{ understood: true }],
    })
  })

  it('does not apply without one, nor to tables of no project', () => {
    expect(planned(explain(plan)).confined).toBe(false)
    expect(planned(explain(scan('p', undefined, {}, 'projects')), [], { defaultProject: 'X' }).confined).toBe(
      false,
    )
  })

  it('a sub-plan that is not the row security of the default project is no row security', () => {
    const other = { ...plan, Plans: [{ ...confinedPlan('InitPlan 7'), Output: ['true'] }] }
    expect(readScans(explain(other), catalog)).toMatchObject({
      mentionsProject: true,
      scans: [{ understood: false }],
    })
  })

  const mentions: [string, Node, boolean][] = [
    ['a filter on the project', scan('w', "(w.project = 'X'::text)"), true],
    ['a filter on the project id', scan('w', '(w.project_id = (InitPlan 1).col1)'), true],
    ['a filter not understood', scan('w', "(lower(w.project) = 'x'::text)"), true],
    [
      'a join',
      hashJoin('Inner', '(w.project_id = p.id)', scan('w'), scan('p', undefined, {}, 'projects')),
      true,
    ],
    [
      'a filter on groups',
      { 'Node Type': 'Aggregate', Filter: "(min(w.project) = 'X'::text)", Plans: [scan('w')] },
      true,
    ],
    [
      'a filter on a CTE',
      { 'Node Type': 'CTE Scan', Alias: 'm', Filter: "(m.project = 'X'::text)", Plans: [scan('w')] },
      true,
    ],
    ['a filter that cannot be parsed', scan('w', '(w.project frob)'), true],
    ['grouping by it', { 'Node Type': 'Aggregate', 'Group Key': ['w.project'], Plans: [scan('w')] }, false],
    ['other columns', scan('w', "(w.state = 'project'::text)"), false],
    ['the name of a project', scan('p', "(p.name = 'X'::text)", {}, 'projects'), false],
  ]
  it.each(mentions)('%s', (_, node, expected) => {
    expect(readScans(explain(node), catalog).mentionsProject).toBe(expected)
  })
})

describe('LIMIT', () => {
  const statement = "select id from work_items w where state = 'A' limit 3 offset 2"
  const filtered = scan('w', "(w.state = 'A'::text)")
  it('counts with its offset when nothing stands between it and the scan', () => {
    expect(summary(limit(filtered), { statement })).toEqual(["work_items: state = 'A' limit 5"])
    const result = { 'Node Type': 'Result', 'Parent Relationship': 'Outer', Plans: [filtered] }
    expect(summary(limit(confinedPlan('InitPlan 1'), result), { statement })).toEqual([
      "work_items: state = 'A' limit 5",
    ])
  })

  it.each([
    'Sort',
    'Aggregate',
    'Unique',
    'LockRows',
    'WindowAgg',
    'ProjectSet',
    'Append',
    'Gather',
    'Nested Loop',
  ])('is not used below %s', (type) => {
    const plan = limit({ 'Node Type': type, 'Parent Relationship': 'Outer', Plans: [filtered] })
    expect(summary(plan, { statement })).toEqual(["work_items: state = 'A'"])
  })

  it.each([
    ['without the statement', undefined],
    ['with a parameter', 'select 1 from work_items w limit $1'],
    ['with an expression', 'select 1 from work_items w limit 2 + 3'],
    ['WITH TIES', 'select 1 from work_items w order by 1 fetch first 3 rows with ties'],
    ['of several statements', 'select 1 limit 1; select 1 from work_items w limit 3'],
  ])('is not used %s', (_, text) => {
    expect(summary(limit(filtered), { statement: text })).toEqual(["work_items: state = 'A'"])
  })

  it('is not used for a scan of a sub-plan, nor when a part of the filter is left to Postgres', () => {
    expect(summary(limit({ ...filtered, 'Parent Relationship': 'InitPlan' }), { statement })).toEqual([
      "work_items: state = 'A'",
    ])
    expect(summary(limit(scan('w', "(initcap(w.state) = 'A'::text)")), { statement })).toEqual([
      'work_items: everything',
    ])
  })

  it('of no rows needs no fetch', () => {
    expect(summary(limit(filtered), { statement: 'select 1 from work_items w limit 0' })).toEqual([])
  })
})

describe('a join with the parent', () => {
  const p = scan('p', "((p.name = 'X'::text) AND (p.visibility = 'public'::text))", {}, 'projects')
  const childOf = (plan: Node) =>
    summary(plan).find((line) => line.startsWith('work_items') && !line.endsWith("id = '1'"))

  it.each([
    ['Inner', hashJoin('Inner', '(w.project_id = p.id)', scan('w'), p)],
    ['Inner, the other way round', hashJoin('Inner', '(p.id = w.project_id)', p, scan('w'))],
    ['by name', hashJoin('Inner', '((w.project = p.name) AND (w.id = p.revision))', scan('w'), p)],
    ['Semi', hashJoin('Semi', '(w.project_id = p.id)', scan('w'), p)],
    ['Left, from the parent', hashJoin('Left', '(p.id = w.project_id)', p, scan('w'))],
    ['Right, to the parent', hashJoin('Right', '(w.project_id = p.id)', scan('w'), p)],
    [
      'above another inner join',
      hashJoin(
        'Inner',
        '(w.project_id = p.id)',
        hashJoin('Inner', '(w.id = x.id)', scan('w'), scan('x', '(x.id = 1)')),
        p,
      ),
    ],
    [
      'above a left join that keeps it',
      hashJoin(
        'Inner',
        '(w.project_id = p.id)',
        hashJoin('Left', '(w.id = x.id)', scan('w'), scan('x', '(x.id = 1)')),
        p,
      ),
    ],
  ])('narrows: %s', (_, plan) => expect(childOf(plan)).toBe("work_items: project = 'X'"))

  it.each([
    ['Left, from the child', hashJoin('Left', '(w.project_id = p.id)', scan('w'), p)],
    ['Full', hashJoin('Full', '(w.project_id = p.id)', scan('w'), p)],
    ['Anti', hashJoin('Anti', '(w.project_id = p.id)', scan('w'), p)],
    ['on another column', hashJoin('Inner', '(w.title = p.name)', scan('w'), p)],
    ['not by equality', hashJoin('Inner', '(w.project <> p.name)', scan('w'), p)],
    [
      'above an aggregate',
      hashJoin('Inner', '(w.project_id = p.id)', { 'Node Type': 'Aggregate', Plans: [scan('w')] }, p),
    ],
  ])('does not narrow: %s', (_, plan) => expect(childOf(plan)).toBe('work_items: everything'))

  it('hands on what a parent has from its own parent', () => {
    const teams = hashJoin('Inner', '(t.project_id = p.id)', scan('t', undefined, {}, 'teams'), p)
    const plan = hashJoin('Inner', '(m.team_id = t.id)', scan('m', undefined, {}, 'team_members'), teams)
    expect(summary(plan)).toContain("team_members: project = 'X'")
  })
})
