import { displayWidth, fitWidth, visible } from './display-width.js'

/** Widths of columns, in cells, that hold every one of these rows and, when `total` is given, together fit in it. */
export function columnWidths(rows: readonly (readonly string[])[], total?: number): number[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 1, displayWidth(cell))))
  if (total === undefined) return widths
  const separators = 3 * (widths.length - 1) + 2
  let excess = widths.reduce((sum, width) => sum + width, 0) + separators - total
  // The widest column gives way first, down to a width that still shows something.
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths))
    if (widths[widest]! <= 8) break
    const next = Math.max(8, ...widths.filter((width, i) => i !== widest && width < widths[widest]!))
    const cut = Math.min(excess, Math.max(1, widths[widest]! - next))
    widths[widest]! -= cut
    excess -= cut
  }
  return widths
}

/** One line of a table: cells padded to the widths; `cut` shortens what does not fit. */
export function tableLine(
  cells: readonly string[],
  widths: readonly number[],
  right: readonly boolean[],
  cut: boolean,
): string {
  const padded = cells.map((cell, i) => {
    const text = cut ? fitWidth(cell, widths[i]!) : cell
    const padding = ' '.repeat(Math.max(0, widths[i]! - displayWidth(text)))
    return right[i] === true ? padding + text : text + padding
  })
  return ` ${padded.join(' | ')}`.trimEnd()
}

/** The line between header and rows. */
export function tableRule(widths: readonly number[]): string {
  return widths.map((width) => '-'.repeat(width + 2)).join('+')
}

/** A small whole table as lines. `width`: cells of the terminal, undefined for no limit. */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width?: number,
): string[] {
  const shown = rows.map((row) => row.map(visible))
  const widths = columnWidths([header, ...shown], width)
  const line = (cells: readonly string[]) => tableLine(cells, widths, [], width !== undefined)
  return [line(header), tableRule(widths), ...shown.map(line)]
}
