import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg, { type Client, type ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { TableDefinition } from '../tables/table-definition.js'

/**
 * A table of its own for the rows of one fetch, filled on several connections at the same time: one takes rows at about
 * half the speed at which they can be read. Clients may not read it.
 */
export interface StagedTable {
  /** `azdo.staged_17`. Its columns are the table's and `#`. */
  readonly relation: string
  /** Whether every connection is busy, or a copy has failed. */
  readonly full: boolean
  /** Adds rows in COPY's text format. To be called when it is not full. */
  copy(chunks: readonly Buffer[]): Promise<void>
  /** Resolves when one of the copies under way ends. Throws what went wrong with any. */
  oneEnds(): Promise<void>
  /** Runs `run` on a connection, once all copies have ended. Throws what went wrong with any. */
  run<T>(run: (client: ClientBase) => Promise<T>): Promise<T>
  /** Drops the table and ends the connections. Never throws. */
  drop(): Promise<void>
}

const copiesAtOnce = 2

/**
 * Drops the tables of fetches that are not in flight any more: those of processes that died.
 * Each fetch holds its lock until its table is dropped, see bookkeeping.ts.
 */
export const dropAbandonedSql = `DO $$ DECLARE abandoned text; BEGIN
  FOR abandoned IN
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'azdo'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^staged_[0-9]+$'
      AND substr(c.relname, 8)::bigint NOT IN (SELECT f.started FROM azdo.fetches_in_flight f)
  LOOP EXECUTE format('DROP TABLE IF EXISTS azdo.%I', abandoned); END LOOP; END $$`

/**
 * @param fetch number of the fetch. The table is made when it is first used.
 */
export function createStagedTable(
  table: TableDefinition,
  fetch: number,
  openClient: () => Promise<Client>,
): StagedTable {
  const relation = `azdo.staged_${fetch}`
  const clients: Client[] = []
  const idle: Client[] = []
  /** Copies under way, and those that failed. */
  const copies = new Set<Promise<void>>()
  let made: Promise<unknown> | undefined
  let analyzed = false

  const open = async (): Promise<Client> => {
    const client = await openClient()
    clients.push(client)
    await (made ??= client.query(createSql(table, relation)))
    return client
  }
  const borrowed = async <T>(run: (client: Client) => Promise<T>): Promise<T> => {
    const client = idle.pop() ?? (await open())
    try {
      return await run(client)
    } finally {
      idle.push(client)
    }
  }

  return {
    relation,
    get full() {
      return copies.size >= copiesAtOnce
    },
    copy(chunks) {
      analyzed = false
      const copy = borrowed((client) => copyInto(client, table, relation, chunks))
      copies.add(copy)
      copy.then(
        () => copies.delete(copy),
        () => undefined,
      )
      return copy
    },
    oneEnds: () => Promise.race(copies),
    async run(run) {
      await Promise.all(copies)
      return borrowed(async (client) => {
        if (!analyzed) await client.query(analyzeSql(table, relation))
        analyzed = true
        return run(client)
      })
    },
    async drop() {
      await Promise.allSettled(copies)
      await clients[0]?.query(`DROP TABLE IF EXISTS ${relation}`).catch(() => {})
      await Promise.allSettled(clients.map((client) => client.end()))
    },
  }
}

/** Definitions of the columns of staged rows. */
export function stagedColumns(table: TableDefinition): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type }]) => `${pg.escapeIdentifier(name)} ${type}`,
  )
  return `${columns.join(', ')}, "#" bigint`
}

/** Long values are compressed as in the table itself: they are moved there as they are. */
function createSql(table: TableDefinition, relation: string): string {
  const options = '(autovacuum_enabled = false, toast.autovacuum_enabled = false)'
  return `CREATE UNLOGGED TABLE ${relation} (${stagedColumns(table)}) WITH ${options}`
}

/** Only what rows are found and ordered by, roughly. */
function analyzeSql(table: TableDefinition, relation: string): string {
  const names = new Set([...table.key, ...(table.revision ? [table.revision] : [])])
  const columns = [...names].map((name) => pg.escapeIdentifier(name)).join(', ')
  return `SET default_statistics_target = 10; ANALYZE ${relation} (${columns})`
}

async function copyInto(
  client: ClientBase,
  table: TableDefinition,
  relation: string,
  chunks: readonly Buffer[],
): Promise<void> {
  const columns = [...Object.keys(table.columns), '#'].map((name) => pg.escapeIdentifier(name))
  const stream = client.query(copyFrom(`COPY ${relation} (${columns.join(', ')}) FROM STDIN`))
  await pipeline(Readable.from(chunks), stream)
}
