import type { Node } from 'libpg-query'
import { initPlanCall, withoutSubplans } from './filter-text.js'
import { keepNames, tyingNodes, type PlacedNode } from './plan-path.js'
import type { PlanNode } from './plan-node.js'
import { eachConjunct, namesOf, parseExpression, qualifiedColumn } from './syntax.js'

/** A column of one scan that has to equal a column of another: only rows whose partner is there are needed. */
export interface ColumnTie {
  readonly column: string
  /** Where the other column's values come from. */
  readonly of: { readonly alias: string; readonly column: string }
}

/** A scan whose alias its conditions use. */
export interface AliasedNode extends PlacedNode {
  readonly alias: string
}

/**
 * What a scan's rows are tied to: by joins above it that drop rows without a partner, by equalities in its own filter
 * with columns of an outer row, and with the result of a sub-plan that runs once.
 *
 * @param all every node that has an alias, and the roots of sub-plans by their names.
 */
export function readTies(scan: AliasedNode, plan: PlanNames): readonly ColumnTie[] {
  const ofJoins = tyingNodes(scan).flatMap(({ node, keys }) =>
    equalities(node, ['Hash Cond', 'Merge Cond', 'Join Filter']).flatMap((equality) => {
      const tie = oriented(equality, scan.alias)
      if (!tie || (keys && !keys.has(`${scan.alias}.${tie.column}`))) return []
      return isBelow(node, plan.byAlias.get(tie.of.alias)) ? [tie] : []
    }),
  )
  const own = equalities(scan.node, ['Filter'])
  const ofOuter = own.flatMap((equality) => {
    const tie = oriented(equality, scan.alias)
    return tie && isOuter(plan.byAlias.get(tie.of.alias), scan) ? [tie] : []
  })
  return [...ofJoins, ...ofOuter, ...ofSubplans(scan, plan)]
}

/** The nodes of a plan by what its conditions call them. */
export interface PlanNames {
  readonly byAlias: ReadonlyMap<string, AliasedNode>
  /** Roots of InitPlans, by `InitPlan 1`, or `$0` before PostgreSQL 17. */
  readonly initPlans: ReadonlyMap<string, PlacedNode>
}

type Side = { readonly alias: string; readonly column: string }

function oriented(sides: readonly [Side, Side], alias: string): ColumnTie | undefined {
  const [left, right] = sides
  if ((left.alias === alias) === (right.alias === alias)) return undefined
  return left.alias === alias ? { column: left.column, of: right } : { column: right.column, of: left }
}

/** True of a node below a join that the join's condition names by its own alias. */
function isBelow(join: PlanNode, found: AliasedNode | undefined): boolean {
  const at = found?.above.indexOf(join) ?? -1
  return at >= 0 && keepNames(found!.above.slice(at + 1))
}

/** True of a node whose row a scan's filter refers to: one beside it in a join, or one whose sub-plan it stands in. */
function isOuter(found: AliasedNode | undefined, scan: AliasedNode): boolean {
  if (!found || found.alias === scan.alias) return false
  const between = found.above.filter((node) => !scan.above.includes(node))
  const common = found.above.length - between.length
  return common > 0 || scan.above.includes(found.node) ? keepNames(between) : false
}

/** `x = (InitPlan 1).col1` and `x = ANY ((InitPlan 1).col1)`, where that is a column of a scan in the sub-plan. */
function ofSubplans({ node, alias }: AliasedNode, { byAlias, initPlans }: PlanNames): readonly ColumnTie[] {
  return conjunctsOf(node, 'Filter').flatMap((part): ColumnTie[] => {
    if (!('A_Expr' in part) || namesOf(part.A_Expr.name).join('.') !== '=') return []
    const { kind, lexpr, rexpr } = part.A_Expr
    const any = kind === 'AEXPR_OP_ANY'
    if (!any && kind !== 'AEXPR_OP') return []
    const sides = any ? [[lexpr, rexpr] as const] : [[lexpr, rexpr] as const, [rexpr, lexpr] as const]
    return sides.flatMap(([own, other]) => {
      const column = own && 'ColumnRef' in own ? qualifiedColumn(own.ColumnRef) : undefined
      const call = initPlanCall(other)
      const root = call && initPlans.get(call.name)
      const of = root && outputColumn(root.node, call.column)
      const source = of && byAlias.get(of.alias)
      if (column?.alias !== alias || !root || !source) return []
      const at = source.node === root.node ? source.above.length : source.above.indexOf(root.node)
      return at >= 0 && keepNames(source.above.slice(at)) ? [{ column: column.column, of }] : []
    })
  })
}

/** The column that a sub-plan returns, as such or the least or greatest of its values. */
function outputColumn(node: PlanNode, number: number): Side | undefined {
  const output: unknown = node['Output']
  const text: unknown = Array.isArray(output) ? output[number - 1] : undefined
  const tree = typeof text === 'string' ? parseExpression(text) : undefined
  if (!tree) return undefined
  if ('ColumnRef' in tree) return qualifiedColumn(tree.ColumnRef)
  if (!('FuncCall' in tree) || !/^(?:min|max)$/.test(namesOf(tree.FuncCall.funcname).join('.')))
    return undefined
  const [argument, ...more] = tree.FuncCall.args ?? []
  return argument && 'ColumnRef' in argument && more.length === 0
    ? qualifiedColumn(argument.ColumnRef)
    : undefined
}

/** The conjuncts `a.x = b.y` of a node's conditions. */
function equalities(node: PlanNode, properties: readonly string[]): readonly (readonly [Side, Side])[] {
  return properties.flatMap((property) =>
    conjunctsOf(node, property).flatMap((part) => {
      const sides = equalColumns(part)
      return sides ? [sides] : []
    }),
  )
}

function conjunctsOf(node: PlanNode, property: string): readonly Node[] {
  const text = node[property]
  const tree = typeof text === 'string' ? parseExpression(withoutSubplans(text, new Set())) : undefined
  return tree ? eachConjunct(tree) : []
}

function equalColumns(node: Node): readonly [Side, Side] | undefined {
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || namesOf(node.A_Expr.name).join('.') !== '=')
    return undefined
  const { lexpr, rexpr } = node.A_Expr
  const left = lexpr && 'ColumnRef' in lexpr ? qualifiedColumn(lexpr.ColumnRef) : undefined
  const right = rexpr && 'ColumnRef' in rexpr ? qualifiedColumn(rexpr.ColumnRef) : undefined
  return left && right ? [left, right] : undefined
}
