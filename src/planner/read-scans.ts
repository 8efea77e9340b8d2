import { filteredColumns } from '../tables/filtered-columns.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { Catalog } from './catalog.js'
import { unknown, type Condition } from './condition.js'
import { confinedPlans, filterParts, initPlanNames } from './filter-parts.js'
import { localValues, statementSources, valueType } from './local-values.js'
import { mentionsProject } from './mentions-project.js'
import type { ColumnFreeExpression } from './operand.js'
import type { PlanNode } from './plan-node.js'
import type { PlacedNode } from './plan-path.js'
import { readCondition } from './read-condition.js'
import { readTies, type AliasedNode, type ColumnTie } from './read-joins.js'
import { isCount } from './read-count.js'
import { scanLimit, statementLimit, type ParameterBytes, type ScanLimit } from './read-limit.js'
import { aliasStem, renamingInViews, statementNames } from './renamed-columns.js'

/** A column of a scan that has to equal a column of another one: rows without a partner there are not needed. */
export interface ScanJoin {
  readonly column: string
  /** Number of the other scan among the reading's scans. */
  readonly scan: number
  readonly of: string
}

/** One scan of one table, as EXPLAIN shows it. */
export interface ScanReading {
  readonly connection: string
  readonly table: TableDefinition
  readonly alias: string
  /** What is understood of its filter: one for each of its parts. */
  readonly conditions: readonly Condition[]
  /** Lists of values that it is joined to. */
  readonly lists?: readonly Condition[]
  /** False when a part of the filter is left to Postgres. */
  readonly understood: boolean
  /** How many rows that pass the filter are enough, when the statement says so. */
  readonly limit?: ScanLimit | undefined
  /** Scans that this one is tied to. */
  readonly joins: readonly ScanJoin[]
}

/** What a statement's plan says about the rows it needs. */
export interface Reading {
  readonly scans: readonly ScanReading[]
  /** To be evaluated by PostgreSQL; planFetch takes the values in this order. */
  readonly expressions: readonly ColumnFreeExpression[]
  /** True when the statement filters or joins on the project, so that the default project does not apply. */
  readonly mentionsProject: boolean
  /** Number of the expression that gives the aliases with which views give columns other names, where it matters. */
  readonly renamedInViews?: number
  /** Numbers of the expressions that read tables of users. */
  readonly ownTables?: readonly number[]
  /** True when nothing is wanted but how many rows its one scan finds. */
  readonly counts?: boolean
}

/** What is known of a statement besides its plan. */
export interface StatementText {
  readonly sql: string
  readonly parameters?: ParameterBytes | undefined
  /** Whether tables of users hold for every session what the statement will see in them. */
  readonly ownTables?: boolean
  /** False when the text may have more rows than the statement: then its limits do not count. */
  readonly limits?: boolean | undefined
  /** Whether the number that the statement counts may be told in place of its rows. */
  readonly counts?: boolean | undefined
}

/**
 * Reads the output of EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF), made with index, bitmap and tid scans off. The parser
 * must have been loaded (loadParser).
 *
 * @param statement its text, where known: LIMIT is used only with it, and aliases that rename columns seen.
 */
export function readScans(explain: unknown, catalog: Catalog, statement?: StatementText): Reading {
  const nodes = plansOf(explain).flatMap((plan) => allNodes(plan, []))
  const confined = confinedPlans(nodes)
  const expressions: ColumnFreeExpression[] = []
  const collect = (expression: ColumnFreeExpression) => {
    const same = expressions.findIndex((known) => JSON.stringify(known) === JSON.stringify(expression))
    return same >= 0 ? same : expressions.push(expression) - 1
  }
  const names = statementNames(statement?.sql)
  const renames = (alias: string) => [alias, aliasStem(alias)].some((name) => names.renaming.has(name))
  const limits = nodes.filter(({ node }) => node['Node Type'] === 'Limit').length
  const relations = new Set(nodes.map(({ node }) => node['Relation Name']))
  const limit = statementLimit(statement?.sql, relations, statement?.parameters)
  const found = nodes.flatMap((at) => {
    const relation = relationOf(at.node, catalog)
    return relation ? [{ ...at, ...relation, alias: String(at.node['Alias']) }] : []
  })
  const placed = planNames(nodes)
  const sources = statementSources(statement?.sql)
  const ownTables: number[] = []

  /** A tie to what is no table of a connection: its values, as a condition. */
  const ofList = (tie: ColumnTie, table: TableDefinition): readonly Condition[] => {
    const source = placed.byAlias.get(tie.of.alias)
    const type = valueType(table.columns[tie.column]!.type)
    if (!source || type === undefined || !filteredColumns(table).includes(tie.column)) return []
    const sql = localValues(source.node, tie.of.column, type, sources, statement?.ownTables ?? false)
    if (sql === undefined) return []
    const index = collect({ parts: [sql] })
    if ('Relation Name' in source.node) ownTables.push(index)
    return [{ kind: 'list', column: tie.column, negated: false, operand: { kind: 'expression', index } }]
  }

  const scans = found.map(({ node, above, connection, table, alias }): ScanReading => {
    const scan = { table, alias }
    const parts = filterParts(node['Filter'], confined)
    const own = parts.map((part) =>
      part === undefined || renames(alias) ? unknown : readCondition(part, false, scan, collect),
    )
    const ties = renames(alias) ? [] : readTies({ node, above, alias }, placed)
    const joins: ScanJoin[] = []
    const lists: Condition[] = []
    for (const tie of ties) {
      if (!Object.hasOwn(table.columns, tie.column)) continue
      if ('Relation Name' in (placed.byAlias.get(tie.of.alias)?.node ?? {}) && renames(tie.of.alias)) continue
      const other = found.findIndex((candidate) => candidate.alias === tie.of.alias)
      if (other >= 0) joins.push({ column: tie.column, scan: other, of: tie.of.column })
      else lists.push(...ofList(tie, table))
    }
    const enough = statement?.limits === false ? undefined : scanLimit({ node, above }, table, limit, limits)
    return {
      connection,
      table,
      alias,
      conditions: own,
      ...(lists.length > 0 ? { lists } : {}),
      understood: own.every(isUnderstood),
      ...(enough && !renames(alias) ? { limit: enough } : {}),
      joins,
    }
  })
  const namesViews = [...names.relations].some((name) => !relations.has(name))
  const [only, ...others] = found
  const counts = statement?.counts && only && others.length === 0 && isCount(only, only.table)
  const renamedInViews = namesViews && scans.length > 0 ? collect(renamingInViews) : undefined
  return {
    scans,
    expressions,
    mentionsProject: mentionsProject(nodes, found, confined, catalog),
    ...(renamedInViews === undefined ? {} : { renamedInViews }),
    ...(ownTables.length > 0 ? { ownTables } : {}),
    ...(counts ? { counts } : {}),
  }
}

function plansOf(explain: unknown): readonly PlanNode[] {
  const list = Array.isArray(explain) ? explain : [explain]
  return list.flatMap((entry: unknown) => {
    const plan = (entry as { Plan?: PlanNode } | null)?.Plan
    return plan ? [plan] : []
  })
}

function allNodes(node: PlanNode, above: readonly PlanNode[]): readonly PlacedNode[] {
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

function planNames(nodes: readonly PlacedNode[]) {
  const aliased = nodes.flatMap((at): [string, AliasedNode][] => {
    const alias = at.node['Alias']
    const reads = at.node['Node Type'] !== 'ModifyTable' && typeof alias === 'string'
    return reads ? [[alias, { ...at, alias }]] : []
  })
  const initPlans = nodes.flatMap((at) => initPlanNames(at.node).map((name) => [name, at] as const))
  return { byAlias: new Map(aliased), initPlans: new Map(initPlans) }
}

function isUnderstood(condition: Condition): boolean {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.every(isUnderstood)
  return condition.kind !== 'unknown'
}
