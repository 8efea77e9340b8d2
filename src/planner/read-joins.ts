import type { Node } from 'libpg-query'
import type { TableDefinition } from '../tables/table-definition.js'
import { withoutSubplans } from './filter-text.js'
import type { PlanNode } from './plan-node.js'
import { namesOf, parseExpression, qualifiedColumn } from './syntax.js'

/** `bound column = column of the parent`, between a scan and a scan of its table's parent. */
export interface ParentJoin {
  /** Number of the parent's scan among the reading's scans. */
  readonly scan: number
}

interface FoundScan {
  readonly node: PlanNode
  readonly above: readonly PlanNode[]
  readonly connection: string
  readonly table: TableDefinition
  readonly alias: string
}

/** Nodes that hand on their rows one by one, so that a row without a partner further up changes nothing below. */
const transparent = new Set(['Hash', 'Sort', 'Incremental Sort', 'Materialize', 'Memoize', 'Result'])
const joins = new Set(['Hash Join', 'Merge Join', 'Nested Loop'])

/**
 * For each scan, the scans of its parent that a join ties it to, with nothing but inner joins and transparent nodes
 * between the scan and the join: rows that belong to no row of such a scan are not needed. The join is an inner or semi
 * join, or an outer join that keeps the other side's rows.
 */
export function readJoins(
  scans: readonly FoundScan[],
  confined: ReadonlySet<string>,
): readonly (readonly ParentJoin[])[] {
  return scans.map((child) => {
    const parent = child.table.parent
    if (!parent) return []
    return tyingNodes(child).flatMap((node) =>
      equalities(node, confined).flatMap((equality) => {
        const own = equality.find((side) => side.alias === child.alias)
        const other = equality.find((side) => side.alias !== child.alias)
        const bound = own && parent.bind[own.column]
        const scan = scans.findIndex((candidate) => candidate.alias === other?.alias)
        const at = scans[scan]
        const ties =
          bound !== undefined && at !== undefined && bound === other!.column && at.table.name === parent.table
        return ties && at.connection === child.connection && at.above.includes(node) ? [{ scan }] : []
      }),
    )
  })
}

/** The joins above a scan that drop those of its rows that have no partner, from the nearest up. */
function tyingNodes(scan: FoundScan): readonly PlanNode[] {
  const found: PlanNode[] = []
  let below = scan.node
  for (const node of [...scan.above].reverse()) {
    const relationship = below['Parent Relationship']
    if (relationship !== 'Outer' && relationship !== 'Inner') break
    if (joins.has(node['Node Type'])) {
      const type = node['Join Type']
      const optional =
        (type === 'Left' && relationship === 'Inner') || (type === 'Right' && relationship === 'Outer')
      if (type === 'Inner' || type === 'Semi' || optional) found.push(node)
      if (type !== 'Inner' && type !== 'Semi') break
    } else if (!transparent.has(node['Node Type'])) break
    below = node
  }
  return found
}

type Side = { readonly alias: string; readonly column: string }

/** The conjuncts `a.x = b.y` of a join's condition. */
function equalities(node: PlanNode, confined: ReadonlySet<string>): readonly (readonly Side[])[] {
  return ['Hash Cond', 'Merge Cond', 'Join Filter'].flatMap((property) => {
    const text = node[property]
    const tree = typeof text === 'string' ? parseExpression(withoutSubplans(text, confined)) : undefined
    if (!tree) return []
    const parts =
      'BoolExpr' in tree && tree.BoolExpr.boolop === 'AND_EXPR' ? (tree.BoolExpr.args ?? []) : [tree]
    return parts.flatMap((part) => {
      const sides = equalColumns(part)
      return sides ? [sides] : []
    })
  })
}

function equalColumns(node: Node): readonly Side[] | undefined {
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || namesOf(node.A_Expr.name).join('.') !== '=')
    return undefined
  const { lexpr, rexpr } = node.A_Expr
  const left = lexpr && 'ColumnRef' in lexpr ? qualifiedColumn(lexpr.ColumnRef) : undefined
  const right = rexpr && 'ColumnRef' in rexpr ? qualifiedColumn(rexpr.ColumnRef) : undefined
  return left && right ? [left, right] : undefined
}
