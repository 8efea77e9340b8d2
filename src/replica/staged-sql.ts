import pg from 'pg'
import type { TableDefinition } from '../tables/table-definition.js'
import { sameKey } from './merge-rows.js'
import type { Parameters } from './predicate-sql.js'

/**
 * The part of a WITH that names the rows of a fetch: `staged`, those still to be merged (the table's columns and `#`,
 * their order), of several with one key the one with the highest revision, else the last; `merged`, the keys of those that
 * the table has taken already; `keys`, the keys of all.
 */
export type StagedSql = (parameters: Parameters) => string

const id = pg.escapeIdentifier

/** @param records as recordsText makes them: none is merged yet. */
export function stagedRecords(table: TableDefinition, records: string): StagedSql {
  const key = keyList(table)
  return (parameters) =>
    `staged AS MATERIALIZED (SELECT DISTINCT ON (${key}) * FROM json_to_recordset(${parameters.add(records, 'json')}) ` +
    `AS s (${stagedColumns(table)}) ORDER BY ${rankOrder(table)}), ` +
    `${noneMerged(key)}, keys AS NOT MATERIALIZED (SELECT ${key} FROM staged)`
}

/**
 * @param relation a table with the columns of staged rows.
 * @param mergedKeys see createMergedKeysSql; undefined when nothing is merged yet. Staged rows that one of these outranks
 *   are left out.
 */
export function stagedTable(
  table: TableDefinition,
  relation: string,
  mergedKeys: string | undefined,
): StagedSql {
  const key = keyList(table)
  // By their places, as whole rows would be sorted through files.
  const chosen = `SELECT DISTINCT ON (${key}) ctid FROM ${relation} ORDER BY ${rankOrder(table)}`
  const staged = `SELECT s.* FROM ${relation} s WHERE s.ctid = ANY (ARRAY(${chosen}))`
  if (mergedKeys === undefined) {
    return () =>
      `staged AS NOT MATERIALIZED (${staged}), ${noneMerged(key)}, ` +
      `keys AS NOT MATERIALIZED (SELECT ${key} FROM ${relation})`
  }
  // OFFSET has each row looked up by its key: a join would read the keys of all slices for each slice.
  const outranked = `SELECT FROM ${mergedKeys} m WHERE ${sameKey(table, 'm', 's')} AND ${outranks(table, 'm', 's')} OFFSET 0`
  return () =>
    `staged AS NOT MATERIALIZED (${staged} AND NOT EXISTS (${outranked})), ` +
    `merged AS NOT MATERIALIZED (SELECT ${key} FROM ${mergedKeys}), ` +
    `keys AS NOT MATERIALIZED (SELECT ${key} FROM ${relation} UNION ALL SELECT ${key} FROM ${mergedKeys})`
}

/** Definitions of the columns of staged rows. */
export function stagedColumns(table: TableDefinition): string {
  return columnsOf(table, Object.keys(table.columns))
}

/** Makes the table of the keys of merged rows, with what decides between rows of one key. */
export function createMergedKeysSql(table: TableDefinition, mergedKeys: string): string {
  const key = `PRIMARY KEY (${keyList(table)})`
  return `CREATE UNLOGGED TABLE ${mergedKeys} (${columnsOf(table, rankColumns(table))}, ${key}) WITH (autovacuum_enabled = false)`
}

/** Adds the keys of the staged rows. */
export function addMergedKeysSql(
  table: TableDefinition,
  mergedKeys: string,
  staged: StagedSql,
  parameters: Parameters,
): string {
  const columns = [...rankColumns(table), '#'].map(id)
  const key = keyList(table)
  const others = columns.filter((column) => !table.key.some((name) => id(name) === column))
  return (
    `WITH ${staged(parameters)} INSERT INTO ${mergedKeys} (${columns.join(', ')}) ` +
    `SELECT ${columns.join(', ')} FROM staged ` +
    `ON CONFLICT (${key}) DO UPDATE SET ${others.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`
  )
}

/** Names of the columns that rows are found by, and those of one key told apart, beside `#`. */
export function rankColumns({ key, revision }: TableDefinition): readonly string[] {
  return [...new Set([...key, ...(revision ? [revision] : [])])]
}

/** Order by which, of rows with one key, the one that counts comes first. */
function rankOrder({ key, revision }: TableDefinition): string {
  return [...key.map(id), ...(revision ? [`${id(revision)} DESC NULLS LAST`] : []), '"#" DESC'].join(', ')
}

/** Whether row `a` counts rather than `b`, of the same key; in rankOrder it comes before it. */
function outranks({ revision }: TableDefinition, a: string, b: string): string {
  const later = `${a}."#" > ${b}."#"`
  if (!revision) return later
  const [of, than] = [`${a}.${id(revision)}`, `${b}.${id(revision)}`]
  return `(${of} > ${than} OR (${of} IS NOT NULL AND ${than} IS NULL) OR (${of} IS NOT DISTINCT FROM ${than} AND ${later}))`
}

function noneMerged(key: string): string {
  return `merged AS NOT MATERIALIZED (SELECT ${key} FROM staged WHERE FALSE)`
}

function keyList({ key }: TableDefinition): string {
  return key.map(id).join(', ')
}

function columnsOf(table: TableDefinition, names: readonly string[]): string {
  const columns = names.map((name) => `${id(name)} ${table.columns[name]!.type}`)
  return `${columns.join(', ')}, "#" bigint`
}
