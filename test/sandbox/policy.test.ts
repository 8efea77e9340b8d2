import { beforeEach, expect, test } from 'vitest'
import { createGit, type GitData, type Repository } from '../../sandbox/data/git/git-data.js'
import { noObject } from '../../sandbox/data/git/git-objects.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const minimum = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd'
let box: Client
let git: GitData
let main: Repository
let policies: string

beforeEach(() => {
  box = client({ seed: 5, projects: 2, workItems: 50 })
  git = box.organization.part(createGit)
  main = git.repositories[0]!
  policies = `/${main.project.id}/_apis/policy`
})

const send = async (method: string, path: string, body?: unknown) =>
  box.send(
    method,
    `${path}${path.includes('?') ? '&' : '?'}${v}`,
    { 'content-type': 'application/json' },
    body === undefined ? '' : JSON.stringify(body),
  )

test('policies come in pages, are filtered by type and scope, and deleted ones are left out', async () => {
  const { body } = await send('GET', `${policies}/configurations`)
  expect(body.value.every(({ isDeleted }: Json) => !isDeleted)).toBe(true)
  const first = await send('GET', `${policies}/configurations?$top=2`)
  const token = first.headers?.['x-ms-continuationtoken']
  const second = await send('GET', `${policies}/configurations?$top=2&continuationToken=${token}`)
  expect([...first.body.value, ...second.body.value]).toEqual(body.value.slice(0, 4))
  const typed = await send('GET', `${policies}/configurations?policyType=${minimum}`)
  expect(typed.body.value.map(({ type }: Json) => type.id)).toEqual([minimum])
  const scope = `${main.id.replaceAll('-', '')}:refs/heads/main`
  const scoped = await send('GET', `${policies}/configurations?scope=${scope}`)
  expect(scoped.body.count).toBeGreaterThan(2)
  expect(scoped.body.count).toBeLessThan(body.count)
})

test('policies of a branch are those whose scope is the branch, a beginning of its name, or everything', async () => {
  const of = async (ref: string) =>
    (
      await send(
        'GET',
        `/${main.project.id}/_apis/git/policy/configurations?repositoryId=${main.id}&refName=${ref}`,
      )
    ).body.value as Json[]
  const names = (found: Json[]) => found.map(({ type }) => type.displayName)
  expect(names(await of('refs/heads/release/1.0'))).toContain('Minimum number of reviewers')
  expect(names(await of('refs/heads/other'))).not.toContain('Minimum number of reviewers')
  expect(names(await of('refs/heads/other'))).toContain('Git repository settings')
})

test('every change of a policy is a revision', async () => {
  const sent = {
    isEnabled: true,
    isBlocking: true,
    type: { id: minimum },
    settings: {
      minimumApproverCount: 1,
      scope: [{ repositoryId: main.id, refName: 'refs/heads/x', matchKind: 'exact' }],
    },
  }
  const made = await send('POST', `${policies}/configurations`, sent)
  expect(made.body.revision).toBe(1)
  const path = `${policies}/configurations/${made.body.id}`
  expect((await send('PUT', path, { ...sent, isEnabled: false })).body).toMatchObject({
    revision: 2,
    isEnabled: false,
  })
  const revisions = await send('GET', `${path}/revisions`)
  expect(revisions.body.value.map(({ revision }: Json) => revision)).toEqual([2, 1])
  expect((await send('DELETE', path)).status).toBe(204)
  expect((await send('GET', path)).status).toBe(404)
  expect(
    (await send('POST', `${policies}/configurations`, { ...sent, type: { id: box.me.id } })).status,
  ).toBe(404)
})

test('a branch with a blocking policy takes no pushes, and a pull request only when the policy is met', async () => {
  const root = `/_apis/git/repositories/${main.id}`
  const tip = git.commits(main)[0]!.id
  const changes = [
    { changeType: 'add', item: { path: '/p.md' }, newContent: { content: 'p', contentType: 'rawtext' } },
  ]
  const push = (name: string, oldObjectId: string) =>
    send('POST', `${root}/pushes`, {
      refUpdates: [{ name, oldObjectId }],
      commits: [{ comment: 'P', changes, parents: [tip] }],
    })
  const refused = await push('refs/heads/main', tip)
  expect(refused.status).toBe(403)
  expect(refused.body.message).toMatch(/^TF402455/)
  expect((await push('refs/heads/p', noObject)).status).toBe(201)
  const { body: one } = await send('POST', `${root}/pullrequests`, {
    sourceRefName: 'refs/heads/p',
    targetRefName: 'refs/heads/main',
    title: 'P',
  })
  const path = `${root}/pullrequests/${one.pullRequestId}`
  const done = { status: 'completed', lastMergeSourceCommit: one.lastMergeSourceCommit }
  expect((await send('PATCH', path, done)).body).toMatchObject({
    status: 'active',
    mergeStatus: 'rejectedByPolicy',
  })

  const artifact = `vstfs:///CodeReview/CodeReviewId/${main.project.id}/${one.pullRequestId}`
  const judged = async () => {
    const { body } = await box.get(`${policies}/evaluations?artifactId=${artifact}&api-version=7.1-preview.1`)
    return Object.fromEntries(
      body.value.map(({ configuration, status }: Json) => [configuration.type.displayName, status]),
    )
  }
  expect(await judged()).toMatchObject({
    'Minimum number of reviewers': 'running',
    'Comment requirements': 'approved',
  })
  const pullRequest = git.pullRequest(one.pullRequestId)!
  for (const identity of box.organization.people.slice(4, 6)) {
    pullRequest.reviewers.push({
      identity,
      vote: 10,
      isRequired: false,
      hasDeclined: false,
      isFlagged: false,
      votedFor: [],
    })
  }
  await send('POST', `${path}/threads`, { comments: [{ content: 'Open' }], status: 'active' })
  expect(await judged()).toMatchObject({
    'Minimum number of reviewers': 'approved',
    'Comment requirements': 'running',
  })
  expect((await send('PATCH', path, done)).body.status).toBe('completed')
})

test('a push to the source takes approvals back where the policy says so', async () => {
  const [one] = git
    .pullRequests(main)
    .filter(({ status, targetRef }) => status === 'active' && targetRef === 'refs/heads/main')
  const [identity] = box.organization.people
  one!.reviewers = [
    { identity: identity!, vote: 10, isRequired: false, hasDeclined: false, isFlagged: false, votedFor: [] },
  ]
  const root = `/_apis/git/repositories/${main.id}`
  const changes = [
    { changeType: 'add', item: { path: '/q.md' }, newContent: { content: 'q', contentType: 'rawtext' } },
  ]
  const pushed = await send('POST', `${root}/pushes`, {
    refUpdates: [{ name: one!.sourceRef, oldObjectId: one!.lastMergeSource }],
    commits: [{ comment: 'Q', changes }],
  })
  expect(pushed.status).toBe(201)
  const { body } = await send('GET', `${root}/pullrequests/${one!.id}/reviewers`)
  expect(body.value[0].vote).toBe(0)
  const { body: threads } = await send('GET', `${root}/pullrequests/${one!.id}/threads`)
  expect(threads.value.at(-1).properties.CodeReviewThreadType.$value).toBe('RefUpdate')
})

test('auto-complete waits for the policies, and completes with the vote that meets them', async () => {
  const [, , third] = git.repositories
  const root = `/_apis/git/repositories/${third!.id}`
  const target = third!.defaultBranch!
  await send('POST', `${policies}/configurations`, {
    isEnabled: true,
    isBlocking: true,
    type: { id: minimum },
    settings: {
      minimumApproverCount: 1,
      creatorVoteCounts: true,
      scope: [{ repositoryId: third!.id, refName: target, matchKind: 'exact' }],
    },
  })
  const tip = git.commits(third!)[0]!.id
  await send('POST', `${root}/refs`, [{ name: 'refs/heads/auto', oldObjectId: noObject, newObjectId: tip }])
  const sent = { sourceRefName: 'refs/heads/auto', targetRefName: target, title: 'By itself' }
  const { body: one } = await send('POST', `${root}/pullrequests`, sent)
  const path = `${root}/pullrequests/${one.pullRequestId}`
  const set = await send('PATCH', path, { autoCompleteSetBy: { id: box.me.id } })
  expect(set.body).toMatchObject({ status: 'active', autoCompleteSetBy: { id: box.me.id } })
  await send('PUT', `${path}/reviewers/${box.me.id}`, { vote: 10 })
  expect((await send('GET', path)).body.status).toBe('completed')
})

test('evaluations are a preview, and need a pull request of the project', async () => {
  const path = `${policies}/evaluations?artifactId=vstfs:///CodeReview/CodeReviewId/${main.project.id}/1`
  expect((await box.get(`${path}&${v}`)).body.typeKey).toBe('VssInvalidPreviewVersionException')
  expect((await box.get(`${policies}/evaluations?api-version=7.1-preview.1`)).status).toBe(400)
  const elsewhere = git.pullRequests(box.organization.projects[1]!)[0]!.id
  const wrong = `${policies}/evaluations?artifactId=vstfs:///CodeReview/CodeReviewId/${main.project.id}/${elsewhere}`
  expect((await box.get(`${wrong}&api-version=7.1-preview.1`)).status).toBe(404)
})
