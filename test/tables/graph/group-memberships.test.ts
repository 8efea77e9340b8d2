import { expect, it } from 'vitest'
import { groupMemberships } from '../../../src/tables/graph/group-memberships.js'
import { rowOf } from '../row-of.js'

it('a membership is the same row, asked for by group or by member', () => {
  const payload = { containerDescriptor: 'vssgp.x', memberDescriptor: 'aad.y', _links: {} }
  const row = { group_descriptor: 'vssgp.x', member_descriptor: 'aad.y' }
  expect(rowOf(groupMemberships, payload, { parent: { descriptor: 'vssgp.x' } })).toEqual(row)
  expect(rowOf(groupMemberships, payload)).toEqual(row)
})
