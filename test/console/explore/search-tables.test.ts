import { expect, it } from 'vitest'
import { tables as catalog } from '../../../src/tables/catalog.js'
import { layoutRelations } from '../../../web/src/explore/relation-layout.js'
import { relationsAround, relationsOf } from '../../../web/src/explore/relations.js'
import { searchTables } from '../../../web/src/explore/search-tables.js'

const tables = catalog.map(({ name, area, about, columns, references }) => ({
  name,
  area,
  about,
  key: [],
  columns: Object.entries(columns).map(([column, { type, about: of }]) => ({
    name: column,
    type,
    about: of,
    pushed: false,
  })),
  references: references.map(({ columns: from, table, to }) => ({ columns: [...from], table, to: [...to] })),
  notes: [],
  needs: [],
  examples: [],
}))
const names = (search: string) =>
  searchTables(tables, search).flatMap(({ tables: found }) => found.map(({ table }) => table.name))

it('finds tables by words of their names and descriptions, and by their columns', () => {
  expect(names('')).toHaveLength(tables.length)
  expect(names('work items')).toContain('work_items')
  expect(names('WORK_ITEMS')).toContain('work_items')
  expect(names('no such thing at all')).toEqual([])
  const [found] = searchTables(tables, 'story_points').flatMap((area) => area.tables)
  expect(found?.columns).toEqual(['story_points'])
})

it('lists areas and tables in the order of their names', () => {
  const areas = searchTables(tables, '')
  expect(areas.map(({ area }) => area)).toEqual(areas.map(({ area }) => area).toSorted())
  for (const { tables: found } of areas) {
    const inOrder = found.map(({ table }) => table.name)
    expect(inOrder).toEqual(inOrder.toSorted())
  }
})

it('finds the relations of a table in both directions', () => {
  const around = relationsAround(relationsOf(tables), 'builds')
  expect(around.some(({ from, to }) => from === 'builds' && to === 'pipelines')).toBe(true)
  expect(around.some(({ from, to }) => from === 'test_runs' && to === 'builds')).toBe(true)
  expect(around.every(({ from, to }) => from === 'builds' || to === 'builds')).toBe(true)
})

it('lays out every table and relation of the catalog without boxes on each other', () => {
  const relations = relationsOf(tables)
  const { boxes, lines, width, height } = layoutRelations(
    relations,
    tables.map(({ name }) => name),
  )
  expect(boxes).toHaveLength(tables.length)
  expect(lines).toHaveLength(relations.length)
  for (const { path } of lines) expect(path).toMatch(/^M[\d. ]+([LQ][\d. ]+)+$/)
  for (const [at, one] of boxes.entries()) {
    expect(one.x + one.width / 2).toBeLessThanOrEqual(width)
    expect(one.y + one.height / 2).toBeLessThanOrEqual(height)
    for (const other of boxes.slice(at + 1)) {
      const apart =
        Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
        Math.abs(one.y - other.y) >= (one.height + other.height) / 2
      expect(apart, `${one.name} and ${other.name}`).toBe(true)
    }
  }
})
