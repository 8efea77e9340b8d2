import type { A_Expr, BooleanTest, FuncCall, Node } from 'libpg-query'
import { columnFree } from './column-free.js'
import { atLeast, unknown, type Condition } from './condition.js'
import { columnOf, type Scanned } from './found-column.js'
import { convertedOperand, scalarOperand, type Collect } from './operand.js'
import { readOperator } from './read-operator.js'
import { namesOf, systemName } from './syntax.js'

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
    const { arg, nulltesttype } = node.NullTest
    return nullTest(arg, (nulltesttype === 'IS_NULL') !== negated, scan, collect)
  }
  if ('BooleanTest' in node) return booleanTest(node.BooleanTest, negated, scan, collect)
  if ('A_Expr' in node) {
    return (
      rows(node.A_Expr, negated, scan, collect) ??
      coalesced(node.A_Expr, negated, scan, collect) ??
      readOperator(node.A_Expr, negated, scan, collect)
    )
  }
  if ('FuncCall' in node) return startsWith(node.FuncCall, negated, scan, collect)
  const found = columnOf(node, scan)
  return found?.type === 'boolean' ? isBoolean(found.name, !negated) : unknown
}

function nullTest(arg: Node | undefined, isNull: boolean, scan: Scanned, collect: Collect): Condition {
  const found = columnOf(arg, scan)
  if (found) return { kind: isNull ? 'is-null' : 'is-not-null', column: found.name }
  // NULLIF(x, value): null where x is, or where it is the value.
  if (!arg || !('A_Expr' in arg) || arg.A_Expr.kind !== 'AEXPR_NULLIF') return unknown
  const inner = columnOf(arg.A_Expr.lexpr, scan)
  const compared = readOperator({ ...arg.A_Expr, kind: 'AEXPR_OP' }, !isNull, scan, collect)
  if (!inner || !isNull) return compared
  return { kind: 'or', of: [{ kind: 'is-null', column: inner.name }, compared] }
}

function isBoolean(column: string, value: boolean): Condition {
  return { kind: 'compare', column, op: '=', operand: { kind: 'literal', value: String(value) } }
}

function booleanTest(
  { arg, booltesttype }: BooleanTest,
  negated: boolean,
  scan: Scanned,
  collect: Collect,
): Condition {
  const found = columnOf(arg, scan)
  const [, not, word] = /^IS_(NOT_)?(TRUE|FALSE|UNKNOWN)$/.exec(booltesttype ?? '') ?? []
  if (!arg || word === undefined) return unknown
  const holds = (not === undefined) !== negated
  if (found?.type !== 'boolean') {
    return holds && word !== 'UNKNOWN' ? readCondition(arg, word === 'FALSE', scan, collect) : unknown
  }
  const { name } = found
  if (word === 'UNKNOWN') return { kind: holds ? 'is-null' : 'is-not-null', column: name }
  const other: Condition = {
    kind: 'or',
    of: [isBoolean(name, word !== 'TRUE'), { kind: 'is-null', column: name }],
  }
  return holds ? isBoolean(name, word === 'TRUE') : other
}

/** `starts_with(x, value)`. */
function startsWith(call: FuncCall, negated: boolean, scan: Scanned, collect: Collect): Condition {
  const [first, second] = call.args ?? []
  const found = systemName(call.funcname) === 'starts_with' ? columnOf(first, scan) : undefined
  const operand = found?.type === 'text' ? scalarOperand(second, 'text', collect) : undefined
  return operand ? { kind: 'starts', column: found!.name, negated, operand } : unknown
}

const opposite: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

/** `ROW(a, b) > ROW(x, y)`: a is not below x. */
function rows(expression: A_Expr, negated: boolean, scan: Scanned, collect: Collect): Condition | undefined {
  const { lexpr, rexpr } = expression
  if (!lexpr || !rexpr || !('RowExpr' in lexpr) || !('RowExpr' in rexpr)) return undefined
  const op = systemName(expression.name)
  const facing = op !== undefined && negated ? opposite[op] : op
  if (expression.kind !== 'AEXPR_OP' || !/^[<>]=?$/.test(facing ?? '')) return unknown
  const name: Node[] = [{ String: { sval: `${facing!.charAt(0)}=` } }]
  const [left, right] = [lexpr.RowExpr.args?.[0], rexpr.RowExpr.args?.[0]]
  if (!left || !right) return unknown
  return atLeast(readOperator({ kind: 'AEXPR_OP', name, lexpr: left, rexpr: right }, false, scan, collect))
}

/**
 * `COALESCE(x, value) op other`: true where `x op other` is, and where x is null if `value op other` is.
 */
function coalesced(
  expression: A_Expr,
  negated: boolean,
  scan: Scanned,
  collect: Collect,
): Condition | undefined {
  const side = (['lexpr', 'rexpr'] as const).find((name) => {
    const node = expression[name]
    return node !== undefined && 'CoalesceExpr' in node
  })
  if (side === undefined) return undefined
  const node = expression[side] as Extract<Node, { CoalesceExpr: unknown }>
  const [column, value, ...more] = node.CoalesceExpr.args ?? []
  const found = columnOf(column, scan)
  const plain = expression.kind === 'AEXPR_OP' || expression.kind === 'AEXPR_OP_ANY'
  if (!found || !value || more.length > 0 || !plain || namesOf(expression.name).length !== 1) return unknown
  const ofValue = constantTruth({ ...expression, [side]: value }, negated, collect)
  const ofColumn = readOperator({ ...expression, [side]: column }, negated, scan, collect)
  return {
    kind: 'or',
    of: [ofColumn, { kind: 'and', of: [{ kind: 'is-null', column: found.name }, ofValue] }],
  }
}

const constantOperators = new Set(['=', '<>', '<', '<=', '>', '>=', '~~', '!~~', '~~*', '!~~*'])

/** Whether a comparison without columns is true. */
function constantTruth(expression: A_Expr, negated: boolean, collect: Collect): Condition {
  const op = systemName(expression.name)
  const left = columnFree(expression.lexpr)?.parts
  if (op === undefined || !constantOperators.has(op) || left?.length !== 1) return unknown
  const any = expression.kind === 'AEXPR_OP_ANY'
  const operand = convertedOperand(expression.rexpr, 'boolean', collect, (right) => {
    const compared = `${left[0]!} ${op} ${any ? `ANY (${right})` : right}`
    return negated ? `NOT (${compared})` : compared
  })
  return operand ? { kind: 'constant', operand } : unknown
}
