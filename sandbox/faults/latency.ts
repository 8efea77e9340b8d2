import type { Random } from '../data/random.js'

/** How long answers are held back, in milliseconds. */
export type Latency =
  | { kind: 'fixed'; ms: number }
  | { kind: 'uniform'; low: number; high: number }
  /** `factor` is by how much one standard deviation multiplies or divides. */
  | { kind: 'lognormal'; median: number; factor: number }

/** Longest that an answer is held back. */
const MOST_MS = 600_000

/** Reads `50`, `uniform:10-200` or `lognormal:50:2`; undefined when it is none of them. */
export function readLatency(text: string): Latency | undefined {
  const number = String.raw`(\d{1,6}(?:\.\d{1,3})?)`
  const read = (pattern: string) => new RegExp(`^${pattern}$`).exec(text)?.slice(1).map(Number)
  const [ms] = read(number) ?? []
  if (ms !== undefined) return ms <= MOST_MS ? { kind: 'fixed', ms } : undefined
  const [low, high] = read(`uniform:${number}-${number}`) ?? []
  if (low !== undefined && high !== undefined)
    return low <= high && high <= MOST_MS ? { kind: 'uniform', low, high } : undefined
  const [median, factor] = read(`lognormal:${number}:${number}`) ?? []
  if (median !== undefined && factor !== undefined)
    return median > 0 && factor >= 1 ? { kind: 'lognormal', median, factor } : undefined
  return undefined
}

/** One latency of the distribution, in milliseconds. */
export function drawLatency(latency: Latency, random: Random): number {
  switch (latency.kind) {
    case 'fixed':
      return latency.ms
    case 'uniform':
      return latency.low + random() * (latency.high - latency.low)
    case 'lognormal': {
      // Box and Muller's way to a normally distributed number; 1 - random() is never 0.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      return Math.min(MOST_MS, latency.median * latency.factor ** normal)
    }
  }
}
