import type { Node } from 'libpg-query'
import type { CompareOp } from '../tables/predicate.js'
import { columnFree, constantText } from './column-free.js'
import { atLeast, unknown, type Condition } from './condition.js'
import { columnOf, type Scanned } from './found-column.js'
import { wrappedOperand, type Collect } from './operand.js'
import { plainTypeName, systemName } from './syntax.js'

/**
 * A time column seen through functions that grow with it: its local time in a zone, cut to a unit. Compared with a
 * value it confines the column to a range.
 */
interface TimeView {
  readonly column: string
  /** The unit it is cut to; undefined: not cut. */
  readonly unit?: string
  /** SQL of the zone; undefined: the session's. */
  readonly zone?: string
  /** What it is compared as: a moment, a local date or time, the number of its year, or a text by to_char. */
  readonly as: 'moment' | 'local' | 'year' | { readonly format: string }
}

/** Units of date_trunc, and what an interval calls them. */
const units: Readonly<Record<string, string>> = {
  second: '1 second',
  minute: '1 minute',
  hour: '1 hour',
  day: '1 day',
  week: '7 days',
  month: '1 month',
  quarter: '3 months',
  year: '1 year',
}
/** Units that days make up. */
const ofDays = new Set(['day', 'week', 'month', 'quarter', 'year'])
const formats: Readonly<Record<string, string>> = { YYYY: 'year', 'YYYY-MM': 'month', 'YYYY-MM-DD': 'day' }

/** A function or cast of a time column that this can read: `(x)::date`, `date_trunc('month', x)`, `EXTRACT(year FROM x)`. */
export function timeView(node: Node | undefined, scan: Scanned): TimeView | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return castView(node.TypeCast.arg, plainTypeName(node.TypeCast.typeName), scan)
  if (!('FuncCall' in node)) {
    const column = columnOf(node, scan)
    return column?.type === 'timestamptz' ? { column: column.name, as: 'moment' } : undefined
  }
  const name = systemName(node.FuncCall.funcname)
  const [first, second, third] = node.FuncCall.args ?? []
  if (name === 'date') return castView(first, 'date', scan)
  if (name === 'timezone') return zonedView(first, timeView(second, scan))
  if (name === 'to_char') {
    const inner = timeView(first, scan)
    const format = constantText(second)
    const unit = format === undefined ? undefined : formats[format]
    return inner && unit !== undefined && inner.unit === undefined && typeof inner.as === 'string'
      ? { ...inner, unit, as: { format: format! } }
      : undefined
  }
  if (name === 'date_trunc') return third ? undefined : cutView(constantText(first), timeView(second, scan))
  if (name === 'extract' || name === 'date_part') {
    const inner = constantText(first) === 'year' ? timeView(second, scan) : undefined
    return inner && inner.as !== 'year' && inner.unit !== 'week' ? { ...inner, as: 'year' } : undefined
  }
  return undefined
}

function castView(arg: Node | undefined, type: string | undefined, scan: Scanned): TimeView | undefined {
  const inner = timeView(arg, scan)
  if (!inner || inner.as === 'year' || typeof inner.as !== 'string') return undefined
  if (type === 'date') return cutView('day', { ...inner, as: 'local' })
  if (type === 'timestamp') return { ...inner, as: 'local' }
  // Back to a moment: in the session's zone, whatever the zone it was seen in.
  return type === 'timestamptz' && inner.zone === undefined ? { ...inner, as: 'moment' } : undefined
}

function zonedView(zone: Node | undefined, inner: TimeView | undefined): TimeView | undefined {
  if (inner?.as !== 'moment' || inner.unit !== undefined || constantText(zone) === undefined) return undefined
  return { ...inner, zone: columnFree(zone)!.parts[0]!, as: 'local' }
}

function cutView(unit: string | undefined, inner: TimeView | undefined): TimeView | undefined {
  if (!inner || unit === undefined || units[unit] === undefined || inner.as === 'year') return undefined
  if (inner.unit === undefined) return { ...inner, unit }
  if (inner.unit === 'day' && ofDays.has(unit)) return { ...inner, unit }
  // Cut to a month it is a day already.
  return unit === 'day' && ofDays.has(inner.unit) ? inner : undefined
}

/** What `view op value` says of the column; `op` faces the view. A list: `view = ANY (value)`. */
export function timeCondition(
  view: TimeView,
  op: CompareOp,
  value: Node | undefined,
  collect: Collect,
  list = false,
): Condition {
  const expression = columnFree(value)
  if (!expression || (typeof view.as !== 'string' && op !== '=')) return unknown
  if (op === '<>') return atLeast({ kind: 'is-not-null', column: view.column })
  // A moment becomes a local time of the session's zone, whose clocks change at other times than this one's.
  const loose =
    view.zone !== undefined && typeof view.as === 'string' && view.as !== 'year' && !isLocal(value)
  const bounds: Condition[] = []
  const add = (facing: 'lower' | 'upper', boundOp: CompareOp, bound: string) => {
    const element = facing === 'lower' ? 'min' : 'max'
    const operand = wrappedOperand(expression, momentSql(bound, facing, view, loose), collect, (sql) =>
      valueOf(sql, view, list ? element : undefined),
    )
    if (operand) bounds.push({ kind: 'compare', column: view.column, op: boundOp, operand })
  }
  const { next, before } = steps(view)
  if (op === '>') add('lower', '>=', next ?? 'x')
  if (op === '>=' || op === '=')
    add('lower', '>=', view.as === 'year' ? yearStart('pg_catalog.ceil(x)') : 'x')
  if (op === '<=' || op === '=') add('upper', next === undefined ? '<=' : '<', next ?? 'x')
  if (op === '<') add('upper', next === undefined ? '<=' : '<', before ?? 'x')
  return bounds.length > 0 ? atLeast(...bounds) : unknown
}

/** True of a value that is a date or time without a zone by its own type. */
function isLocal(value: Node | undefined): boolean {
  const type = value && 'TypeCast' in value ? plainTypeName(value.TypeCast.typeName) : undefined
  return type !== undefined && /^(?:date|timestamp)(?:\[\])?$/.test(type)
}

/** SQL over `x`, a local time: where the next unit begins, and the first unit that is not below x. */
function steps({ unit, as }: TimeView): { next?: string; before?: string } {
  if (as === 'year') {
    return { next: yearStart('pg_catalog.floor(x) + 1'), before: yearStart('pg_catalog.ceil(x)') }
  }
  if (unit === undefined) return {}
  const step = `'${units[unit]!}'::pg_catalog.interval`
  const start = (of: string) => `pg_catalog.date_trunc('${unit}', ${of})`
  return {
    next: `(${start('x')} + ${step})`,
    before: `(${start("(x - '1 microsecond'::pg_catalog.interval)")} + ${step})`,
  }
}

function yearStart(year: string): string {
  return `pg_catalog.make_timestamp((${year})::pg_catalog.int4, 1, 1, 0, 0, 0)`
}

/** SQL for the value that a view is compared with, as a local time (or a year): what `x` stands for. */
function valueOf(sql: string, { as }: TimeView, element: 'min' | 'max' | undefined): string {
  const one = (text: string): string => {
    if (as === 'year') return `(${text})::pg_catalog.numeric`
    if (typeof as !== 'string') {
      const date = `pg_catalog.to_date((${text})::pg_catalog.text, '${as.format}')`
      return `(${date})::pg_catalog.timestamp`
    }
    return `(${text})::pg_catalog.timestamp`
  }
  if (element === undefined) return one(sql)
  return `(SELECT pg_catalog.${element}(${one('v')}) FROM pg_catalog.unnest(${sql}) AS u(v))`
}

/**
 * SQL over `x` for the moment at which a local time begins to be. Near a change of clocks, where one local time is two
 * moments or none, it is moved outwards.
 */
function momentSql(bound: string, facing: 'lower' | 'upper', { zone }: TimeView, loose: boolean): string {
  const moment = zone === undefined ? '(l)::pg_catalog.timestamptz' : `pg_catalog.timezone(${zone}, l)`
  const local = (at: string) =>
    zone === undefined ? `(${at})::pg_catalog.timestamp` : `pg_catalog.timezone(${zone}, ${at})`
  const margin = `'3 hours'::pg_catalog.interval`
  const steady = (sign: string) => `${local(`(m ${sign} ${margin})`)} = (l ${sign} ${margin})`
  const moved = `m ${facing === 'lower' ? '-' : '+'} ${margin}`
  const sure = loose ? 'false' : `${steady('-')} AND ${steady('+')}`
  return (
    `(SELECT CASE WHEN ${sure} THEN m ELSE ${moved} END` +
    ` FROM (SELECT l, ${moment} AS m FROM (SELECT ${bound} AS l) AS k) AS k)`
  )
}
