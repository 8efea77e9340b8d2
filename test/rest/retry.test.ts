import { describe, expect, test } from 'vitest'
import { retryAfterMs, retryWait, type RetryCause, type RetryRules } from '../../src/rest/retry.js'

type Settings = RetryRules['settings']
const settings: Settings = {
  mode: 'RetryWhenStatusCodeMatch',
  statusCodes: [429, 503],
  countMax: 5,
  multiplyWaitTime: true,
}
const now = Date.parse('2026-05-12T10:00:00Z')

const wait = (
  cause: RetryCause,
  more: Partial<Omit<RetryRules, 'settings'>> & { settings?: Partial<Settings> } = {},
) =>
  retryWait(cause, {
    retries: 0,
    safe: true,
    now,
    unitMs: 1000,
    ...more,
    settings: { ...settings, ...more.settings },
  })

describe('RetryMode', () => {
  test.each([[429], [500], [undefined]])('None does not retry after %s', (status) => {
    expect(wait({ status }, { settings: { mode: 'None' } })).toBeUndefined()
  })

  test.each([[429], [503]])('RetryWhenStatusCodeMatch retries after the listed status %i', (status) => {
    expect(wait({ status })).toBe(1000)
  })

  test.each([[200], [400], [500], [502], [undefined]])(
    'RetryWhenStatusCodeMatch does not retry after %s',
    (status) => {
      expect(wait({ status })).toBeUndefined()
    },
  )

  test.each([[200], [400], [404], [409], [429], [500], [503], [undefined]])(
    'RetryAny retries after %s',
    (status) => {
      expect(wait({ status }, { settings: { mode: 'RetryAny' } })).toBe(1000)
    },
  )

  test.each([[401], [403]])('RetryAny does not retry after %i', (status) => {
    expect(wait({ status }, { settings: { mode: 'RetryAny' } })).toBeUndefined()
  })

  test('a listed 403 is retried, but never a refused credential', () => {
    const listed = { settings: { statusCodes: [401, 403] } }
    expect(wait({ status: 403 }, listed)).toBe(1000)
    expect(wait({ status: 401, refused: true }, listed)).toBeUndefined()
  })
})

test('RetryCountMax bounds the repetitions', () => {
  expect(wait({ status: 429 }, { retries: 4 })).toBeDefined()
  expect(wait({ status: 429 }, { retries: 5 })).toBeUndefined()
  expect(wait({ status: 429 }, { settings: { countMax: 0 } })).toBeUndefined()
})

test('a request that is not safe to repeat is repeated after 429 only', () => {
  expect(wait({ status: 429 }, { safe: false })).toBe(1000)
  expect(wait({ status: 503 }, { safe: false })).toBeUndefined()
  expect(wait({ status: undefined }, { safe: false, settings: { mode: 'RetryAny' } })).toBeUndefined()
})

describe('the wait', () => {
  test('doubles with RetryMultiplyWaitTime True, up to 60 seconds', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((retries) =>
      wait({ status: 429 }, { retries, settings: { countMax: 99 } }),
    )
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000))
  })

  test('stays at one second with RetryMultiplyWaitTime False', () => {
    const waits = [0, 1, 4].map((retries) =>
      wait({ status: 429 }, { retries, settings: { multiplyWaitTime: false } }),
    )
    expect(waits).toEqual([1000, 1000, 1000])
  })

  test.each([
    ['7', 7000],
    ['0', 0],
    ['1.5', 1500],
    ['Tue, 12 May 2026 10:00:20 GMT', 20_000],
    ['Tue, 12 May 2026 09:00:00 GMT', 0],
  ])('is what Retry-After %s says', (retryAfter, ms) => {
    expect(wait({ status: 503, retryAfter }, { retries: 3 })).toBe(ms)
  })

  test.each(['', 'soon', '-5', '12 apples'])('is our own when Retry-After is %j', (retryAfter) => {
    expect(wait({ status: 429, retryAfter }, { retries: 1 })).toBe(2000)
  })

  test('is not made when Retry-After asks for more than 5 minutes', () => {
    expect(wait({ status: 429, retryAfter: '300' })).toBe(300_000)
    expect(wait({ status: 429, retryAfter: '301' })).toBeUndefined()
  })
})

test('Retry-After that is absent asks for nothing', () => {
  expect(retryAfterMs(undefined, now)).toBeUndefined()
})
