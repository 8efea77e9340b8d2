import { describe, expect, it } from 'vitest'
import { splitLists } from '../../src/planner/split-lists.js'
import { and, type Predicate } from '../../src/tables/predicate.js'
import { tables } from './planning.js'

const workItems = tables.find(({ name }) => name === 'work_items')!

describe('a long list', () => {
  const state: Predicate = { kind: 'compare', column: 'state', op: '=', value: 'New' }
  const list = (column: string, count: number, length = 5) => ({
    kind: 'in' as const,
    column,
    values: Array.from({ length: count }, (_, i) => String(i).padStart(length, '1')),
  })
  const parts = (predicate: Predicate) => splitLists(predicate, workItems)

  it('is cut into lists that a query takes, each with the other conditions, and none lost', () => {
    const cut = parts(and(state, list('parent_id', 2_500)))
    const lists = cut.map((part) => (part.kind === 'and' ? part.of : []))
    expect(cut.length).toBe(3)
    expect(lists.every(([first]) => first === state)).toBe(true)
    const values = lists.flatMap(([, second]) => (second?.kind === 'in' ? second.values : []))
    expect(values).toEqual(list('parent_id', 2_500).values)
  })

  it('of long texts is cut by their length', () => {
    expect(parts(list('title', 300, 100)).length).toBe(3)
  })

  it.each([
    ['short', list('parent_id', 1_000)],
    ['of ids, which need no query', and(list('id', 3_000), list('parent_id', 3_000))],
    ['of a column that WIQL does not filter', list('url', 3_000)],
    ['too long to be worth it', list('parent_id', 50_000)],
  ])('stays whole when it is %s', (_, predicate) => expect(parts(predicate)).toEqual([predicate]))
})
