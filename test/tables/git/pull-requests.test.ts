import { expect, it } from 'vitest'
import { pullRequests } from '../../../src/tables/git/pull-requests.js'
import { fabrikam, inFabrikam, isJamal, jamal, rowOf, valuesOf } from '../row-of.js'

const repository = { id: '5febef5a-833d-4e14-b9c0-14cb638f91e6', name: 'Web', project: fabrikam }
const active = {
  pullRequestId: 22,
  codeReviewId: 22,
  repository,
  status: 'active',
  createdBy: jamal,
  creationDate: '2016-11-01T16:30:31.6655471Z',
  title: 'A new feature',
  sourceRefName: 'refs/heads/f',
  targetRefName: 'refs/heads/main',
  isDraft: true,
  url: 'u',
}
const expected = {
  id: 22,
  repository_id: repository.id,
  repository: 'Web',
  ...inFabrikam,
  title: 'A new feature',
  status: 'active',
  is_draft: true,
  ...isJamal('created_by'),
  created_date: '2016-11-01T16:30:31.665547Z',
  source_branch: 'refs/heads/f',
  target_branch: 'refs/heads/main',
  labels: [],
  code_review_id: 22,
  url: 'u',
}

it('an active pull request, without what is not there yet', () => {
  expect(valuesOf(pullRequests, active)).toEqual(expected)
})

it('a completed one', () => {
  const forkSource = { name: 'refs/heads/f' }
  const completionOptions = { mergeStrategy: 'squash' }
  const payload = {
    ...active,
    status: 'completed',
    description: 'Why',
    closedBy: jamal,
    closedDate: '2016-11-02T00:00:00Z',
    mergeStatus: 'failure',
    mergeFailureType: 'unknown',
    mergeFailureMessage: 'It fails',
    lastMergeSourceCommit: { commitId: 'a' },
    lastMergeTargetCommit: { commitId: 'b' },
    lastMergeCommit: { commitId: 'c' },
    autoCompleteSetBy: jamal,
    completionOptions,
    labels: [{ id: 'x', name: 'one', active: true }, { name: 'two' }],
    forkSource,
  }
  expect(rowOf(pullRequests, payload)).toEqual({
    ...expected,
    status: 'completed',
    description: 'Why',
    ...isJamal('closed_by'),
    closed_date: '2016-11-02T00:00:00.000000Z',
    merge_status: 'failure',
    merge_failure_type: 'unknown',
    merge_failure_message: 'It fails',
    source_commit_id: 'a',
    target_commit_id: 'b',
    merge_commit_id: 'c',
    ...isJamal('auto_complete_set_by'),
    completion_options: completionOptions,
    labels: ['one', 'two'],
    fork_source: forkSource,
  })
})

it('a description is as long as lists give it, wherever it was read', () => {
  const long = 'd'.repeat(1000)
  expect(rowOf(pullRequests, { ...active, description: long }).description).toBe(long.slice(0, 400))
})
