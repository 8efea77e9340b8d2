import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everything } from '../../src/tables/predicate.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'
import { openOwnerSession } from './open-owner-session.js'
import { connectTo, openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, teams, uuid, workItems } from './sample-tables.js'

let opened: TestReplica
let session: pg.Client

beforeAll(async () => {
  opened = await openTestReplica()
  session = await opened.session()
})
afterAll(() => opened.close())

async function texts(sql: string, values: unknown[] = []): Promise<unknown[][]> {
  const result = await session.query<unknown[]>({ text: sql, values, rowMode: 'array' })
  return result.rows
}

async function columnsOf(schema: string, table: string): Promise<unknown[]> {
  const rows = await texts(
    'SELECT column_name::text FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY 1',
    [schema, table],
  )
  return rows.flat()
}

async function put(
  connection: string,
  table: TableDefinition,
  rows: Record<string, unknown>[],
): Promise<void> {
  const reconciliation = await opened.replica.reconcile(connection, table)
  await reconciliation.write(rows.map((row) => rowOf(table, row)))
  await reconciliation.commit(undefined)
}

describe('a connection that is defined', () => {
  it('is a schema with tables, keys, references and comments', async () => {
    await opened.replica.defineConnection('first', sampleTables)
    expect(await columnsOf('first', 'teams')).toEqual(['id', 'name', 'project', 'project_id'])
    expect(
      await texts(
        `SELECT obj_description('first.projects'::regclass), col_description('first.projects'::regclass, 1)`,
      ),
    ).toEqual([['Projects, and their "names".', "The project's id."]])
    expect(
      await texts(
        `SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = 'first.team_members'::regclass AND contype IN ('p', 'f') ORDER BY 1`,
      ),
    ).toEqual(
      [
        [
          'team_members_project_id_fkey',
          'FOREIGN KEY (project_id) REFERENCES first.projects(id) NOT ENFORCED',
        ],
        ['team_members_team_id_fkey', 'FOREIGN KEY (team_id) REFERENCES first.teams(id) NOT ENFORCED'],
        ['team_members_pkey', 'PRIMARY KEY (team_id, member_id)'],
      ].sort(),
    )
  })

  it('can be read by clients and not written', async () => {
    await opened.replica.defineConnection('readable', [projects])
    expect(await texts('SELECT count(*) FROM readable.projects')).toEqual([['0']])
    await expect(texts('DELETE FROM readable.projects')).rejects.toMatchObject({ code: '42501' })
    await expect(texts('CREATE TABLE readable.mine ()')).rejects.toMatchObject({ code: '42501' })
    await expect(texts('SELECT * FROM azdo.session_scopes')).rejects.toMatchObject({ code: '42501' })
  })

  it('is left alone when it is defined again', async () => {
    await opened.replica.defineConnection('again', sampleTables, 'P')
    const state = `SELECT c.relname::text, c.oid::text, c.xmin::text, c.relfilenode::text FROM pg_class c
      WHERE relnamespace = 'again'::regnamespace ORDER BY 1`
    const before = await texts(state)
    await opened.replica.defineConnection('again', sampleTables, 'P')
    expect(await texts(state)).toEqual(before)
  })

  it('may have any name, whatever characters it holds', async () => {
    await opened.replica.defineConnection(`My "org"; DROP TABLE x --'`, [projects])
    expect(await texts(`SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'My%'`)).toEqual([
      [`My "org"; DROP TABLE x --'`],
    ])
    await opened.replica.dropConnection(`My "org"; DROP TABLE x --'`)
  })

  it.each(['azdo', 'public', 'pg_temp', 'information_schema', ''])(
    'cannot be named "%s", which the database uses itself',
    async (name) => {
      await expect(opened.replica.defineConnection(name, [projects])).rejects.toMatchObject({
        code: 'CONNECTION_NAME_INVALID',
      })
    },
  )

  it('keeps its rows when a column is added or dropped', async () => {
    await opened.replica.defineConnection('grows', [projects])
    await put('grows', projects, [{ id: uuid(1), name: 'One' }])
    const { last_update_time: _, ...columns } = projects.columns
    const changed: TableDefinition = {
      ...projects,
      columns: { ...columns, risk: { type: 'text', about: 'A custom field.', from: [] } },
    }
    await opened.replica.defineConnection('grows', [changed])
    expect(await columnsOf('grows', 'projects')).toEqual(['id', 'name', 'risk'])
    expect(await opened.replica.rows('grows', changed, ['name', 'risk'], everything)).toEqual([['One', null]])
  })

  it('loses its rows when the type of a column changes', async () => {
    await opened.replica.defineConnection('retypes', sampleTables)
    await put('retypes', projects, [{ id: uuid(1), name: 'One' }])
    const changed: TableDefinition = {
      ...projects,
      columns: { ...projects.columns, last_update_time: { type: 'text', about: 'As text.', from: [] } },
    }
    await opened.replica.defineConnection('retypes', [changed, teams])
    expect(await opened.replica.count('retypes', changed, everything)).toBe(0)
    expect(await texts(`SELECT to_regclass('retypes.work_items')`)).toEqual([[null]])
    const references = await texts(
      `SELECT count(*)::int FROM pg_constraint WHERE conrelid = 'retypes.teams'::regclass AND contype = 'f'`,
    )
    expect(references).toEqual([[1]])
  })

  it('is built anew when its key changes', async () => {
    await opened.replica.defineConnection('rekeys', [projects, teams])
    const changed: TableDefinition = { ...projects, key: ['name'] }
    await opened.replica.defineConnection('rekeys', [changed, teams])
    expect(
      await texts(`SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'projects_pkey'
        AND connamespace = 'rekeys'::regnamespace`),
    ).toEqual([['PRIMARY KEY (name)']])
  })

  it('keeps JSON and texts as they are, also in a table that compressed them before', async () => {
    const storage = async (): Promise<unknown> =>
      (
        await texts(
          `SELECT attname::text, attstorage::text FROM pg_attribute
           WHERE attrelid = 'stored.work_items'::regclass AND attname IN ('title', 'fields', 'tags') ORDER BY 1`,
        )
      ).map(([name, kind]) => `${String(name)} ${String(kind)}`)
    const fields = { text: 'x'.repeat(5000) }
    const compression = (): Promise<unknown[][]> =>
      texts('SELECT id, pg_column_compression(fields), fields FROM stored.work_items ORDER BY id')
    await opened.replica.defineConnection('stored', sampleTables)
    expect(await storage()).toEqual(['fields e', 'tags x', 'title e'])
    const owner = await openOwnerSession(opened)
    await owner.query('ALTER TABLE stored.work_items ALTER COLUMN fields SET STORAGE EXTENDED')
    await owner.end()
    await put('stored', workItems, [{ id: 1, fields }])
    await opened.replica.defineConnection('stored', sampleTables)
    expect(await storage()).toEqual(['fields e', 'tags x', 'title e'])
    await put('stored', workItems, [{ id: 2, fields }])
    expect(await compression()).toEqual([
      [1, 'pglz', fields],
      [2, null, fields],
    ])
  })

  it('spares the views of users: a column they use stays, and one that must change is refused', async () => {
    await opened.replica.defineConnection('viewed', [projects])
    await session.query('CREATE VIEW public.latest AS SELECT last_update_time FROM viewed.projects')
    const { last_update_time: _, ...columns } = projects.columns
    await opened.replica.defineConnection('viewed', [{ ...projects, columns }])
    expect(await texts('SELECT * FROM public.latest')).toEqual([])
    const changed: TableDefinition = {
      ...projects,
      columns: { ...columns, last_update_time: { type: 'text', about: 'As text.', from: [] } },
    }
    await expect(opened.replica.defineConnection('viewed', [changed])).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      hint: expect.stringContaining('Drop the views'),
    })
    await session.query('DROP VIEW public.latest')
    await opened.replica.defineConnection('viewed', [changed])
  })

  it('is defined once when several define it at the same time', async () => {
    await Promise.all(
      Array.from({ length: 6 }, () => opened.replica.defineConnection('raced', sampleTables, 'P')),
    )
    expect(await texts(`SELECT count(*)::int FROM pg_tables WHERE schemaname = 'raced'`)).toEqual([[4]])
  })

  it('does not wait for ever behind a reader, and is done when the reader is', async () => {
    await opened.replica.defineConnection('busy', [projects])
    await session.query('BEGIN')
    await session.query('SELECT * FROM busy.projects')
    const changing = opened.replica.defineConnection('busy', [
      { ...projects, columns: { ...projects.columns, more: { type: 'text', about: 'More.', from: [] } } },
    ])
    const other = await opened.session()
    // Queued behind the waiting change, and served once the change has let go.
    await other.query('SELECT * FROM busy.projects')
    await session.query('COMMIT')
    await changing
    expect(await columnsOf('busy', 'projects')).toContain('more')
  })
})

describe('the default connection', () => {
  it('is on the search path of new sessions', async () => {
    await opened.replica.defineConnection('preferred', [projects])
    await opened.replica.setDefaultConnection('preferred')
    const client = await connectTo(opened.replica)
    try {
      await client.query('SELECT * FROM projects')
      await client.query('CREATE VIEW public.own AS SELECT * FROM projects')
      await client.query('DROP VIEW own')
    } finally {
      await client.end()
    }
    await opened.replica.setDefaultConnection(undefined)
    const later = await connectTo(opened.replica)
    try {
      await expect(later.query('SELECT * FROM projects')).rejects.toMatchObject({ code: '42P01' })
    } finally {
      await later.end()
    }
  })
})

describe('a connection that is dropped', () => {
  it('leaves nothing, and may be dropped twice', async () => {
    await opened.replica.defineConnection('short', sampleTables, 'P')
    await opened.replica.dropConnection('short')
    await opened.replica.dropConnection('short')
    expect(await texts(`SELECT to_regnamespace('short')`)).toEqual([[null]])
  })
})
