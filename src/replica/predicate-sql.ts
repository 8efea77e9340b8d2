import pg from 'pg'
import type { ColumnType, TableDefinition } from '../tables/table-definition.js'
import { columnsOf, type Predicate } from '../tables/predicate.js'
import { arrayLiteral } from './value-text.js'

/** Collects the parameters of one statement. */
export interface Parameters {
  readonly values: (string | null)[]
  /** Adds a value and returns how the statement refers to it: `$3::integer`. */
  add(value: string | null, type: string): string
}

export function createParameters(): Parameters {
  const values: (string | null)[] = []
  return { values, add: (value, type) => `$${values.push(value)}::${type}` }
}

/**
 * Some rows of a table: those that satisfy the predicate, and those with one of the keys (in text form). `held` means
 * rows that the table holds already and that satisfy it, never rows on their way into it.
 */
export interface Selection {
  readonly predicate?: Predicate
  readonly held?: Predicate
  readonly keys?: readonly (readonly (string | null)[])[]
}

/**
 * A predicate as an SQL condition on the row `alias`, its values as parameters. Throws TypeError when it names a
 * column that the table has not.
 */
export function predicateSql(
  predicate: Predicate,
  table: TableDefinition,
  alias: string,
  parameters: Parameters,
): string {
  if (predicate.kind === 'and' || predicate.kind === 'or') {
    if (predicate.of.length === 0) return predicate.kind === 'and' ? 'TRUE' : 'FALSE'
    const parts = predicate.of.map((part) => predicateSql(part, table, alias, parameters))
    return `(${parts.join(predicate.kind === 'and' ? ' AND ' : ' OR ')})`
  }
  const type = typeOf(table, predicate.column)
  const column = `${alias}.${pg.escapeIdentifier(predicate.column)}`
  switch (predicate.kind) {
    case 'compare':
      return `${column} ${predicate.op} ${parameters.add(predicate.value, type)}`
    case 'in':
    case 'not-in': {
      const [op, none] = predicate.kind === 'in' ? ['= ANY', 'FALSE'] : ['<> ALL', 'TRUE']
      if (predicate.values.length === 0) return none
      // An array of arrays would be one array of more dimensions.
      if (type === 'text[]') {
        const compare = predicate.kind === 'in' ? '=' : '<>'
        const parts = predicate.values.map((value) => `${column} ${compare} ${parameters.add(value, type)}`)
        return `(${parts.join(predicate.kind === 'in' ? ' OR ' : ' AND ')})`
      }
      return `${column} ${op} (${parameters.add(arrayLiteral(predicate.values), `${type}[]`)})`
    }
    case 'is-null':
      return `${column} IS NULL`
    case 'is-not-null':
      return `${column} IS NOT NULL`
    case 'like': {
      const op = `${predicate.negated ? 'NOT ' : ''}${predicate.insensitive ? 'ILIKE' : 'LIKE'}`
      return `${column} ${op} ${parameters.add(predicate.pattern, 'text')} ESCAPE '\\'`
    }
    case 'folded': {
      const values = parameters.add(arrayLiteral(predicate.values), 'text[]')
      return `pg_catalog.${predicate.fold}(${column}) = ANY (${values})`
    }
    case 'contains':
      return `${column} @> ${parameters.add(arrayLiteral(predicate.values), type)}`
    case 'overlaps':
      return `${column} && ${parameters.add(arrayLiteral(predicate.values), type)}`
  }
}

/**
 * A selection as an SQL condition on the row `alias`. A column that the table no longer has: every row is meant.
 *
 * @param isHeld whether that row is one the table holds.
 */
export function selectionSql(
  selection: Selection,
  table: TableDefinition,
  alias: string,
  parameters: Parameters,
  isHeld = false,
): string {
  const { predicate, held, keys = [] } = selection
  const predicates = [predicate, isHeld ? held : undefined].filter((one) => one !== undefined)
  if (predicates.some((one) => [...columnsOf(one)].some((column) => !table.columns[column]))) return 'TRUE'
  const parts = predicates.map((one) => predicateSql(one, table, alias, parameters))
  if (parts.length === 0) parts.push('FALSE')
  if (keys.length > 0) {
    const columns = table.key.map((name) => `${alias}.${pg.escapeIdentifier(name)}`)
    const arrays = table.key.map((name, i) =>
      parameters.add(arrayLiteral(keys.map((key) => key[i] ?? null)), `${typeOf(table, name)}[]`),
    )
    parts.push(`(${columns.join(', ')}) IN (SELECT * FROM unnest(${arrays.join(', ')}))`)
  }
  return `(${parts.join(' OR ')})`
}

/**
 * An SQL expression that gives a column's value in the text form that predicates use: like PostgreSQL's own text form,
 * but `true`/`false` and `2026-01-31T08:00:00.123456Z` (in UTC; infinity as it is).
 */
export function textForm(column: string, type: ColumnType): string {
  if (type !== 'timestamptz') return `${column}::text`
  return (
    `CASE WHEN isfinite(${column}) ` +
    `THEN to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE ${column}::text END`
  )
}

function typeOf(table: TableDefinition, column: string): ColumnType {
  const found = table.columns[column]
  if (!found) throw new TypeError(`table ${table.name} has no column ${column}`)
  return found.type
}
