import pg, { type ClientBase, type Pool } from 'pg'
import type { Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { arrayLiteral } from './value-text.js'
import { databaseFault } from './database-fault.js'
import { relationName } from './merge-rows.js'
import { createParameters, predicateSql } from './predicate-sql.js'
import type { StagedSql } from './staged-sql.js'

/**
 * What finished reads left of single parent rows (Parent.settled): all rows of that parent are held, as they were while
 * the parent had this mark.
 */
export interface ParentsRead {
  /**
   * The marks left of some parents, by key; but of those whose rows were counted otherwise then, since somebody has
   * deleted or added some. Error: DATABASE_UNAVAILABLE.
   */
  marks(keys: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Keys of all other parents with held rows that satisfy the predicate. Error: DATABASE_UNAVAILABLE. */
  others(keys: readonly string[], predicate: Predicate): Promise<readonly string[]>
}

/** What a read leaves of the parents whose rows it wrote. */
export interface ParentsNote {
  /** Keys of all of them: what was left of these before is forgotten. */
  readonly read: readonly string[]
  /** Marks of those whose rows are all held now, by key. */
  readonly marks: ReadonlyMap<string, string>
}

/** Makes the table of marks. A version is a fingerprint (coverageFingerprint) and a file of the relation. */
export const parentsReadBookkeeping: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS azdo.parents_read (
     relation text NOT NULL, parent text NOT NULL, version text NOT NULL, mark text NOT NULL, rows bigint NOT NULL,
     PRIMARY KEY (relation, parent))`,
]

/** Another one once the table was emptied, changed in shape or made anew, or is read with other eyes. */
const version = `$2::text || ' ' || coalesce(pg_relation_filenode(to_regclass($1::text))::text, '')`

export function parentsRead(
  pool: Pool,
  schema: string,
  table: TableDefinition,
  fingerprint: string,
): ParentsRead {
  const relation = relationName(schema, table)
  const { column, type } = parentColumn(table)
  const ask = async (text: string, values: readonly (string | null)[]): Promise<string[][]> => {
    try {
      return (await pool.query<string[]>({ text, values: [...values], rowMode: 'array' })).rows
    } catch (thrown) {
      throw databaseFault(thrown, `looking up what is held of ${relation}`)
    }
  }
  return {
    async marks(keys) {
      const rows = await ask(
        `WITH left_of AS MATERIALIZED (
           SELECT parent, mark, rows FROM azdo.parents_read
           WHERE relation = $1 AND version = ${version} AND parent = ANY ($3::text[]))
         SELECT parent, mark FROM left_of
         LEFT JOIN (${countSql(relation, column, `SELECT parent::${type} FROM left_of`)}) held USING (parent)
         WHERE coalesce(held.rows, 0) = left_of.rows`,
        [relation, fingerprint, arrayLiteral(keys)],
      )
      return new Map(rows.map(([key, mark]) => [key!, mark!]))
    },
    async others(keys, predicate) {
      const parameters = createParameters()
      const where = predicateSql(predicate, table, 't', parameters)
      const asked = parameters.add(arrayLiteral(keys), `${type}[]`)
      const rows = await ask(
        `SELECT DISTINCT t.${column}::text FROM ${relation} t WHERE ${where}
         AND NOT EXISTS (SELECT FROM unnest(${asked}) one (key) WHERE one.key = t.${column})`,
        parameters.values,
      )
      return rows.map(([key]) => key!)
    },
  }
}

/**
 * Notes, in the transaction that writes their rows, what is left of parents.
 *
 * @param sure whether all rows were written: later fetches have settled none.
 */
export async function noteParents(
  client: ClientBase,
  schema: string,
  table: TableDefinition,
  fingerprint: string,
  { read, marks }: ParentsNote,
  sure: boolean,
): Promise<void> {
  const relation = relationName(schema, table)
  await client.query(
    `DELETE FROM azdo.parents_read WHERE relation = $1 AND (version <> ${version} OR parent = ANY ($3::text[]))`,
    [relation, fingerprint, arrayLiteral(read)],
  )
  if (!sure || marks.size === 0) return
  const { column, type } = parentColumn(table)
  await client.query(
    `INSERT INTO azdo.parents_read (relation, parent, version, mark, rows)
     SELECT $1::text, parent, ${version}, mark, coalesce(held.rows, 0)
     FROM unnest($3::text[], $4::text[]) one (parent, mark)
     LEFT JOIN (${countSql(relation, column, `SELECT unnest($3::${type}[])`)}) held USING (parent)`,
    [relation, fingerprint, arrayLiteral([...marks.keys()]), arrayLiteral([...marks.values()])],
  )
}

/** Forgets what is left of the parents of staged rows, in the transaction that merges these before all are read. */
export async function forgetParents(
  client: ClientBase,
  schema: string,
  table: TableDefinition,
  staged: StagedSql,
): Promise<void> {
  const parameters = createParameters()
  const relation = parameters.add(relationName(schema, table), 'text')
  await client.query(
    `WITH ${staged(parameters)} DELETE FROM azdo.parents_read
     WHERE relation = ${relation} AND parent IN (SELECT s.${parentColumn(table).column}::text FROM staged s)`,
    parameters.values,
  )
}

/** Rows held of each of some parents. */
function countSql(relation: string, column: string, keys: string): string {
  return `SELECT t.${column}::text AS parent, count(*) AS rows FROM ${relation} t WHERE t.${column} IN (${keys}) GROUP BY t.${column}`
}

/** The column that finds the parent row. */
function parentColumn(table: TableDefinition): { column: string; type: string } {
  const { match } = table.parent!
  return { column: pg.escapeIdentifier(match), type: table.columns[match]!.type }
}
