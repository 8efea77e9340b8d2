import { columnKind, type ColumnKind } from './column-kind.js'
import type { ResultColumn, ResultRow } from './result-text.js'

/** The forms of a chart. */
export const chartForms = ['bar', 'line', 'area', 'pie', 'scatter'] as const
/** One of the forms. */
export type ChartForm = (typeof chartForms)[number]

/** What a chart draws: column numbers of the result. */
export interface ChartChoice {
  readonly form: ChartForm
  /** Along the bottom, or the slices. */
  readonly label: number
  /** Upwards; none counts the rows of each label. */
  readonly values: readonly number[]
  /** Makes a line or a colour of each of its values; then there is one value column. */
  readonly series: number | undefined
}

/** Rows that a choice is made from: a look is enough, and a result may be long. */
const looked = 2_000
const mostSlices = 6
const mostSeries = 8
const mostValues = 3

/**
 * The chart to begin with: lines over time; bars for words with numbers, or slices when there are few and they make up a
 * whole; dots for two measures; else the number of rows of each word. Undefined when there is nothing to draw.
 */
export function chooseChart(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
): ChartChoice | undefined {
  if (rows.length === 0) return undefined
  const facts = columns.map((column, at) => factsOf(columnKind(column.type), column.name, rows, at))
  const all = facts.map((_, at) => at)
  const times = all.filter((at) => facts[at]!.kind === 'time' || facts[at]!.kind === 'date')
  const measures = all.filter((at) => facts[at]!.kind === 'number' && !facts[at]!.isKey)
  const words = all.filter((at) => facts[at]!.isWord && facts[at]!.distinct > 0)
  const [time] = times
  const values = measures.slice(0, mostValues)
  if (time !== undefined && facts[time]!.distinct > 1 && values.length > 0) {
    const series = words.find((at) => facts[at]!.distinct > 1 && facts[at]!.distinct <= mostSeries)
    if (series !== undefined && facts[time]!.distinct < facts[time]!.filled)
      return { form: 'line', label: time, values: [values[0]!], series }
    return { form: 'line', label: time, values, series: undefined }
  }
  const [word] = words
  if (word !== undefined && values.length > 0) {
    const series = words.find(
      (at) => at !== word && facts[at]!.distinct > 1 && facts[at]!.distinct <= mostSeries,
    )
    if (series !== undefined && facts[word]!.distinct < facts[word]!.filled)
      return { form: 'bar', label: word, values: [values[0]!], series }
    const whole = facts[values[0]!]!
    const slices = facts[word]!.distinct
    if (values.length === 1 && slices >= 2 && slices <= mostSlices && whole.isShare)
      return { form: 'pie', label: word, values, series: undefined }
    return { form: 'bar', label: word, values, series: undefined }
  }
  const steady = all.find((at) => facts[at]!.kind === 'number' && facts[at]!.rises && rows.length > 2)
  if (steady !== undefined && measures.some((at) => at !== steady))
    return {
      form: 'line',
      label: steady,
      values: measures.filter((at) => at !== steady).slice(0, mostValues),
      series: undefined,
    }
  if (measures.length >= 2)
    return { form: 'scatter', label: measures[0]!, values: [measures[1]!], series: undefined }
  const counted = words.find((at) => facts[at]!.distinct < facts[at]!.filled) ?? word ?? time
  if (counted !== undefined) return { form: 'bar', label: counted, values: [], series: undefined }
  const [number] = all.filter((at) => facts[at]!.kind === 'number')
  return number === undefined
    ? undefined
    : { form: 'bar', label: number, values: [number], series: undefined }
}

interface ColumnFacts {
  readonly kind: ColumnKind
  readonly distinct: number
  /** Values that are not null. */
  readonly filled: number
  /** Numbers that name rows instead of measuring them: ids. */
  readonly isKey: boolean
  readonly isWord: boolean
  /** Numbers of which none is negative, named as a part of a whole. */
  readonly isShare: boolean
  /** Numbers of which each is above the one before. */
  readonly rises: boolean
}

function factsOf(kind: ColumnKind, name: string, rows: readonly ResultRow[], at: number): ColumnFacts {
  const values = rows
    .slice(0, looked)
    .map((row) => row[at])
    .filter((value) => value !== null && value !== undefined)
  const distinct = new Set(values).size
  const numbers = kind === 'number' ? values.map(Number) : []
  return {
    kind,
    distinct,
    filled: values.length,
    isKey: kind === 'number' && /(^|_)(id|rev|revision|number)$/i.test(name),
    isWord: kind === 'boolean' || (kind === 'text' && values.every((value) => value.length <= 200)),
    isShare:
      numbers.length > 0 &&
      numbers.every((one) => one >= 0) &&
      /share|percent|pct|count|total|rows/i.test(name),
    rises: numbers.length > 1 && numbers.every((one, row) => row === 0 || one > numbers[row - 1]!),
  }
}
