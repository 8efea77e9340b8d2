import type { Node } from 'libpg-query'
import { confinedResult, withoutSubplans } from './filter-text.js'
import type { PlanNode } from './plan-node.js'
import type { PlacedNode } from './plan-path.js'
import { eachConjunct, namesOf, parseExpression } from './syntax.js'

/** The conjuncts of a condition as EXPLAIN writes it, but row security; one that cannot be parsed is undefined. */
export function filterParts(filter: unknown, confined: ReadonlySet<string>): readonly (Node | undefined)[] {
  if (typeof filter !== 'string') return []
  const tree = parseExpression(withoutSubplans(filter, confined))
  return tree ? eachConjunct(tree).filter((part) => !isRowSecurity(part)) : [undefined]
}

/** InitPlans whose result is `azdo.confined()`, by the names that conditions use for them. */
export function confinedPlans(nodes: readonly PlacedNode[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(({ node }) => (asksConfined(node) ? initPlanNames(node) : [])))
}

/** Whether an InitPlan does nothing but ask `azdo.confined()`. */
export function asksConfined(node: PlanNode): boolean {
  const output = node['Output']
  const asks = Array.isArray(output) && output.length === 1 && output[0] === 'azdo.confined()'
  return asks && node['Parent Relationship'] === 'InitPlan' && node['Node Type'] === 'Result'
}

/** What conditions call an InitPlan: `InitPlan 1`; before PostgreSQL 17 `InitPlan 1 (returns $0)`, and `$0`. */
export function initPlanNames(node: PlanNode): readonly string[] {
  if (node['Parent Relationship'] !== 'InitPlan') return []
  const [, name, parameter] =
    /^(InitPlan \w+)(?: \(returns (\$\d+)\))?/.exec(String(node['Subplan Name'])) ?? []
  return [name, parameter].filter((text) => text !== undefined)
}

/** The policy of the default project: `NOT azdo.confined() OR project = 'X'`. */
function isRowSecurity(node: Node): boolean {
  if (!('BoolExpr' in node) || node.BoolExpr.boolop !== 'OR_EXPR') return false
  const [first] = node.BoolExpr.args ?? []
  if (!first || !('BoolExpr' in first) || first.BoolExpr.boolop !== 'NOT_EXPR') return false
  const inner = first.BoolExpr.args?.[0]
  return inner !== undefined && 'FuncCall' in inner && namesOf(inner.FuncCall.funcname)[0] === confinedResult
}
