import { describe, expect, it } from 'vitest'
import { parseArrayText } from '../../src/cli/array-text.js'
import { jsonEncoder, utcTimestamp } from '../../src/cli/value-json.js'

// Type OIDs of PostgreSQL.
const [bool, bytea, int8, int4, text, json] = [16, 17, 20, 23, 25, 114]
const [float8, date, timestamp, timestamptz, interval, numeric, uuid, jsonb] = [
  701, 1082, 1114, 1184, 1186, 1700, 2950, 3802,
]
const [textArray, int4Array, boolArray, timestamptzArray, jsonbArray] = [1009, 1007, 1000, 1185, 3807]

describe('a value in JSON', () => {
  it.each([
    ['an integer', int4, '-42', '-42'],
    ['the largest exact bigint', int8, '9007199254740991', '9007199254740991'],
    ['a bigint beyond it, as text', int8, '9007199254740993', '"9007199254740993"'],
    ['a float', float8, '1e+20', '100000000000000000000'],
    ['a float JSON has no number for', float8, 'NaN', '"NaN"'],
    ['a numeric that a number prints the same', numeric, '1.5', '1.5'],
    ['a numeric whose zeros would be lost', numeric, '1.50', '"1.50"'],
    ['a numeric with too many digits', numeric, '12345678901234567890.1', '"12345678901234567890.1"'],
    ['infinity', numeric, 'Infinity', '"Infinity"'],
    ['true', bool, 't', 'true'],
    ['text with quotes and line breaks', text, 'a "b"\n', '"a \\"b\\"\\n"'],
    ['a uuid', uuid, '7b6c1d5e-1111-4222-8333-444455556666', '"7b6c1d5e-1111-4222-8333-444455556666"'],
    ['a date', date, '2026-01-31', '"2026-01-31"'],
    ['a timestamptz', timestamptz, '2026-01-31 08:00:00.123+00', '"2026-01-31T08:00:00.123Z"'],
    ['a timestamp', timestamp, '2026-01-31 08:00:00', '"2026-01-31T08:00:00Z"'],
    ['an interval', interval, 'P1DT2H', '"P1DT2H"'],
    ['bytes', bytea, '\\x00ff', '"\\\\x00ff"'],
    ['jsonb', jsonb, '{"a": [1, 2.50, "x"]}', '{"a": [1, 2.50, "x"]}'],
    ['json over several lines, on one', json, '{\n "a": "\\n"\n}', '{  "a": "\\n" }'],
    ['a text array', textArray, '{a,"b, \\"c\\"",NULL,"NULL",""}', '["a","b, \\"c\\"",null,"NULL",""]'],
    ['a nested array', int4Array, '{{1,2},{3,4}}', '[[1,2],[3,4]]'],
    ['an array with lower bounds', int4Array, '[0:1]={1,2}', '[1,2]'],
    ['an empty array', textArray, '{}', '[]'],
    ['an array of truth values', boolArray, '{t,f}', '[true,false]'],
    ['an array of times', timestamptzArray, '{"2026-01-31 08:00:00+00"}', '["2026-01-31T08:00:00Z"]'],
    ['an array of jsonb', jsonbArray, '{"{\\"a\\": 1}","null"}', '[{"a": 1},null]'],
  ])('is right for %s', (_what, type, value, expected) => {
    const encoded = jsonEncoder(type)(value)
    expect(encoded).toBe(expected)
    expect(() => JSON.parse(encoded) as unknown).not.toThrow()
  })
})

describe('a timestamp', () => {
  it.each([
    ['2026-01-31 08:00:00.123456+00', '2026-01-31T08:00:00.123456Z'],
    ['2026-01-31 08:00:00+05:30', '2026-01-31T02:30:00Z'],
    ['2026-01-01 00:00:00.5-08', '2026-01-01T08:00:00.5Z'],
    ['infinity', 'infinity'],
    ['0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00+00 BC'],
  ])('%s is %s', (typed, expected) => expect(utcTimestamp(typed)).toBe(expected))
})

describe('text that is no array', () => {
  it.each(['', 'a', '{', '{a', '{a}b', '{"a}', '{a b"', '{{1}'])('is told: %s', (typed) => {
    expect(parseArrayText(typed)).toBeUndefined()
  })
})
