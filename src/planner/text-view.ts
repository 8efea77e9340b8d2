import type { Node } from 'libpg-query'
import type { CompareOp } from '../tables/predicate.js'
import { atLeast, unknown, type Condition } from './condition.js'
import { columnOf, type Scanned } from './found-column.js'
import { arrayOperand, convertedOperand, scalarOperand, type Collect } from './operand.js'
import { plainTypeName, systemName } from './syntax.js'

/** A column seen through a function or cast that says something of it when compared. */
type ColumnView =
  /** `lower(x)`, `upper(x)`. */
  | { readonly kind: 'folded'; readonly column: string; readonly fold: 'lower' | 'upper' }
  /** `left(x, n)`, `substring(x from 1 for n)`. */
  | { readonly kind: 'beginning'; readonly column: string }
  /** `strpos(x, part)`, `position(part in x)`. */
  | { readonly kind: 'position'; readonly column: string; readonly part: Node | undefined }
  /** A whole number cast to a type that can hold fractions. */
  | {
      readonly kind: 'number'
      readonly column: string
      readonly type: 'integer' | 'bigint'
      readonly as: 'numeric' | 'float8'
    }
  /** A whole number or uuid cast to text. */
  | { readonly kind: 'text'; readonly column: string; readonly type: 'integer' | 'bigint' | 'uuid' }

export function columnView(node: Node | undefined, scan: Scanned): ColumnView | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) {
    const cast = plainTypeName(node.TypeCast.typeName)
    const inner = columnOf(node.TypeCast.arg, scan)
    if (!inner) return undefined
    const { name: column, type } = inner
    const fractional = cast === 'numeric' || (cast === 'float8' && type === 'integer')
    if ((type === 'integer' || type === 'bigint') && fractional)
      return { kind: 'number', column, type, as: cast === 'numeric' ? cast : 'float8' }
    const textual = cast === 'text' || cast === 'varchar'
    return textual && (type === 'integer' || type === 'bigint' || type === 'uuid')
      ? { kind: 'text', column, type }
      : undefined
  }
  if (!('FuncCall' in node)) return undefined
  const [first, second, third] = node.FuncCall.args ?? []
  const column = columnOf(first, scan)
  if (column?.type !== 'text') return undefined
  switch (systemName(node.FuncCall.funcname)) {
    case 'lower':
      return { kind: 'folded', column: column.name, fold: 'lower' }
    case 'upper':
      return { kind: 'folded', column: column.name, fold: 'upper' }
    case 'left':
      return { kind: 'beginning', column: column.name }
    case 'substr':
    case 'substring':
      return third && isNumber(second, 1) ? { kind: 'beginning', column: column.name } : undefined
    case 'strpos':
    case 'position':
      return { kind: 'position', column: column.name, part: second }
    default:
      return undefined
  }
}

/** What `view op value` says of the column; `op` faces the view. A list: `view = ANY (value)`. */
export function viewCondition(
  view: ColumnView,
  op: CompareOp,
  value: Node | undefined,
  collect: Collect,
  list = false,
): Condition {
  const { column } = view
  if (view.kind === 'number') return numberCondition(view, op, value, collect, list)
  if (view.kind === 'position') {
    const found =
      (op === '>' && isNumber(value, 0)) ||
      (op === '<>' && isNumber(value, 0)) ||
      (op === '>=' && isNumber(value, 1))
    const operand = found && !list ? scalarOperand(view.part, 'text', collect) : undefined
    return operand ? { kind: 'has', column, negated: false, operand } : unknown
  }
  if (op !== '=') return unknown
  if (view.kind === 'text') {
    // A text in another form is equal to none.
    const form =
      view.type === 'uuid' ? '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' : '^(0|-?[1-9][0-9]{0,17})$'
    const type = view.type === 'uuid' ? 'uuid' : 'int8'
    const one = (x: string) => `CASE WHEN ${x} ~ '${form}' THEN (${x})::pg_catalog.${type} END`
    const operand = list
      ? convertedOperand(value, view.type, collect, (sql) => each(`(${sql})::pg_catalog.text[]`, one), true)
      : convertedOperand(value, view.type, collect, (sql) => of(`(${sql})::pg_catalog.text`, one))
    return operand ? equal(column, operand, list) : unknown
  }
  const operand = list ? arrayOperand(value, 'text', collect) : scalarOperand(value, 'text', collect)
  if (!operand) return unknown
  if (view.kind === 'folded') return { kind: 'folded', column, fold: view.fold, list, operand }
  return list ? unknown : atLeast({ kind: 'starts', column, negated: false, operand })
}

/** The whole numbers that compare with a number, which may have a fraction, as the condition says. */
function numberCondition(
  { column, type, as }: Extract<ColumnView, { kind: 'number' }>,
  op: CompareOp,
  value: Node | undefined,
  collect: Collect,
  list: boolean,
): Condition {
  // Beyond every column's range, so that it compares as the number itself would.
  const clamped = (x: string) =>
    `CASE WHEN ${x} IS NOT NULL THEN GREATEST(LEAST(${x}, 9e18), -9e18)::pg_catalog.int8 END`
  const whole = (x: string) => `CASE WHEN ${x} = pg_catalog.floor(${x}) THEN ${clamped(x)} END`
  if (list) {
    if (op !== '=') return unknown
    const operand = convertedOperand(
      value,
      type,
      collect,
      (sql) => each(`(${sql})::pg_catalog.${as}[]`, whole),
      true,
    )
    return operand ? equal(column, operand, true) : unknown
  }
  const round = op === '>' || op === '<=' ? 'floor' : 'ceil'
  const one = (x: string): string => {
    if (op === '=') return whole(x)
    if (op === '<>') return `COALESCE(${whole(x)}, CASE WHEN ${x} IS NOT NULL THEN ${clamped('9e18')} END)`
    return clamped(`pg_catalog.${round}(${x})`)
  }
  const operand = convertedOperand(value, type, collect, (sql) => of(`(${sql})::pg_catalog.${as}`, one))
  return operand ? { kind: 'compare', column, op, operand } : unknown
}

function equal(
  column: string,
  operand: Extract<Condition, { kind: 'compare' }>['operand'],
  list: boolean,
): Condition {
  return list
    ? { kind: 'list', column, negated: false, operand }
    : { kind: 'compare', column, op: '=', operand }
}

function of(sql: string, one: (x: string) => string): string {
  return `(SELECT ${one('x')} FROM (SELECT ${sql}) AS w(x))`
}

function each(sql: string, one: (x: string) => string): string {
  return `(SELECT pg_catalog.array_agg(${one('x')}) FROM pg_catalog.unnest(${sql}) AS w(x))`
}

function isNumber(node: Node | undefined, number: number): boolean {
  return (
    node !== undefined &&
    'A_Const' in node &&
    node.A_Const.ival !== undefined &&
    (node.A_Const.ival.ival ?? 0) === number
  )
}
