import { createHash } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { databaseFault } from './database-fault.js'

/**
 * What a finished read established: every row that satisfied the predicate was in the replica as the service had it,
 * at the age told or later. Rows change since; who uses it asks for the changes, or accepts the age.
 */
export interface Coverage {
  readonly id: number
  readonly predicate: Predicate
  /** What the reader left for the next one: its watermark and the like; undefined: good for its age alone. */
  readonly mark: unknown
  /** How long ago the rows were right at least, ms. */
  readonly ageMs: number
}

/** What a reconciliation notes when it commits. */
export interface CoverageNote {
  readonly predicate: Predicate
  readonly mark?: unknown
  /** Coverages (ids) that the new one makes needless. */
  readonly replaced: readonly number[]
}

/** The file of relation $1: another one once the table was emptied, changed in shape or made anew. */
export const filenode = 'pg_relation_filenode(to_regclass($1))'
/** Coverages kept for one table; those good for their age alone go first, then the oldest. */
const mostKept = 60

/** Makes the table of coverages; kept as safe as the rows it speaks of. */
export const coverageBookkeeping: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS azdo.coverage (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, relation text NOT NULL, fingerprint text NOT NULL,
     filenode oid, predicate json NOT NULL, mark jsonb, verified timestamptz NOT NULL, started bigint NOT NULL)`,
  `CREATE INDEX IF NOT EXISTS coverage_relation ON azdo.coverage (relation)`,
]

/**
 * Stands for everything that decides what rows are read into: the table's definition, and `access`, which says whose
 * eyes the service is seen with. Coverages of another fingerprint do not count.
 */
export function coverageFingerprint(table: TableDefinition, access: string): string {
  const definition = JSON.stringify(table, (_, value: unknown) =>
    typeof value === 'function' ? String(value) : value,
  )
  return createHash('sha256').update(`${access}\n${definition}`).digest('base64url')
}

/** The coverages of a relation that count, the newest first. Error: DATABASE_UNAVAILABLE. */
export async function readCoverages(
  pool: Pool,
  relation: string,
  fingerprint: string,
): Promise<readonly Coverage[]> {
  try {
    const { rows } = await pool.query<{ id: string; predicate: Predicate; mark: unknown; age: string }>(
      `SELECT id, predicate, mark, greatest(extract(epoch FROM clock_timestamp() - verified) * 1000, 0) AS age
       FROM azdo.coverage WHERE relation = $1 AND fingerprint = $2 AND filenode = ${filenode}
       ORDER BY verified DESC, id DESC`,
      [relation, fingerprint],
    )
    return rows.map(({ id, predicate, mark, age }) => ({
      id: Number(id),
      predicate,
      mark: mark ?? undefined,
      ageMs: Number(age),
    }))
  } catch (thrown) {
    throw databaseFault(thrown, `looking up what is held of ${relation}`)
  }
}

/**
 * Notes a coverage in the transaction that writes its rows, and forgets those that do not count any more.
 *
 * @param fetch number and beginning (text of a timestamptz) of the fetch.
 */
export async function noteCoverage(
  client: ClientBase,
  relation: string,
  fingerprint: string,
  fetch: { readonly started: number; readonly began: string },
  note: CoverageNote,
): Promise<void> {
  const mark = note.mark === undefined ? null : JSON.stringify(note.mark)
  await client.query(
    `WITH noted AS (
       INSERT INTO azdo.coverage (relation, fingerprint, filenode, predicate, mark, verified, started)
       VALUES ($1, $2, ${filenode}, $3::json, $4::jsonb, $5::timestamptz, $6))
     DELETE FROM azdo.coverage WHERE relation = $1 AND (fingerprint <> $2
       OR filenode IS DISTINCT FROM ${filenode} OR id = ANY ($7::bigint[]) OR id IN (
       SELECT id FROM azdo.coverage WHERE relation = $1
       ORDER BY mark IS NULL, verified DESC OFFSET ${mostKept - 1}))`,
    [relation, fingerprint, JSON.stringify(note.predicate), mark, fetch.began, fetch.started, note.replaced],
  )
}

/**
 * An earlier fetch that commits late brings rows that were right at its own beginning: what later ones noted since is
 * no newer than that.
 */
export async function ageCoverages(
  client: ClientBase,
  relation: string,
  fetch: { readonly started: number; readonly began: string },
): Promise<void> {
  await client.query(
    `UPDATE azdo.coverage SET verified = least(verified, $2::timestamptz) WHERE relation = $1 AND started > $3`,
    [relation, fetch.began, fetch.started],
  )
}
