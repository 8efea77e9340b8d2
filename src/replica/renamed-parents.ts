import pg, { type ClientBase } from 'pg'
import { boundNames } from '../tables/bound-names.js'
import { nothing } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { relationName, sameKey } from './merge-rows.js'
import { createParameters, type Selection } from './predicate-sql.js'
import type { StagedSql } from './staged-sql.js'
import { arrayLiteral } from './value-text.js'

/** What hangs on the names in a table's rows. */
export interface NamedRows {
  /** Columns that rows of other tables take over as names (see boundNames), and that come from no third table. */
  readonly names: readonly string[]
  /** The relations of those tables, and of the tables that take over from these. */
  readonly takers: readonly string[]
}

/** @param tables all tables of the schema. */
export function namedRows(
  schema: string,
  table: TableDefinition,
  tables: readonly TableDefinition[],
): NamedRows {
  const below = (of: string): readonly TableDefinition[] =>
    tables.filter(({ parent }) => parent?.table === of).flatMap((child) => [child, ...below(child.name)])
  const taken = tables.flatMap((child) => boundNames(child, table).map(([, of]) => of))
  const names = [...new Set(taken)].filter((column) => !Object.hasOwn(table.parent?.bind ?? {}, column))
  const takers = names.length === 0 ? [] : below(table.name).map((one) => relationName(schema, one))
  return { names, takers: [...new Set(takers)] }
}

/**
 * Forgets, in the transaction that writes rows with other names than those held, what earlier reads have covered of the
 * tables that take these names over: a join finds their rows by the new names now, which those reads did not look for. Nor
 * do reads in flight cover anything: a word about no row makes them unsure of what has been settled since they began.
 */
export async function forgetRenamed(
  client: ClientBase,
  schema: string,
  table: TableDefinition,
  { names, takers }: NamedRows,
  staged: StagedSql,
): Promise<void> {
  if (names.length === 0) return
  const parameters = createParameters()
  const row = (alias: string) =>
    `ROW(${names.map((name) => `${alias}.${pg.escapeIdentifier(name)}`).join(', ')})`
  const renamed =
    `SELECT 1 FROM staged s JOIN ${relationName(schema, table)} t ON ${sameKey(table, 't', 's')} ` +
    `WHERE ${row('t')} IS DISTINCT FROM ${row('s')}`
  const relations = parameters.add(arrayLiteral(takers), 'text[]')
  const word = parameters.add(JSON.stringify({ predicate: nothing } satisfies Selection), 'jsonb')
  await client.query(
    `WITH ${staged(parameters)}, renamed AS MATERIALIZED (${renamed} LIMIT 1), ` +
      `told AS (INSERT INTO azdo.settled (relation, started, selection) ` +
      `SELECT taker, nextval('azdo.fetch_number'), ${word} FROM renamed, unnest(${relations}) taker) ` +
      `DELETE FROM azdo.coverage WHERE relation = ANY (${relations}) AND EXISTS (SELECT FROM renamed)`,
    parameters.values,
  )
}
