import { expect, it } from 'vitest'
import { commits } from '../../../src/tables/git/commits.js'
import { inFabrikam, rowOf } from '../row-of.js'

const parent = { id: '5febef5a-833d-4e14-b9c0-14cb638f91e6', name: 'Web', ...inFabrikam }

it('a commit', () => {
  const payload = {
    commitId: '9991b4f66def4c0a9ad8f9f27043ccd7eddcf1c7',
    author: { name: 'Chuck', email: 'c@x.example', date: '2018-06-15T15:07:57Z' },
    committer: { name: 'GitHub', email: 'g@x.example', date: '2018-06-16T10:00:00+02:00' },
    comment: 'Added it',
    commentTruncated: true,
    changeCounts: { Add: 1, Edit: 2, Delete: 0 },
    url: 'u',
    remoteUrl: 'w',
  }
  expect(rowOf(commits, payload, { parent })).toEqual({
    repository_id: parent.id,
    repository: 'Web',
    ...inFabrikam,
    commit_id: payload.commitId,
    comment: 'Added it',
    comment_truncated: true,
    author: 'Chuck',
    author_email: 'c@x.example',
    author_date: '2018-06-15T15:07:57.000000Z',
    committer: 'GitHub',
    committer_email: 'g@x.example',
    committer_date: '2018-06-16T08:00:00.000000Z',
    files_added: 1,
    files_edited: 2,
    files_deleted: 0,
    web_url: 'w',
    url: 'u',
  })
})
