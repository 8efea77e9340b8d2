import type { PlanNode } from './plan-node.js'

/** A node of a plan, with those above it from the root down. */
export interface PlacedNode {
  readonly node: PlanNode
  readonly above: readonly PlanNode[]
}

const joinNodes = new Set(['Hash Join', 'Merge Join', 'Nested Loop'])
/** Nodes that hand on their rows one by one, so that a row without a partner further up changes nothing below. */
const transparent = new Set(['Hash', 'Sort', 'Incremental Sort', 'Materialize', 'Memoize', 'Result'])
/**
 * Nodes above which a column is still written with the alias of the scan it comes from, and has no value but that
 * scan's. Not so where several scans come together: EXPLAIN then names the first of them for all.
 */
const keepsName = new Set([
  ...joinNodes,
  ...transparent,
  ...['Aggregate', 'Group', 'Unique', 'Limit', 'WindowAgg', 'LockRows', 'ProjectSet', 'Subquery Scan'],
  ...['Gather', 'Gather Merge'],
])

/** True when all nodes keep the names of columns (see above). */
export function keepNames(nodes: readonly PlanNode[]): boolean {
  return nodes.every((node) => keepsName.has(node['Node Type']))
}

/** A join that drops a scan's rows without a partner. */
export interface TyingNode {
  readonly node: PlanNode
  /** Columns of the scan, as the plan writes them, that rows are grouped by on the way there; undefined: no grouping. */
  readonly keys: ReadonlySet<string> | undefined
}

/** The joins above a scan that drop those of its rows that have no partner, from the nearest up. */
export function tyingNodes(scan: PlacedNode): readonly TyingNode[] {
  const found: TyingNode[] = []
  let below = scan.node
  let keys: ReadonlySet<string> | undefined
  for (const node of [...scan.above].reverse()) {
    const relationship = below['Parent Relationship']
    if (relationship !== 'Outer' && relationship !== 'Inner') break
    if (joinNodes.has(node['Node Type'])) {
      const { ties, passes } = joinSides(node['Join Type'], relationship)
      if (ties) found.push({ node, keys })
      if (!passes) break
    } else if (node['Node Type'] === 'Aggregate') {
      const grouped = groupKeys(node)
      if (!grouped) break
      keys = new Set([...grouped].filter((key) => keys?.has(key) ?? true))
    } else if (!transparent.has(node['Node Type'])) break
    below = node
  }
  return found
}

/** Whether a join drops rows of a side that have no partner, and whether what it hands on are that side's rows as such. */
function joinSides(type: unknown, side: 'Outer' | 'Inner'): { ties: boolean; passes: boolean } {
  const inner = side === 'Inner'
  switch (type) {
    case 'Inner':
      return { ties: true, passes: true }
    // The side that is kept; of the other side, rows without a partner are not needed.
    case 'Left':
    case 'Anti':
      return { ties: inner, passes: !inner }
    case 'Right':
    case 'Right Anti':
      return { ties: !inner, passes: inner }
    case 'Semi':
      return { ties: true, passes: !inner }
    case 'Right Semi':
      return { ties: true, passes: inner }
    default:
      return { ties: false, passes: false }
  }
}

/** What an aggregate groups by; undefined without plain groups. */
function groupKeys(node: PlanNode): readonly string[] | undefined {
  const keys = node['Group Key']
  return Array.isArray(keys) && keys.length > 0 && !('Grouping Sets' in node) ? keys.map(String) : undefined
}
