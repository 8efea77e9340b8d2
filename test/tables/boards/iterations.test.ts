import { expect, it } from 'vitest'
import { iterations } from '../../../src/tables/boards/iterations.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

const sprint = {
  id: 7,
  identifier: '6b5153a0-76f7-4aad-bd60-7dbfe3c2947d',
  name: 'Sprint 1',
  structureType: 'iteration',
  hasChildren: false,
  path: '\\Fabrikam\\Iteration\\Sprint 1',
  url: 'u',
}

it('an iteration with and without dates', () => {
  const attributes = { startDate: '2026-01-05T00:00:00Z', finishDate: '2026-01-16T00:00:00Z' }
  expect(rowOf(iterations, { ...sprint, attributes }, { parent: fabrikam })).toEqual({
    id: 7,
    identifier: sprint.identifier,
    name: 'Sprint 1',
    ...inFabrikam,
    path: 'Fabrikam\\Sprint 1',
    parent_path: 'Fabrikam',
    has_children: false,
    start_date: '2026-01-05T00:00:00.000000Z',
    finish_date: '2026-01-16T00:00:00.000000Z',
    url: 'u',
  })
  expect(rowOf(iterations, sprint, { parent: fabrikam })).toMatchObject({
    start_date: null,
    finish_date: null,
  })
})
