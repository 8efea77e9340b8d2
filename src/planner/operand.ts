import type { Node } from 'libpg-query'
import type { ColumnType } from '../tables/table-definition.js'
import { columnFree, type ColumnFree } from './column-free.js'
import { plainTypeName } from './syntax.js'

/** Something PostgreSQL is to evaluate before the fetch can be planned: see expressionSql and readValue. */
export interface ColumnFreeExpression {
  /** SQL text, cut where the current time belongs; one part when it does not depend on the time. */
  readonly parts: readonly string[]
  /** Which end of the time between the transaction's start and the statement's end it is to be evaluated for. */
  readonly time?: 'earliest' | 'latest'
}

/** The text of an expression's value as PostgreSQL gave it; null when it could not be evaluated. */
export type ExpressionValue = string | null

/** What a column is compared with: the value itself, or the number of an expression. */
export type Operand =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'expression'; readonly index: number }
  | { readonly kind: 'time'; readonly earliest: number; readonly latest: number }

/** Takes an expression to be evaluated; gives its number. */
export type Collect = (expression: ColumnFreeExpression) => number

/**
 * The SQL text of an expression: a scalar expression of type text that is never null.
 *
 * @param transactionAgeMs how long ago the client's transaction began, in milliseconds.
 */
export function expressionSql(expression: ColumnFreeExpression, transactionAgeMs = 0): string {
  // A second more: the age is measured by another clock than PostgreSQL's.
  const age = `'${Math.ceil(transactionAgeMs) + 1_000} milliseconds'::pg_catalog.interval`
  const [sign, margin] = expression.time === 'latest' ? ['+', `'1 hour'::pg_catalog.interval`] : ['-', age]
  return expression.parts.join(`(pg_catalog.now() OPERATOR(pg_catalog.${sign}) ${margin})`)
}

/** What the text of a value says: a value in a predicate's form, null for SQL's NULL, undefined for a failure. */
export function readValue(value: ExpressionValue | undefined): string | null | undefined {
  if (value === null || value === undefined) return undefined
  return value.startsWith('=') ? value.slice(1) : null
}

/** The type to evaluate an operand as: one that loses nothing of what the column's operators accept. */
const operandTypes: Readonly<Partial<Record<ColumnType, string>>> = {
  text: 'text',
  integer: 'int8',
  bigint: 'int8',
  'double precision': 'float8',
  boolean: 'bool',
  uuid: 'uuid',
  timestamptz: 'timestamptz',
}

/** The operand of a comparison with a column of that type, or undefined when it has to be left to Postgres. */
export function scalarOperand(
  node: Node | undefined,
  column: ColumnType,
  collect: Collect,
): Operand | undefined {
  const literal = literalValue(node, column)
  if (literal !== undefined) return { kind: 'literal', value: literal }
  const type = operandTypes[column]
  const expression = columnFree(node)
  if (!expression || type === undefined) return undefined
  if (expression.parts.length === 1) {
    return { kind: 'expression', index: collect({ parts: [valueSql(expression.parts[0]!, type)] }) }
  }
  if (type !== 'timestamptz') return undefined
  const at = (time: 'earliest' | 'latest') => collect({ parts: timedParts(expression.parts, time), time })
  return { kind: 'time', earliest: at('earliest'), latest: at('latest') }
}

/**
 * The operand that SQL makes of an expression: a timestamptz, growing with the expression.
 *
 * @param sql the scalar expression; the value stands in it as `x`.
 * @param value SQL of `x`, of the expression's own SQL.
 */
export function wrappedOperand(
  expression: ColumnFree,
  sql: string,
  collect: Collect,
  value: (sql: string) => string,
): Operand | undefined {
  const [before, after] = value('\0').split('\0') as [string, string]
  const [first, ...rest] = expression.parts
  const last = `${rest.pop() ?? ''}${after}) AS s(x))`
  const open = `(SELECT ${sql} FROM (SELECT ${before}`
  if (expression.parts.length === 1) {
    return {
      kind: 'expression',
      index: collect({ parts: [valueSql(`${open}${first!}${last}`, 'timestamptz')] }),
    }
  }
  const parts = [`${open}${first!}`, ...rest, last]
  const at = (time: 'earliest' | 'latest') => collect({ parts: timedParts(parts, time), time })
  return { kind: 'time', earliest: at('earliest'), latest: at('latest') }
}

/** The operand that SQL makes of an expression without the time: a value of the type, or an array of them. */
export function convertedOperand(
  node: Node | undefined,
  type: ColumnType,
  collect: Collect,
  value: (sql: string) => string,
  list = false,
): Operand | undefined {
  const expression = columnFree(node)
  const sqlType = operandTypes[type]
  if (expression?.parts.length !== 1 || sqlType === undefined) return undefined
  const sql = value(expression.parts[0]!)
  return {
    kind: 'expression',
    index: collect({ parts: [list ? listSql(sql, sqlType) : valueSql(sql, sqlType)] }),
  }
}

/** The operand of `= ANY`, `@>` and the like: its value is a JSON array of texts and nulls. */
export function arrayOperand(
  node: Node | undefined,
  element: ColumnType,
  collect: Collect,
): Operand | undefined {
  const type = operandTypes[element]
  const expression = columnFree(node)
  if (!expression || type === undefined || expression.parts.length > 1) return undefined
  return { kind: 'expression', index: collect({ parts: [listSql(expression.parts[0]!, type)] }) }
}

/** `=` and the array's values as a JSON array of texts, or an empty text for NULL. */
function listSql(array: string, type: string): string {
  const list = `SELECT pg_catalog.json_agg(${textOf('v', type)}) FROM pg_catalog.unnest(a) AS u(v)`
  const text = `CASE WHEN a IS NULL THEN '' ELSE pg_catalog.concat('=', COALESCE((${list})::pg_catalog.text, '[]')) END`
  return `(SELECT ${text} FROM (SELECT (${array})::pg_catalog.${type}[]) AS s(a))`
}

/** The same; NULL, as if it could not be evaluated, when the array is NULL or longer than `most`. */
export function boundedListSql(array: string, type: string, most: number): string {
  return `(SELECT CASE WHEN pg_catalog.cardinality(b) <= ${most} THEN ${listSql('b', type)} END FROM (SELECT ${array}) AS r(b))`
}

/** `=` and the value's text, or an empty text for NULL: never null, so that null can mean failure. */
function valueSql(expression: string, type: string): string {
  const text = `CASE WHEN v IS NULL THEN '' ELSE pg_catalog.concat('=', ${textOf('v', type)}) END`
  return `(SELECT ${text} FROM (SELECT (${expression})::pg_catalog.${type}) AS s(v))`
}

/**
 * The parts of a timed expression, its value moved outwards by two hours: where clocks are changed, the time that a
 * local time stands for may go back while the current time goes on, by less than that.
 */
function timedParts(parts: readonly string[], time: 'earliest' | 'latest'): readonly string[] {
  const [sign, margin] = [time === 'earliest' ? '-' : '+', `'2 hours'::pg_catalog.interval`]
  const [before, after] = valueSql('\0', 'timestamptz').split('\0') as [string, string]
  const own = parts.length === 2 && parts.every((part) => part === '')
  const open = own ? '(' : '(('
  const close = own ? ')' : `)::pg_catalog.timestamptz OPERATOR(pg_catalog.${sign}) ${margin})`
  return [before + open + parts[0]!, ...parts.slice(1, -1), parts[parts.length - 1]! + close + after]
}

/** SQL for a value's text in a predicate's form (see Predicate). Years no service can hold count as infinite. */
function textOf(value: string, type: string): string {
  if (type === 'bool') return `CASE WHEN ${value} THEN 'true' WHEN NOT ${value} THEN 'false' END`
  if (type !== 'timestamptz') return `(${value})::pg_catalog.text`
  const form = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`
  const utc = `pg_catalog.timezone('UTC', ${value})`
  const [first, last] = [`'0001-01-02Z'::pg_catalog.timestamptz`, `'9999-12-31Z'::pg_catalog.timestamptz`]
  return (
    `CASE WHEN ${value} OPERATOR(pg_catalog.<) ${first} THEN '-infinity'` +
    ` WHEN ${value} OPERATOR(pg_catalog.>=) ${last} THEN 'infinity'` +
    ` WHEN ${value} IS NOT NULL THEN pg_catalog.to_char(${utc}, ${form}) END`
  )
}

/** The value of a plain constant, where its text needs no PostgreSQL to be understood. */
function literalValue(node: Node | undefined, column: ColumnType): string | undefined {
  if (!node) return undefined
  if ('A_Const' in node) {
    const { boolval, ival, fval } = node.A_Const
    if (boolval && column === 'boolean') return boolval.boolval ? 'true' : 'false'
    if (ival && (column === 'integer' || column === 'bigint')) return `${ival.ival ?? 0}`
    return fval && column === 'bigint' && /^\d{1,18}$/.test(fval.fval ?? '') ? fval.fval : undefined
  }
  if (!('TypeCast' in node)) return undefined
  const { arg, typeName } = node.TypeCast
  const type = plainTypeName(typeName)
  if (type === 'text' && column === 'text' && arg && 'TypeCast' in arg) return literalValue(arg, column)
  const text = arg && 'A_Const' in arg && arg.A_Const.sval ? (arg.A_Const.sval.sval ?? '') : undefined
  if (text === undefined || type === undefined) return undefined
  if (column === 'text') return type === 'text' || type === 'varchar' ? text : undefined
  if (column === 'integer' || column === 'bigint')
    return /^int[248]$/.test(type) && /^-?\d+$/.test(text) ? text : undefined
  if (column === 'double precision')
    return type === 'float8' && /^-?\d+(\.\d+)?$/.test(text) ? text : undefined
  return column === 'uuid' && type === 'uuid' && /^[0-9a-f-]{36}$/.test(text) ? text : undefined
}
