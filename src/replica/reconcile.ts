import type { Client, ClientBase, Pool } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import type { Predicate } from '../tables/predicate.js'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { valueText } from './value-text.js'
import { ageCoverages, filenode, noteCoverage, type CoverageNote } from './coverage.js'
import { databaseFault, sqlState } from './database-fault.js'
import type { FetchRegister } from './fetch-register.js'
import { transaction } from './in-transaction.js'
import {
  deleteMissingSql,
  failingSql,
  keyTexts,
  missingSql,
  relationName,
  upsertSql,
  type Merge,
} from './merge-rows.js'
import { forgetParents, noteParents, type ParentsNote } from './parents-read.js'
import { createParameters, type Parameters, type Selection } from './predicate-sql.js'
import { forgetRenamed, type NamedRows } from './renamed-parents.js'
import type { StagedSql } from './staged-sql.js'
import { createStaging } from './staging.js'

/**
 * Brings one table up to date with what a fetch reads. It begins before the fetch asks the service, so that of two
 * fetches the one that started later counts: its rows were read after its start, while those of the earlier one may
 * be older. Errors of every call: DATABASE_UNAVAILABLE; SERVICE_ANSWER_INVALID when a value does not fit its column.
 */
export interface Reconciliation {
  /**
   * Takes rows as they come, values in the order of the definition's columns. Those of a large read become visible by
   * and by, and stay when it is aborted; of few nothing is visible before `commit`.
   */
  write(rows: readonly Row[]): Promise<void>
  /**
   * The same of so many rows as copyRows writes them. The number that ends each only says which of several rows with one
   * key is the last. `onWritten` is called when the memory of `encoded` is not needed any more, if the read goes well.
   */
  writeEncoded(encoded: Buffer, rows: number, onWritten?: () => void): Promise<void>
  /**
   * Keys (in the definition's order, as text) of held rows that satisfy the predicate, that were not written so far
   * and that no later fetch has settled.
   */
  missing(predicate: Predicate): Promise<unknown[][]>
  /** Keys of rows written so far that do not satisfy the predicate, those visible already as they are held; at most `limit`. */
  failing(predicate: Predicate, limit: number): Promise<unknown[][]>
  /**
   * Makes all rows visible, and in the same transaction removes what is gone: held rows that satisfy the predicate, or
   * have one of the keys, and that were not written. Rows of other tables that refer to them are left to those tables' own
   * reads, which may be newer. Ends it. `noted`: what the replica holds of the table from now on. `kept`: held rows that satisfy it are as the service has
   * them, though not all were written. `parents`: those whose rows were written.
   */
  commit(
    gone: Predicate | readonly unknown[][] | undefined,
    noted?: CoverageNote,
    kept?: Predicate,
    parents?: ParentsNote,
  ): Promise<void>
  /** Drops what is not visible yet; does nothing after a commit. Never throws. */
  abort(): Promise<void>
}

export interface ReconcileParts {
  readonly pool: Pool
  readonly register: FetchRegister
  readonly openClient: () => Promise<Client>
  readonly schema: string
  readonly table: TableDefinition
  /** See coverageFingerprint. */
  readonly fingerprint: string
  readonly named: NamedRows
}

/** What a commit does beside writing rows. */
interface Ending {
  readonly gone?: Selection | undefined
  readonly noted?: CoverageNote | undefined
  readonly kept?: Predicate | undefined
  readonly parents?: ParentsNote | undefined
}

export async function beginReconciliation(parts: ReconcileParts): Promise<Reconciliation> {
  const { schema, table } = parts
  const fetch = await parts.register.begin().catch((thrown: unknown) => {
    throw databaseFault(thrown, `beginning to reconcile ${schema}.${table.name}`)
  })
  const relation = relationName(schema, table)
  const staging = createStaging(table, fetch.started, { ...parts, mergeSlice })
  /** The file that slices were merged into. */
  let mergedInto: string | undefined
  let ended = false

  const end = async (): Promise<void> => {
    if (ended) return
    ended = true
    await staging.close()
    fetch.end()
  }
  const guarded = async <T>(doing: string, run: () => Promise<T>): Promise<T> => {
    if (ended) throw new Error(`the reconciliation of ${relation} has ended`)
    try {
      fetch.check()
      return await run()
    } catch (thrown) {
      throw rowFault(thrown, table) ?? databaseFault(thrown, `${doing} ${schema}.${table.name}`)
    }
  }

  /**
   * Writes the staged rows in a transaction, with what a commit says of the table; a slice says nothing: it is like a
   * fetch of the same number that read these keys only.
   */
  const merge = async (client: ClientBase, staged: StagedSql, ending: Ending): Promise<void> => {
    fetch.check()
    const { gone, noted, kept, parents } = ending
    const { rows } = await client.query<{ settled_later: Selection[]; earlier_in_flight: boolean }>(
      'SELECT settled_later, earlier_in_flight FROM azdo.begin_merge($1, $2)',
      [relation, fetch.started],
    )
    const { settled_later: settledLater, earlier_in_flight: leaveWord } = rows[0]!
    const work: Merge = { schema, table, settledLater }
    await forgetRenamed(client, schema, table, parts.named, staged)
    const keys = await execute(client, (p) => {
      const steps = [staged(p), `written AS (${upsertSql(work, fetch.snapshot, p)})`]
      if (gone) steps.push(deleteMissingSql(work, gone, p))
      const wanted = leaveWord ? `DISTINCT ${keyTexts(table, 's').join(', ')} FROM staged s` : 'WHERE FALSE'
      return `WITH ${steps.join(', ')} SELECT ${wanted}`
    })
    if (settledLater.length > 0) await ageCoverages(client, relation, fetch)
    // Where a later fetch has settled all that satisfies a predicate, rows may have been left out that came to satisfy it
    // only then.
    const sure = !settledLater.some(({ predicate }) => predicate)
    if (noted && sure) await noteCoverage(client, relation, parts.fingerprint, fetch, noted)
    if (parents) {
      await noteParents(client, schema, table, parts.fingerprint, parents, settledLater.length === 0)
    }
    if (!leaveWord) return
    // For fetches that started earlier and are still in flight. One that begins only now reads later than this one did.
    const selection: Selection = {
      predicate: gone?.predicate,
      held: kept,
      keys: [...(gone?.keys ?? []), ...keys],
    }
    await client.query('INSERT INTO azdo.settled (relation, started, selection) VALUES ($1, $2, $3)', [
      relation,
      fetch.started,
      JSON.stringify(selection),
    ])
  }

  async function mergeSlice(client: ClientBase, staged: StagedSql): Promise<void> {
    await merge(client, staged, {})
    if (table.parent?.settled) await forgetParents(client, schema, table, staged)
    mergedInto = await checkedFile(client)
  }

  /** The file of the table, which the transaction keeps it in. Throws when it is not the one that slices are in. */
  async function checkedFile(client: ClientBase): Promise<string> {
    const { rows } = await client.query<{ file: string }>(`SELECT ${filenode}::text AS file`, [relation])
    const { file } = rows[0]!
    if (mergedInto === undefined || mergedInto === file) return file
    throw new AzdoError('DATABASE_UNAVAILABLE', `${relation} was emptied or rebuilt while it was read.`, {
      hint: 'Run the statement again.',
    })
  }

  return {
    write(rows) {
      // Not in a closure: rows that wait to be written are in memory only once, as bytes.
      const added = ended ? undefined : staging.add(rows)
      added?.catch(() => undefined)
      return guarded('writing rows of', async () => added)
    },
    writeEncoded(encoded, rows, onWritten) {
      const added = ended ? undefined : staging.addEncoded(encoded, rows, onWritten)
      added?.catch(() => undefined)
      return guarded('writing rows of', async () => added)
    },
    missing: (predicate) =>
      guarded('looking for missing rows of', () =>
        staging.run(async (client, staged) => {
          const { rows } = await client.query<{ selection: Selection }>(
            'SELECT selection FROM azdo.settled WHERE relation = $1 AND started > $2',
            [relation, fetch.started],
          )
          const work: Merge = { schema, table, settledLater: rows.map((row) => row.selection) }
          const keys = keyTexts(table, 't').join(', ')
          return execute(
            client,
            (p) =>
              `WITH ${staged(p)} SELECT ${keys} FROM ${relation} t WHERE ${missingSql(work, { predicate }, p)}`,
          )
        }),
      ),
    failing: (predicate, limit) =>
      guarded('looking through rows of', () =>
        staging.run((client, staged) =>
          execute(client, (p) => `WITH ${staged(p)} ${failingSql({ schema, table }, predicate, limit, p)}`),
        ),
      ),
    async commit(gone, noted, kept, parents) {
      const ending = { gone: asSelection(gone, table), noted, kept, parents }
      try {
        await guarded('writing rows of', () =>
          staging.run((client, staged) =>
            transaction(client, async () => {
              await merge(client, staged, ending)
              await checkedFile(client)
            }),
          ),
        )
      } finally {
        await end()
      }
    },
    abort: end,
  }
}

async function execute(
  client: ClientBase,
  sql: (parameters: Parameters) => string,
): Promise<(string | null)[][]> {
  const parameters = createParameters()
  const text = sql(parameters)
  const result = await client.query<(string | null)[]>({ text, values: parameters.values, rowMode: 'array' })
  return result.rows
}

function asSelection(
  gone: Predicate | readonly unknown[][] | undefined,
  table: TableDefinition,
): Selection | undefined {
  if (gone === undefined || (isKeys(gone) && gone.length === 0)) return undefined
  if (!isKeys(gone)) return { predicate: gone }
  return { keys: gone.map((key) => table.key.map((name, i) => valueText(key[i], table.columns[name]!.type))) }
}

function isKeys(gone: Predicate | readonly unknown[][]): gone is readonly unknown[][] {
  return Array.isArray(gone)
}

/** Classes 22 and 23: a value does not fit its column (PostgreSQL manual, Appendix A). */
function rowFault(thrown: unknown, table: TableDefinition): AzdoError | undefined {
  if (!/^(22|23)/.test(sqlState(thrown) ?? '')) return undefined
  return new AzdoError(
    'SERVICE_ANSWER_INVALID',
    `A row of ${table.name} does not fit its table: ${(thrown as Error).message}.`,
    { hint: 'Report it with the version of azdo and the name of the table.', cause: thrown },
  )
}
