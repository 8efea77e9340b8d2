import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Shadow } from '../../src/replica/replica.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { sampleTables } from './sample-tables.js'

let opened: TestReplica
let shadow: Shadow

beforeAll(async () => {
  opened = await openTestReplica()
  await opened.replica.defineConnection('main', sampleTables)
})
beforeEach(async () => {
  shadow = await opened.replica.openShadow()
})
afterEach(() => shadow.close())
afterAll(() => opened.close())

async function filter(
  sql: string,
  parameters?: Parameters<Shadow['explain']>[1],
): Promise<string | undefined> {
  const [{ Plan }] = (await shadow.explain(sql, parameters)) as [{ Plan: { Filter?: string } }]
  return Plan.Filter
}

const int4 = 23

describe('a plan', () => {
  it('has every condition in its filter, though the key has an index', async () => {
    expect(await filter('SELECT * FROM main.work_items WHERE id = 5')).toBe('(work_items.id = 5)')
  })

  it('has the parameters of the client in it, text and binary, typed and open', async () => {
    const sql = 'SELECT * FROM main.work_items WHERE id = $1 AND title = $2 AND rev = $3'
    const found = await filter(sql, {
      types: [int4],
      formats: [1, 0, 1],
      values: [Buffer.from([0, 0, 1, 0]), Buffer.from("it's"), Buffer.from([0, 0, 0, 2])],
    })
    expect(found).toBe(
      "((work_items.id = 256) AND (work_items.title = 'it''s'::text) AND (work_items.rev = 2))",
    )
  })

  it('takes one format for all parameters, and null', async () => {
    const found = await filter(
      'SELECT * FROM main.work_items WHERE id = ANY ($1) AND title IS DISTINCT FROM $2',
      {
        types: [0, 0],
        formats: [0],
        values: [Buffer.from('{1,2}'), null],
      },
    )
    expect(found).toBe(
      "((work_items.id = ANY ('{1,2}'::integer[])) AND (work_items.title IS DISTINCT FROM NULL::text))",
    )
  })

  it('fails with the error of PostgreSQL, and the next one is made all the same', async () => {
    await expect(shadow.explain('SELECT * FROM main.nowhere')).rejects.toMatchObject({
      code: '42P01',
      position: '57',
    })
    await expect(shadow.explain('SELECT 1; DROP TABLE main.projects')).rejects.toMatchObject({
      code: '42601',
    })
    await expect(
      shadow.explain('SELECT $1::int', { types: [], formats: [], values: [Buffer.from('x')] }),
    ).rejects.toMatchObject({ code: '22P02' })
    expect(await filter('SELECT * FROM main.projects')).toBeUndefined()
  })

  it('is made by the client role, which may not write or look behind', async () => {
    expect(
      await shadow.evaluate(['current_user', 'session_user', "current_setting('is_superuser')"]),
    ).toEqual(['azdo', 'azdo', 'off'])
    await expect(shadow.explain('SELECT * FROM azdo.settled')).rejects.toMatchObject({ code: '42501' })
    const client = await opened.session()
    await client.query(
      `CREATE FUNCTION public.planned_by() RETURNS text LANGUAGE plpgsql IMMUTABLE
       AS $$ BEGIN RETURN current_user || ', read only ' || current_setting('transaction_read_only'); END $$`,
    )
    expect(await filter('SELECT * FROM main.work_items WHERE title = public.planned_by()')).toBe(
      "(work_items.title = 'azdo, read only on'::text)",
    )
    await client.query('DROP FUNCTION public.planned_by()')
  })

  it('is made one after the other when several are asked for at once', async () => {
    const filters = await Promise.all(
      Array.from({ length: 20 }, (_, i) => filter(`SELECT * FROM main.work_items WHERE id = ${i}`)),
    )
    expect(filters).toEqual(Array.from({ length: 20 }, (_, i) => `(work_items.id = ${i})`))
  })
})

describe('the settings of a client', () => {
  it('hold for the plans and values that follow', async () => {
    await shadow.apply({ search_path: 'main, public', TimeZone: 'Asia/Tokyo' })
    expect(await filter('SELECT * FROM work_items WHERE id = 1')).toBe('(work_items.id = 1)')
    expect(await shadow.evaluate(["'2026-01-01T00:00:00Z'::timestamptz"])).toEqual(['2026-01-01 09:00:00+09'])
    await shadow.apply({ search_path: 'main, public', TimeZone: 'UTC' })
    expect(await shadow.evaluate(["'2026-01-01T00:00:00Z'::timestamptz"])).toEqual(['2026-01-01 00:00:00+00'])
  })

  it('are taken all or none', async () => {
    await expect(shadow.apply({ search_path: 'main', TimeZone: 'Nowhere/At-all' })).rejects.toMatchObject({
      code: '22023',
    })
    await expect(shadow.explain('SELECT * FROM work_items')).rejects.toMatchObject({ code: '42P01' })
    await shadow.apply({ search_path: 'main' })
    await shadow.explain('SELECT * FROM work_items')
  })
})

describe('the value of an expression', () => {
  it('is its text, and null where it is null', async () => {
    expect(await shadow.evaluate(['1 + 1', "'a' || 'b'", 'NULL::int', 'true', "ARRAY['a','b c']"])).toEqual([
      '2',
      'ab',
      null,
      'true',
      '{a,"b c"}',
    ])
    expect(await shadow.evaluate([])).toEqual([])
  })

  it('is null where it fails, and the others have theirs', async () => {
    expect(await shadow.evaluate(['1', '1 / 0', 'no_such_function()', "'x' -- comment", '(', '2'])).toEqual([
      '1',
      null,
      null,
      'x',
      null,
      '2',
    ])
  })
})
