import { describe, expect, it } from 'vitest'
import { chooseChart } from '../../../web/src/query/chart-choice.js'

const types: Record<string, string> = { n: 'bigint', t: 'timestamptz', d: 'date', w: 'text', j: 'jsonb' }
/** Columns as `name:kind`, by the letters above. */
const columns = (text: string) =>
  text.split(' ').map((one) => ({ name: one.split(':')[0]!, type: types[one.split(':')[1]!]! }))
const day = (at: number) => `2026-01-${String(at + 1).padStart(2, '0')} 00:00:00+00`

describe('chooseChart', () => {
  it.each([
    [
      'lines for numbers over time',
      'day:d opened:n closed:n',
      [
        ['2026-01-01', '5', '2'],
        ['2026-01-02', '7', '3'],
      ],
      { form: 'line', label: 0, values: [1, 2], series: undefined },
    ],
    [
      'a line for each word over time',
      'at:t state:w n:n',
      [
        [day(0), 'a', '1'],
        [day(0), 'b', '2'],
        [day(1), 'a', '3'],
      ],
      { form: 'line', label: 0, values: [2], series: 1 },
    ],
    [
      'bars for words with a number',
      'person:w hours:n',
      [
        ['Ana', '5'],
        ['Ben', '7'],
      ],
      { form: 'bar', label: 0, values: [1], series: undefined },
    ],
    [
      'a pie for few parts of a whole',
      'state:w count:n',
      [
        ['New', '5'],
        ['Active', '7'],
      ],
      { form: 'pie', label: 0, values: [1], series: undefined },
    ],
    [
      'bars when a part is negative',
      'state:w count:n',
      [
        ['New', '-5'],
        ['Active', '7'],
      ],
      { form: 'bar', label: 0, values: [1], series: undefined },
    ],
    [
      'bars when there are many parts',
      'state:w count:n',
      Array.from({ length: 12 }, (_, at) => [`s${at}`, '1']),
      { form: 'bar', label: 0, values: [1], series: undefined },
    ],
    [
      'bars by two words',
      'project:w state:w hours:n',
      [
        ['p', 'a', '1'],
        ['p', 'b', '2'],
        ['q', 'a', '3'],
      ],
      { form: 'bar', label: 0, values: [2], series: 1 },
    ],
    [
      'dots for two measures',
      'points:n hours:n',
      [
        ['3', '5'],
        ['1', '7'],
        ['2', '2'],
      ],
      { form: 'scatter', label: 0, values: [1], series: undefined },
    ],
    [
      'a line along a number that rises',
      'year:n bugs:n',
      [
        ['2023', '5'],
        ['2024', '7'],
        ['2025', '2'],
      ],
      { form: 'line', label: 0, values: [1], series: undefined },
    ],
    [
      'the number of rows of each word',
      'id:n title:w state:w',
      [
        ['1', 'x', 'a'],
        ['2', 'y', 'a'],
        ['3', 'z', 'b'],
      ],
      { form: 'bar', label: 2, values: [], series: undefined },
    ],
    ['bars of a lone number', 'total:n', [['5']], { form: 'bar', label: 0, values: [0], series: undefined }],
  ])('is %s', (_, names, rows, expected) => expect(chooseChart(columns(names), rows)).toEqual(expected))

  it('is nothing where nothing can be drawn', () => {
    expect(chooseChart(columns('a:w b:n'), [])).toBeUndefined()
    expect(chooseChart(columns('a:j'), [['{}']])).toBeUndefined()
  })
})
