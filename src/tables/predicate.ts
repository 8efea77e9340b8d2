/**
 * A condition on the columns of one table, in the small algebra that the planner, the fetcher and the replica share.
 *
 * Values are in PostgreSQL's text form for the column's type: integers in decimal, booleans `true`/`false`,
 * timestamps as `2026-01-31T08:00:00.123456Z` (UTC, microseconds) or `infinity`/`-infinity`.
 * There is no NOT: the planner pushes negation inwards. SQL's three-valued logic holds: a comparison with a null
 * column is not true.
 */
export type Predicate =
  | { readonly kind: 'and'; readonly of: readonly Predicate[] }
  | { readonly kind: 'or'; readonly of: readonly Predicate[] }
  | { readonly kind: 'compare'; readonly column: string; readonly op: CompareOp; readonly value: string }
  /** `column = ANY (values)`; an empty list is never true. */
  | { readonly kind: 'in'; readonly column: string; readonly values: readonly string[] }
  /** `column <> ALL (values)`. */
  | { readonly kind: 'not-in'; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: 'is-null'; readonly column: string }
  | { readonly kind: 'is-not-null'; readonly column: string }
  /** `column LIKE pattern` (or ILIKE, or their negation), with backslash as the escape character. */
  | {
      readonly kind: 'like'
      readonly column: string
      readonly pattern: string
      readonly insensitive: boolean
      readonly negated: boolean
    }
  /** `lower(column) = ANY (values)`, or upper. */
  | {
      readonly kind: 'folded'
      readonly column: string
      readonly fold: 'lower' | 'upper'
      readonly values: readonly string[]
    }
  /** Array column `@>` values. */
  | { readonly kind: 'contains'; readonly column: string; readonly values: readonly string[] }
  /** Array column `&&` values. */
  | { readonly kind: 'overlaps'; readonly column: string; readonly values: readonly string[] }

export type CompareOp = '=' | '<>' | '<' | '<=' | '>' | '>='

/** Always true: no condition. */
export const everything: Predicate = { kind: 'and', of: [] }

/** Never true: no row can satisfy it. */
export const nothing: Predicate = { kind: 'or', of: [] }

/** The conjunction, flattened; a single condition stays itself. */
export function and(...of: readonly Predicate[]): Predicate {
  const flat = of.flatMap((p) => (p.kind === 'and' ? p.of : [p]))
  return flat.length === 1 ? flat[0]! : { kind: 'and', of: flat }
}

/** The disjunction, flattened; a single condition stays itself. */
export function or(...of: readonly Predicate[]): Predicate {
  const flat = of.flatMap((p) => (p.kind === 'or' ? p.of : [p]))
  return flat.length === 1 ? flat[0]! : { kind: 'or', of: flat }
}

/** The conjuncts of a predicate: its parts when it is a conjunction, else itself. */
export function conjuncts(predicate: Predicate): readonly Predicate[] {
  return predicate.kind === 'and' ? predicate.of : [predicate]
}

/** Every column a predicate names. */
export function columnsOf(predicate: Predicate): Set<string> {
  if (predicate.kind === 'and' || predicate.kind === 'or') {
    return new Set(predicate.of.flatMap((p) => [...columnsOf(p)]))
  }
  return new Set([predicate.column])
}

/** The same predicate over other column names; every named column must be in the map. */
export function renameColumns(predicate: Predicate, names: Readonly<Record<string, string>>): Predicate {
  if (predicate.kind === 'and' || predicate.kind === 'or') {
    return { kind: predicate.kind, of: predicate.of.map((p) => renameColumns(p, names)) }
  }
  const column = names[predicate.column]
  if (column === undefined) throw new TypeError(`no new name for column ${predicate.column}`)
  return { ...predicate, column }
}
