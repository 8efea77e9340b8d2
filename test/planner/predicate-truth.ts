import type { Predicate } from '../../src/tables/predicate.js'

/** Whether a predicate is true of a row, as PostgreSQL sees it. Written apart from src, to hold it against. */
export function holds(predicate: Predicate, value: (column: string) => unknown): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.of.every((part) => holds(part, value))
    case 'or':
      return predicate.of.some((part) => holds(part, value))
    case 'is-null':
      return value(predicate.column) === null
    case 'is-not-null':
      return value(predicate.column) !== null
    default:
  }
  const own = value(predicate.column)
  if (own === null) return false
  switch (predicate.kind) {
    case 'compare': {
      const order = ordered(own, predicate.value)
      return {
        '=': order === 0,
        '<>': order !== 0,
        '<': order < 0,
        '<=': order <= 0,
        '>': order > 0,
        '>=': order >= 0,
      }[predicate.op]
    }
    case 'in':
      return predicate.values.some((v) => ordered(own, v) === 0)
    case 'not-in':
      return predicate.values.every((v) => ordered(own, v) !== 0)
    case 'folded': {
      const text = String(own)
      return predicate.values.includes(predicate.fold === 'lower' ? text.toLowerCase() : text.toUpperCase())
    }
    case 'contains':
      return predicate.values.every((v) => (own as string[]).includes(v))
    case 'overlaps':
      return predicate.values.some((v) => (own as string[]).includes(v))
    case 'like': {
      const source = predicate.pattern.replace(/\\?[^]/gu, (c) =>
        c === '%'
          ? '[^]*'
          : c === '_'
            ? '[^]'
            : `\\u{${c
                .replace(/^\\(?=[^])/u, '')
                .codePointAt(0)!
                .toString(16)}}`,
      )
      return (
        new RegExp(`^${source}$`, predicate.insensitive ? 'iu' : 'u').test(own as string) !==
        predicate.negated
      )
    }
  }
}

function ordered(own: unknown, value: string): number {
  if (typeof own === 'number') {
    // NaN is greater than every number.
    return value === 'NaN' ? -1 : own - Number(value)
  }
  if (typeof own === 'string' && (value === 'infinity' || value === '-infinity'))
    return value === 'infinity' ? -1 : 1
  const text = String(own)
  return text < value ? -1 : text > value ? 1 : 0
}
