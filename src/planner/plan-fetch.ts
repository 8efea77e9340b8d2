import { and, columnsOf, conjuncts, or, renameColumns, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { Catalog } from './catalog.js'
import type { FetchPlan } from './fetch-plan.js'
import { fillCondition } from './fill-condition.js'
import type { ExpressionValue } from './operand.js'
import { planScan } from './plan-scan.js'
import type { Reading } from './read-scans.js'
import { confinedTo, isEverything, isNothing, simplified } from './simplify.js'

/** What the planner has to know besides the statement. */
export interface PlanOptions {
  /** The default project of a connection, by name. */
  defaultProject(connection: string): string | undefined
}

/** What one statement needs of one table. */
interface Need {
  readonly connection: string
  readonly table: TableDefinition
  predicate: Predicate
  limit: number | undefined
  named: ReadonlySet<string>
}

/**
 * The fetch for a statement.
 *
 * @param values those of reading.expressions, in their order, as Shadow.evaluate gives them; missing ones are left to
 *   Postgres.
 * @returns the plan, and whether the statement is confined to the default projects: then the session must be too
 *   (Replica.setConfined), or it would see rows of other projects that the replica happens to hold.
 */
export function planFetch(
  reading: Reading,
  values: readonly ExpressionValue[],
  options: PlanOptions,
  catalog: Catalog,
): { readonly plan: FetchPlan; readonly confined: boolean } {
  let confined = false
  const needs = reading.scans.map((scan): Need => {
    const { connection, table, limit, named } = scan
    const filled = scan.conditions.map((condition) => fillCondition(condition, values, table))
    const parts = filled.map(({ predicate }) => predicate)
    const project = reading.mentionsProject ? undefined : options.defaultProject(connection)
    if (project !== undefined && table.projectColumn !== undefined) {
      parts.push({ kind: 'compare', column: table.projectColumn, op: '=', value: project })
      confined = true
    }
    const whole = scan.understood && filled.every(({ exact }) => exact)
    return {
      connection,
      table,
      predicate: simplified(and(...parts)),
      limit: whole ? limit : undefined,
      named,
    }
  })
  narrowByJoins(reading, needs)
  const kept = merged(needs.filter(({ predicate, limit }) => !isNothing(predicate) && limit !== 0))
  const scans = kept.map((need) => planScan(need, namedAnywhere(need, needs), catalog))
  return { plan: { scans }, confined }
}

/** What the filter of a parent's scan says about the bound columns holds for the rows that are joined to it. */
function narrowByJoins(reading: Reading, needs: readonly Need[]): void {
  // A child may be the parent of another: what holds for it is passed on by the next round.
  const rounds = Math.min(needs.length, 4)
  const scans = Array.from({ length: rounds }, () => [...reading.scans.entries()]).flat()
  for (const [i, scan] of scans) {
    const bind = scan.table.parent?.bind ?? {}
    const names = Object.fromEntries(Object.entries(bind).map(([column, of]) => [of, column]))
    for (const join of scan.joins) {
      const ofParent = confinedTo(needs[join.scan]!.predicate, new Set(Object.keys(names)))
      const need = needs[i]!
      need.predicate = simplified(and(need.predicate, renameColumns(ofParent, names)))
    }
  }
}

/** Same table, same need: once. A need that another one covers goes; lists that are read whole anyway become one. */
function merged(needs: readonly Need[]): readonly Need[] {
  const kept: Need[] = []
  for (const need of needs) {
    const others = kept.filter(
      (other) => other.connection === need.connection && other.table.name === need.table.name,
    )
    const same = others.find((other) => JSON.stringify(other.predicate) === JSON.stringify(need.predicate))
    const wide = others.find(
      (other) => isWhole(other) || (isRootList(need.table) && other.limit === need.limit),
    )
    const covering = same ?? wide
    if (covering) {
      covering.limit = same && same.limit === need.limit ? need.limit : undefined
      covering.predicate = simplified(or(covering.predicate, need.predicate))
      continue
    }
    if (isWhole(need)) for (const other of others) kept.splice(kept.indexOf(other), 1)
    kept.push({ ...need })
  }
  return kept
}

function isWhole(need: Need): boolean {
  return need.limit === undefined && isEverything(need.predicate)
}

function isRootList(table: TableDefinition): boolean {
  return table.parent === undefined
}

/** Columns that some scan of the table names: a parameter that one scan widens is widened for all of them. */
function namedAnywhere(need: Need, needs: readonly Need[]): ReadonlySet<string> {
  const same = needs.filter(
    (other) => other.connection === need.connection && other.table.name === need.table.name,
  )
  return new Set(
    same.flatMap((other) => [
      ...other.named,
      ...conjuncts(other.predicate).flatMap((p) => [...columnsOf(p)]),
    ]),
  )
}
