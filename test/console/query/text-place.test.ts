import { expect, it } from 'vitest'
import { offsetOf, placeOf } from '../../../web/src/query/text-place.js'

it('finds a position that counts characters in a text that counts units', () => {
  expect(offsetOf('select x', 8)).toBe(7)
  expect(offsetOf("select '😀', x", 13)).toBe(13)
  expect(offsetOf('ab', 50)).toBe(2)
})

it('counts lines and columns from 1', () => {
  expect(placeOf('select\n  x', 9)).toEqual({ line: 2, column: 3 })
  expect(placeOf('select', 0)).toEqual({ line: 1, column: 1 })
})
