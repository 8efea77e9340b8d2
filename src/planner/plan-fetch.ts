import {
  and,
  columnsOf,
  everything,
  nothing,
  or,
  renameColumns,
  type Predicate,
} from '../tables/predicate.js'
import { boundNames } from '../tables/bound-names.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { Catalog } from './catalog.js'
import { chooseNarrowings } from './choose-narrowings.js'
import { countConditions } from './count-conditions.js'
import type { FetchPlan, ScanPlan } from './fetch-plan.js'
import { fillCondition } from './fill-condition.js'
import { handedOn, sameTable, type Need } from './need.js'
import { readValue, type ExpressionValue } from './operand.js'
import { planNeed } from './plan-need.js'
import type { Reading, ScanReading } from './read-scans.js'
import { aliasStem } from './renamed-columns.js'
import { confinedTo, isEverything, isNothing, simplified } from './simplify.js'

/** What the planner has to know besides the statement. */
export interface PlanOptions {
  /** The default project of a connection, by name. */
  defaultProject(connection: string): string | undefined
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
  let whole = true
  const known = withoutRenamed(reading, values)
  const needs = known.map((scan): Need => {
    const { connection, table, limit } = scan
    const filled = scan.conditions.map((condition) => fillCondition(condition, values, table))
    const lists = (scan.lists ?? []).map((list) => fillCondition(list, values, table))
    const parts = [...filled, ...lists].map(({ predicate }) => predicate)
    const project = reading.mentionsProject ? undefined : options.defaultProject(connection)
    if (project !== undefined && table.projectColumn !== undefined) {
      parts.push({ kind: 'compare', column: table.projectColumn, op: '=', value: project })
      confined = true
    }
    const understood = scan.understood && filled.every(({ exact }) => exact)
    whole &&= understood
    const predicate = simplified(and(...parts))
    return { connection, table, predicate, limit: understood ? limit : undefined, narrowedBy: [] }
  })
  narrowByJoins(known, needs)
  chooseNarrowings(known, needs)
  const kept = merged(needs.filter(({ predicate, limit }) => !isNothing(predicate) && limit?.rows !== 0))
  const planned = new Map<Need, readonly ScanPlan[]>()
  const plansOf = (need: Need): readonly ScanPlan[] => {
    const plans = planned.get(need) ?? planNeed(need, scanOf, catalog)
    planned.set(need, plans)
    return plans
  }
  /** The scan after which a need's rows are there, if it is one and does not wait for the asking one. */
  const scanOf = (need: Need): ScanPlan | undefined => {
    const plans = plansOf(kept.of(need))
    return plans.length === 1 ? plans[0] : undefined
  }
  const plan = { scans: kept.needs.flatMap(plansOf) }
  return { plan: reading.counts && whole ? withCount(plan) : plan, confined }
}

/** The plan for a statement that only counts the rows of its one scan. */
function withCount(plan: FetchPlan): FetchPlan {
  const [scan, ...others] = plan.scans
  const source = scan && workItemSource(scan.table)
  if (!source || others.length > 0 || scan.request.kind !== 'work-items' || scan.request.ids) return plan
  const counted = countConditions(scan.predicate, scan.table, source.fields)
  if (!counted) return plan
  const ofProjects = scan.pushed.slice(0, scan.pushed.length - scan.request.conditions.length)
  return { scans: [{ ...scan, pushed: [...ofProjects, ...counted] }], counted }
}

/** Leaves scans whose columns a view gave other names to Postgres. */
function withoutRenamed(reading: Reading, values: readonly ExpressionValue[]): readonly ScanReading[] {
  const { renamedInViews, scans } = reading
  if (renamedInViews === undefined) return scans
  const text = readValue(values[renamedInViews])
  const aliases = typeof text === 'string' ? (JSON.parse(text) as readonly string[]) : undefined
  const isRenamed = ({ alias }: ScanReading) =>
    aliases?.some((one) => [alias, aliasStem(alias)].includes(one.replace(/\\(.)/g, '$1'))) ?? true
  return scans.map((scan): ScanReading => {
    const joins = scan.joins.filter((join) => !isRenamed(scans[join.scan]!))
    if (!isRenamed(scan)) return { ...scan, joins }
    return { ...scan, conditions: [], lists: [], understood: false, limit: undefined, joins: [] }
  })
}

/**
 * What the filter of a parent's scan says about the bound columns holds for the rows that are joined to it. What it says of
 * a name takes the place of what the statement says of that name in the rows: these may be held under another one, and
 * are to be read again then.
 */
function narrowByJoins(scans: readonly ScanReading[], needs: readonly Need[]): void {
  const own = needs.map(({ predicate }) => predicate)
  // A child may be the parent of another: what holds for it is passed on by the next round.
  for (let round = 0; round < Math.min(needs.length, 4); round++) {
    for (const [i, { table, joins }] of scans.entries()) {
      const need = needs[i]!
      const handed = joins.map((join) => handedPredicate(need, needs[join.scan]!, join))
      const said = new Set(handed.flatMap((part) => [...columnsOf(part)]))
      const names = joins.flatMap((join) => boundNames(table, scans[join.scan]!.table).map(([name]) => name))
      const others = Object.keys(table.columns).filter(
        (column) => !said.has(column) || !names.includes(column),
      )
      need.predicate = simplified(and(confinedTo(own[i]!, new Set(others)), ...handed))
    }
  }
}

/** What holds of a need's rows by a join with another one's. */
function handedPredicate(need: Need, source: Need, { column, of }: ScanReading['joins'][number]): Predicate {
  if (isNothing(source.predicate)) return nothing
  const handed = handedOn(need.table, source.table, column, of)
  if (handed.size === 0 || source.connection !== need.connection) return everything
  const bind = Object.entries(need.table.parent!.bind)
  const names = Object.fromEntries(bind.map(([taken, from]) => [from, taken]))
  return renameColumns(confinedTo(source.predicate, handed), names)
}

/** Needs without those that others cover, and which one covers each. */
interface Merged {
  readonly needs: readonly Need[]
  of(need: Need): Need
}

/** Same table, same need: once. A need that another one covers goes; lists that are read whole anyway become one. */
function merged(needs: readonly Need[]): Merged {
  const kept: Need[] = []
  const covering = new Map<Need, Need>()
  const add = (need: Need): void => {
    const others = kept.filter((other) => sameTable(other, need))
    const same = others.find((other) => isSame(other, need))
    const rootList = need.table.parent === undefined && need.narrowedBy.length === 0
    const wide = others.find(
      (other) => isWhole(other) || (rootList && other.narrowedBy.length === 0 && sameLimit(other, need)),
    )
    const found = same ?? wide
    if (!found) {
      if (isWhole(need)) {
        for (const other of others) {
          kept.splice(kept.indexOf(other), 1)
          covering.set(other, need)
        }
      }
      kept.push(need)
      return
    }
    covering.set(need, found)
    if (found === same) {
      if (!sameLimit(found, need)) found.limit = undefined
      return
    }
    found.limit = undefined
    found.predicate = simplified(or(found.predicate, need.predicate))
  }
  // Those that wait for others come last: what needs no waiting may serve them.
  for (const need of needs) if (need.narrowedBy.length === 0) add(need)
  for (const need of needs) if (need.narrowedBy.length > 0) add(need)
  const of = (need: Need): Need => {
    const other = covering.get(need)
    return other ? of(other) : need
  }
  return { needs: kept, of }
}

function isSame(a: Need, b: Need): boolean {
  const narrowed = a.narrowedBy.length === b.narrowedBy.length
  return (
    narrowed &&
    a.narrowedBy.every(({ column, source, of }, i) => {
      const other = b.narrowedBy[i]!
      return column === other.column && of === other.of && source === other.source
    }) &&
    JSON.stringify(a.predicate) === JSON.stringify(b.predicate)
  )
}

function sameLimit(a: Need, b: Need): boolean {
  return JSON.stringify(a.limit) === JSON.stringify(b.limit)
}

function isWhole(need: Need): boolean {
  return need.limit === undefined && need.narrowedBy.length === 0 && isEverything(need.predicate)
}
