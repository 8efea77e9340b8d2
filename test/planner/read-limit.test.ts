import { beforeAll, describe, expect, it } from 'vitest'
import { statementLimit } from '../../src/planner/read-limit.js'
import { loadParser } from '../../src/planner/syntax.js'
import { planned } from './planning.js'

beforeAll(loadParser)

type Node = Record<string, unknown>
const outer = (node: Node): Node => ({ ...node, 'Parent Relationship': 'Outer' })
const scan = (filter?: string, relation = 'work_items'): Node => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  Schema: 'box',
  Alias: 'w',
  ...(filter === undefined ? {} : { Filter: filter }),
})
const limit = (child: Node): Node => ({ 'Node Type': 'Limit', Plans: [outer(child)] })
const sort = (keys: readonly string[], child: Node): Node => ({
  'Node Type': 'Sort',
  'Sort Key': keys,
  Plans: [outer(child)],
})

/** How many rows are enough, and which: `3 by created_date DESC, id`. */
function enough(plan: Node, statement = 'select 1 from work_items w limit 3'): string | undefined {
  const [one] = planned([{ Plan: plan }], [], { statement }).plan.scans
  if (one?.limit === undefined) return undefined
  const words = (key: { field: string; descending: boolean }) =>
    `${key.field}${key.descending ? ' DESC' : ''}`
  const { order } = one
  if (!order) return `${one.limit}`
  const has = order.hasValue ? ` where ${order.hasValue.text}` : ''
  return `${one.limit} by ${words(order)}${order.key ? `, ${words(order.key)}` : ''}${has}`
}

describe('ORDER BY with LIMIT', () => {
  it.each([
    [['w.changed_date DESC'], '3 by System.ChangedDate DESC'],
    [['w.changed_date', 'w.title'], '3 by System.ChangedDate'],
    [['w.created_date DESC', 'w.id'], '3 by System.CreatedDate DESC, System.Id'],
    [['w.id DESC'], '3 by System.Id DESC'],
    [
      ['w.priority', 'w.id DESC'],
      "3 by Microsoft.VSTS.Common.Priority, System.Id DESC where [Microsoft.VSTS.Common.Priority] <> ''",
    ],
    [
      ['w.closed_date DESC NULLS LAST'],
      "3 by Microsoft.VSTS.Common.ClosedDate DESC where [Microsoft.VSTS.Common.ClosedDate] <> ''",
    ],
    [['w.closed_date DESC'], undefined],
    [['w.closed_date NULLS FIRST'], undefined],
    [['w.title'], undefined],
    [['w.state', 'w.id'], undefined],
    [['(w.id + 1)'], undefined],
    [['x.id'], undefined],
    [['w.title COLLATE "C"'], undefined],
  ] as const)('%j', (keys, expected) => expect(enough(limit(sort(keys, scan())))).toBe(expected))

  it('by a column that the filter says has a value', () => {
    expect(enough(limit(sort(['w.closed_date DESC'], scan('(w.closed_date IS NOT NULL)'))))).toBe(
      '3 by Microsoft.VSTS.Common.ClosedDate DESC',
    )
  })

  it.each([
    ['of a filter left to Postgres', limit(sort(['w.id'], scan("(initcap(w.state) = 'A'::text)")))],
    ['above groups', limit(sort(['w.id'], { 'Node Type': 'Aggregate', Plans: [outer(scan())] }))],
    ['of another table', limit(sort(['w.name'], scan(undefined, 'teams')))],
  ])('%s is left to Postgres', (_, plan) => expect(enough(plan)).toBeUndefined())
})

describe('one row is enough', () => {
  it.each([
    ['max(changed_date)', '1 by System.ChangedDate DESC'],
    ['min(w.id)', '1 by System.Id'],
    [
      'max(closed_date)',
      "1 by Microsoft.VSTS.Common.ClosedDate DESC where [Microsoft.VSTS.Common.ClosedDate] <> ''",
    ],
    ['max(title)', undefined],
    ['count(*)', undefined],
    ['max(id) FILTER (WHERE (priority = 1))', undefined],
    ['max((id + 1))', undefined],
  ])('for %s', (output, expected) => {
    const plan = { 'Node Type': 'Aggregate', Strategy: 'Plain', Output: [output], Plans: [outer(scan())] }
    expect(enough(plan, 'select 1 from work_items w')).toBe(expected)
    expect(enough({ ...plan, Output: [output, 'count(*)'] }, 'select 1 from work_items w')).toBeUndefined()
    expect(
      enough({ ...plan, Strategy: 'Hashed', 'Group Key': ['w.id'] }, 'select 1 from work_items w'),
    ).toBeUndefined()
  })

  it('for EXISTS', () => {
    const named = { 'Parent Relationship': 'InitPlan', 'Subplan Name': 'InitPlan 1' }
    const result = (child: Node) => ({ 'Node Type': 'Result', Plans: [child] })
    expect(enough(result({ ...scan('(w.priority = 1)'), ...named }), 'select 1 from work_items w')).toBe('1')
    expect(
      enough(
        result({ ...scan('(w.priority = 1)'), ...named, Output: ['w.id'] }),
        'select 1 from work_items w',
      ),
    ).toBeUndefined()
    expect(
      enough(result({ ...scan(), ...named, 'Subplan Name': 'CTE x' }), 'select 1 from work_items w'),
    ).toBeUndefined()
  })
})

describe('the LIMIT of a text', () => {
  const relations = new Set(['work_items', 'projects'])
  const of = (sql: string, values: readonly (Buffer | null)[] = [], formats: readonly number[] = []) =>
    statementLimit(sql, relations, { values, formats })

  it.each([
    ['select 1 from work_items limit 3', { rows: 3 }],
    ['select 1 from v limit 3 offset 4', { rows: 7 }],
    ['select 1 from work_items fetch first 3 rows only', { rows: 3 }],
    ['select 1 from (select 2 from work_items limit 3) x', { rows: 3, from: 'work_items' }],
    ['with x as (select 2 from work_items w limit 3) select 1 from x, projects', { rows: 3, from: 'w' }],
    ['select 1 from (select 2 from v limit 3) x', undefined],
    ['select 1 from (select 2 from work_items limit 3) x, v', undefined],
    ['select 1 from (select 2 from work_items limit 3) x, f()', undefined],
    ['select 1 from (select 2 from work_items, projects limit 3) x', undefined],
    ['select 1 from (select 2 from work_items limit 3) x, (select 3 from projects limit 4) y', undefined],
    ['select exists (select 2 from work_items limit 3)', undefined],
    ['select 1 from work_items limit all', undefined],
    ['select 1 from work_items offset 4', undefined],
    ['select 1 from work_items order by 1 fetch first 3 rows with ties', undefined],
    ['select 1 limit 1; select 2 limit 2', undefined],
  ] as const)('%s', (sql, expected) => expect(of(sql)).toEqual(expected))

  it('is read from parameters in text and binary form', () => {
    const sql = 'select 1 from work_items limit $1 offset $2'
    const binary = (value: number, length: number) => {
      const bytes = Buffer.alloc(length)
      bytes.writeUIntBE(value, length - Math.min(length, 6), Math.min(length, 6))
      return bytes
    }
    expect(of(sql, [Buffer.from('5'), Buffer.from('2')])).toEqual({ rows: 7 })
    expect(of(sql, [binary(5, 8), binary(2, 4)], [1])).toEqual({ rows: 7 })
    expect(of(sql, [binary(5, 2), Buffer.from('2')], [1, 0])).toEqual({ rows: 7 })
    expect(of(sql, [null, Buffer.from('2')])).toBeUndefined()
    expect(of(sql, [Buffer.from('five'), Buffer.from('2')])).toBeUndefined()
    expect(statementLimit(sql, relations)).toBeUndefined()
  })
})
