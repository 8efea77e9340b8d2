import { describe, expect, it } from 'vitest'
import { chartData } from '../../../web/src/query/chart-data.js'

const words = { rows: 'rows', rest: (count: number) => `${count} others`, none: '(none)' }
const columns = [
  { name: 'state', type: 'text' },
  { name: 'hours', type: 'numeric' },
  { name: 'at', type: 'timestamptz' },
]
const row = (state: string | null, hours: string | null, at: string | null = null) => [state, hours, at]

describe('chartData', () => {
  it('adds up rows of one label, and says so', () => {
    const data = chartData(
      columns,
      [row('a', '1'), row('b', '2'), row('a', '3.5'), row(null, '4'), row('b', null)],
      {
        form: 'bar',
        label: 0,
        values: [1],
        series: undefined,
      },
      words,
    )
    expect(data).toEqual({
      labels: ['a', 'b', '(none)'],
      series: [{ name: 'hours', values: [4.5, 2, 4] }],
      summed: true,
      left: 0,
    })
  })

  it('counts rows where there is no value column', () => {
    const data = chartData(
      columns,
      [row('a', '1'), row('b', '2'), row('a', '3')],
      {
        form: 'bar',
        label: 0,
        values: [],
        series: undefined,
      },
      words,
    )
    expect([data.labels, data.series, data.summed]).toEqual([
      ['a', 'b'],
      [{ name: 'rows', values: [2, 1] }],
      false,
    ])
  })

  it('puts times of a line in order, and leaves gaps where a series has none', () => {
    const data = chartData(
      columns,
      [
        row('a', '1', '2026-01-02 00:00:00+00'),
        row('b', '2', '2026-01-01 00:00:00+00'),
        row('a', '3', '2026-01-03 00:00:00+00'),
      ],
      { form: 'line', label: 2, values: [1], series: 0 },
      words,
    )
    expect(data.labels.map((label) => label.slice(8, 10))).toEqual(['01', '02', '03'])
    expect(data.series).toEqual([
      { name: 'a', values: [null, 1, 3] },
      { name: 'b', values: [2, null, null] },
    ])
  })

  it('keeps the largest slices and puts the others together', () => {
    const rows = Array.from({ length: 20 }, (_, at) => row(`s${at}`, String(at)))
    const data = chartData(columns, rows, { form: 'pie', label: 0, values: [1], series: undefined }, words)
    expect(data.labels).toHaveLength(13)
    expect(data.labels.at(-1)).toBe('8 others')
    expect(data.series[0]!.values.at(-1)).toBe(28)
    expect(data.left).toBe(8)
  })

  it('makes dots of two numbers, by series, and counts those it leaves out', () => {
    const numbers = [
      { name: 'x', type: 'int4' },
      { name: 'y', type: 'int4' },
      { name: 's', type: 'text' },
    ]
    const data = chartData(
      numbers,
      [
        ['1', '2', 'a'],
        ['3', null, 'a'],
        ['5', '6', 'b'],
      ],
      { form: 'scatter', label: 0, values: [1], series: 2 },
      words,
    )
    expect(data.series).toEqual([
      { name: 'a', values: [2], across: [1] },
      { name: 'b', values: [6], across: [5] },
    ])
    const many = Array.from({ length: 6_000 }, (_, at) => [String(at), '1', 'a'])
    expect(
      chartData(numbers, many, { form: 'scatter', label: 0, values: [1], series: undefined }, words).left,
    ).toBe(1_000)
  })
})
