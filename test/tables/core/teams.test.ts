import { expect, it } from 'vitest'
import { teams } from '../../../src/tables/core/teams.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

const team = { id: '564e8204-a90b-4432-883b-d4363c6125ca', name: 'Quality', url: 'u', identityUrl: 'i' }

it('a team', () => {
  const payload = { ...team, description: 'Testers', projectId: fabrikam.id, projectName: fabrikam.name }
  const { identityUrl, ...rest } = team
  expect(rowOf(teams, payload)).toEqual({
    ...rest,
    ...inFabrikam,
    description: 'Testers',
    identity_url: identityUrl,
  })
})

it('a team that does not name its project is of the project it was asked for', () => {
  expect(rowOf(teams, team, { parent: fabrikam })).toMatchObject(inFabrikam)
})
