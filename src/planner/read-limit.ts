import type { Node, RangeVar, SelectStmt } from 'libpg-query'
import type { TableDefinition } from '../tables/table-definition.js'
import { namesOf, eachNode, parseExpression, parseStatements } from './syntax.js'
import type { PlacedNode } from './plan-path.js'
import type { PlanNode } from './plan-node.js'

/** The column whose least or greatest values are wanted. */
export interface TopOrder {
  readonly column: string
  readonly descending: boolean
  /** True when rows without a value come first, or are wanted as much as others. */
  readonly nullsFirst: boolean
  /** The second key of the order, where that is a column. */
  readonly then?: { readonly column: string; readonly descending: boolean }
}

/** How many rows of a scan are enough. */
export interface ScanLimit {
  readonly rows: number
  /** Which they are; any, unless given. */
  readonly order?: TopOrder
}

/** Values of a statement's parameters as bound, where they are read. */
export interface ParameterBytes {
  /** Format codes: none (all text), one for all, or one each. */
  readonly formats: readonly number[]
  readonly values: readonly (Buffer | null)[]
}

/** A LIMIT of a statement's text. */
export interface StatementLimit {
  /** LIMIT + OFFSET. */
  readonly rows: number
  /** The only name in its FROM; undefined for the outermost LIMIT. */
  readonly from?: string
}

/**
 * LIMIT + OFFSET of a statement, constants or parameters; EXPLAIN does not tell. It is the outermost one, which the root
 * of the plan stops at, or the only one in a text that names nothing but tables: then the plan's only Limit is its.
 *
 * @param relations names of the relations that the plan reads.
 */
export function statementLimit(
  statement: string | undefined,
  relations: ReadonlySet<unknown>,
  parameters?: ParameterBytes,
): StatementLimit | undefined {
  if (statement === undefined || !/\b(?:limit|fetch|offset)\b/i.test(statement)) return undefined
  const statements = parseStatements(statement)
  const [root] = statements?.length === 1 ? statements : []
  if (!root) return undefined
  const outermost = 'SelectStmt' in root ? limitOf(root.SelectStmt, parameters) : undefined
  if (outermost !== undefined) return { rows: outermost }
  const limited: SelectStmt[] = []
  // A view or function may have a LIMIT of its own, and PostgreSQL drops one that EXISTS makes needless.
  let plain = true
  const own = new Set<unknown>()
  eachNode(root, (kind, node) => {
    const { limitCount, limitOffset, subLinkType, ctename } = (node ?? {}) as Record<string, unknown>
    if (limitCount ?? limitOffset) limited.push(node as SelectStmt)
    if (kind === 'CommonTableExpr') own.add(ctename)
    if (kind === 'RangeFunction' || (kind === 'SubLink' && subLinkType === 'EXISTS_SUBLINK')) plain = false
  })
  eachNode(root, (kind, node) => {
    const name = kind === 'RangeVar' ? (node as RangeVar).relname : undefined
    if (name !== undefined && !relations.has(name) && !own.has(name)) plain = false
  })
  const [select, ...more] = limited
  const rows = select && more.length === 0 && plain ? limitOf(select, parameters) : undefined
  const [from, ...others] = select?.fromClause ?? []
  if (rows === undefined || !from || !('RangeVar' in from) || others.length > 0) return undefined
  const name = from.RangeVar.alias?.aliasname ?? from.RangeVar.relname
  return name === undefined || own.has(from.RangeVar.relname) ? undefined : { rows, from: name }
}

function limitOf(select: SelectStmt, parameters: ParameterBytes | undefined): number | undefined {
  if (!select.limitCount || select.limitOption !== 'LIMIT_OPTION_COUNT') return undefined
  const rows = count(select.limitCount, parameters) + count(select.limitOffset, parameters)
  return Number.isSafeInteger(rows) && rows >= 0 ? rows : undefined
}

function count(node: Node | undefined, parameters: ParameterBytes | undefined): number {
  if (node === undefined) return 0
  if ('A_Const' in node && node.A_Const.ival) return node.A_Const.ival.ival ?? 0
  if (!('ParamRef' in node) || !parameters) return NaN
  const at = (node.ParamRef.number ?? 0) - 1
  const { formats, values } = parameters
  const bytes = values[at]
  if (!bytes) return NaN
  const format = formats.length > 1 ? formats[at] : formats[0]
  if (format !== 1) return /^\d{1,15}$/.test(bytes.toString()) ? Number(bytes.toString()) : NaN
  // The binary forms of smallint, integer and bigint.
  const whole = bytes.length === 2 || bytes.length === 4 || bytes.length === 8
  return whole ? Number(BigInt.asIntN(64, BigInt(`0x${bytes.toString('hex')}`))) : NaN
}

/**
 * How many rows of a scan are enough: below the Limit that the statement's text tells of, one for EXISTS, or one for a
 * least or greatest value.
 *
 * @param limits how many Limits the plan has.
 */
export function scanLimit(
  { node, above }: PlacedNode,
  table: TableDefinition,
  limit: StatementLimit | undefined,
  limits: number,
): ScanLimit | undefined {
  if (node['Node Type'] !== 'Seq Scan') return undefined
  let below = node
  let order: TopOrder | undefined
  for (const parent of [...above].reverse()) {
    if (isExists(below)) return order === undefined ? { rows: 1 } : undefined
    if (below['Parent Relationship'] !== 'Outer') return undefined
    const type = parent['Node Type']
    if (type === 'Limit') {
      const alias = String(node['Alias']).replace(/_\d+$/, '')
      const told = limit?.from === undefined ? parent === above[0] : limits === 1 && limit.from === alias
      return limit && told ? { rows: limit.rows, ...(order && { order }) } : undefined
    }
    if (type === 'Sort' && order === undefined) {
      order = sortOrder(parent, String(node['Alias']), table)
      if (!order) return undefined
    } else if (type === 'Aggregate' && order === undefined) {
      const extreme = extremeOf(parent, table)
      return extreme && { rows: 1, order: extreme }
    } else if (type !== 'Result') return undefined
    below = parent
  }
  return undefined
}

/** True of the root of `EXISTS (…)` that runs once: it returns no column. */
function isExists(node: PlanNode): boolean {
  const named = /^InitPlan/.test(String(node['Subplan Name']))
  const output = node['Output']
  return named && node['Parent Relationship'] === 'InitPlan' && !(Array.isArray(output) && output.length > 0)
}

/** The first keys of a sort, when they are columns: `w.changed_date DESC NULLS LAST`. */
function sortOrder(node: PlanNode, alias: string, table: TableDefinition): TopOrder | undefined {
  const keys = Array.isArray(node['Sort Key']) ? (node['Sort Key'] as unknown[]) : []
  const [first, second] = keys.slice(0, 2).map((key) => {
    const [, text, direction, nulls] = /^(.*?)( DESC)?( NULLS (?:FIRST|LAST))?$/.exec(String(key)) ?? []
    const column = columnNamed(text, table, alias)
    const descending = direction !== undefined
    const nullsFirst = nulls === undefined ? descending : nulls.endsWith('FIRST')
    return column === undefined ? undefined : { column, descending, nullsFirst }
  })
  return (
    first && { ...first, ...(second && { then: { column: second.column, descending: second.descending } }) }
  )
}

/** `max(x)` or `min(x)`, when an aggregate computes nothing else. */
function extremeOf(node: PlanNode, table: TableDefinition): TopOrder | undefined {
  const output = node['Output']
  const plain = node['Strategy'] === 'Plain' && node['Filter'] === undefined
  if (!plain || !Array.isArray(output) || output.length !== 1) return undefined
  const [, name, text] = /^(min|max)\((.*)\)$/.exec(String(output[0])) ?? []
  const column = columnNamed(text, table)
  return column === undefined ? undefined : { column, descending: name === 'max', nullsFirst: false }
}

/** The column of a table that an expression of a plan is; `alias`: what a name before it must be. */
export function columnNamed(
  text: string | undefined,
  table: TableDefinition,
  alias?: string,
): string | undefined {
  const tree = text === undefined ? undefined : parseExpression(text)
  if (!tree || !('ColumnRef' in tree)) return undefined
  const names = namesOf(tree.ColumnRef.fields)
  const column = names[names.length - 1]!
  if (names.length > 2 || (names.length === 2 && alias !== undefined && names[0] !== alias)) return undefined
  return Object.hasOwn(table.columns, column) ? column : undefined
}
