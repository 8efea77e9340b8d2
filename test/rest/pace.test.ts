import { expect, test } from 'vitest'
import { budgetOf, paceOf } from '../../src/rest/pace.js'

const now = Date.UTC(2026, 0, 31, 8)
const inSeconds = (seconds: number): string => String(now / 1000 + seconds)

test('an answer without headers says nothing', () => {
  expect(paceOf(200, {}, now)).toEqual({
    throttled: false,
    waitMs: 0,
    share: 1,
    spacingMs: 0,
    resource: undefined,
  })
})

test.each([200, 400, 429, 503])('Retry-After counts with status %i', (status) => {
  expect(paceOf(status, { 'retry-after': '7' }, now)).toMatchObject({ throttled: true, waitMs: 7_000 })
})

test('Retry-After of more than the window asks for no wait', () => {
  expect(paceOf(200, { 'retry-after': '301' }, now).waitMs).toBe(0)
})

test.each([
  [429, {}],
  [200, { 'x-ratelimit-delay': '0.250' }],
])('status %i with %j tells of throttling', (status, headers) => {
  expect(paceOf(status, headers, now)).toMatchObject({ throttled: true, waitMs: 0 })
})

const budget = { 'x-ratelimit-limit': '200', 'x-ratelimit-cost': '0.4', 'x-ratelimit-reset': inSeconds(200) }

test('far from the limit nothing is held back', () => {
  expect(paceOf(200, { ...budget, 'x-ratelimit-remaining': '40' }, now)).toMatchObject({
    share: 1,
    spacingMs: 0,
  })
})

test('near the limit fewer go at once, further apart', () => {
  // 180 are used and gone in 200 s: 0.4 in 444 ms; half of the last fifth remains.
  const pace = paceOf(200, { ...budget, 'x-ratelimit-remaining': '20' }, now)
  expect(pace.share).toBe(0.5)
  expect(pace.spacingMs).toBeCloseTo(222.2, 1)
})

test('with nothing left no more is spent than what leaves the window', () => {
  const pace = paceOf(200, { ...budget, 'x-ratelimit-remaining': '0' }, now)
  expect(pace.share).toBe(0.01)
  expect(pace.spacingMs).toBe(400)
})

test('a clock that is wrong costs no more than the window', () => {
  const wrong = { ...budget, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(1e6) }
  expect(paceOf(200, wrong, now).spacingMs).toBe(600)
  expect(paceOf(200, { ...wrong, 'x-ratelimit-reset': inSeconds(-1e6) }, now).spacingMs).toBe(0)
})

test('headers that cannot be read say nothing', () => {
  const odd = { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-', 'retry-after': 'soon' }
  expect(paceOf(200, odd, now)).toMatchObject({ share: 1, spacingMs: 0, waitMs: 0 })
})

test.each([
  [{}, undefined],
  [
    { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '12' },
    { limit: 200, remaining: 12 },
  ],
  [{ 'x-ratelimit-remaining': '0' }, { remaining: 0 }],
  [{ 'x-ratelimit-limit': 'much' }, undefined],
])('the budget that %j tells of is %j', (headers, budget) => {
  expect(budgetOf(headers as Record<string, string>)).toEqual(budget)
})
