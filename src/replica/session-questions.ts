import type { Pool } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import { databaseFault, sqlState } from './database-fault.js'

/**
 * Whether the transaction that a backend runs has a snapshot already: under REPEATABLE READ and SERIALIZABLE it keeps
 * it to its end. Error: DATABASE_UNAVAILABLE.
 */
export async function holdsSnapshot(pool: Pool, backendPid: number): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ holds: boolean }>(
      'SELECT backend_xmin IS NOT NULL AS holds FROM pg_stat_get_activity($1)',
      [backendPid],
    )
    return rows[0]?.holds ?? false
  } catch (thrown) {
    throw databaseFault(thrown, 'looking at a session')
  }
}

/** Whether any session has a temporary table or view of one of these names. Error: DATABASE_UNAVAILABLE. */
export async function hasTemporary(pool: Pool, names: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ has: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_class WHERE relpersistence = 't' AND relname = ANY ($1)) AS has`,
      [names],
    )
    return rows[0]!.has
  } catch (thrown) {
    throw databaseFault(thrown, 'looking for temporary tables')
  }
}

/**
 * The text of bytes in a client_encoding, as PostgreSQL reads what its clients send; undefined when they are none: a
 * statement of such bytes is refused. Error: DATABASE_UNAVAILABLE.
 */
export async function textOf(pool: Pool, bytes: Buffer, encoding: string): Promise<string | undefined> {
  try {
    const { rows } = await pool.query<{ text: string }>('SELECT convert_from($1, $2) AS text', [
      bytes,
      encoding,
    ])
    return rows[0]!.text
  } catch (thrown) {
    // 22021, 22P05: not of the encoding, or without a counterpart (PostgreSQL manual, Appendix A).
    if (sqlState(thrown)?.startsWith('22')) return undefined
    throw databaseFault(thrown, `reading a text in ${encoding}`)
  }
}

/**
 * The length of an interval in PostgreSQL's words, ms (a month counts as 30 days). Errors: SETTING_INVALID, `setting`
 * being the name of what it is a value of; DATABASE_UNAVAILABLE.
 */
export async function intervalMs(pool: Pool, setting: string, text: string): Promise<number> {
  try {
    const { rows } = await pool.query<{ ms: string }>(
      'SELECT extract(epoch FROM $1::text::interval) * 1000 AS ms',
      [text],
    )
    const ms = Number(rows[0]!.ms)
    if (ms >= 0) return ms
  } catch (thrown) {
    // 22007, 22008, 22015: not an interval (PostgreSQL manual, Appendix A).
    if (!sqlState(thrown)?.startsWith('22')) throw databaseFault(thrown, `reading ${setting}`)
  }
  throw new AzdoError('SETTING_INVALID', `${setting} cannot be '${text}': it takes a length of time.`, {
    hint: `For example SET ${setting} = '5 minutes', or '0' to always ask Azure DevOps.`,
  })
}
