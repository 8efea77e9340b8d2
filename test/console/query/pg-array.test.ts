import { describe, expect, it } from 'vitest'
import { parseArrayText } from '../../../src/cli/array-text.js'
import { readArray } from '../../../web/src/query/pg-array.js'

describe('an array in the pages', () => {
  it.each([
    ['{}', []],
    ['{a,b c,NULL}', ['a', 'b c', null]],
    ['{"NULL","",",","}","a\\"b\\\\c"}', ['NULL', '', ',', '}', 'a"b\\c']],
    [
      '{{1,2},{3,NULL}}',
      [
        ['1', '2'],
        ['3', null],
      ],
    ],
    ['[2:3]={x,y}', ['x', 'y']],
    ['[0:1][1:1]={{x},{y}}', [['x'], ['y']]],
    ['', undefined],
    ['a', undefined],
    ['{a', undefined],
    ['{"a', undefined],
    ['{a}b', undefined],
    ['{"a"b}', undefined],
    ['{{a}', undefined],
  ])('%s is read as the command line reads it', (text, items) => {
    expect(readArray(text)).toEqual(items)
    expect(parseArrayText(text)).toEqual(items)
  })
})
