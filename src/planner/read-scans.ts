import type { Node } from 'libpg-query'
import type { TableDefinition } from '../tables/table-definition.js'
import type { Catalog } from './catalog.js'
import { unknown, type Condition } from './condition.js'
import { confinedResult, withoutSubplans } from './filter-text.js'
import type { ColumnFreeExpression } from './operand.js'
import type { PlanNode } from './plan-node.js'
import { projectColumns } from './project-columns.js'
import { readCondition } from './read-condition.js'
import { readJoins, type ParentJoin } from './read-joins.js'
import {
  eachColumnReference,
  eachNode,
  namesOf,
  parseExpression,
  parseSelect,
  parseStatements,
  qualifiedColumn,
} from './syntax.js'

/** One scan of one table, as EXPLAIN shows it. */
export interface ScanReading {
  readonly connection: string
  readonly table: TableDefinition
  readonly alias: string
  /** What is understood of its filter. */
  readonly conditions: readonly Condition[]
  /** False when a part of the filter is left to Postgres. */
  readonly understood: boolean
  /** Every column that the filter names, understood or not. */
  readonly named: ReadonlySet<string>
  /** How many rows that pass the filter are enough, when the statement says so. */
  readonly limit?: number
  /** Scans of the table's parent that an inner join ties this one to: only rows of their rows are needed. */
  readonly joins: readonly ParentJoin[]
}

/** What a statement's plan says about the rows it needs. */
export interface Reading {
  readonly scans: readonly ScanReading[]
  /** To be evaluated by PostgreSQL; planFetch takes the values in this order. */
  readonly expressions: readonly ColumnFreeExpression[]
  /** True when the statement filters or joins on the project, so that the default project does not apply. */
  readonly mentionsProject: boolean
}

interface Found {
  readonly node: PlanNode
  readonly above: readonly PlanNode[]
}

/**
 * Reads the output of EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF), made with index, bitmap and tid scans off. The parser
 * must have been loaded (loadParser).
 *
 * @param statement the statement's text, where known: LIMIT is used only with it, and aliases that rename columns seen.
 */
export function readScans(explain: unknown, catalog: Catalog, statement?: string): Reading {
  const nodes = plansOf(explain).flatMap((plan) => allNodes(plan, []))
  const confined = confinedPlans(nodes)
  const expressions: ColumnFreeExpression[] = []
  const collect = (expression: ColumnFreeExpression) => {
    const same = expressions.findIndex((known) => JSON.stringify(known) === JSON.stringify(expression))
    return same >= 0 ? same : expressions.push(expression) - 1
  }
  const renaming = aliasesThatRename(statement)
  const limit = limitOf(statement)
  const found = nodes.flatMap((at) => {
    const relation = relationOf(at.node, catalog)
    return relation ? [{ ...at, ...relation, alias: String(at.node['Alias']) }] : []
  })
  const joins = readJoins(found, confined)
  const scans = found.map(({ node, above, connection, table, alias }, i): ScanReading => {
    const scan = { table, alias }
    const parts = conjunctsOf(node['Filter'], confined)
    const own = parts.filter((part) => part === undefined || !isRowSecurity(part))
    const conditions = own.map((part) =>
      part === undefined || renaming.has(alias) ? unknown : readCondition(part, false, scan, collect),
    )
    const named = own.some((part) => part === undefined)
      ? new Set(Object.keys(table.columns))
      : columnsNamed(own, alias)
    const enough =
      limit !== undefined && limitReaches(node, above) && node['Node Type'] === 'Seq Scan' ? limit : undefined
    const understood = conditions.every(isUnderstood)
    return { connection, table, alias, conditions, understood, named, limit: enough, joins: joins[i]! }
  })
  return { scans, expressions, mentionsProject: mentionsProject(nodes, found, confined, catalog) }
}

function plansOf(explain: unknown): readonly PlanNode[] {
  const list = Array.isArray(explain) ? explain : [explain]
  return list.flatMap((entry: unknown) => {
    const plan = (entry as { Plan?: PlanNode } | null)?.Plan
    return plan ? [plan] : []
  })
}

function allNodes(node: PlanNode, above: readonly PlanNode[]): readonly Found[] {
  // Never run, though older servers still show what would be below.
  if (node['One-Time Filter'] === 'false') return [{ node, above }]
  const inner = [...above, node]
  return [{ node, above }, ...(node.Plans ?? []).flatMap((child) => allNodes(child, inner))]
}

function relationOf(node: PlanNode, catalog: Catalog) {
  const { Schema: schema, 'Relation Name': relation } = node
  if (node['Node Type'] === 'ModifyTable' || typeof schema !== 'string' || typeof relation !== 'string')
    return undefined
  return catalog.find(schema, relation)
}

/** InitPlans whose result is `azdo.confined()`, by the names that conditions use for them. */
function confinedPlans(nodes: readonly Found[]): ReadonlySet<string> {
  const names = nodes.flatMap(({ node }) => {
    const output = node['Output']
    const isConfined = Array.isArray(output) && output.length === 1 && output[0] === 'azdo.confined()'
    if (!isConfined || node['Parent Relationship'] !== 'InitPlan') return []
    // Before PostgreSQL 17: `InitPlan 1 (returns $0)`.
    const [, name, parameter] =
      /^(InitPlan \w+)(?: \(returns (\$\d+)\))?/.exec(String(node['Subplan Name'])) ?? []
    return [name, parameter].filter((text) => text !== undefined)
  })
  return new Set(names)
}

/** The conjuncts of a filter; one that cannot be parsed is undefined. */
function conjunctsOf(filter: unknown, confined: ReadonlySet<string>): readonly (Node | undefined)[] {
  if (typeof filter !== 'string') return []
  const tree = parseExpression(withoutSubplans(filter, confined))
  if (!tree) return [undefined]
  return 'BoolExpr' in tree && tree.BoolExpr.boolop === 'AND_EXPR' ? (tree.BoolExpr.args ?? []) : [tree]
}

/** The policy of the default project: `NOT azdo.confined() OR project = 'X'`. */
function isRowSecurity(node: Node): boolean {
  if (!('BoolExpr' in node) || node.BoolExpr.boolop !== 'OR_EXPR') return false
  const [first] = node.BoolExpr.args ?? []
  if (!first || !('BoolExpr' in first) || first.BoolExpr.boolop !== 'NOT_EXPR') return false
  const inner = first.BoolExpr.args?.[0]
  return inner !== undefined && 'FuncCall' in inner && namesOf(inner.FuncCall.funcname)[0] === confinedResult
}

function columnsNamed(nodes: readonly (Node | undefined)[], alias: string): ReadonlySet<string> {
  const columns = new Set<string>()
  eachColumnReference(nodes, (reference) => {
    const column = qualifiedColumn(reference)
    if (column?.alias === alias) columns.add(column.column)
  })
  return columns
}

function isUnderstood(condition: Condition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.every(isUnderstood)
  return condition.kind !== 'unknown'
}

/** LIMIT + OFFSET of a statement that is one SELECT with constants for both. */
function limitOf(statement: string | undefined): number | undefined {
  const select = statement === undefined ? undefined : parseSelect(statement)
  if (!select?.limitCount || select.limitOption !== 'LIMIT_OPTION_COUNT') return undefined
  const constant = (node: Node | undefined) =>
    node === undefined ? 0 : 'A_Const' in node && node.A_Const.ival ? (node.A_Const.ival.ival ?? 0) : NaN
  const rows = constant(select.limitCount) + constant(select.limitOffset)
  return Number.isSafeInteger(rows) && rows >= 0 ? rows : undefined
}

/** True when the plan's root is a Limit with nothing between it and the scan that could need more rows. */
function limitReaches(scan: PlanNode, above: readonly PlanNode[]): boolean {
  const [root, ...between] = above
  const below = [...between, scan]
  return (
    root?.['Node Type'] === 'Limit' &&
    between.every(isResult) &&
    below.every((node) => node['Parent Relationship'] === 'Outer')
  )
}

function isResult(node: PlanNode): boolean {
  return node['Node Type'] === 'Result'
}

/** Aliases with column names of their own (`work_items AS w (a, b)`): conditions then use those names. */
function aliasesThatRename(statement: string | undefined): ReadonlySet<string> {
  const aliases = new Set<string>()
  if (statement === undefined || !/\(/.test(statement)) return aliases
  eachNode(parseStatements(statement), (kind, node) => {
    const { aliasname, colnames } = (node ?? {}) as { aliasname?: string; colnames?: readonly unknown[] }
    if (kind === 'alias' && aliasname !== undefined && colnames?.length) aliases.add(aliasname)
  })
  return aliases
}

/** Looks at every condition of a plan, wherever it stands, but for row security. */
function mentionsProject(
  nodes: readonly Found[],
  found: readonly { readonly alias: string; readonly connection: string; readonly table: TableDefinition }[],
  confined: ReadonlySet<string>,
  catalog: Catalog,
): boolean {
  const byAlias = new Map<unknown, ReadonlySet<string>>()
  for (const { node } of nodes) if ('Relation Name' in node) byAlias.set(node['Alias'], new Set())
  for (const scan of found) byAlias.set(scan.alias, projectColumns(scan.table, scan.connection, catalog))
  const names = new Set([...byAlias.values()].flatMap((columns) => [...columns]))
  let mentioned = false
  for (const { node } of nodes) {
    for (const [property, text] of Object.entries(node)) {
      if (!/(?:Filter|Cond)$/.test(property) || typeof text !== 'string') continue
      const parts = conjunctsOf(text, confined).filter((part) => part === undefined || !isRowSecurity(part))
      if (parts.includes(undefined) && [...names].some((name) => text.includes(name))) mentioned = true
      // Rows of a CTE or subquery have aliases that no scan has: there the column's name decides.
      eachColumnReference(parts, (reference) => {
        const column = qualifiedColumn(reference)
        if (column && (byAlias.get(column.alias) ?? names).has(column.column)) mentioned = true
      })
    }
  }
  return mentioned
}
