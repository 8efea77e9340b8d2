import { describe, expect, it } from 'vitest'
import { resultText, tsvText } from '../../../web/src/query/result-text.js'

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'title', type: 'text' },
  { name: 'at', type: 'timestamptz' },
  { name: 'tags', type: 'text[]' },
  { name: 'fields', type: 'jsonb' },
  { name: 'done', type: 'boolean' },
]
const rows = [
  ['1', 'a, "b"\nc', '2026-01-31 08:00:00.5+00', '{x,"y z"}', '{"a": 1}', 't'],
  ['9007199254740993', '', null, null, null, 'f'],
]
const whole = (format: 'csv' | 'json' | 'ndjson', of: readonly (readonly (string | null)[])[] = rows) =>
  [...resultText(format, columns, of)].join('')

describe('resultText', () => {
  it('writes CSV in which NULL and the empty text differ', () => {
    expect(whole('csv')).toBe(
      'id,title,at,tags,fields,done\r\n' +
        '1,"a, ""b""\nc",2026-01-31 08:00:00.5+00,"{x,""y z""}","{""a"": 1}",t\r\n' +
        '9007199254740993,"",,,,f\r\n',
    )
  })

  it('writes JSON with exact numbers only, UTC times, lists and objects', () => {
    const expected = [
      {
        id: 1,
        title: 'a, "b"\nc',
        at: '2026-01-31T08:00:00.5Z',
        tags: ['x', 'y z'],
        fields: { a: 1 },
        done: true,
      },
      { id: '9007199254740993', title: '', at: null, tags: null, fields: null, done: false },
    ]
    expect(JSON.parse(whole('json'))).toEqual(expected)
    expect(
      whole('ndjson')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(expected)
  })

  it('is valid without rows, and with more than a piece holds', () => {
    expect(JSON.parse(whole('json', []))).toEqual([])
    const many = Array.from({ length: 4_500 }, (_, at) => [String(at), 'x', null, null, null, null])
    expect((JSON.parse(whole('json', many)) as unknown[]).length).toBe(4_500)
    expect(whole('csv', many).split('\r\n').length).toBe(4_502)
    expect([...resultText('json', columns, many)].length).toBeGreaterThan(3)
  })

  it('gives columns of one name names of their own', () => {
    const same = [...resultText('ndjson', [columns[0]!, columns[0]!], [['1', '2']])].join('')
    expect(JSON.parse(same)).toEqual({ id: 1, id_2: 2 })
  })
})

describe('tsvText', () => {
  it('quotes what would break lines or cells', () =>
    expect(tsvText([['a\tb', null, 'say "x"', 'c\nd']], ['w', 'x', 'y', 'z'])).toBe(
      'w\tx\ty\tz\n"a\tb"\t\t"say ""x"""\t"c\nd"',
    ))
})
