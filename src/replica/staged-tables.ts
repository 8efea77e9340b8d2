import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg, { type Client, type ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { TableDefinition } from '../tables/table-definition.js'
import { copyEnd, copyStart } from './copy-rows.js'
import { transaction } from './in-transaction.js'
import { createParameters } from './predicate-sql.js'
import {
  addMergedKeysSql,
  createMergedKeysSql,
  rankColumns,
  stagedColumns,
  stagedTable,
  type StagedSql,
} from './staged-sql.js'
import { createTurns } from './turns.js'
import { uncompressedColumns, uncompressedSql } from './uncompressed-columns.js'

/**
 * Tables of their own for the rows of one fetch, each filled on a connection of its own at the same time: one takes rows
 * at about half the speed at which they can be read. Once a table holds a slice, its connection merges and empties it
 * while others are filled, so that little is left to be merged when the fetch ends. They are temporary tables, whose rows
 * stay in the memory of their connection's process.
 */
export interface StagedTables {
  /** Whether no connection is free for a copy. */
  readonly full: boolean
  /** Adds rows as copyRows writes them. To be called when it is not full. */
  copy(chunks: readonly Buffer[]): Promise<void>
  /** Resolves when something under way ends. Throws what went wrong with a copy or a merge. */
  oneEnds(): Promise<void>
  /**
   * Runs `run` on a connection, once all copies and merges have ended and the others' rows are merged; others wait until it
   * has. Throws what went wrong with any of them.
   */
  run<T>(run: (client: ClientBase, staged: StagedSql) => Promise<T>): Promise<T>
  /** Drops the tables and ends the connections. Never throws. */
  drop(): Promise<void>
}

/** Merges staged rows in a transaction of the connection. */
export type MergeSlice = (client: ClientBase, staged: StagedSql) => Promise<void>

const copiesAtOnce = 2
/** Only one merges at a time, for which the others would wait. */
const mostLanes = copiesAtOnce + 1
/** Memory that a connection's process keeps rows in: two slices, as a page may be half empty. */
const temporaryMemory = '32MB'
/** Bytes of rows from which on a fetch that goes on merges them: a read of fewer is visible as a whole, or not at all. */
const sliceBytes = 16 * 1024 * 1024
/** The same once there was a slice, where nothing else is merged: little is left for the end. */
const laterSliceBytes = 4 * 1024 * 1024

/**
 * Drops the tables of keys of fetches that are not in flight any more: those of processes that died.
 * Each fetch holds its lock until its table is dropped, see bookkeeping.ts.
 */
export const dropAbandonedSql = `DO $$ DECLARE abandoned text; BEGIN
  FOR abandoned IN
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'azdo'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^staged_[0-9]+_'
      AND split_part(c.relname, '_', 2)::bigint NOT IN (SELECT f.started FROM azdo.fetches_in_flight f)
  LOOP EXECUTE format('DROP TABLE IF EXISTS azdo.%I', abandoned); END LOOP; END $$`

/** A connection that fills its table. */
interface Lane {
  readonly client: Client
  /** Of the rows in its table. */
  bytes: number
  analyzed: boolean
}

/** The table of a connection. */
const relation = 'pg_temp.staged'

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
  /** Copies and merges under way, and those that failed. */
  const copies = new Set<Promise<void>>()
  const merges = new Set<Promise<void>>()
  const runs = new Set<Promise<void>>()
  const inTurn = createTurns()
  let opened = 0
  let keysMade: Promise<unknown> | undefined

  const open = async (): Promise<Lane> => {
    opened++
    const client = await openClient()
    const lane = { client, bytes: 0, analyzed: false }
    lanes.push(lane)
    await client.query(createSql(table))
    return lane
  }
  const under = (way: Set<Promise<void>>, work: Promise<void>): void => {
    way.add(work)
    work.then(
      () => way.delete(work),
      () => undefined,
    )
  }
  const rows = (): StagedSql => stagedTable(table, relation, keysMade && mergedKeys)
  const merge = async (lane: Lane): Promise<void> => {
    await (keysMade ??= lane.client.query(createMergedKeysSql(table, mergedKeys)))
    const staged = rows()
    await transaction(lane.client, async (client) => {
      await mergeSlice(client, staged)
      const parameters = createParameters()
      await client.query(addMergedKeysSql(table, mergedKeys, staged, parameters), parameters.values)
      await client.query(`TRUNCATE ${relation}`)
    })
    lane.bytes = 0
  }
  const analyze = async (lane: Lane): Promise<void> => {
    if (lane.analyzed) return
    await lane.client.query(analyzeSql(table, keysMade ? [relation, mergedKeys] : [relation]))
    lane.analyzed = true
  }
  const take = (lane: Lane): Lane => {
    idle.splice(idle.indexOf(lane), 1)
    return lane
  }
  const mergeNext = (lane: Lane): void => {
    const before = Promise.all(merges)
    under(
      merges,
      before.then(() => merge(lane)).then(() => void idle.push(lane)),
    )
  }
  const copyAndMerge = async (chunks: readonly Buffer[]): Promise<void> => {
    const lane = idle.pop() ?? (await open())
    lane.analyzed = false
    await copyInto(lane.client, table, chunks)
    lane.bytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const due = keysMade && merges.size === 0 ? laterSliceBytes : sliceBytes
    if (lane.bytes < due) idle.push(lane)
    else mergeNext(lane)
  }
  const quiet = async (): Promise<void> => {
    while (copies.size + merges.size > 0) await Promise.all([...copies, ...merges])
  }
  /** Takes the connection with the most rows, once those of all others are merged. */
  const fullest = async (): Promise<Lane> => {
    await quiet()
    const filled = idle.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)
    for (const other of filled.slice(1)) mergeNext(take(other))
    await quiet()
    return filled[0] ? take(filled[0]) : (idle.pop() ?? (await open()))
  }

  return {
    get full() {
      const free = idle.length > 0 || opened < mostLanes
      return runs.size > 0 || copies.size >= copiesAtOnce || !free
    },
    copy(chunks) {
      const copy = copyAndMerge(chunks)
      under(copies, copy)
      return copy
    },
    oneEnds: () => Promise.race([...copies, ...merges, ...runs]),
    async run(run) {
      const whole = inTurn(async () => {
        const lane = await fullest()
        try {
          await analyze(lane)
          return await run(lane.client, rows())
        } finally {
          idle.push(lane)
        }
      })
      const ended = whole.then(
        () => undefined,
        () => undefined,
      )
      runs.add(ended)
      try {
        return await whole
      } finally {
        runs.delete(ended)
      }
    },
    async drop() {
      await Promise.allSettled([...copies, ...merges])
      if (keysMade) await lanes[0]?.client.query(`DROP TABLE IF EXISTS ${mergedKeys}`).catch(() => {})
      await Promise.allSettled(lanes.map(({ client: each }) => each.end()))
    },
  }
}

/** Long values are neither compressed nor, while a row fits into a page, put elsewhere: they are moved on as they are. */
function createSql(table: TableDefinition): string {
  return [
    `SET temp_buffers = '${temporaryMemory}'`,
    `CREATE TEMPORARY TABLE staged (${stagedColumns(table)}) WITH (toast_tuple_target = 8160)`,
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
  chunks: readonly Buffer[],
): Promise<void> {
  const columns = [...Object.keys(table.columns), '#'].map((name) => pg.escapeIdentifier(name))
  const stream = client.query(copyFrom(`COPY ${relation} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`))
  await pipeline(Readable.from([copyStart, ...chunks, copyEnd]), stream)
}
