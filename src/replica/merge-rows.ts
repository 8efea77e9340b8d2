import pg from 'pg'
import type { Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { predicateSql, selectionSql, textForm, type Parameters, type Selection } from './predicate-sql.js'

/** What the statements of a merge are about. Each of them stands behind a WITH that names the rows of the fetch, see StagedSql. */
export interface Merge {
  readonly schema: string
  readonly table: TableDefinition
  /** What fetches that started after this one have settled: their word counts, not ours. */
  readonly settledLater: readonly Selection[]
}

const id = pg.escapeIdentifier

/** `"schema"."table"`. */
export function relationName(schema: string, table: TableDefinition): string {
  return `${id(schema)}.${id(table.name)}`
}

/**
 * Condition on staged row `s`: a later fetch has settled it, so it is not written. A row with a higher revision than
 * the one held is newer all the same.
 */
function settledStagedSql(merge: Merge, parameters: Parameters): string {
  const target = relationName(merge.schema, merge.table)
  const held = `EXISTS (SELECT FROM ${target} t WHERE ${sameKey(merge.table, 't', 's')} AND ${settledSql(merge, 't', parameters)})`
  const revision = merge.table.revision && id(merge.table.revision)
  const newer = revision
    ? ` AND NOT EXISTS (SELECT FROM ${target} t WHERE ${sameKey(merge.table, 't', 's')} AND t.${revision} < s.${revision})`
    : ''
  return `(${settledSql(merge, 's', parameters)} OR ${held})${newer}`
}

/**
 * Writes the staged rows. A row that is equal is not touched. A lower revision overwrites a higher one only when that one
 * was there before the fetch started: then it is what the service says now.
 */
export function upsertSql(merge: Merge, snapshot: string, parameters: Parameters): string {
  const { table } = merge
  const columns = Object.keys(table.columns).map((name) => id(name))
  const key = table.key.map((name) => id(name)).join(', ')
  const others = columns.filter((column) => !table.key.some((name) => id(name) === column))
  const revision = table.revision && id(table.revision)
  const guard = revision
    ? ` AND (EXCLUDED.${revision} >= t.${revision} OR t.${revision} IS NULL OR EXCLUDED.${revision} IS NULL` +
      ` OR NOT azdo.written_after(t.xmin, ${parameters.add(snapshot, 'pg_snapshot')}))`
    : ''
  const onConflict =
    others.length === 0
      ? 'DO NOTHING'
      : `DO UPDATE SET ${others.map((column) => `${column} = EXCLUDED.${column}`).join(', ')} ` +
        `WHERE ROW(${others.map((c) => `t.${c}`).join(', ')}) IS DISTINCT FROM ` +
        `ROW(${others.map((c) => `EXCLUDED.${c}`).join(', ')})${guard}`
  const written =
    merge.settledLater.length === 0 ? '' : ` WHERE (${settledStagedSql(merge, parameters)}) IS NOT TRUE`
  return (
    `INSERT INTO ${relationName(merge.schema, table)} AS t (${columns.join(', ')}) ` +
    `SELECT ${columns.join(', ')} FROM staged s${written} ` +
    `ON CONFLICT (${key}) ${onConflict}`
  )
}

/** Condition on row `t` of the table: selected, not read, not settled by a later fetch. */
export function missingSql(merge: Merge, selection: Selection, parameters: Parameters): string {
  return (
    `${selectionSql(selection, merge.table, 't', parameters, true)} ` +
    `AND NOT EXISTS (SELECT FROM keys k WHERE ${sameKey(merge.table, 'k', 't')}) ` +
    `AND (${settledSql(merge, 't', parameters)}) IS NOT TRUE`
  )
}

/**
 * A query for the keys, in text form, of the rows of a fetch that do not satisfy a predicate, at most `limit`. Of those
 * that are merged the rows held count.
 */
export function failingSql(
  { schema, table }: Pick<Merge, 'schema' | 'table'>,
  predicate: Predicate,
  limit: number,
  parameters: Parameters,
): string {
  const failing = (alias: string): string =>
    `(${predicateSql(predicate, table, alias, parameters)}) IS NOT TRUE`
  return (
    `SELECT ${keyTexts(table, 's').join(', ')} FROM staged s WHERE ${failing('s')} UNION ` +
    `SELECT ${keyTexts(table, 't').join(', ')} FROM ${relationName(schema, table)} t ` +
    `WHERE ${failing('t')} AND EXISTS (SELECT FROM merged m WHERE ${sameKey(table, 'm', 't')}) LIMIT ${limit}`
  )
}

/** The columns of the key in the text form that predicates use. */
export function keyTexts(table: TableDefinition, alias: string): string[] {
  return table.key.map((name) => textForm(`${alias}.${id(name)}`, table.columns[name]!.type))
}

/**
 * Deletes the selected rows that are missing, as a part of a WITH. They are none of those that upsertSql writes, so both
 * can be parts of one statement.
 */
export function deleteMissingSql(merge: Merge, selection: Selection, parameters: Parameters): string {
  const target = relationName(merge.schema, merge.table)
  return `gone AS (DELETE FROM ${target} t WHERE ${missingSql(merge, selection, parameters)})`
}

function settledSql(merge: Merge, alias: 's' | 't', parameters: Parameters): string {
  const parts = gathered(merge.settledLater).map((selection) =>
    selectionSql(selection, merge.table, alias, parameters, alias === 't'),
  )
  return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`
}

/** The same selections, those of keys alone as one: a large read leaves one for each slice. */
function gathered(selections: readonly Selection[]): readonly Selection[] {
  const ofKeys = selections.filter(({ predicate, held }) => !predicate && !held)
  const keys = ofKeys.flatMap((selection) => selection.keys ?? [])
  const others = selections.filter((selection) => !ofKeys.includes(selection))
  return keys.length === 0 ? others : [...others, { keys }]
}

/** Condition that rows `a` and `b` have the same key. */
export function sameKey(table: TableDefinition, a: string, b: string): string {
  return table.key.map((name) => `${a}.${id(name)} = ${b}.${id(name)}`).join(' AND ')
}
