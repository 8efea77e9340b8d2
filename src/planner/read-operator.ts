import type { A_Expr, Node } from 'libpg-query'
import type { CompareOp } from '../tables/predicate.js'
import type { ColumnType } from '../tables/table-definition.js'
import { atLeast, unknown, type Condition, type Test } from './condition.js'
import { columnOf, type FoundColumn, type Scanned } from './found-column.js'
import { arrayOperand, scalarOperand, type Collect } from './operand.js'
import { namesOf, systemName } from './syntax.js'
import { columnView, viewCondition } from './text-view.js'
import { timeCondition, timeView } from './time-view.js'

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

/** What a comparison says about the scan's columns; see readCondition. */
export function readOperator(
  expression: A_Expr,
  negated: boolean,
  scan: Scanned,
  collect: Collect,
): Condition {
  const { kind, lexpr, rexpr } = expression
  // EXPLAIN writes OPERATOR(schema.op) where the bare operator would mean another one.
  const op = namesOf(expression.name).length === 1 ? systemName(expression.name) : undefined
  if (op === undefined) return unknown
  const left = columnOf(lexpr, scan)
  if (kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL') {
    const all = kind === 'AEXPR_OP_ALL'
    if (left) return quantified(left, op, all, rexpr, negated, collect)
    if (negated || all || op !== '=') return unknown
    return element(expression, scan, collect) ?? viewed(lexpr, op, rexpr, scan, collect, true)
  }
  const right = left ? undefined : columnOf(rexpr, scan)
  const column = left ?? right
  if (!column) {
    if (kind !== 'AEXPR_OP') return unknown
    if (left === undefined && likes[op]) return foldedLike(lexpr, op, rexpr, negated, scan, collect)
    if (!isCompare(op)) return unknown
    const facing = negated ? opposite[op] : op
    const direct = viewed(lexpr, facing, rexpr, scan, collect)
    return direct === unknown ? viewed(rexpr, turned[facing], lexpr, scan, collect) : direct
  }
  const other = left ? rexpr : lexpr
  if (kind === 'AEXPR_DISTINCT' || kind === 'AEXPR_NOT_DISTINCT') {
    const operand = comparable.has(column.type) ? scalarOperand(other, column.type, collect) : undefined
    const same = (kind === 'AEXPR_NOT_DISTINCT') !== negated
    if (!operand || operand.kind === 'time') return unknown
    return { kind: 'distinct', column: column.name, negated: same, operand }
  }
  if (kind !== 'AEXPR_OP') return unknown
  if (column.type === 'text[]')
    return negated ? unknown : arrays(op, column.name, left !== undefined, other, collect)
  if (Object.hasOwn(likes, op) || /^!?~\*?$/.test(op) || op === '^@') {
    return left?.type === 'text' ? matches(left.name, op, other, negated, collect) : unknown
  }
  if (!isCompare(op) || !comparable.has(column.type)) return unknown
  const operand = scalarOperand(other, column.type, collect)
  const facing = left ? op : turned[op]
  if (operand)
    return { kind: 'compare', column: column.name, op: negated ? opposite[facing] : facing, operand }
  return unknown
}

function isCompare(op: string): op is CompareOp {
  return Object.hasOwn(opposite, op)
}

/** LIKE, regular expressions and `^@`. */
function matches(
  column: string,
  op: string,
  value: Node | undefined,
  negated: boolean,
  collect: Collect,
): Condition {
  const operand = scalarOperand(value, 'text', collect)
  if (!operand) return unknown
  if (op === '^@') return { kind: 'starts', column, negated, operand }
  const like = likes[op]
  if (like) return { kind: 'like', column, ...like, negated: like.negated !== negated, operand }
  return op.startsWith('!') === negated
    ? { kind: 'regex', column, insensitive: op.endsWith('*'), operand }
    : unknown
}

/** `lower(x) LIKE pattern`: then x ILIKE it too. */
function foldedLike(
  lexpr: Node | undefined,
  op: string,
  rexpr: Node | undefined,
  negated: boolean,
  scan: Scanned,
  collect: Collect,
): Condition {
  const view = columnView(lexpr, scan)
  const like = likes[op]!
  if (view?.kind !== 'folded' || view.fold !== 'lower' || like.negated !== negated) return unknown
  const operand = scalarOperand(rexpr, 'text', collect)
  return operand
    ? atLeast({ kind: 'like', column: view.column, insensitive: true, negated: false, operand })
    : unknown
}

/** A comparison of a function or cast of a column. */
function viewed(
  side: Node | undefined,
  op: CompareOp,
  value: Node | undefined,
  scan: Scanned,
  collect: Collect,
  list = false,
): Condition {
  const time = timeView(side, scan)
  if (time) return timeCondition(time, op, value, collect, list)
  const view = columnView(side, scan)
  return view ? viewCondition(view, op, value, collect, list) : unknown
}

/** `column op ANY (array)` and `column op ALL (array)`. */
function quantified(
  column: FoundColumn,
  op: string,
  all: boolean,
  value: Node | undefined,
  negated: boolean,
  collect: Collect,
): Condition {
  const like = column.type === 'text' ? likes[op] : undefined
  if (!like && (!isCompare(op) || !comparable.has(column.type))) return unknown
  const operand = arrayOperand(value, column.type, collect)
  if (!operand) return unknown
  if (op === (all ? '<>' : '='))
    return { kind: 'list', column: column.name, negated: all !== negated, operand }
  const test: Test = like
    ? { like: { ...like, negated: like.negated !== negated } }
    : { op: negated ? opposite[op as CompareOp] : (op as CompareOp) }
  return { kind: 'each', column: column.name, all: all !== negated, test, operand }
}

/** `array column op value`, or the other way round. */
function arrays(
  op: string,
  column: string,
  isLeft: boolean,
  value: Node | undefined,
  collect: Collect,
): Condition {
  const contains = op === (isLeft ? '@>' : '<@')
  if (!contains && op !== '&&' && op !== '=') return unknown
  const operand = arrayOperand(value, 'text', collect)
  if (!operand) return unknown
  return { kind: 'array', op: contains ? 'contains' : op === '=' ? 'equals' : 'overlaps', column, operand }
}

/** `value = ANY (array column)`. */
function element(expression: A_Expr, scan: Scanned, collect: Collect): Condition | undefined {
  const column = columnOf(expression.rexpr, scan)
  if (column?.type !== 'text[]') return undefined
  const operand = scalarOperand(expression.lexpr, 'text', collect)
  return operand ? { kind: 'element', column: column.name, operand } : unknown
}
