import { setImmediate as nextTurn } from 'node:timers/promises'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createResultWriter, type ResultFormat } from '../../src/cli/result-writer.js'
import { createTextOutput } from '../../src/cli/text-output.js'

type Values = readonly (string | null)[]

/** What a result of these columns (name → type OID) and rows looks like in a format. */
function printed(
  format: ResultFormat,
  fields: readonly [string, number][],
  rows: readonly Values[],
  columns?: number,
) {
  let out = ''
  const notes: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString('utf8')
      done()
    },
  })
  const writer = createResultWriter(format, {
    output: createTextOutput(stream),
    note: (line) => notes.push(line),
    columns,
  })
  writer.fields(fields.map(([name, type]) => ({ name, type })))
  for (const row of rows) writer.row(row)
  writer.complete(`SELECT ${rows.length}`, rows.length)
  return { out, notes }
}

const [bool, int4, text] = [16, 23, 25]

describe('json', () => {
  it('is one array of objects, and an empty one without rows', () => {
    const fields: [string, number][] = [
      ['id', int4],
      ['title', text],
    ]
    expect(
      printed('json', fields, [
        ['1', 'a'],
        ['2', null],
      ]).out,
    ).toBe('[\n{"id":1,"title":"a"},\n{"id":2,"title":null}\n]\n')
    expect(printed('json', fields, []).out).toBe('[]\n')
  })

  it('numbers the names that repeat, without taking one that is there', () => {
    const fields: [string, number][] = [
      ['id', int4],
      ['id', int4],
      ['id_2', int4],
      ['id', int4],
    ]
    expect(JSON.parse(printed('json', fields, [['1', '2', '3', '4']]).out)).toEqual([
      { id: 1, id_3: 2, id_2: 3, id_4: 4 },
    ])
  })

  it('keeps a column named __proto__', () => {
    expect(printed('json', [['__proto__', int4]], [['1']]).out).toContain('{"__proto__":1}')
  })
})

describe('ndjson', () => {
  it('is one object a line', () => {
    expect(printed('ndjson', [['v', text]], [['a\nb'], ['c']]).out).toBe('{"v":"a\\nb"}\n{"v":"c"}\n')
    expect(printed('ndjson', [['v', text]], []).out).toBe('')
  })
})

describe('csv', () => {
  it('follows RFC 4180 and tells empty text from no value', () => {
    const fields: [string, number][] = [
      ['a,b', text],
      ['c', text],
      ['d', bool],
    ]
    const rows = [
      ['x "y"', 'line\nbreak', 't'],
      ['', null, 'f'],
      [' p ', 'plain', null],
    ]
    expect(printed('csv', fields, rows).out).toBe(
      '"a,b",c,d\r\n"x ""y""","line\nbreak",true\r\n"",,false\r\n p ,plain,\r\n',
    )
  })
})

describe('a table', () => {
  it('is aligned, numbers to the right, with the number of rows beside it', () => {
    const fields: [string, number][] = [
      ['id', int4],
      ['title', text],
      ['open', bool],
    ]
    const { out, notes } = printed('table', fields, [
      ['7', 'one', 't'],
      ['123', null, 'f'],
    ])
    expect(out.split('\n')).toEqual([
      '  id | title | open',
      '-----+-------+-------',
      '   7 | one   | true',
      ' 123 |       | false',
      '',
    ])
    expect(notes).toEqual(['(2 rows)'])
  })

  it('counts wide characters as two cells and combining ones as none', () => {
    const { out } = printed(
      'table',
      [
        ['t', text],
        ['x', text],
      ],
      [
        ['日本', '1'],
        ['e\u0301e', '2'],
        ['🚀', '3'],
      ],
    )
    expect(out.split('\n').slice(2, 5)).toEqual([' 日本 | 1', ' e\u0301e   | 2', ' 🚀   | 3'])
  })

  it('shows control characters as escapes', () => {
    const { out } = printed('table', [['t', text]], [['a\nb\t\u001b[31mred']])
    expect(out).toContain(' a\\nb\\t\\u001b[31mred\n')
  })

  it('fits the terminal by shortening the widest column', () => {
    const { out } = printed(
      'table',
      [
        ['id', int4],
        ['title', text],
      ],
      [['1', 'x'.repeat(200)]],
      40,
    )
    const lines = out.trimEnd().split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
    expect(lines[2]).toMatch(/^ {2}1 \| x+…$/)
  })

  it('cuts nothing when the output is no terminal, not even rows wider than those looked at first', () => {
    const rows = [...Array.from({ length: 600 }, () => ['a']), ['y'.repeat(50)]]
    const { out } = printed('table', [['t', text]], rows)
    expect(out.split('\n')).toHaveLength(2 + 601 + 1)
    expect(out).toContain(` ${'y'.repeat(50)}\n`)
  })

  it('says one row in the singular', () => {
    expect(printed('table', [['t', text]], [['a']]).notes).toEqual(['(1 row)'])
  })
})

describe('a statement without a result', () => {
  it('prints its command tag beside the output', () => {
    const notes: string[] = []
    const output = createTextOutput(new Writable())
    createResultWriter('json', { output, note: (line) => notes.push(line) }).complete('UPDATE 3', 0)
    expect(notes).toEqual(['UPDATE 3'])
  })
})

describe('a reader that is slower than the rows', () => {
  it('holds them back until it has drained', async () => {
    let release: (() => void) | undefined
    const slow = new Writable({
      highWaterMark: 1024,
      write: (_chunk, _encoding, done) => void (release = done),
    })
    const output = createTextOutput(slow)
    const writer = createResultWriter('ndjson', { output, note: () => undefined })
    writer.fields([{ name: 'v', type: text }])
    let rows = 0
    while (writer.row(['x'.repeat(1000)])) rows++
    expect(rows).toBeLessThan(100)
    let drained = false
    const waiting = writer.drained().then(() => (drained = true))
    await nextTurn()
    expect(drained).toBe(false)
    release?.()
    await waiting
    expect(drained).toBe(true)
  })
})
