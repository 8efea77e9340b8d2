import { columnKind } from './column-kind.js'
import type { ResultColumn, ResultRow } from './result-text.js'

/** Limits of a column's width, px. */
export const columnWidth = { least: 56, most: 1200, firstMost: 340 }
const character = 7.4
const padding = 22
const looked = 60

/** Widths to begin with, px: what the name and the first rows need, within limits. */
export function columnWidths(columns: readonly ResultColumn[], rows: readonly ResultRow[]): number[] {
  const sample = rows.slice(0, looked)
  return columns.map(({ name, type }, at) => {
    const kind = columnKind(type)
    const values = sample.map((row) => (kind === 'time' ? 19 : (row[at]?.length ?? 4)))
    const wanted = Math.max(name.length, ...values.map((length) => Math.min(length, 60)))
    const width = Math.ceil(wanted * character + padding)
    return Math.max(columnWidth.least, Math.min(width, columnWidth.firstMost))
  })
}

/** A width after a change, within the limits. */
export function changedWidth(width: number, by: number): number {
  return Math.round(Math.max(columnWidth.least, Math.min(width + by, columnWidth.most)))
}
