import { describe, expect, it } from 'vitest'
import { jsonSource, noteJsonSources } from '../../src/tables/json-source.js'

/** The sources noted of the members `fields`, one for each element of the list `value`. */
function sourcesIn(text: string | Buffer): (string | undefined)[] {
  const bytes = Buffer.from(text)
  const { value } = JSON.parse(bytes.toString()) as { value: ({ fields?: unknown } | null)[] }
  noteJsonSources(bytes, 'value', value, 'fields')
  return value.map((element) => {
    const source = jsonSource(element?.fields)
    return source && Buffer.from(source).toString()
  })
}

/** One item whose fields are the given text. */
const item = (fields: string): string => `{"id":1,"fields":${fields},"url":"x"}`
const answer = (...items: string[]): string => `{"count":${items.length},"value":[${items.join(',')}]}`

describe('the source of a JSON object', () => {
  it('is the text between its brackets, as it was received', () => {
    const texts = ['{"a":1.0,"b":{"c":[{"d":"}"}]}}', '{}', '{"ü":"東京 😀"}']
    expect(sourcesIn(answer(...texts.map(item)))).toEqual(texts)
  })

  it('is told apart from brackets, quotes and names in texts', () => {
    const texts = [
      String.raw`{"a":"}]{\"fields\":{}\\"}`,
      String.raw`{"\\\"":"\\","fields":{"fields":{"x":1}}}`,
    ]
    expect(sourcesIn(answer(...texts.map(item)))).toEqual(texts)
  })

  it('stays with its element where others have none or are null', () => {
    const some = item('{"a":1}')
    expect(sourcesIn(answer('null', some, '{"id":2}', item('7'), item('[1,{"b":2}]'), some))).toEqual([
      undefined,
      '{"a":1}',
      undefined,
      undefined,
      undefined,
      '{"a":1}',
    ])
    expect(sourcesIn(answer())).toEqual([])
  })

  it('is the last one where a name occurs twice', () => {
    expect(sourcesIn(answer('{"fields":{"a":1},"fields":{"a":2}}'))).toEqual(['{"a":2}'])
    expect(sourcesIn(answer('{"fields":{"a":1},"fields":3}'))).toEqual([undefined])
    expect(sourcesIn(`{"value":[${item('{"a":1}')}],"value":[${item('{"a":2}')}]}`)).toEqual(['{"a":2}'])
  })

  it('is sought in the list and below its elements only', () => {
    expect(sourcesIn(`{"fields":{},"other":[${item('{"a":1}')}],"value":[{"id":1}]}`)).toEqual([undefined])
    expect(sourcesIn('{"value":[{"deeper":{"fields":{"a":1}}}],"fields":{"a":1}}')).toEqual([undefined])
  })

  it.each([
    ['U+0000', String.raw`{"a":"\u0000"}`],
    ['a lone surrogate', String.raw`{"a":"\uD800"}`],
    ['a pair of surrogates', String.raw`{"a":"\ud83d\ude00"}`],
    ['a number too large for jsonb', '{"a":1e999999}'],
    ['a line end', '{"a":1,\n"b":2}'],
    ['a tab', '{"a":1,\t"b":2}'],
  ])('is not noted where jsonb or a line of text could not take it: %s', (_, fields) => {
    expect(sourcesIn(answer(item(fields), item('{"e":"1e9"}')))).toEqual([undefined, '{"e":"1e9"}'])
  })

  it('is not noted where the text is not UTF-8', () => {
    const bytes = Buffer.from(answer(item('{"a":"?"}')))
    bytes[bytes.indexOf('?')] = 0xff
    expect(sourcesIn(bytes)).toEqual([undefined])
  })

  it('is not noted of what is no list', () => {
    noteJsonSources(Buffer.from('{"value":{}}'), 'value', {}, 'fields')
    noteJsonSources(Buffer.from('[]'), 'value', undefined, 'fields')
    expect(sourcesIn(`{"value" : [ ${item('{"a":1}')} ]}`)).toEqual([undefined])
  })
})
