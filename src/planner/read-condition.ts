import type { A_Expr, BooleanTest, Node } from 'libpg-query'
import type { CompareOp } from '../tables/predicate.js'
import type { ColumnType, TableDefinition } from '../tables/table-definition.js'
import { unknown, type Condition } from './condition.js'
import { arrayOperand, scalarOperand, type Collect } from './operand.js'
import { namesOf, plainTypeName, qualifiedColumn, systemName } from './syntax.js'

/** The scan whose filter is read. */
export interface Scanned {
  readonly table: TableDefinition
  readonly alias: string
}

/**
 * What a condition of a scan's filter says about the scan's columns. `negated`: what its being false says; with SQL's
 * three-valued logic that is not the same as its not being true, so negation goes down to the comparisons.
 */
export function readCondition(node: Node, negated: boolean, scan: Scanned, collect: Collect): Condition {
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    if (boolop === 'NOT_EXPR') return args[0] ? readCondition(args[0], !negated, scan, collect) : unknown
    const of = args.map((arg) => readCondition(arg, negated, scan, collect))
    return { kind: (boolop === 'AND_EXPR') !== negated ? 'and' : 'or', of }
  }
  if ('NullTest' in node) {
    const found = columnOf(node.NullTest.arg, scan)
    const isNull = (node.NullTest.nulltesttype === 'IS_NULL') !== negated
    return found ? { kind: isNull ? 'is-null' : 'is-not-null', column: found.name } : unknown
  }
  if ('BooleanTest' in node) return booleanTest(node.BooleanTest, negated, scan)
  if ('A_Expr' in node) return operator(node.A_Expr, negated, scan, collect)
  const found = columnOf(node, scan)
  return found?.type === 'boolean' ? isBoolean(found.name, !negated) : unknown
}

interface FoundColumn {
  readonly name: string
  readonly type: ColumnType
}

/** A bare column of the scan, or one cast between text and varchar. */
function columnOf(node: Node | undefined, scan: Scanned): FoundColumn | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) {
    const type = plainTypeName(node.TypeCast.typeName)
    const inner = type === 'text' || type === 'varchar' ? columnOf(node.TypeCast.arg, scan) : undefined
    return inner?.type === 'text' ? inner : undefined
  }
  const reference = 'ColumnRef' in node ? qualifiedColumn(node.ColumnRef) : undefined
  if (reference?.alias !== scan.alias || !Object.hasOwn(scan.table.columns, reference.column))
    return undefined
  return { name: reference.column, type: scan.table.columns[reference.column]!.type }
}

function isBoolean(column: string, value: boolean): Condition {
  return { kind: 'compare', column, op: '=', operand: { kind: 'literal', value: String(value) } }
}

function booleanTest({ arg, booltesttype }: BooleanTest, negated: boolean, scan: Scanned): Condition {
  const found = columnOf(arg, scan)
  const [, not, word] = /^IS_(NOT_)?(TRUE|FALSE|UNKNOWN)$/.exec(booltesttype ?? '') ?? []
  if (found?.type !== 'boolean' || word === undefined) return unknown
  const { name } = found
  const holds = (not === undefined) !== negated
  if (word === 'UNKNOWN') return { kind: holds ? 'is-null' : 'is-not-null', column: name }
  const other: Condition = {
    kind: 'or',
    of: [isBoolean(name, word !== 'TRUE'), { kind: 'is-null', column: name }],
  }
  return holds ? isBoolean(name, word === 'TRUE') : other
}

const opposite = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
const turned = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const
const likes: Readonly<Record<string, { insensitive: boolean; negated: boolean }>> = {
  '~~': { insensitive: false, negated: false },
  '!~~': { insensitive: false, negated: true },
  '~~*': { insensitive: true, negated: false },
  '!~~*': { insensitive: true, negated: true },
}
const comparable = new Set<ColumnType>([
  'text',
  'integer',
  'bigint',
  'double precision',
  'boolean',
  'uuid',
  'timestamptz',
])

function operator(expression: A_Expr, negated: boolean, scan: Scanned, collect: Collect): Condition {
  const { kind, lexpr, rexpr } = expression
  // EXPLAIN writes OPERATOR(schema.op) where the bare operator would mean another one.
  const op = namesOf(expression.name).length === 1 ? systemName(expression.name) : undefined
  if (op === undefined) return unknown
  const left = columnOf(lexpr, scan)
  if (kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL') {
    return left
      ? list(expression, op, left, negated, collect)
      : element(expression, op, negated, scan, collect)
  }
  const right = left ? undefined : columnOf(rexpr, scan)
  const column = left ?? right
  if (!column) return unknown
  const other = left ? rexpr : lexpr
  if (kind === 'AEXPR_DISTINCT' || kind === 'AEXPR_NOT_DISTINCT') {
    const operand = comparable.has(column.type) ? scalarOperand(other, column.type, collect) : undefined
    const same = (kind === 'AEXPR_NOT_DISTINCT') !== negated
    if (!operand || operand.kind === 'time') return unknown
    return { kind: 'distinct', column: column.name, negated: same, operand }
  }
  if (kind !== 'AEXPR_OP') return unknown
  if (column.type === 'text[]') {
    if (!left || negated || (op !== '@>' && op !== '&&')) return unknown
    const operand = arrayOperand(other, 'text', collect)
    return operand
      ? { kind: 'array', op: op === '@>' ? 'contains' : 'overlaps', column: column.name, operand }
      : unknown
  }
  if (Object.hasOwn(likes, op)) {
    const operand = left && column.type === 'text' ? scalarOperand(other, 'text', collect) : undefined
    if (!operand) return unknown
    const like = likes[op]!
    return { kind: 'like', column: column.name, ...like, negated: like.negated !== negated, operand }
  }
  if (!Object.hasOwn(opposite, op) || !comparable.has(column.type)) return unknown
  const operand = scalarOperand(other, column.type, collect)
  if (!operand) return unknown
  const facing = left ? (op as CompareOp) : turned[op as CompareOp]
  return { kind: 'compare', column: column.name, op: negated ? opposite[facing] : facing, operand }
}

/** `column = ANY (array)` and `column <> ALL (array)`. */
function list(
  expression: A_Expr,
  op: string,
  column: FoundColumn,
  negated: boolean,
  collect: Collect,
): Condition {
  const isIn = expression.kind === 'AEXPR_OP_ANY' && op === '='
  const isNotIn = expression.kind === 'AEXPR_OP_ALL' && op === '<>'
  if ((!isIn && !isNotIn) || !comparable.has(column.type)) return unknown
  const operand = arrayOperand(expression.rexpr, column.type, collect)
  return operand ? { kind: 'list', column: column.name, negated: isNotIn !== negated, operand } : unknown
}

/** `value = ANY (array column)`. */
function element(
  expression: A_Expr,
  op: string,
  negated: boolean,
  scan: Scanned,
  collect: Collect,
): Condition {
  const column = columnOf(expression.rexpr, scan)
  if (negated || expression.kind !== 'AEXPR_OP_ANY' || op !== '=' || column?.type !== 'text[]') return unknown
  const operand = scalarOperand(expression.lexpr, 'text', collect)
  return operand ? { kind: 'element', column: column.name, operand } : unknown
}
