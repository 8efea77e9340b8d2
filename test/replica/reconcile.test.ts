import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everything, or, type Predicate } from '../../src/tables/predicate.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, teamMembers, teams, uuid, workItems } from './sample-tables.js'

let opened: TestReplica

beforeAll(async () => {
  opened = await openTestReplica()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.replica.dropConnection('main')
  await opened.replica.defineConnection('main', sampleTables)
})

type Item = Record<string, unknown>

async function fetchItems(items: Item[], gone: Predicate | unknown[][] | undefined): Promise<void> {
  const reconciliation = await opened.replica.reconcile('main', workItems)
  await reconciliation.write(items.map((item) => rowOf(workItems, item)))
  await reconciliation.commit(gone)
}

async function items(
  columns: string[] = ['id', 'title'],
  predicate: Predicate = everything,
): Promise<unknown[][]> {
  return opened.replica.rows('main', workItems, columns, predicate)
}

const titled = (title: string): Predicate => ({ kind: 'compare', column: 'title', op: '=', value: title })

describe('a reconciliation', () => {
  it('shows nothing before it is committed and nothing of what is aborted', async () => {
    const reconciliation = await opened.replica.reconcile('main', workItems)
    await reconciliation.write([rowOf(workItems, { id: 1, title: 'a' })])
    expect(await items()).toEqual([])
    await reconciliation.abort()
    await reconciliation.abort()
    expect(await items()).toEqual([])
    await expect(reconciliation.write([])).rejects.toThrow()
  })

  it('adds, changes and keeps rows', async () => {
    await fetchItems(
      [
        { id: 1, rev: 1, title: 'a' },
        { id: 2, rev: 1, title: 'b' },
      ],
      undefined,
    )
    await fetchItems(
      [
        { id: 2, rev: 2, title: 'B' },
        { id: 3, rev: 1, title: 'c' },
      ],
      undefined,
    )
    expect(await items()).toEqual([
      ['1', 'a'],
      ['2', 'B'],
      ['3', 'c'],
    ])
  })

  it('removes rows that satisfy the predicate and were not written, and no others', async () => {
    await fetchItems(
      [{ id: 1, title: 'x' }, { id: 2, title: 'x' }, { id: 3, title: 'y' }, { id: 4 }],
      undefined,
    )
    await fetchItems([{ id: 2, title: 'x' }], titled('x'))
    expect(await items(['id'])).toEqual([['2'], ['3'], ['4']])
  })

  it('removes rows by key, unless they were written', async () => {
    await fetchItems([{ id: 1 }, { id: 2 }, { id: 3 }], undefined)
    await fetchItems([{ id: 2, title: 'kept' }], [[1], ['2'], [99]])
    expect(await items(['id'])).toEqual([['2'], ['3']])
    const members = await opened.replica.reconcile('main', teamMembers)
    await members.write([
      rowOf(teamMembers, { team_id: uuid(1), member_id: 'a' }),
      rowOf(teamMembers, { team_id: uuid(1), member_id: 'b' }),
      rowOf(teamMembers, { team_id: uuid(2), member_id: 'a' }),
    ])
    await members.commit(undefined)
    const again = await opened.replica.reconcile('main', teamMembers)
    await again.commit([[uuid(1), 'a']])
    expect(await opened.replica.rows('main', teamMembers, ['team_id', 'member_id'], everything)).toEqual([
      [uuid(1), 'b'],
      [uuid(2), 'a'],
    ])
  })

  it('tells which held rows are missing', async () => {
    await fetchItems(
      [
        { id: 1, title: 'x' },
        { id: 2, title: 'x' },
        { id: 3, title: 'y' },
      ],
      undefined,
    )
    const reconciliation = await opened.replica.reconcile('main', workItems)
    await reconciliation.write([rowOf(workItems, { id: 1, title: 'x' })])
    expect(await reconciliation.missing(titled('x'))).toEqual([['2']])
    await reconciliation.write([rowOf(workItems, { id: 2, title: 'z' })])
    expect(await reconciliation.missing(titled('x'))).toEqual([])
    await reconciliation.commit([])
    expect(await items()).toEqual([
      ['1', 'x'],
      ['2', 'z'],
      ['3', 'y'],
    ])
  })

  it('takes the highest revision of several rows of one key, else the last', async () => {
    await fetchItems(
      [
        { id: 1, rev: 2, title: 'newest' },
        { id: 1, rev: 1, title: 'older' },
        { id: 2, title: 'a' },
        { id: 2, title: 'b' },
      ],
      undefined,
    )
    expect(await items()).toEqual([
      ['1', 'newest'],
      ['2', 'b'],
    ])
  })

  it('takes what the service says now, even when its revision is lower than the one held', async () => {
    await fetchItems([{ id: 1, rev: 9, title: 'of another organization' }], undefined)
    await fetchItems([{ id: 1, rev: 1, title: 'now' }], undefined)
    expect(await items()).toEqual([['1', 'now']])
  })

  it('does not touch a row that is equal', async () => {
    const item = {
      id: 1,
      rev: 1,
      title: 'a',
      tags: ['x'],
      fields: { a: [1, null] },
      changed_date: '2026-01-31T08:00:00.12Z',
    }
    await fetchItems([item], undefined)
    const session = await opened.session()
    const version = async (): Promise<unknown> =>
      (await session.query('SELECT xmin::text, ctid::text FROM main.work_items')).rows
    const before = await version()
    await fetchItems([item], everything)
    expect(await version()).toEqual(before)
    await session.end()
  })

  it('leaves what refers to a row that is gone to the reads of its own table, which may be newer', async () => {
    const put = async (table: typeof projects, rows: Item[]): Promise<void> => {
      const reconciliation = await opened.replica.reconcile('main', table)
      await reconciliation.write(rows.map((row) => rowOf(table, row)))
      await reconciliation.commit(undefined)
    }
    await put(projects, [
      { id: uuid(1), name: 'One' },
      { id: uuid(2), name: 'Two' },
    ])
    await put(teams, [
      { id: uuid(11), project_id: uuid(1) },
      { id: uuid(12), project_id: uuid(2) },
    ])
    await put(teamMembers, [
      { team_id: uuid(11), member_id: 'a' },
      { team_id: uuid(12), member_id: 'b' },
    ])
    await put(workItems, [
      { id: 1, project_id: uuid(1) },
      { id: 2, project_id: uuid(2), parent_id: 1 },
    ])
    const gone = await opened.replica.reconcile('main', projects)
    await gone.write([rowOf(projects, { id: uuid(2), name: 'Two' })])
    await gone.commit(everything)
    expect(await opened.replica.rows('main', teams, ['id'], everything)).toEqual([[uuid(11)], [uuid(12)]])
    expect(await opened.replica.rows('main', teamMembers, ['member_id'], everything)).toEqual([['a'], ['b']])
    expect(await items(['id', 'parent_id'])).toEqual([
      ['1', null],
      ['2', '1'],
    ])
  })

  it('says which table a value does not fit, and leaves the table as it was', async () => {
    await fetchItems([{ id: 1, title: 'a' }], undefined)
    const reconciliation = await opened.replica.reconcile('main', workItems)
    const write = reconciliation.write([rowOf(workItems, { id: 2, rev: 'many' })])
    await expect(write).rejects.toMatchObject({
      code: 'SERVICE_ANSWER_INVALID',
      message: expect.stringContaining('work_items'),
    })
    await reconciliation.abort()
    expect(await items()).toEqual([['1', 'a']])
  })

  it('says which table a value does not fit among rows that are copied in the background', async () => {
    const reconciliation = await opened.replica.reconcile('main', workItems)
    const page = (first: number): unknown[][] =>
      Array.from({ length: 200 }, (_, i) =>
        rowOf(workItems, { id: first + i, rev: i === 7 ? 'many' : 1, title: 'x'.repeat(5000) }),
      )
    const writing = async (): Promise<void> => {
      for (let first = 0; first < 4000; first += 200) await reconciliation.write(page(first))
      await reconciliation.commit(everything)
    }
    await expect(writing()).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
    await reconciliation.abort()
    expect(await items()).toEqual([])
  })

  it('takes more rows than it keeps in memory, from calls that overlap', async () => {
    const reconciliation = await opened.replica.reconcile('main', workItems)
    const text = 'x'.repeat(1000)
    await Promise.all(
      Array.from({ length: 60 }, (_, page) =>
        reconciliation.write(
          Array.from({ length: 200 }, (_, i) => rowOf(workItems, { id: page * 200 + i, title: text })),
        ),
      ),
    )
    expect(await reconciliation.missing(everything)).toEqual([])
    await reconciliation.commit(everything)
    expect(await opened.replica.count('main', workItems, everything)).toBe(12_000)
  })

  it('holds no database connection while it waits for the service', async () => {
    const waiting = await Promise.all(
      Array.from({ length: 40 }, () => opened.replica.reconcile('main', workItems)),
    )
    for (const [i, reconciliation] of waiting.entries())
      await reconciliation.write([rowOf(workItems, { id: i })])
    expect(await items()).toEqual([])
    await Promise.all(waiting.map((reconciliation) => reconciliation.commit(undefined)))
    expect(await opened.replica.count('main', workItems, everything)).toBe(40)
  })

  it('does not block another one of the same rows', async () => {
    const ids = Array.from({ length: 300 }, (_, i) => i)
    await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const order = n % 2 ? ids : [...ids].reverse()
        await fetchItems(
          order.map((id) => ({ id, rev: 1, title: `by ${n}` })),
          everything,
        )
      }),
    )
    expect(await opened.replica.count('main', workItems, everything)).toBe(300)
  })
})

describe('a value', () => {
  it('comes back from every type of column as it was given', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((s) => s.replaceAll('\0', ''))
    const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })
    const row = fc.record({
      title: fc.option(text),
      big: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      points: fc.option(fc.double({ noDefaultInfinity: false })),
      done: fc.option(fc.boolean()),
      changed_date: fc.option(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T00:00:00Z'),
          noInvalidDate: true,
        }),
      ),
      tags: fc.option(fc.array(text, { maxLength: 4 })),
      fields: fc.option(json),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await fetchItems(
          rows.map((values, id) => ({ id, ...values })),
          everything,
        )
        const found = await items(['title', 'big', 'points', 'done', 'changed_date', 'tags', 'fields'])
        const session = await opened.session()
        const { rows: typed } = await session.query<{ tags: unknown; fields: unknown }>(
          'SELECT tags, fields FROM main.work_items ORDER BY id',
        )
        await session.end()
        expect(found).toHaveLength(rows.length)
        for (const [i, given] of rows.entries()) {
          const [title, big, points, done, changed] = found[i]!
          expect(title).toBe(given.title)
          expect(big).toBe(given.big === null ? null : String(given.big))
          expect(points === null ? null : Number(points)).toEqual(given.points === 0 ? 0 : given.points)
          expect(done).toBe(given.done === null ? null : String(given.done))
          expect(changed).toBe(
            given.changed_date === null ? null : given.changed_date.toISOString().replace('Z', '000Z'),
          )
          expect(typed[i]!.tags).toEqual(given.tags)
          expect(typed[i]!.fields).toEqual(JSON.parse(withoutNul(given.fields)))
        }
      }),
      { numRuns: 15 },
    )
  })

  it('is the same whether few rows are written or many', async () => {
    const odd = [
      { id: 1, title: 'a\tb\nc\rd\\e\\N', tags: ['x,y', '{"', '', 'NULL'], fields: { k: '\\u0000 \ud800' } },
      { id: 2, title: '', points: Infinity, big: 2n ** 63n - 1n, tags: [], fields: 'text' },
      { id: 3, title: { a: 1 }, points: -0, done: true, changed_date: new Date(0), fields: [1.5, null] },
    ]
    const columns = Object.keys(workItems.columns)
    await fetchItems(odd, everything)
    const few = await items(columns)
    const session = await opened.session()
    const versions = async (): Promise<unknown> =>
      (await session.query('SELECT xmin::text FROM main.work_items WHERE id <= 3 ORDER BY id')).rows
    const before = await versions()
    await fetchItems([...odd, { id: 4, title: 'x'.repeat(1_000_000) }], everything)
    expect((await items(columns)).slice(0, 3)).toEqual(few)
    expect(await versions()).toEqual(before)
    await session.end()
  })

  it('is found again by the text that it is given back as', async () => {
    const item = {
      id: 1,
      points: 0.1,
      done: false,
      changed_date: '2026-01-31T08:00:00.123456Z',
      tags: ['a', 'b'],
    }
    await fetchItems([item, { id: 2, changed_date: 'infinity' }], undefined)
    for (const column of ['id', 'points', 'done', 'changed_date', 'tags']) {
      const [[value]] = (await items([column])) as [[string]]
      const same: Predicate = { kind: 'compare', column, op: '=', value }
      expect(await items(['id'], same)).toEqual([['1']])
      expect(await items(['id'], { kind: 'in', column, values: [value] })).toEqual([['1']])
    }
    const late: Predicate = {
      kind: 'compare',
      column: 'changed_date',
      op: '>',
      value: '9999-01-01T00:00:00Z',
    }
    expect(await items(['id', 'changed_date'], late)).toEqual([['2', 'infinity']])
    expect(await items(['id'], or({ kind: 'overlaps', column: 'tags', values: ['b', 'c'] }))).toEqual([['1']])
    expect(await opened.replica.rows('main', workItems, ['id'], everything, 1)).toEqual([['1']])
  })
})

/** JSON without U+0000 and without lone surrogates, neither of which PostgreSQL can hold, and without a negative zero. */
function withoutNul(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return mended(part)
    if (part !== null && typeof part === 'object' && !Array.isArray(part))
      return Object.fromEntries(Object.entries(part).map(([key, held]) => [mended(key), held]))
    return part
  })
}

function mended(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString()
}
