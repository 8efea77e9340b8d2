import type { ScanPlan } from '../planner/fetch-plan.js'

const numbers = new WeakMap<object, number>()
let lastNumber = 0

/** A number that stands for an object: the same for the same object only. */
export function numberOf(object: object): number {
  const known = numbers.get(object) ?? ++lastNumber
  numbers.set(object, known)
  return known
}

/** Everything that decides what a scan reads and writes: scans of the same words do the same. */
export function scanWords(scan: ScanPlan): string {
  const { connection, table, predicate, limit, order, request } = scan
  const asked =
    request.kind === 'list'
      ? [request.source.path, request.query, request.values]
      : [request.conditions, request.asked, request.ids, request.confined]
  const parent = request.parent && scanWords(request.parent)
  const by = narrowingWords(scan)
  return JSON.stringify([connection, table.name, numberOf(table), predicate, limit, order, asked, parent, by])
}

/** Everything that decides how others narrow a scan. */
export function narrowingWords({ narrowing }: ScanPlan): unknown {
  return narrowing?.by.map(({ column, scan, predicate, of }) => [column, scanWords(scan), predicate, of])
}
