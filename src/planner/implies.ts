import { conjuncts, type CompareOp, type Predicate } from '../tables/predicate.js'
import type { ColumnType, TableDefinition } from '../tables/table-definition.js'
import { patternPieces } from './like-pattern.js'

/** A predicate on one column. */
type Atom = Exclude<Predicate, { kind: 'and' | 'or' }>

/**
 * True when every row of the table that satisfies `p` surely satisfies `q`. Sound, not complete: false may also mean
 * that it cannot be told.
 */
export function implies(p: Predicate, q: Predicate, table: TableDefinition): boolean {
  if (JSON.stringify(p) === JSON.stringify(q)) return true
  if (p.kind === 'or') return p.of.every((part) => implies(part, q, table))
  if (q.kind === 'and') return q.of.every((part) => implies(p, part, table))
  if (q.kind === 'or' && q.of.some((part) => implies(p, part, table))) return true
  if (p.kind === 'and') return conjuncts(p).some((part) => implies(part, q, table))
  if (q.kind === 'or' || p.column !== q.column) return false
  const type = table.columns[p.column]?.type
  return type !== undefined && atomImplies(p, q, type)
}

function atomImplies(p: Atom, q: Atom, type: ColumnType): boolean {
  if (q.kind === 'is-not-null') return p.kind !== 'is-null' && !(p.kind === 'not-in' && p.values.length === 0)
  const values = valuesOf(p)
  if (values) return values.every((value) => satisfies(value, q, type))
  if (p.kind === 'compare') return rangeImplies(p.op, p.value, q, type)
  if (p.kind === 'not-in') return excludedBy(q)?.every((value) => p.values.includes(value)) ?? false
  if (p.kind === 'contains' && q.kind === 'contains') return q.values.every((v) => p.values.includes(v))
  if (p.kind === 'contains' && q.kind === 'overlaps') return q.values.some((v) => p.values.includes(v))
  if (p.kind === 'overlaps' && q.kind === 'overlaps') return p.values.every((v) => q.values.includes(v))
  if (p.kind !== 'like' || p.negated || p.insensitive) return false
  const prefix = prefixOf(q)
  return prefix !== undefined && startOf(p.pattern).startsWith(prefix)
}

/** The only values that a predicate lets the column have. */
function valuesOf(p: Atom): readonly string[] | undefined {
  if (p.kind === 'in') return p.values
  return p.kind === 'compare' && p.op === '=' ? [p.value] : undefined
}

/** The only values that a predicate does not let the column have. */
function excludedBy(q: Atom): readonly string[] | undefined {
  if (q.kind === 'not-in') return q.values.length > 0 ? q.values : undefined
  return q.kind === 'compare' && q.op === '<>' ? [q.value] : undefined
}

function satisfies(value: string, q: Atom, type: ColumnType): boolean {
  switch (q.kind) {
    case 'in':
      return q.values.includes(value)
    case 'not-in':
      return q.values.every((other) => differs(value, other, type))
    case 'compare': {
      if (q.op === '=') return value === q.value
      if (q.op === '<>') return differs(value, q.value, type)
      const order = compared(value, q.value, type)
      return order !== undefined && holds(order, q.op)
    }
    case 'like': {
      const prefix = prefixOf(q)
      return prefix !== undefined && value.startsWith(prefix)
    }
    default:
      return false
  }
}

function rangeImplies(op: CompareOp, bound: string, q: Atom, type: ColumnType): boolean {
  const excluded = excludedBy(q)
  if (excluded) {
    return excluded.every((value) => {
      if (op === '<>') return value === bound
      const order = compared(value, bound, type)
      return order !== undefined && !holds(order, op)
    })
  }
  if (q.kind !== 'compare' || op === '<>' || op === '=' || q.op === '=') return false
  const order = compared(bound, q.value, type)
  if (order === undefined || op[0] !== q.op[0]) return false
  const inside = op[0] === '>' ? order : -order
  return inside > 0 || (inside === 0 && (op === q.op || q.op.endsWith('=')))
}

function holds(order: number, op: CompareOp): boolean {
  return {
    '=': order === 0,
    '<>': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  }[op]
}

function differs(a: string, b: string, type: ColumnType): boolean {
  // Two texts that differ are different values of these types.
  if (type === 'text' || type === 'boolean') return a !== b
  const order = compared(a, b, type)
  return order !== undefined && order !== 0
}

/** How two values are ordered, where their text forms tell; the order of texts is the database's own affair. */
function compared(a: string, b: string, type: ColumnType): number | undefined {
  switch (type) {
    case 'integer':
    case 'bigint':
      return ordered(...([a, b].map((v) => (/^-?\d+$/.test(v) ? BigInt(v) : undefined)) as [bigint, bigint]))
    case 'double precision':
      return ordered(...([a, b].map((v) => (v === 'NaN' ? undefined : Number(v))) as [number, number]))
    case 'timestamptz':
      return ordered(...([a, b].map(sortableTime) as [string, string]))
    default:
      return undefined
  }
}

function ordered<T extends bigint | number | string>(a: T | undefined, b: T | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined
}

/** A time whose text sorts as the time does. */
function sortableTime(text: string): string | undefined {
  if (text === '-infinity') return ''
  if (text === 'infinity') return '~'
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) ? text : undefined
}

/** The text of a LIKE that asks for nothing but a beginning. */
function prefixOf(q: Atom): string | undefined {
  if (q.kind !== 'like' || q.negated || q.insensitive) return undefined
  const [text, wildcard, ...more] = patternPieces(q.pattern)
  if (!text || !('text' in text) || more.length > 0) return undefined
  return wildcard && 'wildcard' in wildcard && wildcard.wildcard === '%' ? text.text : undefined
}

function startOf(pattern: string): string {
  const [first] = patternPieces(pattern)
  return first && 'text' in first ? first.text : ''
}
