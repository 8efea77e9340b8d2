import { columnsOf, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { ScanLimit } from './read-limit.js'

/** What one statement needs of one table. */
export interface Need {
  readonly connection: string
  readonly table: TableDefinition
  predicate: Predicate
  limit: ScanLimit | undefined
  /** Columns whose values other needs determine: of their rows only those are needed. */
  narrowedBy: readonly NeedNarrowing[]
}

/** Only rows whose column has one of the values that a column of another need's rows has. */
export interface NeedNarrowing {
  readonly column: string
  readonly source: Need
  readonly of: string
}

/** True of two needs of one table of one connection. */
export function sameTable(a: Need, b: Need): boolean {
  return a.connection === b.connection && a.table.name === b.table.name
}

/** True when a need waits, by however many steps, for another one. */
export function waitsFor(need: Need, other: Need): boolean {
  return need.narrowedBy.some(({ source }) => source === other || waitsFor(source, other))
}

/** True when every column that a predicate names is one of some. */
export function namesOnly(predicate: Predicate, columns: ReadonlySet<string>): boolean {
  return [...columnsOf(predicate)].every((column) => columns.has(column))
}

/**
 * The columns of a parent (or what looks like it) of which every condition holds for the rows tied to it by
 * `column = of` too: all that are bound where the tie finds the row's own parent; else the column tied, since rows of a
 * repository are tied by the project to the other repositories of that too.
 */
export function handedOn(
  { parent }: TableDefinition,
  source: TableDefinition,
  column: string,
  of: string,
): ReadonlySet<string> {
  if (parent?.table !== source.name || parent.bind[column] !== of) return new Set()
  const own = column === parent.match || (source.key.length === 1 && source.key[0] === of)
  return new Set(own ? Object.values(parent.bind) : [of])
}
