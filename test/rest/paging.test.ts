import { describe, expect, test } from 'vitest'
import { createPager } from '../../src/rest/paging.js'

const page = (
  count: number,
  text: string,
  headers: Record<string, string> = {},
  body: unknown = undefined,
) => ({
  count,
  text,
  headers,
  body,
})
const token = (value: string) => ({ 'x-ms-continuationtoken': value })

test('a list without paging is one page', () => {
  const pager = createPager({ style: 'none' }, 'GET /list')
  expect(pager.first).toEqual({})
  expect(pager.after(page(500, 'a', token('more')))).toBeUndefined()
})

describe('$top and $skip', () => {
  test('go on until a page shorter than asked for', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    expect(pager.first).toEqual({ $top: 2, $skip: 0 })
    expect(pager.after(page(2, 'a'))).toEqual({ $top: 2, $skip: 2 })
    expect(pager.after(page(2, 'b'))).toEqual({ $top: 2, $skip: 4 })
    expect(pager.after(page(1, 'c'))).toBeUndefined()
  })

  test('end at an empty page when the last one was full', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    pager.after(page(2, 'a'))
    expect(pager.after(page(0, ''))).toBeUndefined()
  })

  test('skip what came when a server sends more than asked for', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    expect(pager.after(page(5, 'a'))).toEqual({ $top: 2, $skip: 5 })
  })

  test('refuse the same page twice', () => {
    const pager = createPager({ style: 'top-skip', size: 2 }, 'GET /list')
    pager.after(page(2, 'a'))
    expect(() => pager.after(page(2, 'a'))).toThrow(/GET \/list.*same page twice/)
  })

  test('ask for no more than the limit', () => {
    expect(createPager({ style: 'top-skip', size: 100 }, 'GET /list', 7).first).toEqual({ $top: 7, $skip: 0 })
  })
})

describe('the continuation header', () => {
  test('is echoed until it is absent; a short or empty page does not end the list', () => {
    const pager = createPager({ style: 'continuation-header', size: 10 }, 'GET /list')
    expect(pager.first).toEqual({ $top: 10 })
    expect(pager.after(page(10, 'a', token('t+1=')))).toEqual({ $top: 10, continuationToken: 't+1=' })
    expect(pager.after(page(0, 'b', token('t2')))).toEqual({ $top: 10, continuationToken: 't2' })
    expect(pager.after(page(3, 'c'))).toBeUndefined()
  })

  test('ends the list when it is empty', () => {
    expect(
      createPager({ style: 'continuation-header' }, 'GET /list').after(page(1, 'a', token(''))),
    ).toBeUndefined()
  })

  test('sends no $top when the list has no size', () => {
    expect(createPager({ style: 'continuation-header' }, 'GET /list', 5).first).toEqual({})
  })

  test('refuses the same token twice, also with others between', () => {
    const pager = createPager({ style: 'continuation-header' }, 'GET /list')
    pager.after(page(1, 'a', token('one')))
    pager.after(page(1, 'b', token('two')))
    expect(() => pager.after(page(1, 'c', token('one')))).toThrow(/same continuation token/)
  })
})
