import { beforeAll, describe, expect, it } from 'vitest'
import type { PlanNode } from '../../src/planner/plan-node.js'
import { planFetch } from '../../src/planner/plan-fetch.js'
import { readScans } from '../../src/planner/read-scans.js'
import { loadParser } from '../../src/planner/syntax.js'
import { catalog } from './planning.js'

const scan: PlanNode = {
  'Node Type': 'Seq Scan',
  'Parent Relationship': 'Outer',
  'Relation Name': 'work_items',
  Schema: 'box',
  Alias: 'w',
  Filter: '(w.priority = 1)',
}
const count = (more: object = {}, below: readonly PlanNode[] = [scan]): PlanNode => ({
  'Node Type': 'Aggregate',
  Strategy: 'Plain',
  'Partial Mode': 'Simple',
  Output: ['count(*)'],
  Plans: below,
  ...more,
})

/** What is counted in place of reading the rows. */
const counted = (
  plan: PlanNode,
  { counts = true, defaultProject }: { counts?: boolean; defaultProject?: string } = {},
) => {
  const reading = readScans([{ Plan: plan }], catalog, { sql: 'select', counts })
  return planFetch(reading, [], { defaultProject: () => defaultProject }, catalog).plan.counted
}

describe('a plan that only counts', () => {
  beforeAll(() => loadParser())

  it.each<[string, PlanNode]>([
    ['all rows', count()],
    ['rows by their key', count({ Output: ['count(w.id)'] })],
    [
      'below row security',
      count({}, [
        {
          'Node Type': 'Result',
          'Parent Relationship': 'InitPlan',
          'Subplan Name': 'InitPlan 1',
          Output: ['azdo.confined()'],
        },
        { ...scan, Filter: "(((NOT (InitPlan 1).col1) OR (w.project = 'A'::text)) AND (w.priority = 1))" },
      ]),
    ],
  ])('%s: the number is enough', (_, plan) => {
    expect(counted(plan)).toEqual(['[Microsoft.VSTS.Common.Priority] = 1'])
  })

  it('of the default project too: its name comes beside', () => {
    expect(counted(count(), { defaultProject: 'A' })).toEqual(['[Microsoft.VSTS.Common.Priority] = 1'])
    expect(counted(count({}, [{ ...scan, Filter: undefined }]), { defaultProject: 'A' })).toEqual([])
  })

  it.each<[string, PlanNode]>([
    ['values of a column that may be empty', count({ Output: ['count(w.priority)'] })],
    ['different values', count({ Output: ['count(DISTINCT w.id)'] })],
    ['some rows', count({ Output: ['count(*) FILTER (WHERE (w.id > 5))'] })],
    ['something beside', count({ Output: ['count(*)', 'max(w.id)'] })],
    ['something of it', count({ Output: ['(count(*) + 1)'] })],
    ['groups', count({ Strategy: 'Hashed' })],
    ['only when there are enough', count({ Filter: '(count(*) > 5)' })],
    ['when a subquery has a row', count({ Plans: [scan, { ...scan, 'Parent Relationship': 'InitPlan' }] })],
    ['below something else', { 'Node Type': 'Limit', Plans: [count()] }],
    ['through something else', count({}, [{ 'Node Type': 'Result', Plans: [scan] }])],
    ['a sample', count({}, [{ ...scan, 'Node Type': 'Sample Scan' }])],
    ['with a subquery in the filter', count({}, [{ ...scan, Plans: [scan] }])],
    ['by a filter left to PostgreSQL', count({}, [{ ...scan, Filter: '(length(w.title) = 5)' }])],
    [
      'by a filter that WIQL takes more loosely',
      count({}, [{ ...scan, Filter: "(w.state = 'Active'::text)" }]),
    ],
    ['few ids: they are read', count({}, [{ ...scan, Filter: '(w.id = 5)' }])],
    ['another table', count({}, [{ ...scan, 'Relation Name': 'builds', Filter: undefined }])],
  ])('%s: rows are read', (_, plan) => expect(counted(plan)).toBeUndefined())

  it('reads rows where the statement must run as it stands', () => {
    expect(counted(count(), { counts: false })).toBeUndefined()
  })
})
