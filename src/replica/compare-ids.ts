import pg, { type Pool } from 'pg'
import type { Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { databaseFault } from './database-fault.js'
import { relationName } from './merge-rows.js'
import { createParameters, predicateSql } from './predicate-sql.js'

/** Ids of rows as the service listed them, and the range that the list covers: above `above`, up to `upTo`. */
export interface ListedIds {
  readonly ids: readonly number[]
  readonly above?: number | undefined
  readonly upTo?: number | undefined
}

/** Which held rows a list of ids is compared with. */
export interface ComparedRows {
  /** Satisfied by what the list is of. */
  readonly listed: Predicate
  /** Satisfied by other rows that are looked at: they may be of what the list is of without showing it. */
  readonly others: Predicate
}

/** What held rows and a list of ids do not have in common. */
export interface IdDifference {
  /** Listed, but not held as one that satisfies `listed`. */
  readonly absent: readonly number[]
  /** Held, of either kind and in the list's range, but not listed. */
  readonly vanished: readonly number[]
}

/** Compares held rows of a table with one whole number for a key with a list of keys. Error: DATABASE_UNAVAILABLE. */
export async function compareIds(
  pool: Pool,
  schema: string,
  table: TableDefinition,
  compared: ComparedRows,
  { ids, above, upTo }: ListedIds,
): Promise<IdDifference> {
  const parameters = createParameters()
  const key = `t.${pg.escapeIdentifier(table.key[0]!)}`
  const listed = parameters.add(`{${ids.join(',')}}`, 'integer[]')
  const range = [
    ...(above === undefined ? [] : [` AND ${key} > ${parameters.add(String(above), 'integer')}`]),
    ...(upTo === undefined ? [] : [` AND ${key} <= ${parameters.add(String(upTo), 'integer')}`]),
  ].join('')
  const satisfied = predicateSql(compared.listed, table, 't', parameters)
  const other = predicateSql(compared.others, table, 't', parameters)
  const text =
    `WITH held AS MATERIALIZED (SELECT ${key} AS id, (${satisfied}) IS TRUE AS shown ` +
    `FROM ${relationName(schema, table)} t WHERE ((${satisfied}) OR (${other}))${range}), ` +
    `listed AS MATERIALIZED (SELECT id FROM unnest(${listed}) AS u(id)) ` +
    `SELECT coalesce(h.id, l.id), l.id IS NOT NULL FROM held h FULL JOIN listed l ON l.id = h.id ` +
    `WHERE h.id IS NULL OR l.id IS NULL OR NOT h.shown ORDER BY 1`
  try {
    const { rows } = await pool.query<[number, boolean]>({
      text,
      values: parameters.values,
      rowMode: 'array',
    })
    return {
      absent: rows.filter(([, absent]) => absent).map(([id]) => id),
      vanished: rows.filter(([, absent]) => !absent).map(([id]) => id),
    }
  } catch (thrown) {
    throw databaseFault(thrown, `comparing the rows of ${schema}.${table.name}`)
  }
}
