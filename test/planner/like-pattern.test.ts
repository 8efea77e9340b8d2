import { expect, it } from 'vitest'
import { patternPieces, patternStart } from '../../src/planner/like-pattern.js'

it('a backslash makes the next character stand for itself', () => {
  expect(patternPieces('a\\%b%c\\\\_\\x')).toEqual([
    { text: 'a%b' },
    { wildcard: '%' },
    { text: 'c\\' },
    { wildcard: '_' },
    { text: 'x' },
  ])
})

it('the start ends at the first wildcard', () => {
  expect(patternStart('Web\\\\Api%x')).toEqual({ text: 'Web\\Api', whole: false })
  expect(patternStart('%x')).toEqual({ text: '', whole: false })
  expect(patternStart('Web\\\\Api')).toEqual({ text: 'Web\\Api', whole: true })
})
