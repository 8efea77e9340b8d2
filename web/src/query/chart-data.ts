import type { ChartChoice } from './chart-choice.js'
import { columnKind } from './column-kind.js'
import { timeNumber } from './pg-time.js'
import type { ResultColumn, ResultRow } from './result-text.js'

/** What a chart draws, ready for the screen. */
export interface ChartData {
  /** Along the bottom, as texts; of a scatter chart none. */
  readonly labels: readonly string[]
  readonly series: readonly {
    readonly name: string
    /** One for each label; null where there is nothing. Of a scatter chart the heights. */
    readonly values: readonly (number | null)[]
    /** Of a scatter chart, beside `values`. */
    readonly across?: readonly number[]
  }[]
  /** Labels that several rows have: their values were added up. */
  readonly summed: boolean
  /** Labels that stand together as the rest, or rows that were left out. */
  readonly left: number
}

/** The words that stand in a chart. */
export interface ChartWords {
  readonly rows: string
  readonly rest: (count: number) => string
  readonly none: string
}

const mostLabels = { bar: 60, line: 2_000, area: 2_000, pie: 12, scatter: 5_000 }
const mostSeries = 12

/** The data of a chart. Rows of one label are added up; labels beyond what a chart can show become one. */
export function chartData(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  choice: ChartChoice,
  words: ChartWords,
): ChartData {
  if (choice.form === 'scatter' && choice.values.length > 0) return scatterData(columns, rows, choice)
  const names = choice.values.map((at) => columns[at]?.name ?? '')
  const series = new Map<string, Map<string, number>>()
  const order = new Map<string, number>()
  let summed = false
  for (const row of rows) {
    const label = row[choice.label] ?? words.none
    if (!order.has(label)) order.set(label, order.size)
    const into = (name: string, value: number): void => {
      const line = series.get(name) ?? new Map<string, number>()
      series.set(name, line)
      summed ||= line.has(label) && choice.values.length > 0
      line.set(label, (line.get(label) ?? 0) + value)
    }
    if (choice.values.length === 0) into(seriesName(row, choice, words) ?? words.rows, 1)
    for (const [index, at] of choice.values.entries()) {
      const value = numberIn(row, at)
      if (value !== undefined) into(seriesName(row, choice, words) ?? names[index]!, value)
    }
  }
  const labels = sortedLabels(columns, [...order.keys()], choice)
  const kept = keptLabels(labels, [...series.values()], choice)
  const rest = labels.filter((label) => !kept.has(label))
  const together = rest.length > 0 && (choice.form === 'bar' || choice.form === 'pie')
  const shown = labels.filter((label) => kept.has(label))
  return {
    labels: together ? [...shown, words.rest(rest.length)] : shown,
    series: [...series].slice(0, mostSeries).map(([name, line]) => ({
      name,
      values: [
        ...shown.map((label) => line.get(label) ?? null),
        ...(together ? [rest.reduce((sum, label) => sum + (line.get(label) ?? 0), 0)] : []),
      ],
    })),
    summed,
    left: rest.length + Math.max(0, series.size - mostSeries),
  }
}

function scatterData(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  { label, values: [height = label], series }: ChartChoice,
): ChartData {
  const isTime = ['time', 'date'].includes(columnKind(columns[label]?.type ?? ''))
  const groups = new Map<string, { values: number[]; across: number[] }>()
  let dots = 0
  let left = 0
  for (const row of rows) {
    const across = isTime ? timeNumber(row[label] ?? '') : numberIn(row, label)
    const up = numberIn(row, height)
    if (across === undefined || up === undefined) continue
    const name = series === undefined ? (columns[height]?.name ?? '') : (row[series] ?? '')
    const group = groups.get(name) ?? { values: [], across: [] }
    if (dots >= mostLabels.scatter || (!groups.has(name) && groups.size >= mostSeries)) {
      left++
      continue
    }
    groups.set(name, group)
    group.values.push(up)
    group.across.push(across)
    dots++
  }
  return { labels: [], series: [...groups].map(([name, group]) => ({ name, ...group })), summed: false, left }
}

function numberIn(row: ResultRow, at: number): number | undefined {
  const text = row[at]
  const value = text === null || text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

function seriesName(row: ResultRow, { series }: ChartChoice, { none }: ChartWords): string | undefined {
  return series === undefined ? undefined : (row[series] ?? none)
}

/** Lines run from the earliest to the latest and from small to large; everything else keeps the rows' order. */
function sortedLabels(
  columns: readonly ResultColumn[],
  labels: readonly string[],
  { form, label }: ChartChoice,
): readonly string[] {
  const kind = columnKind(columns[label]?.type ?? '')
  const measure = kind === 'time' || kind === 'date' ? timeNumber : kind === 'number' ? Number : undefined
  if (measure === undefined || form === 'pie') return labels
  return labels.toSorted((a, b) => (measure(a) ?? Infinity) - (measure(b) ?? Infinity))
}

/** The first ones of a line; of bars and slices the largest. */
function keptLabels(
  labels: readonly string[],
  series: readonly ReadonlyMap<string, number>[],
  { form }: ChartChoice,
): ReadonlySet<string> {
  const most = mostLabels[form]
  if (labels.length <= most) return new Set(labels)
  if (form === 'line' || form === 'area') return new Set(labels.slice(0, most))
  const size = (label: string): number =>
    series.reduce((sum, line) => sum + Math.abs(line.get(label) ?? 0), 0)
  return new Set(labels.toSorted((a, b) => size(b) - size(a)).slice(0, most))
}
