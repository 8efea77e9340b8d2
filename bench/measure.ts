/** One line of the table: what was measured, ours against something else of the same run. */
export interface Finding {
  readonly what: string
  readonly ours: string
  readonly baseline: string
  /** Ours divided by the baseline: 1 is equal, 2 is twice as slow or as big. */
  readonly ratio: number
  readonly runs: number
}

export interface Comparison {
  readonly what: string
  /** Timed runs of each side, after one that is not counted. */
  readonly runs: number
  /** How often each side is repeated in a run; times are those of one. 1 unless given. */
  readonly repeats?: number
  /** Runs before our side, not timed. */
  readonly prepare?: () => Promise<unknown>
  readonly ours: () => Promise<unknown>
  readonly baseline: () => Promise<unknown>
}

/** Times both sides in turn, so that whatever else the machine does meets both alike. */
export async function compare(comparison: Comparison): Promise<Finding> {
  const { what, runs, repeats = 1, prepare, ours, baseline } = comparison
  const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] }
  for (let run = 0; run <= runs; run++) {
    const baselineMs = await timeOf(baseline, repeats)
    await prepare?.()
    const oursMs = await timeOf(ours, repeats)
    if (run === 0) continue
    times.ours.push(oursMs)
    times.baseline.push(baselineMs)
  }
  return findingOf(what, median(times.ours), median(times.baseline), 'ms', runs)
}

export function findingOf(what: string, ours: number, baseline: number, unit: string, runs: number): Finding {
  const text = (value: number): string => `${value.toPrecision(value < 1000 ? 3 : 4)} ${unit}`
  return { what, ours: text(ours), baseline: text(baseline), ratio: ours / baseline, runs }
}

/** The findings as a table of plain text. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = [
    ['what', 'ours', 'baseline', 'ratio', 'runs'],
    ...findings.map(({ what, ours, baseline, ratio, runs }) => {
      return [what, ours, baseline, ratio.toFixed(2), String(runs)]
    }),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return rows.map(line).join('\n')
}

async function timeOf(work: () => Promise<unknown>, repeats: number): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < repeats; i++) await work()
  return (performance.now() - started) / repeats
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
