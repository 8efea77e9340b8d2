import { mostNarrowing, type Narrowing, type NarrowingSource, type ScanPlan } from '../planner/fetch-plan.js'
import type { Replica } from '../replica/replica.js'
import { and, everything, type Predicate } from '../tables/predicate.js'

/** Reads again for values that turned up meanwhile; after so many times the values no longer narrow. */
const mostRounds = 3

/** The values of one source; undefined: more than are of use. */
type Values = readonly string[] | undefined

/**
 * Reads a scan that others narrow: first those, then the scans that the values found in them ask for. Another statement
 * may bring new values in meanwhile: what these ask for is read too, so that no row of theirs lacks its partner.
 *
 * @param read reads scans, all at once.
 */
export async function readNarrowed(
  { by, plan }: Narrowing,
  read: (scans: readonly ScanPlan[]) => Promise<void>,
  replica: Replica,
): Promise<void> {
  await read(by.map(({ scan }) => scan))
  let known: readonly Values[] | undefined
  for (let round = 1; ; round++) {
    const found = await Promise.all(by.map((source) => valuesOf(source, replica)))
    if (known && found.every((values, i) => isWithin(values, known![i]))) return
    known = round > mostRounds ? by.map(() => undefined) : found
    await read(plan(known))
  }
}

async function valuesOf({ scan, predicate, of, by }: NarrowingSource, replica: Replica): Promise<Values> {
  const { connection, table } = scan
  const lists = await Promise.all(by.map((source) => valuesOf(source, replica)))
  const narrowed = lists.map((values, i): Predicate =>
    values ? { kind: 'in', column: by[i]!.column, values } : everything,
  )
  // One more than that for null.
  const limit = mostNarrowing + 2
  const rows = await replica.distinct(connection, table, [of], and(predicate, ...narrowed), { limit })
  const values = rows.flatMap(([value]) => (value === null || value === undefined ? [] : [value]))
  return values.length > mostNarrowing ? undefined : values
}

function isWithin(values: Values, known: Values): boolean {
  if (known === undefined) return true
  const all = new Set(known)
  return values?.every((value) => all.has(value)) ?? false
}
