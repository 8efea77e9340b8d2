import { expect, it } from 'vitest'
import { repositories } from '../../../src/tables/git/repositories.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

const empty = { id: '5febef5a-833d-4e14-b9c0-14cb638f91e6', name: 'Web', url: 'u', project: fabrikam }

it('a repository', () => {
  const payload = {
    ...empty,
    defaultBranch: 'refs/heads/main',
    size: 5_000_000_000,
    isDisabled: true,
    isFork: true,
    isInMaintenance: false,
    remoteUrl: 'r',
    sshUrl: 's',
    webUrl: 'w',
  }
  expect(rowOf(repositories, payload)).toEqual({
    id: empty.id,
    name: 'Web',
    ...inFabrikam,
    default_branch: 'refs/heads/main',
    size: 5_000_000_000,
    is_disabled: true,
    is_fork: true,
    is_in_maintenance: false,
    remote_url: 'r',
    ssh_url: 's',
    web_url: 'w',
    url: 'u',
  })
})

it('what an empty repository leaves out: no branch, and false for all that is not said', () => {
  expect(rowOf(repositories, empty)).toMatchObject({
    default_branch: null,
    size: null,
    is_disabled: false,
    is_fork: false,
  })
})
