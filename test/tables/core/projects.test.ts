import { expect, it } from 'vitest'
import { projects } from '../../../src/tables/core/projects.js'
import { fabrikam, rowOf } from '../row-of.js'

it('a project', () => {
  const payload = {
    ...fabrikam,
    description: 'Our web site',
    url: 'u',
    state: 'wellFormed',
    revision: 411511726,
    visibility: 'private',
    lastUpdateTime: '2019-02-01T20:11:33.53Z',
  }
  expect(rowOf(projects, payload)).toEqual({
    ...fabrikam,
    description: 'Our web site',
    abbreviation: null,
    state: 'wellFormed',
    visibility: 'private',
    revision: 411511726,
    last_update_time: '2019-02-01T20:11:33.530000Z',
    default_team_image_url: null,
    url: 'u',
  })
})

it('a project without dates: those of year 1 are none', () => {
  expect(rowOf(projects, { ...fabrikam, lastUpdateTime: '0001-01-01T00:00:00' })).toMatchObject({
    last_update_time: null,
    description: null,
  })
})
