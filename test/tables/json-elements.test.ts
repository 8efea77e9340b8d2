import { describe, expect, it } from 'vitest'
import { elementsOf, jsonSource, valueAt } from '../../src/tables/json-elements.js'

/** The sources noted of the members `fields`, one for each element of the list `value`. */
function sourcesIn(text: string | Buffer): (string | undefined)[] {
  return elementsIn(text).map((element) => {
    const source = jsonSource((element as { fields?: unknown }).fields)
    return source && Buffer.from(source).toString()
  })
}

function elementsIn(text: string | Buffer): object[] {
  return [...elementsOf(Buffer.from(text), 'value', 'fields')]
}

/** What a walk through the elements ends with. */
function endOf(text: string): boolean {
  const elements = elementsOf(Buffer.from(text), 'value', 'fields')
  for (let next = elements.next(); ; next = elements.next()) if (next.done) return next.value
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
  ])('is not noted where jsonb could not take it: %s', (_, fields) => {
    expect(sourcesIn(answer(item(fields), item('{"e":"1e9"}')))).toEqual([undefined, '{"e":"1e9"}'])
  })

  it('is mended where the text is not UTF-8', () => {
    const bytes = Buffer.from(answer(item('{"a":"?"}')))
    bytes[bytes.indexOf('?')] = 0xff
    expect(sourcesIn(bytes)).toEqual(['{"a":"\ufffd"}'])
  })
})

describe('the elements of a list', () => {
  it('are what JSON.parse makes of them, without null ones', () => {
    const values = [
      { id: 1, fields: { a: 'ż "\\" \u{1F600}', 'b,]}': [1.5e3, true, null, { c: '{' }] } },
      { id: 2, url: 'x', fields: {} },
      {},
    ]
    expect(elementsIn(JSON.stringify({ count: 3, value: [values[0], null, ...values.slice(1)] }))).toEqual(
      values,
    )
    expect(elementsIn(JSON.stringify({ value: values }, undefined, 2))).toEqual(values)
    expect(elementsIn(' { "x" : "value" , "value" : [ ] } ')).toEqual([])
  })

  it('may stand behind other members, whatever those hold', () => {
    const text = '{"other":{"value":[{"id":9}]},"list":["value",{"value":[{"id":8}]}],"value":[{"id":1}]}'
    expect(elementsIn(text)).toEqual([{ id: 1 }])
  })

  it('are the same wherever they stand in a long text', () => {
    const values = Array.from({ length: 400 }, (_, i) => {
      const fields = {
        a: `${'ż"\\ '.repeat((i * 37) % 300)}`,
        b: [{ c: i }],
        d: i % 7 ? 'x' : 'y'.repeat(100_000),
      }
      return { id: i, fields }
    })
    const whole = { other: 'z'.repeat(150_000), value: [null, ...values, null] }
    expect(elementsIn(JSON.stringify(whole, undefined, 3))).toEqual(values)
    const text = JSON.stringify(whole)
    expect(elementsIn(text)).toEqual(values)
    const sources = sourcesIn(text).map((source) => JSON.parse(source!) as unknown)
    expect(sources).toEqual(values.map(({ fields }) => fields))
  })

  it('are told apart from no list', () => {
    expect(endOf('{"value":[]}')).toBe(true)
    for (const text of ['{"value":{}}', '{"values":[]}', '[]', '{}', '{"count":"value"}'])
      expect(endOf(text)).toBe(false)
  })

  it.each([
    ['an end too early', '{"value":[{"id":1},'],
    ['an open element', '{"value":[{"id":1'],
    ['an open text', '{"value":[{"id":"1]}'],
    ['no value', '{"value":[{"id":}]}'],
    ['a line end in a text', '{"value":[{"id":"\n"}]}'],
    ['what is no object', '{"value":[7]}'],
    ['another bracket', '{"value":[}'],
    ['an open element of a long text', `{"value":[{"id":1},{"a":"${'x'.repeat(200_000)}"`],
    ['what is no object in a long text', `{"value":[{"a":"${'x'.repeat(200_000)}"},nul`],
  ])('fail at %s', (_, text) => {
    expect(() => elementsIn(text)).toThrow(SyntaxError)
  })
})

describe('a value at a path', () => {
  it('is what stands there, and nothing that objects inherit', () => {
    const payload = { a: { 'b.c': 1 }, n: null, list: [5] }
    expect(valueAt(payload, [])).toBe(payload)
    expect(valueAt(payload, ['a', 'b.c'])).toBe(1)
    expect(valueAt(payload, ['n'])).toBe(null)
    expect(valueAt(payload, ['n', 'x'])).toBe(undefined)
    expect(valueAt(payload, ['list', '0'])).toBe(5)
    expect(valueAt(payload, ['a', 'toString'])).toBe(undefined)
    expect(valueAt(undefined, ['a'])).toBe(undefined)
  })
})
