import { describe, expect, test } from 'vitest'
import { createPager, type Pager } from '../../src/rest/paging.js'

/** A page of rows with these numbers. */
const page = (
  numbers: readonly (number | null)[],
  headers: Record<string, string> = {},
  body: unknown = undefined,
) => {
  const rows = numbers.map((id) => (id === null ? null : { id }))
  return { rows, text: JSON.stringify(rows), headers, body }
}
const first = (count: number) => Array.from({ length: count }, (_, i) => i)
const next = (pager: Pager, given: Parameters<Pager['after']>[0]) => pager.after(given).next
const token = (value: string) => ({ 'x-ms-continuationtoken': value })

test('a list without paging is one page', () => {
  const pager = createPager({ style: 'none' }, 'GET /list')
  expect(pager.first).toEqual({})
  expect(next(pager, page(first(500), token('more')))).toBeUndefined()
})

test('a list that comes at once and is as long as the service gives at most may be cut, and is refused', () => {
  const pager = createPager({ style: 'none', most: 3 }, 'GET /list')
  expect(next(pager, page([1, 2]))).toBeUndefined()
  expect(() => pager.after(page([1, 2, 3]))).toThrow(/GET \/list.*3 rows at most/)
})

describe('$top and $skip', () => {
  test('go on, each page from the last row of the one before, until a page shorter than asked for', () => {
    const pager = createPager({ style: 'top-skip', size: 3 }, 'GET /list')
    expect(pager.first).toEqual({ $top: 3, $skip: 0 })
    expect(pager.after(page([1, 2, 3]))).toEqual({ next: { $top: 3, $skip: 2 }, repeated: 0 })
    expect(pager.after(page([3, 4, 5]))).toEqual({ next: { $top: 3, $skip: 4 }, repeated: 1 })
    expect(pager.after(page([5, 6]))).toEqual({ next: undefined, repeated: 1 })
  })

  test('end at the repeated row when the last page was full', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    pager.after(page([1, 2]))
    expect(pager.after(page([2]))).toEqual({ next: undefined, repeated: 1 })
  })

  test('go by what came when a server sends more than asked for', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    expect(next(pager, page(first(5)))).toEqual({ $top: 2, $skip: 4 })
  })

  test.each([
    ['a row before the page went', [4, 5, 6]],
    ['a row came before it', [2, 3, 4]],
    ['all after it went', []],
  ])('begin again when %s', (_, second) => {
    const pager = createPager({ style: 'top-skip', size: 3 }, 'GET /list')
    pager.after(page([1, 2, 3]))
    expect(pager.after(page(second))).toEqual({ next: pager.first, repeated: second.length })
    expect(next(pager, page([2, 3, 4]))).toEqual({ $top: 3, $skip: 2 })
    expect(pager.after(page([4, 5]))).toEqual({ next: undefined, repeated: 1 })
  })

  test('give up when the list changes each time', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    let id = 0
    const change = () => {
      for (let i = 0; i < 20; i++) pager.after(page([++id, ++id]))
    }
    expect(change).toThrow(expect.objectContaining({ code: 'SERVICE_ANSWER_CHANGED' }))
    expect(id).toBe(16)
  })

  test('know a row again by what the caller says tells rows apart', () => {
    const identity = (row: unknown) => String((row as { id: number }).id % 10)
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list', { identity })
    pager.after(page([1, 2]))
    expect(pager.after(page([12]))).toEqual({ next: undefined, repeated: 1 })
  })

  test('do not overlap at a row that is null, or in pages of one row', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    expect(next(pager, page([1, null]))).toEqual({ $top: 2, $skip: 2 })
    expect(pager.after(page([3]))).toEqual({ next: undefined, repeated: 0 })
    expect(next(createPager({ style: 'top-skip', size: 1 }, 'GET /list'), page([1]))).toEqual({
      $top: 1,
      $skip: 1,
    })
  })

  test('refuse the same page twice', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    pager.after(page([1, 2]))
    expect(() => pager.after(page([1, 2]))).toThrow(/GET \/list.*same page twice/)
  })

  test('ask for no more than the limit', () => {
    expect(createPager({ style: 'top-skip', size: 100 }, 'GET /list', { limit: 7 }).first).toEqual({
      $top: 7,
      $skip: 0,
    })
  })

  test('ask for further pages of what the first one showed, where the list can be pinned', () => {
    const paging = { style: 'top-skip', size: 2, pinned: { kind: 'commit', version: ['id'] } } as const
    const pager = createPager(paging, 'GET /list')
    expect(pager.first).toEqual({ $top: 2, $skip: 0 })
    expect(next(pager, page([7, 6]))).toEqual({ $top: 2, $skip: 1, kind: 'commit', version: '7' })
    expect(next(pager, page([6, 5]))).toEqual({ $top: 2, $skip: 2, kind: 'commit', version: '7' })
  })
})

describe('the continuation header', () => {
  test('is echoed until it is absent; a short or empty page does not end the list', () => {
    const pager = createPager({ style: 'continuation-header', size: 10 }, 'GET /list')
    expect(pager.first).toEqual({ $top: 10 })
    expect(next(pager, page(first(10), token('t+1=')))).toEqual({ $top: 10, continuationToken: 't+1=' })
    expect(next(pager, page([], token('t2')))).toEqual({ $top: 10, continuationToken: 't2' })
    expect(next(pager, page([1, 2, 3]))).toBeUndefined()
  })

  test('ends the list when it is empty', () => {
    const pager = createPager({ style: 'continuation-header' }, 'GET /list')
    expect(next(pager, page([1], token('')))).toBeUndefined()
  })

  test('sends no $top when the list has no size', () => {
    expect(createPager({ style: 'continuation-header' }, 'GET /list', { limit: 5 }).first).toEqual({})
  })

  test('refuses the same token twice, also with others between', () => {
    const pager = createPager({ style: 'continuation-header' }, 'GET /list')
    pager.after(page([1], token('one')))
    pager.after(page([2], token('two')))
    expect(() => pager.after(page([3], token('one')))).toThrow(/same continuation token/)
  })
})
