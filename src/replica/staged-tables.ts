import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg, { type Client, type ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { TableDefinition } from '../tables/table-definition.js'
import { transaction } from './in-transaction.js'
import { createParameters } from './predicate-sql.js'
import {
  addMergedKeysSql,
  createMergedKeysSql,
  rankColumns,
  stagedColumns,
  stagedTables,
  type StagedSql,
} from './staged-sql.js'
import { uncompressedColumns, uncompressedSql } from './uncompressed-columns.js'

/**
 * Tables of their own for the rows of one fetch, each filled on a connection of its own at the same time: one takes rows
 * at about half the speed at which they can be read. Once a table holds a slice, its connection merges and empties it,
 * so that little is left to be merged when the fetch ends. Clients may not read them.
 */
export interface StagedTables {
  /** Whether every connection is busy, or a copy has failed. */
  readonly full: boolean
  /** Adds rows in COPY's text format. To be called when it is not full. */
  copy(chunks: readonly Buffer[]): Promise<void>
  /** Resolves when one of the copies under way ends. Throws what went wrong with any. */
  oneEnds(): Promise<void>
  /**
   * Runs `run` on a connection, once all copies have ended; others wait until it has. Throws what went wrong with any
   * of them.
   */
  run<T>(run: (client: ClientBase, staged: StagedSql) => Promise<T>): Promise<T>
  /** Drops the tables and ends the connections. Never throws. */
  drop(): Promise<void>
}

/** Merges staged rows in a transaction of the connection. */
export type MergeSlice = (client: ClientBase, staged: StagedSql) => Promise<void>

const copiesAtOnce = 2
/** Bytes of rows that are merged at once while a fetch goes on. */
const sliceBytes = 16 * 1024 * 1024

/**
 * Drops the tables of fetches that are not in flight any more: those of processes that died.
 * Each fetch holds its lock until its tables are dropped, see bookkeeping.ts.
 */
export const dropAbandonedSql = `DO $$ DECLARE abandoned text; BEGIN
  FOR abandoned IN
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'azdo'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^staged_[0-9]+(_|$)'
      AND split_part(c.relname, '_', 2)::bigint NOT IN (SELECT f.started FROM azdo.fetches_in_flight f)
  LOOP EXECUTE format('DROP TABLE IF EXISTS azdo.%I', abandoned); END LOOP; END $$`

/** A connection and the table that it fills. */
interface Lane {
  readonly client: Client
  readonly relation: string
  /** Of the rows in the table. */
  bytes: number
  analyzed: boolean
}

/**
 * @param fetch number of the fetch. Each table is made when it is first used.
 */
export function createStagedTables(
  table: TableDefinition,
  fetch: number,
  openClient: () => Promise<Client>,
  mergeSlice: MergeSlice,
): StagedTables {
  const mergedKeys = `azdo.staged_${fetch}_merged`
  const lanes: Lane[] = []
  const idle: Lane[] = []
  /** Copies under way, and those that failed. */
  const copies = new Set<Promise<void>>()
  const runs = new Set<Promise<void>>()
  let keysMade: Promise<unknown> | undefined

  const open = async (): Promise<Lane> => {
    const client = await openClient()
    const relation = `azdo.staged_${fetch}_${lanes.length + 1}`
    const lane = { client, relation, bytes: 0, analyzed: false }
    lanes.push(lane)
    await client.query(createSql(table, relation))
    return lane
  }
  const borrowed = async <T>(run: (lane: Lane) => Promise<T>): Promise<T> => {
    const lane = idle.pop() ?? (await open())
    try {
      return await run(lane)
    } finally {
      idle.push(lane)
    }
  }
  const rowsOf = (some: readonly Lane[]): StagedSql => {
    const relations = some.map(({ relation }) => relation)
    return stagedTables(table, relations, keysMade && mergedKeys)
  }
  const merge = async (lane: Lane): Promise<void> => {
    await (keysMade ??= lane.client.query(createMergedKeysSql(table, mergedKeys)))
    const staged = rowsOf([lane])
    await transaction(lane.client, async (client) => {
      await mergeSlice(client, staged)
      const parameters = createParameters()
      await client.query(addMergedKeysSql(table, mergedKeys, staged, parameters), parameters.values)
      await client.query(`TRUNCATE ${lane.relation}`)
    })
    lane.bytes = 0
  }
  const analyze = async (client: ClientBase): Promise<void> => {
    const changed = lanes.filter(({ analyzed }) => !analyzed)
    if (changed.length === 0) return
    const relations = [...changed.map(({ relation }) => relation), ...(keysMade ? [mergedKeys] : [])]
    await client.query(analyzeSql(table, relations))
    for (const lane of changed) lane.analyzed = true
  }

  return {
    get full() {
      return runs.size > 0 || copies.size >= copiesAtOnce
    },
    copy(chunks) {
      const copy = borrowed(async (lane) => {
        lane.analyzed = false
        await copyInto(lane.client, table, lane.relation, chunks)
        lane.bytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0)
        if (lane.bytes >= sliceBytes) await merge(lane)
      })
      copies.add(copy)
      copy.then(
        () => copies.delete(copy),
        () => undefined,
      )
      return copy
    },
    oneEnds: () => Promise.race([...copies, ...runs]),
    async run(run) {
      while (copies.size > 0) await Promise.all(copies)
      const running = borrowed(async ({ client }) => {
        await analyze(client)
        return run(client, rowsOf(lanes))
      })
      const ended = running.then(
        () => undefined,
        () => undefined,
      )
      runs.add(ended)
      try {
        return await running
      } finally {
        runs.delete(ended)
      }
    },
    async drop() {
      await Promise.allSettled(copies)
      const relations = [...lanes.map(({ relation }) => relation), ...(keysMade ? [mergedKeys] : [])]
      const client = lanes[0]?.client
      await client?.query(`DROP TABLE IF EXISTS ${relations.join(', ')}`).catch(() => {})
      await Promise.allSettled(lanes.map(({ client: each }) => each.end()))
    },
  }
}

/** Long values are neither compressed nor, while a row fits into a page, put elsewhere: they are moved on as they are. */
function createSql(table: TableDefinition, relation: string): string {
  const options = 'toast_tuple_target = 8160, autovacuum_enabled = false, toast.autovacuum_enabled = false'
  return [
    `CREATE UNLOGGED TABLE ${relation} (${stagedColumns(table)}) WITH (${options})`,
    ...uncompressedSql(relation, uncompressedColumns(table)),
  ].join('; ')
}

/** Only what rows are found and ordered by, roughly. */
function analyzeSql(table: TableDefinition, relations: readonly string[]): string {
  const columns = rankColumns(table)
    .map((name) => pg.escapeIdentifier(name))
    .join(', ')
  const each = relations.map((relation) => `${relation} (${columns})`).join(', ')
  return `SET default_statistics_target = 10; ANALYZE ${each}`
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
