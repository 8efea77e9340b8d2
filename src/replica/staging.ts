import pg, { type Client, type ClientBase, type Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { copyText } from './copy-text.js'
import { inTransaction, transaction } from './in-transaction.js'
import { createTurns } from './turns.js'

/** Bytes of rows kept in memory before they go to a table of their own connection. */
const memoryBytes = 4 * 1024 * 1024

/** The temporary table of staged rows: the table's columns, `#` (their order) and `-` (true: not to be written). */
export const stagedTable = 'pg_temp.azdo_staged'

/**
 * Rows on their way into a table. Few are kept in memory, so that a fetch that waits for the service holds no database
 * connection; many go to a temporary table.
 */
export interface Staging {
  add(rows: readonly Row[]): Promise<void>
  /** Runs `run` in a transaction that sees all staged rows as `stagedTable`; it may be run several times. */
  run<T>(run: (client: ClientBase) => Promise<T>): Promise<T>
  /** Drops the rows and gives back what is held. Never throws. */
  close(): Promise<void>
}

export function createStaging(
  table: TableDefinition,
  parts: { pool: Pool; openClient: () => Promise<Client> },
): Staging {
  const types = Object.values(table.columns).map((column) => column.type)
  let buffered: Buffer[] = []
  let bytes = 0
  let count = 0
  let spilled: Promise<Client> | undefined
  const inTurn = createTurns()

  const openSpill = async (): Promise<Client> => {
    const client = await parts.openClient()
    await client.query(createStaged(table, ''))
    return client
  }
  const flush = async (): Promise<void> => {
    const chunks = buffered
    buffered = []
    bytes = 0
    if (chunks.length > 0) await copyInto(await (spilled ??= openSpill()), table, chunks)
  }

  return {
    add: (rows) =>
      inTurn(async () => {
        if (rows.length === 0) return
        const chunk = copyText(rows, types, count)
        count += rows.length
        buffered.push(chunk)
        bytes += chunk.length
        if (bytes > memoryBytes) await flush()
      }),
    run: (run) =>
      inTurn(async () => {
        if (spilled) {
          await flush()
          const client = await spilled
          await client.query(`ANALYZE ${stagedTable}`)
          return transaction(client, run)
        }
        return inTransaction(parts.pool, async (client) => {
          await client.query(createStaged(table, ' ON COMMIT DROP'))
          if (buffered.length > 0) await copyInto(client, table, buffered)
          return run(client)
        })
      }),
    close: async () => {
      buffered = []
      await spilled?.then((client) => client.end()).catch(() => {})
    },
  }
}

function createStaged(table: TableDefinition, onCommit: string): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => `${pg.escapeIdentifier(name)} ${type}`,
  )
  return `CREATE TEMPORARY TABLE azdo_staged (${columns.join(', ')}, "#" bigint, "-" boolean DEFAULT false)${onCommit}`
}

async function copyInto(
  client: ClientBase,
  table: TableDefinition,
  chunks: readonly Buffer[],
): Promise<void> {
  const columns = [...Object.keys(table.columns), '#'].map((name) => pg.escapeIdentifier(name))
  const stream = client.query(copyFrom(`COPY ${stagedTable} (${columns.join(', ')}) FROM STDIN`))
  await new Promise<void>((done, fail) => {
    stream.on('error', fail)
    stream.on('finish', done)
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
  })
}
