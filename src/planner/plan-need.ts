import { and, type Predicate } from '../tables/predicate.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { Catalog } from './catalog.js'
import type { NarrowingSource, ScanPlan } from './fetch-plan.js'
import type { Need } from './need.js'
import { planScan } from './plan-scan.js'
import { isNothing, simplified } from './simplify.js'
import { splitLists } from './split-lists.js'

/**
 * The scans for a need: one, or several where a list is too long for one query.
 *
 * @param scanOf the scan after which the rows of another need are there; undefined when that is not one scan.
 */
export function planNeed(
  need: Need,
  scanOf: (need: Need) => ScanPlan | undefined,
  catalog: Catalog,
): readonly ScanPlan[] {
  const scansFor = (predicate: Predicate): readonly ScanPlan[] => {
    if (isNothing(predicate)) return []
    const parts = splitLists(predicate, need.table)
    const limit = parts.length === 1 ? need.limit : undefined
    return parts.map((part) => planScan({ ...need, predicate: part, limit }, catalog))
  }
  const by = sourcesOf(need, scanOf)
  if (by.length === 0) return scansFor(need.predicate)
  const fallback = planScan({ ...need, limit: undefined }, catalog)
  const fields = workItemSource(need.table)?.fields ?? {}
  const nameOf = (column: string) => (fields[column] ? `[${fields[column].field}]` : column)
  const words = by.map(({ column, scan, of }) => `${nameOf(column)} IN (${scan.table.name}.${of})`)
  const pushed = [...fallback.pushed, ...words]
  const plan = (values: readonly (readonly string[] | undefined)[]): readonly ScanPlan[] => {
    const lists = values.map((list, i): Predicate =>
      list ? { kind: 'in', column: by[i]!.column, values: list } : and(),
    )
    if (values.some((list) => list?.length === 0)) return []
    // The words stay: traces find a scan by them, and the values may be many.
    return scansFor(simplified(and(need.predicate, ...lists))).map((scan) => ({ ...scan, pushed }))
  }
  return [{ ...fallback, pushed, narrowing: { by, plan } }]
}

function sourcesOf(need: Need, scanOf: (need: Need) => ScanPlan | undefined): readonly NarrowingSource[] {
  return need.narrowedBy.flatMap(({ column, source, of }): NarrowingSource[] => {
    const scan = scanOf(source)
    return scan ? [{ column, scan, predicate: source.predicate, of, by: sourcesOf(source, scanOf) }] : []
  })
}
