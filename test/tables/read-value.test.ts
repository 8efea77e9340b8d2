import { describe, expect, it } from 'vitest'
import {
  readBoolean,
  readDouble,
  readInteger,
  readTags,
  readText,
  readTimestamp,
  readUuid,
} from '../../src/tables/read-value.js'

describe('times', () => {
  it.each([
    ['2014-12-29T20:49:20.77Z', '2014-12-29T20:49:20.770000Z'],
    ['2014-12-29T20:49:20Z', '2014-12-29T20:49:20.000000Z'],
    ['2026-03-01T10:00:00.1234567Z', '2026-03-01T10:00:00.123456Z'],
    ['2024-02-29T23:59:59.9999999Z', '2024-02-29T23:59:59.999999Z'],
    ['2026-12-31T00:00:00.1Z', '2026-12-31T00:00:00.100000Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000000Z'],
    ['2026-03-01T10:00:00.5+02:00', '2026-03-01T08:00:00.500000Z'],
    ['2026-03-01T00:30:00-0130', '2026-03-01T02:00:00.000000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000000Z'],
    ['/Date(1417000000123)/', '2014-11-26T11:06:40.123000Z'],
    ['1753-01-01T00:00:00Z', '1753-01-01T00:00:00.000000Z'],
  ])('%s is %s', (given, read) => expect(readTimestamp(given)).toBe(read))

  it.each([
    '0001-01-01T00:00:00',
    '0001-01-01T00:00:00Z',
    '9999-01-01T00:00:00Z',
    '',
    'soon',
    '2026-13-01',
    '2026-13-01T00:00:00Z',
    '2026-12-01T25:00:00Z',
    '0000-05-05T00:00:00Z',
    5,
    null,
  ])('%s is no date', (given) => expect(readTimestamp(given)).toBeNull())
})

describe('other values', () => {
  it('whole numbers are those a 32-bit integer can hold, as numbers or as text', () => {
    expect([5, '5', -2147483648, 2147483648, 1.5, 'x', null, true].map(readInteger)).toEqual([
      5,
      5,
      -2147483648,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('decimals are finite', () => {
    expect([1.5, '2.5', '', 'x', Infinity, undefined].map(readDouble)).toEqual([
      1.5,
      2.5,
      null,
      null,
      null,
      null,
    ])
  })

  it('words are booleans', () => {
    expect([true, 'False', 'yes', 1, undefined].map(readBoolean)).toEqual([true, false, null, null, null])
  })

  it('an id is a GUID in lower case', () => {
    expect(readUuid('8E5A3CFB-FED3-46F3-8657-E3B175CD0305')).toBe('8e5a3cfb-fed3-46f3-8657-e3b175cd0305')
    expect(readUuid('8e5a')).toBeNull()
  })

  it('text keeps empty text and everything in it', () => {
    expect(['', ' a\nb\t"\\ ', 0, undefined, null].map(readText)).toEqual([
      '',
      ' a\nb\t"\\ ',
      '0',
      null,
      null,
    ])
  })

  it('text of an identity is its display name, of anything else its JSON', () => {
    expect(readText({ displayName: 'Ana' })).toBe('Ana')
    expect(readText({ a: [1] })).toBe('{"a":[1]}')
  })

  it('tags are split at semicolons; none give an empty list', () => {
    expect(readTags('Tag1; Tag2;Ünï code ; ')).toEqual(['Tag1', 'Tag2', 'Ünï code'])
    expect(readTags(undefined)).toEqual([])
    expect(readTags(['a', ' b'])).toEqual(['a', 'b'])
  })
})
