import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readNarrowed } from '../../src/fetch/read-narrowed.js'
import { mostNarrowing, type NarrowingSource, type ScanPlan } from '../../src/planner/fetch-plan.js'
import { everything, type Predicate } from '../../src/tables/predicate.js'
import { tablesWith } from '../../src/tables/catalog.js'
import { readRow } from '../../src/tables/read-row.js'
import { openTestReplica, type TestReplica } from '../replica/open-test-replica.js'

const tables = tablesWith([])
const workItems = tables.find(({ name }) => name === 'work_items')!
const epics: Predicate = { kind: 'compare', column: 'type', op: '=', value: 'Epic' }
const scan: ScanPlan = {
  connection: 'box',
  table: workItems,
  predicate: epics,
  request: {
    kind: 'list',
    source: { kind: 'list', host: 'core', path: '/', paging: { style: 'none' }, doc: '' },
    query: {},
  },
  pushed: [],
}
const source: NarrowingSource = { column: 'parent_id', scan, predicate: epics, of: 'id', by: [] }

let opened: TestReplica

beforeAll(async () => {
  opened = await openTestReplica()
  await opened.replica.defineConnection('box', tables)
})
afterAll(() => opened?.close())

/** Puts items into the replica, as a read does. */
const bring = async (ids: readonly number[], type = 'Epic', parent?: number) => {
  const reconciliation = await opened.replica.reconcile('box', workItems)
  const fields = { 'System.WorkItemType': type, ...(parent === undefined ? {} : { 'System.Parent': parent }) }
  await reconciliation.write(ids.map((id) => readRow(workItems, { id, rev: 1, fields })))
  await reconciliation.commit([])
}

beforeEach(async () => {
  const reconciliation = await opened.replica.reconcile('box', workItems)
  await reconciliation.commit(everything)
})

/** Runs a read narrowed by the source; `meanwhile` happens while the n-th list of values is read. */
const lists = async (by: NarrowingSource, meanwhile: (n: number) => Promise<void>) => {
  const asked: (readonly string[] | undefined)[] = []
  let reads = 0
  await readNarrowed(
    {
      by: [by],
      plan([values]) {
        asked.push(values && [...values].sort())
        return [scan]
      },
    },
    async () => meanwhile(reads++),
    opened.replica,
  )
  return asked
}

describe('a read that another one narrows', () => {
  it('asks for the values that the other one brought', async () => {
    const asked = await lists(source, (n) => (n === 0 ? bring([1, 2]) : Promise.resolve()))
    expect(asked).toEqual([['1', '2']])
  })

  it('asks again for values that came in while it read', async () => {
    const asked = await lists(source, (n) => (n < 2 ? bring([n + 1]) : Promise.resolve()))
    expect(asked).toEqual([['1'], ['1', '2']])
  })

  it('reads without them when they do not come to an end', async () => {
    const asked = await lists(source, (n) => bring([n + 1]))
    expect(asked.at(-1)).toBeUndefined()
    expect(asked.length).toBe(4)
  })

  it('counts only rows of the other one that are narrowed themselves', async () => {
    await bring([1, 2])
    await bring([11, 12], 'Feature', 1)
    await bring([13], 'Feature', 7)
    const features: Predicate = { ...epics, value: 'Feature' }
    const asked = await lists({ ...source, predicate: features, by: [source] }, () => Promise.resolve())
    expect(asked).toEqual([['11', '12']])
  })

  it('reads without them when there are too many', async () => {
    const asked = await lists(source, (n) =>
      n === 0 ? bring(Array.from({ length: mostNarrowing + 1 }, (_, i) => i + 1)) : Promise.resolve(),
    )
    expect(asked).toEqual([undefined])
  })
})
