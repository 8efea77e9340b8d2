import { expect, test } from 'vitest'
import { isAlive, isFresh } from '../../src/auth/held-token.js'

const minute = 60_000
const living = (ms: number) => ({ accessToken: 'abcd', obtainedAt: 0, expiresAt: ms })

test('a token is fresh until 5 minutes before it expires', () => {
  expect(isFresh(living(60 * minute), 55 * minute - 1)).toBe(true)
  expect(isFresh(living(60 * minute), 55 * minute)).toBe(false)
})

test('a token that lives less than 10 minutes is fresh for half its life', () => {
  expect(isFresh(living(4 * minute), 2 * minute - 1)).toBe(true)
  expect(isFresh(living(4 * minute), 2 * minute)).toBe(false)
})

test('a token of unknown life stays fresh', () => {
  expect(isFresh({ accessToken: 'abcd', obtainedAt: 0 }, 1e15)).toBe(true)
})

test('a token that is not fresh any more is alive until it expires', () => {
  expect(isAlive(living(60 * minute), 60 * minute - 1)).toBe(true)
  expect(isAlive(living(60 * minute), 60 * minute)).toBe(false)
})
