import { and, everything, nothing, or, type Predicate } from '../tables/predicate.js'

/** True of a predicate that no row satisfies, as far as its form shows. */
export function isNothing(predicate: Predicate): boolean {
  return predicate.kind === 'or' && predicate.of.length === 0
}

/** True of a predicate that every row satisfies, as far as its form shows. */
export function isEverything(predicate: Predicate): boolean {
  return predicate.kind === 'and' && predicate.of.length === 0
}

/** The same predicate, flat, without parts that decide nothing and without repeated parts. */
export function simplified(predicate: Predicate): Predicate {
  if (predicate.kind !== 'and' && predicate.kind !== 'or') return predicate
  const parts = distinct(predicate.of.map(simplified))
  if (predicate.kind === 'and') {
    return parts.some(isNothing) ? nothing : and(...distinct(flat(and(...parts), 'and')))
  }
  return parts.some(isEverything) ? everything : or(...distinct(flat(or(...parts), 'or')))
}

/**
 * What a predicate says about some columns alone: true of every row it is true of, and names no other column.
 */
export function confinedTo(predicate: Predicate, columns: ReadonlySet<string>): Predicate {
  if (predicate.kind === 'and' || predicate.kind === 'or') {
    return simplified({ kind: predicate.kind, of: predicate.of.map((part) => confinedTo(part, columns)) })
  }
  return columns.has(predicate.column) ? predicate : everything
}

function flat(predicate: Predicate, kind: 'and' | 'or'): readonly Predicate[] {
  return predicate.kind === kind ? predicate.of : [predicate]
}

function distinct(parts: readonly Predicate[]): readonly Predicate[] {
  const seen = new Map(parts.map((part) => [JSON.stringify(part), part]))
  return [...seen.values()]
}
