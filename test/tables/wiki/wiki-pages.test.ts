import { expect, it } from 'vitest'
import { wikiPages } from '../../../src/tables/wiki/wiki-pages.js'
import { inFabrikam, rowOf } from '../row-of.js'

const parent = { id: '2cdb1ee4-9f7c-4c39-9f4f-0a6b1c0b8f1e', name: 'Fabrikam.wiki', ...inFabrikam }
const row = { wiki_id: parent.id, wiki: parent.name, ...inFabrikam, id: 79, path: '/A page' }

it('a page, viewed or not', () => {
  const viewStats = [{ day: '2019-10-15T00:00:00', count: 2 }]
  expect(rowOf(wikiPages, { path: '/A page', id: 79, viewStats }, { parent })).toEqual({
    ...row,
    view_stats: viewStats,
  })
  expect(rowOf(wikiPages, { path: '/A page', id: 79 }, { parent })).toEqual({ ...row, view_stats: null })
})
