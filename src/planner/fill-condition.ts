import { and, everything, nothing, or, type CompareOp, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { Condition } from './condition.js'
import { escapedLike } from './like-pattern.js'
import { readValue, type ExpressionValue, type Operand } from './operand.js'
import { regexPrefix } from './regex-prefix.js'
import { simplified } from './simplify.js'

/** A predicate that is true of every row its condition is true of. */
export interface Filled {
  readonly predicate: Predicate
  /** True when it is true of no other rows. */
  readonly exact: boolean
}

const anything: Filled = { predicate: everything, exact: false }
const never: Filled = { predicate: nothing, exact: true }

/** A condition with the values of its expressions in place. What could not be evaluated is left to Postgres. */
export function fillCondition(
  condition: Condition,
  values: readonly ExpressionValue[],
  table: TableDefinition,
): Filled {
  const filled = fill(condition, values, table)
  return { ...filled, predicate: simplified(filled.predicate) }
}

function fill(condition: Condition, values: readonly ExpressionValue[], table: TableDefinition): Filled {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => fill(part, values, table))
      const join = condition.kind === 'and' ? and : or
      return { predicate: join(...parts.map((p) => p.predicate)), exact: parts.every((p) => p.exact) }
    }
    case 'unknown':
      return anything
    case 'is-null':
    case 'is-not-null':
      return exactly({ kind: condition.kind, column: condition.column })
    case 'compare':
      if (condition.operand.kind === 'time')
        return timed(condition.column, condition.op, condition.operand, values)
      return withValue(condition.operand, values, (value) =>
        compare(condition.column, condition.op, value, table),
      )
    case 'distinct': {
      const { column, negated: same, operand } = condition
      return withValue(
        operand,
        values,
        (value) => {
          const { predicate } = compare(column, same ? '=' : '<>', value, table)
          return exactly(same ? predicate : or(predicate, { kind: 'is-null', column }))
        },
        exactly({ kind: same ? 'is-null' : 'is-not-null', column }),
      )
    }
    case 'like':
      return withValue(condition.operand, values, (pattern) => like(condition, pattern))
    case 'starts':
    case 'has': {
      const { column, negated, kind } = condition
      return withValue(condition.operand, values, (text) => {
        const pattern = `${kind === 'has' ? '%' : ''}${escapedLike(text)}%`
        return exactly({ kind: 'like', column, pattern, insensitive: false, negated })
      })
    }
    case 'regex': {
      const { column, insensitive } = condition
      return withValue(condition.operand, values, (regex) => {
        const prefix = regexPrefix(regex, insensitive)
        if (prefix === undefined) return anything
        const pattern = `${escapedLike(prefix)}%`
        return { predicate: { kind: 'like', column, pattern, insensitive, negated: false }, exact: false }
      })
    }
    case 'constant':
      return withValue(condition.operand, values, (value) => (value === 'true' ? exactly(everything) : never))
    case 'folded': {
      const { column, fold } = condition
      return withValue(condition.operand, values, (value) => {
        const list = condition.list ? (JSON.parse(value) as (string | null)[]) : [value]
        const some = [...new Set(list.filter((one) => one !== null))]
        return exactly(some.length > 0 ? { kind: 'folded', column, fold, values: some } : nothing)
      })
    }
    case 'element':
      return withValue(condition.operand, values, (value) =>
        exactly({ kind: 'contains', column: condition.column, values: [value] }),
      )
    case 'each':
      return withValue(condition.operand, values, (json) =>
        each(condition, JSON.parse(json) as (string | null)[], table),
      )
    default:
      return withValue(condition.operand, values, (json) =>
        ofList(condition, JSON.parse(json) as (string | null)[], table),
      )
  }
}

function like(
  { column, insensitive, negated }: { column: string; insensitive: boolean; negated: boolean },
  pattern: string,
): Filled {
  // PostgreSQL refuses a pattern that ends with a lone escape character.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) return anything
  return exactly({ kind: 'like', column, pattern, insensitive, negated })
}

/** A test against every value, or against any: with a null among all of them it is never true. */
function each(
  { column, all, test }: Extract<Condition, { kind: 'each' }>,
  list: readonly (string | null)[],
  table: TableDefinition,
): Filled {
  if (all && list.includes(null)) return never
  const parts = list
    .filter((value) => value !== null)
    .map((value) =>
      'op' in test ? compare(column, test.op, value, table) : like({ column, ...test.like }, value),
    )
  const join = all ? and : or
  return { predicate: join(...parts.map((p) => p.predicate)), exact: parts.every((p) => p.exact) }
}

function exactly(predicate: Predicate): Filled {
  return { predicate, exact: true }
}

/** Looks up an operand. A comparison with NULL is never true. */
function withValue(
  operand: Operand,
  values: readonly ExpressionValue[],
  use: (value: string) => Filled,
  ofNull: Filled = never,
): Filled {
  if (operand.kind === 'time') return anything
  const value = operand.kind === 'literal' ? operand.value : readValue(values[operand.index])
  if (value === undefined) return anything
  return value === null ? ofNull : use(value)
}

/** A comparison with a value that grows while the statement waits: true of what any value in between asks for. */
function timed(
  column: string,
  op: CompareOp,
  operand: Extract<Operand, { kind: 'time' }>,
  values: readonly ExpressionValue[],
): Filled {
  const earliest = readValue(values[operand.earliest])
  const latest = readValue(values[operand.latest])
  if (earliest === undefined || latest === undefined) return anything
  if (earliest === null || latest === null) return earliest === latest ? never : anything
  const above: Predicate = { kind: 'compare', column, op: op === '>' ? '>' : '>=', value: earliest }
  const below: Predicate = { kind: 'compare', column, op: op === '<' ? '<' : '<=', value: latest }
  if (op === '<>') return { predicate: { kind: 'is-not-null', column }, exact: false }
  const predicate = op === '=' ? and(above, below) : op.startsWith('>') ? above : below
  return { predicate, exact: false }
}

const largest = { integer: 2n ** 31n - 1n, bigint: 2n ** 63n - 1n } as const

function compare(column: string, op: CompareOp, value: string, table: TableDefinition): Filled {
  const type = table.columns[column]!.type
  if (type === 'integer' || type === 'bigint') {
    const number = BigInt(value)
    const side = number > largest[type] ? 1 : number < -largest[type] - 1n ? -1 : 0
    // The column cannot hold such a number: it compares alike with every number the column can hold.
    if (side !== 0) {
      const holds = op === '<>' || op.startsWith(side > 0 ? '<' : '>')
      return holds ? exactly({ kind: 'is-not-null', column }) : never
    }
  }
  return exactly({ kind: 'compare', column, op, value })
}

type ListCondition = Extract<Condition, { kind: 'list' | 'array' }>

function ofList(condition: ListCondition, list: readonly (string | null)[], table: TableDefinition): Filled {
  const { column } = condition
  const holdsNull = list.includes(null)
  let values = [...new Set(list.filter((value) => value !== null))]
  if (condition.kind === 'array') {
    if (condition.op === 'overlaps')
      return exactly(values.length ? { kind: 'overlaps', column, values } : nothing)
    const equal = condition.op === 'equals'
    if (holdsNull && !equal) return never
    const predicate: Predicate = values.length
      ? { kind: 'contains', column, values }
      : { kind: 'is-not-null', column }
    return { predicate, exact: !equal }
  }
  const type = table.columns[column]!.type
  if (type === 'integer' || type === 'bigint') {
    values = values.filter((value) => BigInt(value) <= largest[type] && BigInt(value) >= -largest[type] - 1n)
  }
  if (!condition.negated) {
    if (values.length === 1) return exactly({ kind: 'compare', column, op: '=', value: values[0]! })
    return exactly(values.length ? { kind: 'in', column, values } : nothing)
  }
  // `x <> ALL ('{}')` is true even of null; with a null among the values it is true of nothing.
  if (holdsNull) return never
  if (list.length === 0) return exactly(everything)
  return exactly(values.length ? { kind: 'not-in', column, values } : { kind: 'is-not-null', column })
}
