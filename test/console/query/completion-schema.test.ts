import { expect, it } from 'vitest'
import { columnsInReach, sqlName } from '../../../web/src/query/completion-schema.js'

const table = (name: string, columns: readonly string[]) => ({
  name,
  area: 'a',
  about: '',
  key: [],
  columns: columns.map((column) => ({ name: column, type: 'text', about: '', pushed: false })),
  references: [],
  notes: [],
  needs: [],
  examples: [],
})
const tables = [table('builds', ['id', 'result']), table('projects', ['id', 'name'])]

it('offers the columns of the tables that a statement names, each once', () => {
  const offered = (sql: string) => columnsInReach(sql, tables).map(({ label }) => label)
  expect(offered('select from builds b')).toEqual(['id', 'result'])
  expect(offered('select from box.BUILDS join "projects" on')).toEqual(['id', 'result', 'name'])
  expect(offered("select 'builds' -- projects")).toEqual([])
})

it('quotes names that are not plain', () => {
  expect([sqlName('work_items'), sqlName('My Box'), sqlName('a"b'), sqlName('1st')]).toEqual([
    'work_items',
    '"My Box"',
    '"a""b"',
    '"1st"',
  ])
})
