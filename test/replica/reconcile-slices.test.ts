import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyRows } from '../../src/replica/copy-rows.js'
import type { Reconciliation } from '../../src/replica/replica.js'
import { everything, type Predicate } from '../../src/tables/predicate.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'
import { openOwnerSession } from './open-owner-session.js'
import { openTestReplica, type TestReplica } from './open-test-replica.js'
import { projects, rowOf, sampleTables, teamMembers, teams, uuid, workItems } from './sample-tables.js'

type Values = Record<string, unknown>

let opened: TestReplica
let owner: pg.Client

beforeAll(async () => {
  opened = await openTestReplica()
  owner = await openOwnerSession(opened)
})
afterAll(async () => {
  await owner.end()
  await opened.close()
})
beforeEach(async () => {
  await opened.replica.dropConnection('main')
  await opened.replica.defineConnection('main', sampleTables)
})

const begin = (): Promise<Reconciliation> => opened.replica.reconcile('main', workItems)
/** Satisfied by the rows of a test, not by those that only fill a slice. */
const own: Predicate = { kind: 'compare', column: 'id', op: '<', value: '1000' }
const none: Predicate = { kind: 'or', of: [] }
/** As much of one column as makes a slice together with those of 15 other rows. */
const long = 'x'.repeat(1_100_000)

/** Rows of work items, and so many behind them that they are a slice. */
function sliceOf(items: readonly Values[]): unknown[][] {
  const filling = Array.from({ length: 16 }, (_, i) => ({ id: 1000 + i, points: 0, title: long }))
  return [...items, ...filling].map((values) => rowOf(workItems, values))
}

/** Writes rows as a slice of their own, and waits until it is merged. */
async function writeSlice(reconciliation: Reconciliation, items: readonly Values[]): Promise<void> {
  await reconciliation.write(sliceOf(items))
  await reconciliation.missing(none)
}

/** The same, the first row with the given number. */
async function writeNumbered(reconciliation: Reconciliation, first: number, item: Values): Promise<void> {
  const rows = sliceOf([item])
  await reconciliation.writeEncoded(copyRows(workItems, rows, first), rows.length)
  await reconciliation.missing(none)
}

async function writeFew(reconciliation: Reconciliation, items: readonly Values[]): Promise<void> {
  await reconciliation.write(items.map((values) => rowOf(workItems, values)))
}

async function hold(items: readonly Values[]): Promise<void> {
  const reconciliation = await begin()
  await writeFew(reconciliation, items)
  await reconciliation.commit(undefined)
}

async function held(columns: string[] = ['id', 'title']): Promise<unknown[][]> {
  return opened.replica.rows('main', workItems, columns, own)
}

async function tablesOfFetches(): Promise<number> {
  const { rowCount } = await owner.query(
    `SELECT FROM pg_class WHERE relnamespace = 'azdo'::regnamespace AND relname ~ '^staged_' AND relkind = 'r'`,
  )
  return rowCount!
}

describe('a slice of a large read', () => {
  it('is visible before the commit, what is left only after it', async () => {
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, title: 'a' }])
    await writeFew(reconciliation, [{ id: 2, title: 'b' }])
    expect(await reconciliation.missing(own)).toEqual([])
    expect(await held()).toEqual([['1', 'a']])
    await writeSlice(reconciliation, [{ id: 3, title: 'c' }])
    expect(await held(['id'])).toEqual([['1'], ['2'], ['3']])
    await writeFew(reconciliation, [{ id: 4, title: 'd' }])
    await reconciliation.commit(everything)
    expect(await held(['id'])).toEqual([['1'], ['2'], ['3'], ['4']])
    expect(await opened.replica.count('main', workItems, everything)).toBe(20)
    expect(await tablesOfFetches()).toBe(0)
  })

  it('stays when the read is given up, and no coverage tells of it', async () => {
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, title: 'a' }])
    await writeFew(reconciliation, [{ id: 2, title: 'b' }])
    await reconciliation.abort()
    expect(await held()).toEqual([['1', 'a']])
    expect(await opened.replica.coverages('main', workItems)).toEqual([])
    expect(await tablesOfFetches()).toBe(0)
  })

  it('is the last one when the rows are all in slices', async () => {
    await hold([{ id: 5, title: 'gone' }])
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, title: 'a' }])
    await reconciliation.commit(everything, { predicate: everything, replaced: [] })
    expect(await held()).toEqual([['1', 'a']])
    expect(await opened.replica.coverages('main', workItems)).toHaveLength(1)
  })

  it('may come from calls that overlap, of several reads at once', async () => {
    await Promise.all(
      [1, 2, 3].map(async (n) => {
        const reconciliation = await begin()
        await Promise.all([1, 2, 3, 4].map((id) => reconciliation.write(sliceOf([{ id, rev: n }]))))
        await reconciliation.commit(everything)
      }),
    )
    expect(await held(['id', 'rev'])).toEqual([
      ['1', '3'],
      ['2', '3'],
      ['3', '3'],
      ['4', '3'],
    ])
  })

  it('fails the read when one of its rows does not fit', async () => {
    const reconciliation = await begin()
    await reconciliation.write(sliceOf([{ title: 'no id' }]))
    await expect(reconciliation.commit(everything)).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
    expect(await opened.replica.count('main', workItems, everything)).toBe(0)
    expect(await tablesOfFetches()).toBe(0)
  })

  it('fails the read when the table is emptied behind it', async () => {
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, title: 'a' }])
    await owner.query('TRUNCATE main.work_items')
    await writeFew(reconciliation, [{ id: 2, title: 'b' }])
    await expect(reconciliation.commit(everything)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('emptied'),
    })
    expect(await held()).toEqual([])
  })
})

describe('of two fetches that overlap, a slice', () => {
  it('of the earlier one does not overwrite what the later one has settled', async () => {
    const earlier = await begin()
    const later = await begin()
    await writeFew(later, [{ id: 1, title: 'new' }])
    await later.commit(own, { predicate: own, replaced: [] })
    const verified = async (): Promise<string> => {
      const time = `to_char(verified, 'YYYY-MM-DD HH24:MI:SS.US')`
      const { rows } = await owner.query<{ at: string }>(`SELECT ${time} AS at FROM azdo.coverage`)
      return rows[0]!.at
    }
    const before = await verified()
    await writeSlice(earlier, [
      { id: 1, title: 'old' },
      { id: 2, title: 'gone meanwhile' },
    ])
    expect(await held()).toEqual([['1', 'new']])
    expect((await verified()) < before).toBe(true)
    await earlier.commit(everything)
    expect(await held()).toEqual([['1', 'new']])
  })

  it('of the later one is not overwritten by the earlier one, nor removed', async () => {
    const earlier = await begin()
    const later = await begin()
    await writeSlice(later, [
      { id: 1, title: 'new' },
      { id: 2, title: 'made meanwhile' },
    ])
    await writeFew(earlier, [{ id: 1, title: 'old' }])
    expect(await earlier.missing(own)).toEqual([])
    await earlier.commit(everything)
    const both = [
      ['1', 'new'],
      ['2', 'made meanwhile'],
    ]
    expect(await held()).toEqual(both)
    await later.abort()
    expect(await held()).toEqual(both)
  })

  it('of the later one is not overwritten by a slice of the earlier one', async () => {
    const earlier = await begin()
    const later = await begin()
    await writeSlice(later, [{ id: 1, title: 'new' }])
    await writeSlice(earlier, [
      { id: 1, title: 'old' },
      { id: 2, title: 'of the earlier one' },
    ])
    await Promise.all([earlier.commit(everything), later.commit(undefined)])
    expect(await held()).toEqual([
      ['1', 'new'],
      ['2', 'of the earlier one'],
    ])
  })

  it('of the earlier one is removed by the later one when the service no longer has its rows', async () => {
    const earlier = await begin()
    const later = await begin()
    await writeSlice(earlier, [{ id: 1, title: 'gone' }])
    expect(await later.missing(own)).toEqual([['1']])
    await later.commit(own)
    expect(await held()).toEqual([])
    await earlier.commit(everything)
    expect(await held()).toEqual([])
  })
})

describe('rows in several slices', () => {
  const ofPoints: Predicate = { kind: 'compare', column: 'points', op: '=', value: '0' }

  it('are all known to what asks for missing and failing ones, and to the deletion', async () => {
    await hold([1, 2, 3, 4, 5].map((id) => ({ id, points: 0 })))
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, points: 0 }])
    await writeSlice(reconciliation, [{ id: 2, points: 7 }, { id: 6 }])
    await writeFew(reconciliation, [
      { id: 3, points: 0 },
      { id: 7, points: 8 },
    ])
    expect((await reconciliation.missing(ofPoints)).sort()).toEqual([['4'], ['5']])
    expect((await reconciliation.failing(ofPoints, 9)).sort()).toEqual([['2'], ['6'], ['7']])
    expect(await reconciliation.failing(ofPoints, 2)).toHaveLength(2)
    await reconciliation.commit(ofPoints)
    expect(await held(['id'])).toEqual([['1'], ['2'], ['3'], ['6'], ['7']])
  })

  it('fail a predicate as they are held, once a later fetch has changed them', async () => {
    const earlier = await begin()
    await writeSlice(earlier, [{ id: 1, points: 7 }, { id: 2, points: 0 }, { id: 3 }])
    const later = await begin()
    await writeFew(later, [
      { id: 1, points: 0 },
      { id: 2, points: 7 },
    ])
    await later.commit([[3]])
    expect(await earlier.failing(ofPoints, 9)).toEqual([['2']])
    await earlier.abort()
  })

  it('are not removed by their keys', async () => {
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, title: 'a' }])
    await reconciliation.commit([[1], [2]])
    expect(await held()).toEqual([['1', 'a']])
  })

  it('are forgotten as rows that were read of their parents, and no others', async () => {
    const table: TableDefinition = {
      ...teamMembers,
      parent: { table: 'teams', bind: { team_id: 'id' }, match: 'team_id', settled: { mark: ['name'] } },
    }
    await opened.replica.defineConnection('main', [projects, teams, table, workItems])
    const member = (team: number, id: string): unknown[] =>
      rowOf(table, { team_id: uuid(team), member_id: id, admin: false })
    const marks = new Map([1, 2].map((team) => [uuid(team), 'mark']))
    const before = await opened.replica.reconcile('main', table)
    await before.write([member(1, 'a'), member(2, 'a')])
    await before.commit(everything, undefined, undefined, { read: [], marks })
    const known = () => opened.replica.parentsRead('main', table).marks([uuid(1), uuid(2)])
    expect(await known()).toEqual(marks)
    const reading = await opened.replica.reconcile('main', table)
    const filling = Array.from({ length: 17_000 }, (_, i) => member(3, `${i} ${'y'.repeat(1000)}`))
    await reading.write([member(1, 'a'), ...filling])
    await reading.missing(none)
    await reading.abort()
    expect(await known()).toEqual(new Map([[uuid(2), 'mark']]))
  })
})

describe('of rows with one key in several slices', () => {
  const title = async (): Promise<unknown> => (await held(['title'])).flat()

  it('the highest revision counts, whichever slice it is in', async () => {
    for (const revisions of [
      [1, 2],
      [2, 1],
      [null, 2],
      [2, null],
    ]) {
      await opened.replica.dropConnection('main')
      await opened.replica.defineConnection('main', sampleTables)
      const reconciliation = await begin()
      for (const rev of revisions)
        await writeSlice(reconciliation, [{ id: 1, rev, title: rev === 2 ? 'highest' : 'other' }])
      expect(await title()).toEqual(['highest'])
      await reconciliation.commit(everything)
      expect(await title()).toEqual(['highest'])
    }
  })

  it.each([{ rev: 3 }, {}])('the last one counts where the revision does not decide: %o', async (same) => {
    const reconciliation = await begin()
    await writeNumbered(reconciliation, 500, { ...same, id: 1, title: 'before' })
    await writeNumbered(reconciliation, 1000, { ...same, id: 1, title: 'last' })
    await writeNumbered(reconciliation, 0, { ...same, id: 1, title: 'first' })
    expect(await title()).toEqual(['last'])
    await reconciliation.commit(everything)
    expect(await title()).toEqual(['last'])
  })

  it('a lower revision may still follow one that was held before', async () => {
    await hold([{ id: 1, rev: 9, title: 'of another time' }])
    const reconciliation = await begin()
    await writeSlice(reconciliation, [{ id: 1, rev: 1, title: 'now' }])
    await writeFew(reconciliation, [{ id: 1, rev: 1, title: 'now, later' }])
    await reconciliation.commit(everything)
    expect(await title()).toEqual(['now, later'])
  })
})

describe('rows given encoded', () => {
  it('are the same as rows given as values, and may come beside them', async () => {
    const rows = [
      { id: 1, title: 'a\tb\\', tags: ['x', '"'], fields: { k: [1, 'ä'] } },
      { id: 2, rev: 4 },
    ].map((values) => rowOf(workItems, values))
    const columns = Object.keys(workItems.columns)
    const byValues = await begin()
    await byValues.write(rows)
    await byValues.commit(everything)
    const expected = await held(columns)
    await owner.query('TRUNCATE main.work_items')
    const encoded = await begin()
    await encoded.writeEncoded(Buffer.alloc(0), 0)
    let written = 0
    await encoded.writeEncoded(copyRows(workItems, rows.slice(0, 1), 0), 1, () => written++)
    await encoded.write(rows.slice(1))
    expect(await encoded.missing(everything)).toEqual([])
    expect(written).toBe(1)
    await encoded.commit(everything)
    expect(await held(columns)).toEqual(expected)
  })

  it('are refused once the read has ended, and where they do not fit', async () => {
    const ended = await begin()
    await ended.abort()
    const row = copyRows(workItems, [rowOf(workItems, { id: 1, rev: 2 })], 0)
    await expect(ended.writeEncoded(row, 1)).rejects.toThrow('has ended')
    const unfit = await begin()
    await unfit.writeEncoded(row.fill(0x01, 0, 2), 1)
    await expect(unfit.commit(everything)).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
  })
})
