import { expect, it } from 'vitest'
import { branches } from '../../../src/tables/git/branches.js'
import { inFabrikam, isJamal, jamal, rowOf } from '../row-of.js'

const parent = { id: '5febef5a-833d-4e14-b9c0-14cb638f91e6', name: 'Web', ...inFabrikam }
const branch = { name: 'refs/heads/feature/refs/heads/x', objectId: 'a'.repeat(40), creator: jamal, url: 'u' }
const expected = {
  repository_id: parent.id,
  repository: 'Web',
  ...inFabrikam,
  name: 'feature/refs/heads/x',
  ref: branch.name,
  commit_id: branch.objectId,
  ...isJamal('creator'),
  url: 'u',
}

it('a branch, locked or not', () => {
  expect(rowOf(branches, { ...branch, isLocked: true, isLockedBy: jamal }, { parent })).toEqual({
    ...expected,
    is_locked: true,
    ...isJamal('locked_by'),
  })
  expect(rowOf(branches, branch, { parent })).toEqual({
    ...expected,
    is_locked: false,
    locked_by: null,
    locked_by_unique_name: null,
    locked_by_id: null,
  })
})
