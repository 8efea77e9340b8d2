import { describe, expect, it } from 'vitest'
import { columnKind } from '../../../web/src/query/column-kind.js'
import { readArray } from '../../../web/src/query/pg-array.js'
import { localTime, utcTime } from '../../../web/src/query/pg-time.js'
import { looksLikeHtml, plainText } from '../../../web/src/query/plain-text.js'
import { displayValue } from '../../../web/src/query/value-display.js'

describe('columnKind', () => {
  it.each([
    ['bigint', 'number'],
    ['numeric(10,2)', 'number'],
    ['int4', 'number'],
    ['timestamp with time zone', 'time'],
    ['timestamptz', 'time'],
    ['date', 'date'],
    ['text[]', 'array'],
    ['_text', 'array'],
    ['jsonb', 'json'],
    ['uuid', 'text'],
  ])('of %s is %s', (type, kind) => expect(columnKind(type)).toBe(kind))
})

describe('displayValue', () => {
  it('marks NULL, and no other value, as NULL', () => {
    expect(displayValue(null, 'text')).toEqual({ kind: 'null' })
    expect(displayValue('', 'text')).toMatchObject({ kind: 'plain', text: '' })
    expect(displayValue('NULL', 'text')).toMatchObject({ kind: 'plain', text: 'NULL' })
  })

  it('shows a time in a zone and keeps the exact value as its title', () => {
    const exact = '2026-01-31 23:30:00.123456+00'
    expect(displayValue(exact, 'time', { zone: 'Europe/Berlin' })).toEqual({
      kind: 'plain',
      text: '2026-02-01 00:30:00',
      title: exact,
    })
    expect(displayValue('infinity', 'time')).toMatchObject({ text: 'infinity' })
  })

  it('shows HTML as its words, or as it is', () => {
    const html = '<div>Hello <b>you</b></div><script>alert(1)</script>'
    expect(displayValue(html, 'text')).toMatchObject({ text: 'Hello you' })
    expect(displayValue(html, 'text', { htmlAsText: false })).toMatchObject({ text: html })
  })

  it('shows the first items of an array as chips, and how many more there are', () => {
    expect(displayValue('{a,"b c",NULL}', 'array')).toEqual({
      kind: 'chips',
      items: ['a', 'b c', 'NULL'],
      more: 0,
    })
    expect(displayValue('{}', 'array')).toEqual({ kind: 'chips', items: [], more: 0 })
    const many = `{${Array.from({ length: 10 }, (_, at) => at).join(',')}}`
    expect(displayValue(many, 'array')).toMatchObject({ more: 4 })
  })

  it('cuts long values in the cell only', () => {
    const shown = displayValue('x'.repeat(5000), 'text')
    expect(shown.kind === 'plain' && shown.text.length).toBe(301)
  })
})

describe('readArray', () => {
  it.each([
    ['{}', []],
    ['{a,b}', ['a', 'b']],
    ['{"a,b","say \\"hi\\"","NULL",NULL}', ['a,b', 'say "hi"', 'NULL', null]],
    [
      '{{1,2},{3,4}}',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['[0:1]={a,b}', ['a', 'b']],
    ['{a', undefined],
    ['plain', undefined],
    ['{a}b', undefined],
  ])('reads %s', (text, items) => expect(readArray(text)).toEqual(items))
})

describe('times', () => {
  it('are UTC with their fraction, whatever the offset', () => {
    expect(utcTime('2026-01-31 08:00:00.5+00')).toBe('2026-01-31T08:00:00.5Z')
    expect(utcTime('2026-01-31 08:00:00+05:30')).toBe('2026-01-31T02:30:00Z')
    expect(utcTime('2026-01-31 08:00:00')).toBe('2026-01-31 08:00:00')
  })

  it('without an offset belong to no zone', () =>
    expect(localTime('2026-01-31 08:00:00', 'Asia/Tokyo')).toBe('2026-01-31 08:00:00'))
})

describe('plainText', () => {
  it.each([
    ['lines and lists', '<p>One</p><ul><li>Two</li><li>Three</li></ul>', 'One\n• Two\n• Three'],
    ['entities, once', 'a &amp;lt; b &#169; &#xA9; &nbsp;c &unknown;', 'a &lt; b © © c &unknown;'],
    ['no scripts, styles or comments', '<style>p{}</style><!-- x -->a<script>bad()</script>', 'a'],
    ['what is never closed', 'a<script>bad()', 'a'],
    ['no attributes', '<img src=x onerror="bad()">b', 'b'],
    ['a lone sign', '1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ])('keeps %s', (_, html, text) => expect(plainText(html)).toBe(text))

  it('is asked for only where there are tags', () => {
    expect(looksLikeHtml('<div class="a">x</div>')).toBe(true)
    expect(looksLikeHtml('List<string> and a < b')).toBe(false)
  })
})
