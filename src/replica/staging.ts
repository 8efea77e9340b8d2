import type { Client, ClientBase, Pool } from 'pg'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { copyRows } from './copy-rows.js'
import { recordsText } from './value-text.js'
import { withClient } from './in-transaction.js'
import { stagedRecords, type StagedSql } from './staged-sql.js'
import { createStagedTables, type MergeSlice } from './staged-tables.js'

/** Bytes of rows that go to PostgreSQL as one parameter: up to here it is cheaper than making a table. */
const parameterBytes = 128 * 1024
/** Bytes of rows kept in memory before they go to a table; as many again may be on their way on each connection. */
const portionBytes = 2 * 1024 * 1024

/**
 * Rows on their way into a table. Few are kept in memory, so that a fetch that waits for the service holds no database
 * connection; many go to tables of their own while the fetch goes on, and from there into the table, slice by slice.
 */
export interface Staging {
  /** Takes rows; waits only when more are in memory than may be. Throws also what went wrong with rows before. */
  add(rows: readonly Row[]): Promise<void>
  /** The same of rows as copyRows writes them; these are never kept as few. `onWritten`: see Reconciliation. */
  addEncoded(encoded: Buffer, rows: number, onWritten?: () => void): Promise<void>
  /** Runs `run` on a connection that can read all staged rows. */
  run<T>(run: (client: ClientBase, staged: StagedSql) => Promise<T>): Promise<T>
  /** Drops the rows and gives back what is held. Never throws. */
  close(): Promise<void>
}

/**
 * @param fetch number of the fetch, which is in flight until the staging is closed.
 * @param parts `mergeSlice` merges a part of many rows while the fetch goes on.
 */
export function createStaging(
  table: TableDefinition,
  fetch: number,
  parts: { pool: Pool; openClient: () => Promise<Client>; mergeSlice: MergeSlice },
): Staging {
  const staged = createStagedTables(table, fetch, parts.openClient, parts.mergeSlice)
  /** All rows, while they are few. */
  let few: Row[] | undefined = []
  let buffered: Buffer[] = []
  let written: (() => void)[] = []
  /** Of those in memory that are not on their way yet. */
  let bytes = 0
  let total = 0
  let count = 0

  const flush = (): void => {
    const [chunks, heard] = [buffered, written]
    buffered = []
    written = []
    bytes = 0
    const ended = (): void => {
      for (const hear of heard) hear()
      flushIfDue()
    }
    staged.copy(chunks).then(ended, () => undefined)
  }
  const flushIfDue = (): void => {
    if (bytes > portionBytes && !staged.full) flush()
  }

  /** Apart from `add`: who waits here keeps no rows in memory. */
  const take = async (chunk: Buffer, onWritten?: () => void): Promise<void> => {
    while (staged.full && bytes > portionBytes) await staged.oneEnds()
    buffered.push(chunk)
    if (onWritten) written.push(onWritten)
    bytes += chunk.length
    flushIfDue()
  }

  return {
    async add(rows) {
      if (rows.length === 0) return
      const chunk = copyRows(table, rows, count)
      count += rows.length
      total += chunk.length
      if (total > parameterBytes) few = undefined
      few?.push(...rows)
      return take(chunk)
    },
    addEncoded(encoded, rows, onWritten) {
      if (encoded.length === 0) return Promise.resolve()
      count += rows
      few = undefined
      return take(encoded, onWritten)
    },
    async run(run) {
      if (few) {
        const records = recordsText(few, table)
        return withClient(parts.pool, (client) => run(client, stagedRecords(table, records)))
      }
      while (bytes > 0) {
        if (staged.full) await staged.oneEnds()
        else flush()
      }
      return staged.run(run)
    },
    async close() {
      few = undefined
      buffered = []
      await staged.drop()
    },
  }
}
