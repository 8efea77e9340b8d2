import { describe, expect, it } from 'vitest'
import { arrayLiteral, copyField, copyText, recordsText } from '../../src/replica/copy-text.js'
import { noteJsonSources } from '../../src/tables/json-source.js'
import { rowOf, workItems } from './sample-tables.js'

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

  it('is the JSON that was received, where that is known', () => {
    const text = String.raw`{"a":1.0,"ü":"\"\\n😀","b":[]}`
    const answer = `{"value":[{"fields":${text}},{"fields":{}}]}`
    const { value } = JSON.parse(answer) as { value: { fields: unknown }[] }
    noteJsonSources(Buffer.from(answer), 'value', value, 'fields')
    const rows = value.map(({ fields }, i) => [i, fields, 'b\\c'])
    expect(copyText(rows, ['integer', 'jsonb', 'text'], 0).toString()).toBe(
      `0\t${text.replaceAll('\\', '\\\\')}\tb\\\\c\t0\n1\t{}\tb\\\\c\t1\n`,
    )
  })

  it('grows with its rows', () => {
    const long = 'ż'.repeat(100_000)
    const text = copyText([[long], [long]], ['text'], 0).toString()
    expect(text).toBe(`${long}\t0\n${long}\t1\n`)
  })

  it('numbers rows from the number given', () => {
    expect(copyText([[1], [2]], ['integer'], 5).toString()).toBe('1\t5\n2\t6\n')
  })
})

describe('rows as a JSON array', () => {
  it('has what each row has, and its number', () => {
    const answer = '{"value":[{"fields":{"a":1.0}}]}'
    const { value } = JSON.parse(answer) as { value: { fields: unknown }[] }
    noteJsonSources(Buffer.from(answer), 'value', value, 'fields')
    const rows = [
      rowOf(workItems, { id: 7, title: 'a\0"b', tags: ['x'], fields: value[0]!.fields }),
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
