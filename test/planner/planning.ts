import { tablesWith } from '../../src/tables/catalog.js'
import type { Catalog } from '../../src/planner/catalog.js'
import { describePredicate } from '../../src/planner/describe-predicate.js'
import type { FetchPlan } from '../../src/planner/fetch-plan.js'
import type { ExpressionValue } from '../../src/planner/operand.js'
import { planFetch } from '../../src/planner/plan-fetch.js'
import { readScans } from '../../src/planner/read-scans.js'
import { isEverything, isNothing } from '../../src/planner/simplify.js'
import type { Predicate } from '../../src/tables/predicate.js'

/** The tables of an organization with one custom field of each kind that WIQL filters. */
export const tables = tablesWith([
  { name: 'Risk', referenceName: 'Custom.RiskLevel', type: 'string' },
  { name: 'Billable', referenceName: 'Custom.IsBillable', type: 'boolean' },
  { name: 'Go live', referenceName: 'Custom.GoLiveDate', type: 'dateTime' },
  { name: 'Cost', referenceName: 'Custom.Cost', type: 'double' },
])

/** One connection, `box`. */
export const catalog: Catalog = {
  find(schema, relation) {
    const table = schema === 'box' ? tables.find(({ name }) => name === relation) : undefined
    return table && { connection: 'box', table }
  },
  table: (_, name) => tables.find((table) => table.name === name)!,
}

/** EXPLAIN's output for a scan of one table, alias `w`. */
export function explained(filter: string | undefined, relation = 'work_items'): unknown {
  const scan = { 'Node Type': 'Seq Scan', 'Relation Name': relation, Schema: 'box', Alias: 'w' }
  return [{ Plan: filter === undefined ? scan : { ...scan, Filter: filter } }]
}

/** The plan for EXPLAIN's output, with the expressions' values as PostgreSQL would give them. */
export function planned(
  explain: unknown,
  values: readonly ExpressionValue[] = [],
  more: { readonly defaultProject?: string; readonly statement?: string } = {},
): { readonly plan: FetchPlan; readonly confined: boolean } {
  const reading = readScans(
    explain,
    catalog,
    more.statement === undefined ? undefined : { sql: more.statement },
  )
  return planFetch(reading, values, { defaultProject: () => more.defaultProject }, catalog)
}

/** What is understood of a filter, in words. */
export function understood(
  filter: string,
  values: readonly ExpressionValue[] = [],
  relation?: string,
): string {
  const [scan] = planned(explained(filter, relation), values).plan.scans
  return scan ? words(scan.predicate) : 'nothing'
}

export function words(predicate: Predicate): string {
  return isEverything(predicate)
    ? 'everything'
    : isNothing(predicate)
      ? 'nothing'
      : describePredicate(predicate)
}
