import type { ScanPlan } from '../planner/fetch-plan.js'
import type { PlanNode } from '../planner/plan-node.js'
import type { BoundParameters, BoundRows } from '../replica/replica.js'
import { earlyQueries, isCertainFunction, type EarlyQuery } from './early-queries.js'
import { boundPart, candidateRows, replacementFor, withReplacements, type BoundText } from './early-values.js'
import type { Planned, PlannedText } from './planned.js'

/** How texts are planned and run beside the client's session. */
export interface EarlyParts {
  /**
   * Undefined when PostgreSQL does not plan it.
   *
   * @param limits false: it may have more rows than the statement, so that what limits these does not count.
   */
  plan(text: BoundText, limits?: boolean): Promise<PlannedText | undefined>
  /** Undefined when PostgreSQL does not run it. */
  rows(text: BoundText): Promise<BoundRows | undefined>
}

/** A subquery that is read first. */
interface Early {
  readonly query: EarlyQuery
  readonly planned: PlannedText
  rows(): Promise<BoundRows | undefined>
}

/**
 * The plan of a statement in steps: first the reads of subqueries that determine which rows of other tables are needed,
 * then those of the statement with their rows, as they are then, in their place. Undefined when it has none.
 *
 * @param whole the plan of the statement as it stands: all that it may need.
 */
export async function planEarly(
  sql: string,
  parameters: BoundParameters,
  whole: PlannedText,
  parts: EarlyParts,
): Promise<Planned | undefined> {
  const early = await earlyOf(sql, parameters, whole, parts)
  if (early.length === 0) return undefined
  const reads = scansOf(early)
  return {
    ...whole,
    plan: { scans: [...reads.keys()] },
    unpushed: early.flatMap(({ planned }) => planned.unpushed),
    early: reads,
    async rest() {
      const found = await Promise.all(early.map((one) => one.rows()))
      const replacements = early.flatMap(({ query }, i) => {
        const replacement = found[i] && replacementFor(query, found[i])
        return replacement ? [{ query, ...replacement }] : []
      })
      if (replacements.length === 0) return whole
      const text = withReplacements(sql, replacements)
      const exact = replacements.every((one) => one.exact)
      const bound = boundPart(text, text, parameters)
      const next = bound && (await parts.plan(bound, exact))
      if (!bound || !next) return whole
      const further = exact ? await planEarly(bound.sql, bound.parameters, next, parts) : undefined
      const known = JSON.stringify(found.map(sorted))
      const holds = async (): Promise<boolean> => {
        const again = await Promise.all(early.map((one) => one.rows()))
        return JSON.stringify(again.map(sorted)) === known
      }
      return withCheck(further ?? next, holds)
    },
  }
}

/** The plan of a statement that is not run: what is read first, and all that may be read then. Undefined as above. */
export async function earlyReads(
  sql: string,
  parameters: BoundParameters,
  whole: PlannedText,
  parts: EarlyParts,
): Promise<Planned | undefined> {
  const early = scansOf(await earlyOf(sql, parameters, whole, parts))
  if (early.size === 0) return undefined
  const scans = [...early.keys(), ...whole.plan.scans]
  // What compares with the result of a subquery is asked for once that is known.
  const left = whole.unpushed.filter(({ condition }) => !/\(InitPlan \w+\)|\$\d/.test(condition))
  return { ...whole, plan: { scans }, unpushed: left, early }
}

/** Their scans, each with the subquery that it is for. */
function scansOf(early: readonly Early[]): ReadonlyMap<ScanPlan, string> {
  return new Map(
    early.flatMap(({ query, planned }) =>
      planned.plan.scans.map((scan) => [scan, query.sql.trim()] as const),
    ),
  )
}

async function earlyOf(
  sql: string,
  parameters: BoundParameters,
  whole: PlannedText,
  parts: EarlyParts,
): Promise<readonly Early[]> {
  const planned = await Promise.all(
    earlyQueries(sql).map(async (query): Promise<readonly Early[]> => {
      const own = boundPart(query.sql, sql, parameters)
      const rows = candidateRows(query)
      const asked = boundPart(rows, rows, parameters)
      if (!own || !asked || isOfMoment(own)) return []
      const found = await parts.plan(own)
      // What else is read is what its rows may narrow.
      const useful = found && found.plan.scans.length > 0 && found.scans < whole.scans && !found.holds
      if (!useful || !isCertainPlan(found, query.limit !== undefined)) return []
      return [{ query, planned: found, rows: () => parts.rows(asked) }]
    }),
  )
  return planned.flat()
}

function withCheck(planned: Planned, holds: Planned['holds']): Planned {
  if (!holds) return planned
  const { rest, holds: own } = planned
  if (rest) return { ...planned, rest: async () => withCheck(await rest(), holds) }
  return { ...planned, holds: async () => ((await own?.()) ?? true) && (await holds()) }
}

function sorted(found: BoundRows | undefined): readonly string[] | undefined {
  return found?.rows.map((row) => JSON.stringify(row)).sort()
}

/** Nodes by which rows depend on something else than the rows of tables, or on the order in which they come. */
const uncertain =
  /^(?:WindowAgg|Unique|LockRows|ModifyTable|Recursive Union|(?:Sample|Function|Table Function|Foreign|Custom) Scan)$/
/** What is the client session's own, as plans have it. */
const ofSession = /\b(?:CURRENT_\w+|LOCALTIME\w*|SESSION_USER|USER)\b/
const ofTime = /\b(?:now|today|tomorrow|yesterday)\b/i

/** Whether a text, or a value bound to it, may stand for the current time: plans show what it was then. */
function isOfMoment({ sql, parameters }: BoundText): boolean {
  return ofTime.test(sql) || parameters.values.some((value) => value && ofTime.test(value.toString('latin1')))
}

/**
 * True of a plan that surely gives the same whenever and by whichever session it is run over the same rows. Views that
 * the text names are in the plan as what they stand for.
 */
function isCertainPlan({ explained, scans }: PlannedText, limited: boolean): boolean {
  const nodes = nodesOf(explained)
  // What tables of users hold may be another thing for the client's own session.
  if (nodes.filter((node) => node['Relation Name'] !== undefined).length !== scans) return false
  const limits = nodes.filter((node) => node['Node Type'] === 'Limit').length
  if (limits > (limited ? 1 : 0)) return false
  return nodes.every((node) => {
    if (uncertain.test(node['Node Type'])) return false
    const { Plans: _plans, ...own } = node
    const text = JSON.stringify(own).replaceAll('\\"', '"').replaceAll('azdo.confined()', '')
    const names = [...text.matchAll(/(\w+)"?\(/g)].map(([, name]) => name!.toLowerCase())
    return !ofSession.test(text) && !ofTime.test(text) && names.every(isCertainFunction)
  })
}

function nodesOf(explained: unknown): readonly PlanNode[] {
  const all = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(all)]
  const list = Array.isArray(explained) ? (explained as readonly { Plan?: PlanNode }[]) : []
  return list.flatMap(({ Plan }) => (Plan ? all(Plan) : []))
}
