import { expect, it } from 'vitest'
import { pipelines } from '../../../src/tables/pipelines/pipelines.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

it('a pipeline', () => {
  const payload = {
    _links: { self: { href: 's' }, web: { href: 'w' } },
    id: 9,
    name: 'CI',
    folder: '\\Web',
    revision: 3,
    url: 'u',
  }
  expect(rowOf(pipelines, payload, { parent: fabrikam })).toEqual({
    id: 9,
    ...inFabrikam,
    name: 'CI',
    folder: '\\Web',
    revision: 3,
    web_url: 'w',
    url: 'u',
  })
})
