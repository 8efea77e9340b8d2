import { expect, it } from 'vitest'
import {
  addEntry,
  readHistory,
  searchHistory,
  type HistoryEntry,
} from '../../../web/src/query/query-history.js'

const entry = (sql: string, connection = 'box'): HistoryEntry => ({
  sql,
  connection,
  at: '2026-01-31T08:00:00.000Z',
  outcome: 'done',
  rows: 1,
  ms: 2,
})

it('has the newest first, one text once, and two hundred at most', () => {
  let history: readonly HistoryEntry[] = []
  for (const sql of ['select 1', 'select 2', 'select 1']) history = addEntry(history, entry(sql))
  expect(history.map(({ sql }) => sql)).toEqual(['select 1', 'select 2'])
  expect(addEntry(history, entry('select 1', 'other'))).toHaveLength(3)
  for (let at = 0; at < 300; at++) history = addEntry(history, entry(`select ${at} + 0`))
  expect(history).toHaveLength(200)
})

it('is searched by every word, in any case, in text and connection', () => {
  const history = [entry('select * from Work_Items'), entry('select * from builds', 'work')]
  const found = (search: string) => searchHistory(history, search).length
  expect([found(''), found('work'), found('WORK items'), found('builds work'), found('nothing')]).toEqual([
    2, 2, 1, 1, 0,
  ])
})

it('is read only where it is ours', () => {
  expect(readHistory(JSON.stringify([entry('a'), { sql: 1 }, { ...entry('b'), at: 'never' }]))).toEqual([
    entry('a'),
  ])
  for (const text of [null, 'x', '{}']) expect(readHistory(text)).toEqual([])
})
