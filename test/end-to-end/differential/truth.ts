import type pg from 'pg'
import type { SandboxInfo } from '../../../sandbox/sandbox.js'
import { tablesWith } from '../../../src/tables/catalog.js'
import type { TableDefinition } from '../../../src/tables/table-definition.js'
import { rowOf } from '../../tables/row-of.js'
import { rawService, type Json, type RawService } from '../raw-service.js'
import { rawTables, type RawRow } from '../raw-tables.js'

/** A value as PostgreSQL writes it; null where there is none. */
export type Text = string | null

/** Everything the service has, as plain tables of schema `truth` that no gateway knows. */
export interface Truth {
  readonly tables: readonly TableDefinition[]
  /** The rows of a table as last loaded, values as text. */
  rows(table: string): readonly Readonly<Record<string, Text>>[]
  /** Reads these tables whole from the service's own endpoints; all unless named. */
  load(tables?: readonly string[]): Promise<void>
}

/** Requests of one table under way together. */
const together = 16

/** @param owner of the database, whose search_path is `truth` from then on. */
export async function openTruth(info: SandboxInfo, owner: pg.Client): Promise<Truth> {
  const service = rawService(info)
  const tables = tablesWith(await service.list('/_apis/wit/fields'))
  const missing = tables.filter(({ name }) => name !== 'build_timeline_records' && !rawTables[name])
  if (missing.length > 0)
    throw new Error(`nothing says how to read ${missing.map(({ name }) => name).join()}`)
  await owner.query('drop schema if exists truth cascade; create schema truth')
  for (const { name } of tables)
    await owner.query(`create table truth.${name} (like box.${name} including all)`)
  await owner.query('set search_path = truth')
  const loaded = new Map<string, readonly Readonly<Record<string, Text>>[]>()
  /** What was written into the plain tables, as JSON. */
  const written = new Map<string, string>()

  const read = async (table: TableDefinition, asked: RawService): Promise<string> => {
    const raw = await (table.name === 'build_timeline_records'
      ? readTimelines(asked)
      : rawTables[table.name]!(asked))
    return JSON.stringify(raw.map(({ payload, ...around }) => rowOf(table, payload, around)))
  }
  const write = async (table: TableDefinition, rows: string): Promise<void> => {
    if (written.get(table.name) === rows) return
    written.set(table.name, rows)
    const name = `truth.${table.name}`
    await owner.query('begin')
    await owner.query(`delete from ${name}`)
    // Lists in pages may give a row twice.
    await owner.query(
      `insert into ${name} select * from json_populate_recordset(null::${name}, $1) on conflict do nothing`,
      [rows],
    )
    await owner.query('commit')
    await owner.query(`analyze ${name}`)
    const columns = Object.keys(table.columns)
    const found = await owner.query<Text[]>({
      text: `select ${columns.map((column) => `${column}::text`).join(', ')} from ${name} order by ${table.key.join(', ')}`,
      rowMode: 'array',
    })
    loaded.set(
      table.name,
      found.rows.map((values) => Object.fromEntries(columns.map((column, i) => [column, values[i]!]))),
    )
  }
  return {
    tables,
    rows: (table) => loaded.get(table) ?? [],
    async load(names) {
      const asked = askedOnce(service)
      const some = tables.filter(({ name }) => !names || names.includes(name))
      const all = await Promise.all(some.map((table) => read(table, asked)))
      for (const [i, table] of some.entries()) await write(table, all[i]!)
    },
  }
}

/** The same service, which nobody changes meanwhile: each question is sent once. */
function askedOnce(service: RawService): RawService {
  const answers = new Map<string, Promise<Json>>()
  const once =
    <W extends unknown[]>(ask: (...words: W) => Promise<Json>) =>
    (...words: W): Promise<Json> => {
      const question = JSON.stringify([ask.name, ...words])
      const answer = answers.get(question) ?? ask(...words)
      answers.set(question, answer)
      return answer
    }
  const { calls, one, post, list, byToken, bySkip, stream } = service
  return {
    calls,
    one: once(one),
    post: once(post),
    list: once(list),
    byToken: once(byToken),
    bySkip: once(bySkip),
    stream: once(stream),
  }
}

async function readTimelines(service: RawService): Promise<readonly RawRow[]> {
  const builds = await rawTables['builds']!(service)
  const found: RawRow[] = []
  for (let at = 0; at < builds.length; at += together) {
    const read = builds.slice(at, at + together).map(async ({ payload: build, parent }) => {
      const path = `/${build.project.id}/_apis/build/builds/${build.id}/timeline`
      const records: readonly unknown[] = (await service.one(path))?.records ?? []
      const around = { id: build.id, project_id: build.project.id, project: parent?.['name'] ?? null }
      return records.map((payload): RawRow => ({ payload, parent: around }))
    })
    found.push(...(await Promise.all(read)).flat())
  }
  return found
}
