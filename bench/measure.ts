import { tableLines } from '../src/cli/text-table.js'

/** One line of the table: what was measured, against something else of the same run. */
export interface Finding {
  readonly what: string
  readonly against: string
  readonly ours: string
  readonly baseline: string
  /** Ours divided by the baseline: 1 is equal, 2 is twice as slow or as big. */
  readonly ratio: number
  readonly runs: number
}

export interface Comparison {
  readonly what: string
  readonly against: string
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
  const { what, against, runs, repeats = 1, prepare, ours, baseline } = comparison
  const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] }
  for (let run = 0; run <= runs; run++) {
    const baselineMs = await timeOf(baseline, repeats)
    await prepare?.()
    const oursMs = await timeOf(ours, repeats)
    if (run === 0) continue
    times.ours.push(oursMs)
    times.baseline.push(baselineMs)
  }
  return findingOf(what, against, median(times.ours), median(times.baseline), 'ms', runs)
}

export function findingOf(
  what: string,
  against: string,
  ours: number,
  baseline: number,
  unit: 'ms' | 'MB',
  runs: number,
): Finding {
  const text = (value: number): string => `${value < 100 ? value.toPrecision(2) : Math.round(value)} ${unit}`
  return { what, against, ours: text(ours), baseline: text(baseline), ratio: ours / baseline, runs }
}

/** The findings as a table of plain text. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = findings.map(({ what, against, ours, baseline, ratio, runs }) => {
    return [what, against, ours, baseline, ratio.toFixed(2), String(runs)]
  })
  return tableLines(['what', 'against', 'ours', 'baseline', 'ratio', 'runs'], rows).join('\n')
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
