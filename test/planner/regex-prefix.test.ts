import { describe, expect, it } from 'vitest'
import { regexPrefix } from '../../src/planner/regex-prefix.js'

describe('the beginning of what a regular expression matches', () => {
  it.each([
    ['^abc', 'abc'],
    ['^abc$', 'abc'],
    ['^abc.*d', 'abc'],
    ['^abc*', 'ab'],
    ['^abc{2}', 'ab'],
    ['^abc+', 'ab'],
    ['^a\\.b', 'a.b'],
    ['^a\\d', 'a'],
    ['^(?:ab.)$', 'ab'],
    ['^(?:ab.)*$', undefined],
    ['^(ab)', undefined],
    ['^a|b', undefined],
    ['abc', undefined],
    ['(?i)^abc', undefined],
    ['^', undefined],
  ])('%s', (pattern, expected) => expect(regexPrefix(pattern, false)).toBe(expected))
})
