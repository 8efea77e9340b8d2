import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyEnd, copyRows, copyStart } from '../../src/replica/copy-rows.js'
import { recordsText } from '../../src/replica/value-text.js'
import { elementsOf } from '../../src/tables/json-elements.js'
import type { Row, TableDefinition } from '../../src/tables/table-definition.js'
import { openOwnerSession } from './open-owner-session.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, uuid, workItems } from './sample-tables.js'

let opened: TestReplica
let owner: pg.Client

beforeAll(async () => {
  opened = await openTestReplica()
  owner = await openOwnerSession(opened)
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await opened?.close()
})

/** The rows of a table of their own as texts, each with its number, after they were copied into it. */
async function copied(table: TableDefinition, rows: readonly Row[], first = 0): Promise<unknown[]> {
  const columns = Object.entries(table.columns).map(([name, { type }]) => `"${name}" ${type}`)
  await owner.query(`CREATE TEMP TABLE copied (${columns.join(', ')}, "#" bigint)`)
  try {
    const copy = owner.query(copyFrom('COPY copied FROM STDIN (FORMAT binary)'))
    await pipeline(Readable.from([copyStart, copyRows(table, rows, first), copyEnd]), copy)
    return (await owner.query<{ row: string }>('SELECT c::text AS row FROM copied c ORDER BY "#"')).rows
  } finally {
    await owner.query('DROP TABLE copied')
  }
}

/** The same by the text form of the values. */
async function recorded(table: TableDefinition, rows: readonly Row[]): Promise<unknown[]> {
  const columns = Object.entries(table.columns).map(([name, { type }]) => `"${name}" ${type}`)
  const sql = `SELECT r::text AS row FROM json_to_recordset($1) r (${columns.join(', ')}, "#" bigint) ORDER BY "#"`
  return (await owner.query<{ row: string }>(sql, [recordsText(rows, table)])).rows
}

describe('rows in the binary format of COPY', () => {
  it('are the rows that the text forms of their values make, for every type', async () => {
    const rows = [
      {},
      { id: 0, rev: -1, title: '', tags: [], fields: {} },
      { id: 2147483647, rev: -2147483648, big: Number.MAX_SAFE_INTEGER, points: 0.1, done: true },
      { big: -Number.MAX_SAFE_INTEGER, points: -1e300, done: false, project_id: uuid(7) },
      { big: -4294967296, project_id: uuid(7).toUpperCase(), title: 'tab\t, line\n, \\, "quotes", \\N' },
      {
        title: 'ż – 東京 \u{1F600}',
        tags: ['a', '', 'b"\\', 'NULL', 'ż'],
        fields: { k: [1, 'ä', null, '\\u0000'] },
      },
      { title: 'x'.repeat(100_000), fields: 'text', points: 1e-7 },
      { title: 7, fields: null, tags: 'one' },
    ].map((values) => rowOf(workItems, values))
    expect(await copied(workItems, rows)).toEqual(await recorded(workItems, rows))
  })

  it.each([
    '2026-01-31T08:00:00.123456Z',
    '2000-01-01T00:00:00.000000Z',
    '1999-12-31T23:59:59.999999Z',
    '2024-02-29T12:30:00.000001Z',
    '2100-03-01T00:00:00.000000Z',
    '1600-02-29T00:00:00.100000Z',
    '9998-12-31T23:59:59.999999Z',
    '0044-03-15T12:00:00.000000Z',
  ])('hold the time %s to the microsecond', async (time) => {
    const rows = [rowOf(workItems, { changed_date: time })]
    expect(await copied(workItems, rows)).toEqual(await recorded(workItems, rows))
  })

  it('hold what is told by other values than texts of the service', async () => {
    const rows = [
      { big: 2n ** 63n - 1n, changed_date: new Date('2026-01-31T08:00:00.123Z') },
      { big: -(2n ** 63n), changed_date: new Date('0001-01-01T00:00:00Z') },
      { big: '9007199254740993', changed_date: 'infinity' },
      { big: '-9007199254740993', changed_date: '-infinity' },
    ].map((values) => rowOf(workItems, values))
    expect(await copied(workItems, rows)).toEqual(await recorded(workItems, rows))
  })

  it('hold the JSON that was received, where that is known', async () => {
    const text = String.raw`{"a":1.0,"ü":"\"\\n😀","b":[], "long":12345678901234567890}`
    const answer = `{"value":[{"fields":${text}},{"fields":{"a":1e2}}]}`
    const items = [...elementsOf(Buffer.from(answer), 'value', 'fields')] as { fields: unknown }[]
    const rows = items.map(({ fields }, id) => rowOf(workItems, { id, fields }))
    const copies = JSON.stringify(await copied(workItems, rows))
    expect(copies).toContain('1.0')
    expect(copies).toContain('12345678901234567890')
    expect(copies).toContain('100')
  })

  it('are mended where PostgreSQL could not hold them', async () => {
    const rows = [rowOf(workItems, { title: 'a\0b\ud800', fields: { 'k\0': '\ud800' }, tags: ['c\0'] })]
    expect(JSON.stringify(await copied(workItems, rows))).toMatch(/ab\ufffd.*\{c\}.*k.*\ufffd/)
  })

  it('are numbered from the number given', async () => {
    const rows = [uuid(1), uuid(2)].map((id) => rowOf(projects, { id }))
    const copies = await copied(projects, rows, 5_000_000_000)
    expect(copies).toEqual([{ row: `(${uuid(1)},,,5000000000)` }, { row: `(${uuid(2)},,,5000000001)` }])
  })

  it.each([
    { id: 'one' },
    { id: 2147483648 },
    { id: 1.5 },
    { big: 2 ** 53 },
    { big: 2n ** 63n },
    { big: '1e30' },
    { points: 'many' },
    { done: 'yes' },
    { project_id: '0000' },
    { project_id: 'x0000000-0000-4000-8000-000000000000' },
    { changed_date: 'yesterday' },
    { changed_date: new Date('+010000-01-01T00:00:00Z') },
    { changed_date: new Date(NaN) },
  ])('are refused where a value is none of its type: %o', (values) => {
    const [name] = Object.keys(values)
    const copy = () => copyRows(workItems, [rowOf(workItems, { id: 1 }), rowOf(workItems, values)], 0)
    expect(copy).toThrow(expect.objectContaining({ code: 'SERVICE_ANSWER_INVALID' }))
    expect(copy).toThrow(`A row of work_items does not fit its table: ${name} is no `)
  })
})
