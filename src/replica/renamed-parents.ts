import pg, { type ClientBase } from 'pg'
import type { TableDefinition } from '../tables/table-definition.js'
import { relationName, sameKey } from './merge-rows.js'
import { createParameters } from './predicate-sql.js'
import type { StagedSql } from './staged-sql.js'
import { arrayLiteral } from './value-text.js'

/** What hangs on the names in a table's rows. */
export interface NamedRows {
  /** Columns beside the key that stand in its payloads and that rows of other tables take over. */
  readonly names: readonly string[]
  /** The relations of those tables, and of the tables that take over from these. */
  readonly takers: readonly string[]
}

/** @param tables all tables of the schema. */
export function namedRows(
  schema: string,
  { name, key, columns }: TableDefinition,
  tables: readonly TableDefinition[],
): NamedRows {
  const children = (of: string) => tables.filter(({ parent }) => parent?.table === of)
  const below = (of: string): readonly TableDefinition[] =>
    children(of).flatMap((child) => [child, ...below(child.name)])
  const taken = new Set(children(name).flatMap(({ parent }) => Object.values(parent!.bind)))
  const names = [...taken].filter((column) => !key.includes(column) && Array.isArray(columns[column]?.from))
  const takers = names.length === 0 ? [] : below(name).map((table) => relationName(schema, table))
  return { names, takers: [...new Set(takers)] }
}

/**
 * Forgets, in the transaction that writes rows with other names than those held, what earlier reads have covered of the
 * tables that take these names over: a join finds their rows by the new names now, which those reads did not look for.
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
    `SELECT FROM staged s JOIN ${relationName(schema, table)} t ON ${sameKey(table, 't', 's')} ` +
    `WHERE ${row('t')} IS DISTINCT FROM ${row('s')}`
  await client.query(
    `WITH ${staged(parameters)} DELETE FROM azdo.coverage ` +
      `WHERE relation = ANY (${parameters.add(arrayLiteral(takers), 'text[]')}) AND EXISTS (${renamed})`,
    parameters.values,
  )
}
