import { describe, expect, it } from 'vitest'
import { arrayLiteral, recordsText, valueText } from '../../src/replica/value-text.js'
import { elementsOf } from '../../src/tables/json-elements.js'
import { rowOf, workItems } from './sample-tables.js'

describe('a value in text form', () => {
  it('leaves out U+0000, which PostgreSQL cannot hold', () => {
    expect(valueText('a\0b', 'text')).toBe('ab')
    expect(valueText({ 'k\0': 'v\0' }, 'jsonb')).toBe('{"k":"v"}')
    expect(valueText(['a\0'], 'text[]')).toBe('{"a"}')
  })

  it('keeps a text that only spells U+0000', () => {
    expect(valueText({ k: '\\u0000' }, 'jsonb')).toBe('{"k":"\\\\u0000"}')
  })

  it('replaces lone surrogates in JSON and keeps pairs', () => {
    expect(valueText(['\udc00', '😀'], 'jsonb')).toBe('["\ufffd","😀"]')
  })

  it('is JSON for JSON texts, and for objects in text columns', () => {
    expect(valueText('x', 'jsonb')).toBe('"x"')
    expect(valueText({ a: 1 }, 'text')).toBe('{"a":1}')
  })
})

describe('rows as a JSON array', () => {
  it('has what each row has, and its number', () => {
    const answer = '{"value":[{"fields":{"a":1.0}}]}'
    const [item] = [...elementsOf(Buffer.from(answer), 'value', 'fields')] as [{ fields: unknown }]
    const rows = [
      rowOf(workItems, { id: 7, title: 'a\0"b', tags: ['x'], fields: item.fields }),
      rowOf(workItems, { id: 8, fields: { 'k\0': '\ud800' } }),
    ]
    expect(recordsText(rows, workItems)).toBe(
      String.raw`[{"#":0,"id":"7","title":"a\"b","tags":"{\"x\"}","fields":{"a":1.0}},` +
        '\n{"#":1,"id":"8","fields":{"k":"\ufffd"}}]',
    )
  })

  it('is empty for no rows', () => {
    expect(recordsText([], workItems)).toBe('[]')
  })
})

describe('an array in text form', () => {
  it('quotes every element and writes null bare', () => {
    expect(arrayLiteral(['a"b', 'c\\d', 'NULL', '', null])).toBe('{"a\\"b","c\\\\d","NULL","",NULL}')
  })
})
