import { describe, expect, it } from 'vitest'
import { arrayLiteral, copyField, copyText } from '../../src/replica/copy-text.js'

describe('a value in the text format of COPY', () => {
  it('is NULL when there is none', () => {
    expect(copyField(null, 'text')).toBe('\\N')
    expect(copyField(undefined, 'jsonb')).toBe('\\N')
  })

  it('keeps an empty text and a text that looks like NULL apart from NULL', () => {
    expect(copyField('', 'text')).toBe('')
    expect(copyField('\\N', 'text')).toBe('\\\\N')
  })

  it('escapes what ends a field or a row', () => {
    expect(copyField('a\tb\nc\rd\\e', 'text')).toBe('a\\tb\\nc\\rd\\\\e')
  })

  it('leaves out U+0000, which PostgreSQL cannot hold', () => {
    expect(copyField('a\0b', 'text')).toBe('ab')
    expect(copyField({ 'k\0': 'v\0' }, 'jsonb')).toBe('{"k":"v"}')
    expect(copyField(['a\0'], 'text[]')).toBe('{"a"}')
  })

  it('keeps a text that only spells U+0000', () => {
    expect(copyField({ k: '\\u0000' }, 'jsonb')).toBe('{"k":"\\\\\\\\u0000"}')
  })

  it('replaces lone surrogates and keeps pairs', () => {
    expect(copyText([['\ud800', '😀']], ['text', 'text'], 0).toString()).toBe('\ufffd\t😀\t0\n')
    expect(copyField(['\udc00', '😀'], 'jsonb')).toBe('["\ufffd","😀"]')
  })

  it('writes JSON texts as JSON, and objects in text columns too', () => {
    expect(copyField('x', 'jsonb')).toBe('"x"')
    expect(copyField({ a: 1 }, 'text')).toBe('{"a":1}')
  })

  it('numbers rows from the number given', () => {
    expect(copyText([[1], [2]], ['integer'], 5).toString()).toBe('1\t5\n2\t6\n')
  })
})

describe('an array in text form', () => {
  it('quotes every element and writes null bare', () => {
    expect(arrayLiteral(['a"b', 'c\\d', 'NULL', '', null])).toBe('{"a\\"b","c\\\\d","NULL","",NULL}')
  })
})
