import pg from 'pg'
import type { TableDefinition } from '../tables/table-definition.js'
import type { DependentTable } from './dependent-tables.js'
import { selectionSql, type Parameters, type Selection } from './predicate-sql.js'

/** What the statements of a merge are about. In each of them `staged` names the staged rows, see Staging. */
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
 * Writes the staged rows. Of several with one key, the one with the highest revision counts, else the last. A row that
 * is equal is not touched. A lower revision overwrites a higher one only when that one was there before the fetch
 * started: then it is what the service says now.
 */
export function upsertSql(merge: Merge, snapshot: string, parameters: Parameters): string {
  const { table } = merge
  const columns = Object.keys(table.columns).map((name) => id(name))
  const key = table.key.map((name) => id(name)).join(', ')
  const others = columns.filter((column) => !table.key.some((name) => id(name) === column))
  const revision = table.revision && id(table.revision)
  const order = `${key}${revision ? `, ${revision} DESC NULLS LAST` : ''}, "#" DESC`
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
    `SELECT ${columns.join(', ')} FROM (SELECT DISTINCT ON (${key}) * FROM staged s${written} ORDER BY ${order}) s ` +
    `ON CONFLICT (${key}) ${onConflict}`
  )
}

/** Condition on row `t` of the table: selected, not staged, not settled by a later fetch. */
export function missingSql(merge: Merge, selection: Selection, parameters: Parameters): string {
  return (
    `${selectionSql(selection, merge.table, 't', parameters, true)} ` +
    `AND NOT EXISTS (SELECT FROM staged s WHERE ${sameKey(merge.table, 's', 't')}) ` +
    `AND (${settledSql(merge, 't', parameters)}) IS NOT TRUE`
  )
}

/**
 * Deletes the selected rows that are missing, and the rows of other tables that refer to them, as parts of a WITH. They
 * are none of those that upsertSql writes, so both can be parts of one statement.
 */
export function deleteMissingSql(
  merge: Merge,
  selection: Selection,
  dependents: readonly DependentTable[],
  parameters: Parameters,
): string[] {
  const names = new Map([[merge.table.name, 'gone_0']])
  const steps = [
    `gone_0 AS (DELETE FROM ${relationName(merge.schema, merge.table)} t ` +
      `WHERE ${missingSql(merge, selection, parameters)} RETURNING t.*)`,
  ]
  for (const { table, references } of dependents) {
    const conditions = references.map((reference) => {
      const equal = reference.columns.map((column, i) => `g.${id(reference.to[i]!)} = d.${id(column)}`)
      return `EXISTS (SELECT FROM ${names.get(reference.table)!} g WHERE ${equal.join(' AND ')})`
    })
    const name = `gone_${names.size}`
    names.set(table.name, name)
    steps.push(
      `${name} AS (DELETE FROM ${relationName(merge.schema, table)} d WHERE ${conditions.join(' OR ')} RETURNING d.*)`,
    )
  }
  return steps
}

function settledSql(merge: Merge, alias: 's' | 't', parameters: Parameters): string {
  if (merge.settledLater.length === 0) return 'FALSE'
  const parts = merge.settledLater.map((selection) =>
    selectionSql(selection, merge.table, alias, parameters, alias === 't'),
  )
  return `(${parts.join(' OR ')})`
}

function sameKey(table: TableDefinition, a: string, b: string): string {
  return table.key.map((name) => `${a}.${id(name)} = ${b}.${id(name)}`).join(' AND ')
}
