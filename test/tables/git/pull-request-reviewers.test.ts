import { expect, it } from 'vitest'
import { rowsIn } from '../../../src/fetch/rows-in.js'
import { pullRequestReviewers } from '../../../src/tables/git/pull-request-reviewers.js'
import { fabrikam, inFabrikam, isJamal, jamal, rowOf } from '../row-of.js'

const pullRequest = {
  pullRequestId: 22,
  repository: { id: '5febef5a-833d-4e14-b9c0-14cb638f91e6', name: 'Web', project: fabrikam },
  reviewers: [
    {
      ...jamal,
      reviewerUrl: 'u',
      vote: -5,
      isRequired: true,
      hasDeclined: false,
      isFlagged: true,
      isContainer: false,
      votedFor: [{ id: 'g' }],
    },
    { ...jamal, id: '11111111-a05c-4ea6-8df1-4b41d5f39eff', reviewerUrl: 'v', vote: 0 },
  ],
}

it('each reviewer of a pull request', () => {
  const rows = [...rowsIn(pullRequest, { each: 'reviewers' })].map(({ payload, around }) =>
    rowOf(pullRequestReviewers, payload, { around }),
  )
  const shared = {
    pull_request_id: 22,
    repository_id: pullRequest.repository.id,
    repository: 'Web',
    ...inFabrikam,
    ...isJamal('reviewer'),
  }
  expect(rows).toEqual([
    {
      ...shared,
      vote: -5,
      is_required: true,
      has_declined: false,
      is_flagged: true,
      is_container: false,
      voted_for: [{ id: 'g' }],
      url: 'u',
    },
    {
      ...shared,
      reviewer_id: '11111111-a05c-4ea6-8df1-4b41d5f39eff',
      vote: 0,
      is_required: false,
      has_declined: false,
      is_flagged: false,
      is_container: false,
      voted_for: null,
      url: 'v',
    },
  ])
})
