import { expect, it } from 'vitest'
import { teamMembers } from '../../../src/tables/core/team-members.js'
import { inFabrikam, jamal, rowOf } from '../row-of.js'

const parent = { id: '564e8204-a90b-4432-883b-d4363c6125ca', name: 'Quality', ...inFabrikam }
const expected = {
  team_id: parent.id,
  team: 'Quality',
  ...inFabrikam,
  id: jamal.id,
  display_name: jamal.displayName,
  unique_name: jamal.uniqueName,
  descriptor: 'aad.x',
  image_url: 'p',
  url: jamal.url,
}
const identity = { ...jamal, descriptor: 'aad.x', imageUrl: 'p' }

it('a member, who stands under identity or by itself', () => {
  expect(rowOf(teamMembers, { identity, isTeamAdmin: true }, { parent })).toEqual({
    ...expected,
    is_team_admin: true,
  })
  expect(rowOf(teamMembers, identity, { parent })).toEqual({ ...expected, is_team_admin: false })
})
