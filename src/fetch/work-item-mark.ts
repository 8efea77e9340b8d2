import { implies } from '../planner/implies.js'
import type { Coverage } from '../replica/replica.js'
import type { Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { ServiceMoment } from './service-clock.js'

/** What a read of work items leaves for the next one. */
export interface WorkItemMark {
  /** Nothing that changed before this moment of the service is missing. */
  readonly watermark: ServiceMoment
  /** When the rows were last read one by one, ms since 1970. */
  readonly wholeAt: number
  /** Ids that the service returned and that do not satisfy the predicate in SQL: it compares more loosely. */
  readonly loose: readonly number[]
}

/** A coverage with a mark of work items. */
export interface MarkedCoverage {
  readonly id: number
  readonly predicate: Predicate
  readonly mark: WorkItemMark
}

/** More ids than this are not worth remembering: the service compares too loosely. */
export const mostLoose = 1_000
/**
 * Some things that rows show change without a revision (the name of a person, of a tag, of a board's column): rows are
 * read again one by one once a day.
 */
const wholeEveryMs = 24 * 3_600_000

/** The newest coverage from which a read of the predicate can go on with what has changed since. */
export function usableCoverage(
  coverages: readonly Coverage[],
  predicate: Predicate,
  table: TableDefinition,
  now: number,
): MarkedCoverage | undefined {
  const usable = coverages.flatMap(({ id, predicate: covered, mark }): MarkedCoverage[] => {
    if (!isMark(mark) || now - mark.wholeAt > wholeEveryMs || mark.wholeAt > now) return []
    return implies(predicate, covered, table) ? [{ id, predicate: covered, mark }] : []
  })
  return usable.sort((a, b) => b.mark.watermark.at - a.mark.watermark.at)[0]
}

/**
 * Ids of the coverages that a new one of the predicate makes needless: it covers them, or takes their place. One
 * without a mark never takes the place of one with a mark.
 */
export function replacedBy(
  coverages: readonly Coverage[],
  predicate: Predicate,
  table: TableDefinition,
  marked: boolean,
): readonly number[] {
  const shape = shapeOf(predicate)
  const comparable = coverages.filter(({ mark }) => marked || mark === undefined)
  // Bounds that move with the time leave one coverage behind at each read.
  const alike = comparable.filter((one) => shapeOf(one.predicate) === shape).slice(mostAlike)
  const covered = comparable.filter((one) => implies(one.predicate, predicate, table))
  return [...new Set([...alike, ...covered].map(({ id }) => id))]
}

/** Coverages kept that differ in the bounds of a range only. */
const mostAlike = 3

function shapeOf(predicate: Predicate): string {
  return JSON.stringify(predicate, (_, value: unknown) => {
    const part = value as { kind?: unknown; op?: unknown; value?: unknown } | null
    return part?.kind === 'compare' && part.op !== '=' ? { ...part, value: '' } : value
  })
}

function isMark(mark: unknown): mark is WorkItemMark {
  return typeof mark === 'object' && mark !== null && 'watermark' in mark
}
