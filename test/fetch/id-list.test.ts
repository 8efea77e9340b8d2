import { expect, test } from 'vitest'
import { createIdList } from '../../src/fetch/id-list.js'

test('an empty list has nothing', () => {
  const list = createIdList()
  list.add([])
  expect([list.size, list.has(1), list.all()]).toEqual([0, false, []])
})

test('it has what was taken, page by page, and nothing in between, before or after', () => {
  const list = createIdList()
  for (const page of [[2, 4, 6], [], [8], [20, 30, 2_000_000_000]]) list.add(page)
  const taken = [2, 4, 6, 8, 20, 30, 2_000_000_000]
  expect(list.all()).toEqual(taken)
  expect(list.size).toBe(7)
  const asked = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 20, 21, 30, 31, 2_000_000_000, 2_000_000_001]
  expect(asked.filter((id) => list.has(id))).toEqual(taken)
})
