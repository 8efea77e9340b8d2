import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tablesWith } from '../../src/tables/catalog.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'
import { expectedRows, sortedRows, type JsonRow } from './expected-rows.js'
import { rawService, type RawService } from './raw-service.js'
import { rawTables, type RawRow } from './raw-tables.js'
import { settleSandbox } from './settled-sandbox.js'
import { startSystem, type System } from './system.js'

/** Columns that nothing in the sandbox fills; the tests of their tables show where they stand. */
const neverFilled: readonly string[] = [
  'projects.abbreviation',
  'projects.default_team_image_url',
  'branches.locked_by',
  'branches.locked_by_unique_name',
  'branches.locked_by_id',
  'pull_requests.merge_failure_type',
  'pull_requests.merge_failure_message',
  'pull_requests.fork_source',
  'builds.last_changed_by_unique_name',
  'builds.queue_position',
  'groups.mail_address',
  'test_runs.substate',
  'test_runs.release_id',
  'test_runs.due_date',
]

describe('every table', () => {
  let system: System
  let client: pg.Client
  let service: RawService
  let tables: readonly TableDefinition[]

  beforeAll(async () => {
    system = await startSystem({ projects: 3, workItems: 300 })
    await settleSandbox(system.sandbox.info)
    client = await system.client()
    service = rawService(system.sandbox.info)
    tables = tablesWith(await service.list('/_apis/wit/fields'))
  })
  afterAll(() => system?.close())

  const tableNamed = (name: string) => tables.find((table) => table.name === name)!

  /** Rows of a statement, and the calls it took. */
  const read = async (sql: string, values?: unknown[]) => {
    const before = (await system.requests()).length
    const { rows } = await client.query<{ row: string }>({ text: sql, values: values ?? [] })
    const calls = (await system.requests()).slice(before)
    return { rows: rows.map(({ row }) => JSON.parse(row) as JsonRow), calls }
  }

  it.each(Object.keys(rawTables))(
    '%s, whole: every row and value, in as many calls as a plain client',
    async (name) => {
      const table = tableNamed(name)
      const before = service.calls()
      const raw = await rawTables[name]!(service)
      const plain = service.calls() - before
      const { rows, calls } = await read(`select row_to_json(t)::text as row from ${name} t`)
      expect(rows.length).toBeGreaterThan(0)
      expect(sortedRows(table, rows)).toEqual(sortedRows(table, expectedRows(table, raw)))
      expect(calls.length).toBe(plain)
      expect(unfilled(table, rows)).toEqual(neverFilled.filter((column) => column.startsWith(`${name}.`)))
    },
  )

  it('build_timeline_records of builds in every state; one whose pipeline could not be read has none', async () => {
    const table = tableNamed('build_timeline_records')
    const builds = (
      await client.query<Record<'id' | 'project_id' | 'project' | 'state', string>>(
        `select id::text, project_id, project, status || coalesce(result, '') ||
         case when jsonb_array_length(validation_results) > 0 then ' unread' else '' end as state
       from builds order by id`,
      )
    ).rows
    const states = new Set(builds.map(({ state }) => state))
    const wanted = [...states].flatMap((state) => builds.filter((build) => build.state === state).slice(-3))
    expect([...states].join()).toMatch(/unread/)
    expect(states.size).toBeGreaterThan(5)
    const raw: RawRow[] = []
    for (const { id, project_id, project } of wanted) {
      const timeline = await service.one(`/${project_id}/_apis/build/builds/${id}/timeline`)
      for (const payload of timeline?.records ?? [])
        raw.push({ payload, parent: { id, project_id, project } })
    }
    const { rows, calls } = await read(
      'select row_to_json(t)::text as row from build_timeline_records t where build_id = any ($1)',
      [wanted.map(({ id }) => Number(id))],
    )
    expect(sortedRows(table, rows)).toEqual(sortedRows(table, expectedRows(table, raw)))
    expect(calls.length).toBe(1 + 3 + wanted.length)
  })
})

/** Columns without a value in any row: their place in the payload would be wrong. */
function unfilled(table: TableDefinition, rows: readonly JsonRow[]): readonly string[] {
  return Object.keys(table.columns)
    .filter((column) => rows.every((row) => row[column] === null))
    .map((column) => `${table.name}.${column}`)
}
