import type { FuncCall, Node, SQLValueFunction, TypeCast } from 'libpg-query'
import { plainTypeName, systemName } from './syntax.js'

/** An expression without columns, written as SQL again. */
export interface ColumnFree {
  /** SQL text, cut where the current time (a timestamptz) belongs. One part: it does not depend on the time. */
  readonly parts: readonly string[]
  /** True when its type is a date or time by its own construction. */
  readonly datetime: boolean
  /** True of a number that depends on the time: it grows with it. */
  readonly number?: true
}

const datetimeTypes = new Set(['date', 'timestamp', 'timestamptz'])
const otherTypes = [
  'text',
  'varchar',
  'int2',
  'int4',
  'int8',
  'numeric',
  'float4',
  'float8',
  'bool',
  'uuid',
  'interval',
]
const numberTypes = new Set(['int4', 'int8', 'numeric', 'float8'])
const castTypes = new Set([...datetimeTypes, ...otherTypes].flatMap((type) => [type, `${type}[]`]))
const operators = new Set(['+', '-', '*', '/', '%', '||'])
const nowFunctions = new Set(['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp'])
/** Functions that depend on nothing but their arguments and the session's TimeZone, DateStyle and the like. */
const functions = new Set([
  ...[
    'date_trunc',
    'timezone',
    'make_interval',
    'make_date',
    'make_timestamp',
    'make_timestamptz',
    'to_date',
  ],
  ...[
    'to_timestamp',
    'date',
    'timestamptz',
    'timestamp',
    'lower',
    'upper',
    'btrim',
    'ltrim',
    'rtrim',
    'concat',
  ],
  ...[
    'replace',
    'substr',
    'left',
    'right',
    'length',
    'abs',
    'floor',
    'ceil',
    'ceiling',
    'round',
    'array_append',
  ],
  ...[
    'string_to_array',
    'justify_days',
    'justify_hours',
    'date_part',
    'extract',
    'date_add',
    'date_subtract',
  ],
])
const datetimeFunctions = new Set([
  ...['date_trunc', 'timezone', 'make_date', 'make_timestamp', 'make_timestamptz', 'to_date', 'to_timestamp'],
  ...['date', 'timestamptz', 'timestamp', 'date_add', 'date_subtract'],
])

/**
 * Writes an expression as SQL again when it has no columns and is made only of what may be evaluated apart from its
 * statement: constants, casts, arithmetic, arrays and known functions. Undefined for anything else. One that depends on
 * the current time must grow with it (or stay), so that its values at two times bound those between.
 */
export function columnFree(node: Node | undefined): ColumnFree | undefined {
  if (!node) return undefined
  if ('A_Const' in node) return constant(node)
  if ('TypeCast' in node) return cast(node.TypeCast)
  if ('SQLValueFunction' in node) return currentTime(node.SQLValueFunction)
  if ('FuncCall' in node) return functionCall(node.FuncCall)
  if ('A_ArrayExpr' in node) {
    const elements = all(node.A_ArrayExpr.elements)
    return elements?.every(timeFree)
      ? { ...joined('ARRAY[', elements, ', ', ']'), datetime: false }
      : undefined
  }
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_OP') {
    const operator = systemName(node.A_Expr.name)
    const right = columnFree(node.A_Expr.rexpr)
    if (operator === undefined || !operators.has(operator) || !right) return undefined
    if (!node.A_Expr.lexpr) return timeFree(right) ? joined(`(${operator} `, [right], '', ')') : undefined
    const left = columnFree(node.A_Expr.lexpr)
    if (!left) return undefined
    const grows = timeFree(right) ? timeFree(left) || '+-'.includes(operator) : operator === '+'
    const whole = joined('(', [left, right], ` ${operator} `, ')')
    const datetime = '+-'.includes(operator) && (left.datetime || right.datetime)
    return grows ? { ...whole, datetime, ...(left.number && { number: true }) } : undefined
  }
  return undefined
}

/** True of a function that gives the same for the same arguments and session settings. */
export function isSafeFunction(name: string): boolean {
  return functions.has(name)
}

function timeFree(expression: ColumnFree): boolean {
  return expression.parts.length === 1
}

function all(nodes: readonly Node[] | undefined): readonly ColumnFree[] | undefined {
  const found = (nodes ?? []).map(columnFree)
  return found.every((part) => part !== undefined) ? found : undefined
}

function joined(before: string, of: readonly ColumnFree[], between: string, after: string): ColumnFree {
  const parts = [before]
  of.forEach((expression, i) => {
    const [first, ...rest] = expression.parts
    parts[parts.length - 1] += (i > 0 ? between : '') + first!
    parts.push(...rest)
  })
  parts[parts.length - 1] += after
  return { parts, datetime: false }
}

function plain(text: string): ColumnFree {
  return { parts: [text], datetime: false }
}

function constant(node: Extract<Node, { A_Const: unknown }>): ColumnFree {
  const value = node.A_Const
  if (value.isnull) return plain('NULL')
  if (value.sval) return plain(quoted(value.sval.sval ?? ''))
  if (value.boolval) return plain(value.boolval.boolval ? 'true' : 'false')
  return plain(value.fval ? (value.fval.fval ?? '0') : `${value.ival?.ival ?? 0}`)
}

/** A string literal that reads the same whatever standard_conforming_strings says. */
function quoted(text: string): string {
  const doubled = text.replaceAll("'", "''")
  return text.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}

function cast({ arg, typeName }: TypeCast): ColumnFree | undefined {
  const type = plainTypeName(typeName)
  const inner = columnFree(arg)
  if (type === undefined || !castTypes.has(type) || !inner) return undefined
  const datetime = datetimeTypes.has(type)
  if (datetimeTypes.has(type.replace('[]', '')) && !inner.datetime && !isFixedTime(arg)) return undefined
  if (inner.number ? !numberTypes.has(type) : !datetime && !timeFree(inner)) return undefined
  return {
    ...joined('(', [inner], '', `)::pg_catalog.${type}`),
    datetime,
    ...(inner.number && { number: true }),
  }
}

/** Text that is a time by itself: `now`, `today` and the like are read anew each time. */
function isFixedTime(node: Node | undefined): boolean {
  if (node && 'TypeCast' in node)
    return plainTypeName(node.TypeCast.typeName) === 'text' && isFixedTime(node.TypeCast.arg)
  if (!node || !('A_Const' in node)) return false
  return (
    node.A_Const.isnull === true || !/now|today|tomorrow|yesterday/i.test(node.A_Const.sval?.sval ?? 'now')
  )
}

function currentTime({ op }: SQLValueFunction): ColumnFree | undefined {
  const type = {
    SVFOP_CURRENT_DATE: 'date',
    SVFOP_CURRENT_TIMESTAMP: 'timestamptz',
    SVFOP_LOCALTIMESTAMP: 'timestamp',
  }[op as string]
  return type === undefined ? undefined : { parts: ['(', `)::pg_catalog.${type}`], datetime: true }
}

function functionCall(call: FuncCall): ColumnFree | undefined {
  const name = systemName(call.funcname)
  if (name === undefined || call.agg_star || call.agg_distinct || call.over || call.func_variadic)
    return undefined
  if (nowFunctions.has(name)) return call.args?.length ? undefined : { parts: ['', ''], datetime: true }
  const args = functions.has(name) ? all(call.args) : undefined
  if (!args) return undefined
  const datetime = datetimeFunctions.has(name)
  const grows = growingArgument(name, call)
  if (args.some((arg, i) => !timeFree(arg) && i !== grows)) return undefined
  if (/^(?:date|timestamp|timestamptz)$/.test(name)) {
    if (args.length !== 1 || !(args[0]!.datetime || isFixedTime(call.args?.[0]))) return undefined
    return { ...joined('(', args, '', `)::pg_catalog.${name}`), datetime }
  }
  const number = !datetime && !args.every(timeFree)
  return { ...joined(`pg_catalog.${name}(`, args, ', ', ')'), datetime, ...(number && { number }) }
}

/** The argument that a function grows with: what depends on the time may stand there only. */
function growingArgument(name: string, { args = [] }: FuncCall): number | undefined {
  if (name === 'date_trunc' || name === 'timezone') return 1
  if (name === 'date_part' || name === 'extract') return constantText(args[0]) === 'year' ? 1 : undefined
  return /^(?:date|date_add|date_subtract|make_date|make_timestamp|make_timestamptz)$/.test(name)
    ? 0
    : undefined
}

/** The text of a constant, also where it is cast to text. */
export function constantText(node: Node | undefined): string | undefined {
  if (node && 'TypeCast' in node && plainTypeName(node.TypeCast.typeName) === 'text')
    return constantText(node.TypeCast.arg)
  return node && 'A_Const' in node && node.A_Const.sval ? (node.A_Const.sval.sval ?? '') : undefined
}
