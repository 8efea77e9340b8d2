import pg, { type Client, type ClientBase, type Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Row, TableDefinition } from '../tables/table-definition.js'
import { copyText, recordsText } from './copy-text.js'
import { withClient } from './in-transaction.js'
import type { Parameters } from './predicate-sql.js'
import { createTurns } from './turns.js'

/** Bytes of rows that go to PostgreSQL as one parameter: up to here it is cheaper than making a table. */
const parameterBytes = 128 * 1024
/** Bytes of rows kept in memory before they go to a table; as many again may be on their way. */
const portionBytes = 2 * 1024 * 1024

const stagedTable = 'pg_temp.azdo_staged'

/** The part of a WITH that names the staged rows `staged`: the table's columns and `#`, their order. */
export type StagedSql = (parameters: Parameters) => string

/**
 * Rows on their way into a table. Few are kept in memory, so that a fetch that waits for the service holds no database
 * connection; many go to a temporary table of a connection of their own, while the fetch goes on.
 */
export interface Staging {
  /** Takes rows; waits only when more are in memory than may be. Throws also what went wrong with rows before. */
  add(rows: readonly Row[]): Promise<void>
  /** Runs `run` on a connection that can read all staged rows. */
  run<T>(run: (client: ClientBase, staged: StagedSql) => Promise<T>): Promise<T>
  /** Drops the rows and gives back what is held. Never throws. */
  close(): Promise<void>
}

export function createStaging(
  table: TableDefinition,
  parts: { pool: Pool; openClient: () => Promise<Client> },
): Staging {
  const types = Object.values(table.columns).map((column) => column.type)
  /** All rows, while they are few. */
  let few: Row[] | undefined = []
  let buffered: Buffer[] = []
  let bytes = 0
  let count = 0
  let opened: Promise<Client> | undefined
  let copied: Promise<void> = Promise.resolve()
  let analyzed = false
  const inTurn = createTurns()

  const open = async (): Promise<Client> => {
    const client = await parts.openClient()
    await client.query(createStaged(table))
    return client
  }
  const flush = (): void => {
    const [chunks, before] = [buffered, copied]
    buffered = []
    bytes = 0
    copied = inTurn(async () => {
      await before
      await copyInto(await (opened ??= open()), table, chunks)
      analyzed = false
    })
    copied.catch(() => {})
  }

  return {
    async add(rows) {
      if (rows.length === 0) return
      const chunk = copyText(rows, types, count)
      count += rows.length
      buffered.push(chunk)
      bytes += chunk.length
      if (bytes > parameterBytes) few = undefined
      few?.push(...rows)
      if (bytes > portionBytes) await copied
      if (bytes > portionBytes) flush()
    },
    async run(run) {
      if (few) {
        const records = recordsText(few, table)
        return withClient(parts.pool, (client) => run(client, stagedRecords(table, records)))
      }
      if (bytes > 0) flush()
      await copied
      return inTurn(async () => {
        const client = await opened!
        if (!analyzed) await client.query(analyzeStaged(table))
        analyzed = true
        return run(client, () => `staged AS NOT MATERIALIZED (SELECT * FROM ${stagedTable})`)
      })
    },
    async close() {
      few = undefined
      buffered = []
      await copied.catch(() => {})
      await opened?.then((client) => client.end()).catch(() => {})
    },
  }
}

function stagedColumns(table: TableDefinition): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => `${pg.escapeIdentifier(name)} ${type}`,
  )
  return `${columns.join(', ')}, "#" bigint`
}

function stagedRecords(table: TableDefinition, records: string): StagedSql {
  return (parameters) =>
    `staged AS MATERIALIZED (SELECT * FROM json_to_recordset(${parameters.add(records, 'json')}) AS s (${stagedColumns(table)}))`
}

/** Long values are not compressed: most are compared with those held and then dropped. */
function createStaged(table: TableDefinition): string {
  const long = Object.entries(table.columns)
    .filter(([, { type }]) => ['text', 'text[]', 'jsonb'].includes(type))
    .map(([name]) => `ALTER ${pg.escapeIdentifier(name)} SET STORAGE EXTERNAL`)
  const create = `CREATE TEMPORARY TABLE azdo_staged (${stagedColumns(table)})`
  return long.length === 0 ? create : `${create}; ALTER TABLE ${stagedTable} ${long.join(', ')}`
}

/** Only what rows are found and ordered by. */
function analyzeStaged(table: TableDefinition): string {
  const names = new Set([...table.key, ...(table.revision ? [table.revision] : [])])
  return `ANALYZE ${stagedTable} (${[...names].map((name) => pg.escapeIdentifier(name)).join(', ')})`
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
