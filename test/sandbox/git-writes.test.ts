import { beforeEach, expect, test } from 'vitest'
import { createGit, type GitData, type Repository } from '../../sandbox/data/git/git-data.js'
import { noObject } from '../../sandbox/data/git/git-objects.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
let box: Client
let git: GitData
let repository: Repository
let root: string

beforeEach(() => {
  box = client({ seed: 5, projects: 2, workItems: 200 })
  git = box.organization.part(createGit)
  repository = git.repositories[1]!
  root = `/_apis/git/repositories/${repository.id}`
})

const send = async (method: string, path: string, body?: unknown) =>
  box.send(
    method,
    `${path}${path.includes('?') ? '&' : '?'}${v}`,
    json,
    body === undefined ? '' : JSON.stringify(body),
  )
const tip = () => git.commits(repository)[0]!.id
const put = (name: string, oldObjectId: string, changes: Json[], more: Json = {}) =>
  send('POST', `${root}/pushes`, {
    refUpdates: [{ name, oldObjectId }],
    commits: [{ comment: 'Change files', changes, ...more }],
  })
const file = (path: string, content: string, changeType = 'add') => ({
  changeType,
  item: { path },
  newContent: { content, contentType: 'rawtext' },
})

async function branch(name: string, ...changes: Json[]): Promise<void> {
  const made = await put(`refs/heads/${name}`, noObject, changes, { parents: [tip()] })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}

async function pullRequest(name: string, more: Json = {}): Promise<Json> {
  const made = await send('POST', `${root}/pullrequests`, {
    sourceRefName: `refs/heads/${name}`,
    targetRefName: repository.defaultBranch,
    title: `About ${name}`,
    ...more,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

const patch = (one: Json, body: unknown) => send('PATCH', `${root}/pullrequests/${one.pullRequestId}`, body)
const complete = (one: Json, completionOptions: Json = {}) =>
  patch(one, { status: 'completed', lastMergeSourceCommit: one.lastMergeSourceCommit, completionOptions })

test('a push makes commits, moves its branch, and changes the files there', async () => {
  const before = git.commits(repository).length
  const { status, body } = await put(repository.defaultBranch!, tip(), [
    file('/new/größe.md', 'Hello'),
    { changeType: 'rename', sourceServerItem: '/package.json', item: { path: '/moved/package.json' } },
    { changeType: 'delete', item: { path: '/.gitignore' } },
    {
      ...file('/b.bin', Buffer.from([0, 1, 2]).toString('base64')),
      newContent: { content: 'AAEC', contentType: 'base64encoded' },
    },
  ])
  expect(status).toBe(201)
  expect(body.commits[0].commitId).toBe(tip())
  expect(git.commits(repository)).toHaveLength(before + 1)
  expect((await send('GET', `${root}/items?path=/new/größe.md&includeContent=true`)).body.content).toBe(
    'Hello',
  )
  expect((await send('GET', `${root}/items?path=/.gitignore`)).status).toBe(404)
  const changes = (await send('GET', `${root}/commits/${tip()}/changes`)).body.changes as Json[]
  const kinds = Object.fromEntries(changes.map((change) => [change.item.path, change.changeType]))
  expect(kinds).toMatchObject({ '/moved/package.json': 'rename', '/.gitignore': 'delete', '/new': 'add' })
  const [latest] = (await send('GET', `${root}/pushes?$top=1`)).body.value
  expect(latest).toMatchObject({ pushId: body.pushId, pushedBy: { id: box.me.id } })
})

test('a push onto a branch that has moved on is refused, and changes nothing', async () => {
  const old = git.commits(repository)[1]!.id
  const before = tip()
  const { status, body } = await put(repository.defaultBranch!, old, [file('/x', 'x')])
  expect([status, body.typeKey]).toEqual([409, 'GitReferenceStaleException'])
  const wrong = await put(repository.defaultBranch!, before, [file('/README.md', 'x')])
  expect(wrong.status).toBe(400)
  expect(tip()).toBe(before)
})

test('the first push to an empty repository makes its default branch', async () => {
  const made = await send('POST', `/${repository.project.id}/_apis/git/repositories`, { name: 'brand new' })
  expect(made.status).toBe(201)
  expect(made.body).not.toHaveProperty('defaultBranch')
  const path = `/_apis/git/repositories/${made.body.id}`
  const pushed = await send('POST', `${path}/pushes`, {
    refUpdates: [{ name: 'refs/heads/trunk', oldObjectId: noObject }],
    commits: [{ comment: 'First', changes: [file('/a.txt', 'a')] }],
  })
  expect(pushed.body.commits[0].parents).toEqual([])
  expect((await send('GET', path)).body.defaultBranch).toBe('refs/heads/trunk')
})

test('names of repositories are unique in a project and free of certain characters', async () => {
  const path = `/${repository.project.id}/_apis/git/repositories`
  expect((await send('POST', path, { name: git.repositories[0]!.name.toUpperCase() })).status).toBe(409)
  expect((await send('POST', path, { name: 'a/b' })).status).toBe(400)
  expect((await send('PATCH', `${path}/${repository.id}`, { name: git.repositories[0]!.name })).status).toBe(
    409,
  )
  expect((await send('PATCH', `${path}/${repository.id}`, { name: 'Anew' })).body.name).toBe('Anew')
})

test('a deleted repository can be restored from the recycle bin, or destroyed there', async () => {
  const bin = `/${repository.project.id}/_apis/git/recycleBin/repositories`
  expect((await send('DELETE', root)).status).toBe(204)
  expect((await send('GET', root)).status).toBe(404)
  expect((await send('GET', bin)).body.value).toEqual([expect.objectContaining({ id: repository.id })])
  expect((await send('PATCH', `${bin}/${repository.id}`, { deleted: false })).status).toBe(200)
  expect((await send('GET', root)).status).toBe(200)
  await send('DELETE', root)
  expect((await send('DELETE', `${bin}/${repository.id}`)).status).toBe(204)
  expect((await send('GET', bin)).body.value).toEqual([])
})

test('a fork begins with what its parent holds and goes its own way', async () => {
  const made = await send('POST', `/${repository.project.id}/_apis/git/repositories`, {
    name: 'forked',
    parentRepository: { id: repository.id },
  })
  expect(made.body.isFork).toBe(true)
  const commits = (await send('GET', `/_apis/git/repositories/${made.body.id}/commits?$top=1`)).body.value
  expect(commits[0].commitId).toBe(tip())
  await put(repository.defaultBranch!, tip(), [file('/later.txt', 'x')])
  const after = (await send('GET', `/_apis/git/repositories/${made.body.id}/commits?$top=1`)).body.value
  expect(after[0].commitId).toBe(commits[0].commitId)
})

test('refs are made, moved and deleted one by one, each with its own outcome', async () => {
  const update = (name: string, oldObjectId: string, newObjectId: string) => ({
    name,
    oldObjectId,
    newObjectId,
  })
  const outcomes = async (...updates: Json[]) =>
    (await send('POST', `${root}/refs`, updates)).body.value.map((one: Json) => one.updateStatus)
  const older = git.commits(repository)[2]!.id
  expect(
    await outcomes(
      update('refs/heads/a/b', noObject, tip()),
      update('refs/heads/a', noObject, tip()),
      update('refs/heads/a/b', noObject, tip()),
      update('refs/heads/..', noObject, tip()),
      update('refs/heads/c', noObject, 'f'.repeat(40)),
      update('refs/heads/a/b', tip(), older),
    ),
  ).toEqual([
    'succeeded',
    'refNameConflict',
    'staleOldObjectId',
    'invalidRefName',
    'unresolvableToCommit',
    'succeeded',
  ])
  expect(await outcomes(update('refs/heads/a/b', older, noObject))).toEqual(['succeeded'])
  expect((await send('GET', `${root}/refs?filter=heads/a/b`)).body.value).toEqual([])
})

test('a branch that someone else locked cannot be moved', async () => {
  await branch('kept', file('/k', 'k'))
  expect((await send('PATCH', `${root}/refs?filter=heads/kept`, { isLocked: true })).body.isLockedBy.id).toBe(
    box.me.id,
  )
  const [listed] = (await send('GET', `${root}/refs?filter=heads/kept`)).body.value
  expect(listed.isLocked).toBe(true)
  const ref = git.content(repository).refs.get('refs/heads/kept')!
  ref.lockedBy = box.organization.people[7]!
  const { body } = await send('POST', `${root}/refs`, [
    { name: ref.name, oldObjectId: ref.objectId, newObjectId: tip() },
  ])
  expect(body.value[0].updateStatus).toBe('locked')
  expect(
    (await send('PATCH', `${root}/refs?filter=heads/kept`, { isLocked: false })).body,
  ).not.toHaveProperty('isLocked')
})

test('an annotated tag gets a ref that peels to its commit', async () => {
  const sent = { name: 'v9', message: 'Ninth', taggedObject: { objectId: tip() } }
  const { status, body } = await send('POST', `${root}/annotatedtags`, sent)
  expect(status).toBe(201)
  const [ref] = (await send('GET', `${root}/refs?filter=tags/v9&peelTags=true`)).body.value
  expect([ref.objectId, ref.peeledObjectId]).toEqual([body.objectId, tip()])
  expect((await send('POST', `${root}/annotatedtags`, sent)).status).toBe(409)
})

test('a new pull request is queued for merging, and then found merged', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic', {
    workItemRefs: [{ id: '1' }],
    labels: [{ name: 'größe/XL' }],
    isDraft: true,
  })
  expect(one.mergeStatus).toBe('queued')
  expect(one).not.toHaveProperty('lastMergeCommit')
  const { body } = await send('GET', `${root}/pullrequests/${one.pullRequestId}?includeWorkItemRefs=true`)
  expect(body).toMatchObject({ mergeStatus: 'succeeded', isDraft: true, workItemRefs: [{ id: '1' }] })
  const item = await send('GET', '/_apis/wit/workitems/1?$expand=relations')
  expect(JSON.stringify(item.body.relations)).toContain(`%2F${one.pullRequestId}"`)
  const [newest] = (await send('GET', `/_apis/git/pullrequests?$top=1`)).body.value
  expect(newest.pullRequestId).toBe(one.pullRequestId)
})

test('two active pull requests cannot be about the same branches, and branches must exist and differ', async () => {
  await branch('topic', file('/topic.md', 'x'))
  await pullRequest('topic')
  const sent = { sourceRefName: 'refs/heads/topic', targetRefName: repository.defaultBranch, title: 'Again' }
  const again = await send('POST', `${root}/pullrequests`, sent)
  expect([again.status, again.body.typeKey]).toEqual([409, 'GitPullRequestExistsException'])
  for (const wrong of [
    { sourceRefName: 'refs/heads/none' },
    { sourceRefName: sent.targetRefName },
    { title: '' },
  ]) {
    expect((await send('POST', `${root}/pullrequests`, { ...sent, ...wrong })).status).toBe(400)
  }
})

test('a pushed source makes another iteration; a rewritten one is a forced push', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic')
  const name = 'refs/heads/topic'
  await put(name, one.lastMergeSourceCommit.commitId, [file('/more.md', 'y')])
  const now = git.content(repository).refs.get(name)!.objectId
  await send('POST', `${root}/refs`, [
    { name, oldObjectId: now, newObjectId: one.lastMergeSourceCommit.commitId },
  ])
  const { body } = await send('GET', `${root}/pullrequests/${one.pullRequestId}/iterations`)
  expect(body.value.map(({ reason }: Json) => reason)).toEqual(['create', 'push', 'forcePush'])
})

test.each([
  ['noFastForward', 2],
  ['squash', 1],
  ['rebase', 1],
  ['rebaseMerge', 2],
] as const)('completing by %s leaves a commit with so many parents: %i', async (mergeStrategy, parents) => {
  await branch('topic', file('/topic.md', 'x'))
  await put(repository.defaultBranch!, tip(), [file('/meanwhile.md', 'y')])
  const one = await pullRequest('topic')
  const { status, body } = await complete(one, { mergeStrategy, deleteSourceBranch: true })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body).toMatchObject({ status: 'completed', closedBy: { id: box.me.id } })
  expect(body.lastMergeCommit.commitId).toBe(tip())
  expect(git.commits(repository)[0]!.parents).toHaveLength(parents)
  for (const path of ['/topic.md', '/meanwhile.md']) {
    expect((await send('GET', `${root}/items?path=${path}`)).status).toBe(200)
  }
  expect((await send('GET', `${root}/refs?filter=heads/topic`)).body.value).toEqual([])
  expect((await patch(one, { status: 'active' })).body.typeKey).toBe('GitPullRequestNotEditableException')
})

test('one that conflicts stays active', async () => {
  await branch('topic', file('/README.md', 'mine', 'edit'))
  await put(repository.defaultBranch!, tip(), [file('/README.md', 'theirs', 'edit')])
  const one = await pullRequest('topic')
  expect((await complete(one)).body).toMatchObject({ status: 'active', mergeStatus: 'conflicts' })
})

test('completing needs the present source commit, and no draft', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic', { isDraft: true })
  expect((await patch(one, { status: 'completed' })).status).toBe(400)
  const stale = { status: 'completed', lastMergeSourceCommit: { commitId: tip() } }
  expect((await patch(one, stale)).status).toBe(409)
  expect((await complete(one)).status).toBe(400)
  await patch(one, { isDraft: false })
  expect((await complete(one)).body.status).toBe('completed')
})

test('an abandoned pull request can be activated again', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic')
  const { body } = await patch(one, { status: 'abandoned' })
  expect(body).toHaveProperty('closedDate')
  expect((await patch(one, { status: 'active' })).body).not.toHaveProperty('closedDate')
})

test('a vote is cast by its giver only, counts for their teams, and is noted in a thread', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic')
  const path = `${root}/pullrequests/${one.pullRequestId}`
  expect((await send('PUT', `${path}/reviewers/${box.me.id}`, { vote: 10 })).body.vote).toBe(10)
  const other = box.organization.people[4]!.id
  expect((await send('PUT', `${path}/reviewers/${other}`, { vote: 10 })).status).toBe(403)
  expect(
    (await send('PUT', `${path}/reviewers/${other}`, { vote: 0, isRequired: true })).body.isRequired,
  ).toBe(true)
  expect((await send('PUT', `${path}/reviewers/${box.me.id}`, { vote: 3 })).status).toBe(400)
  const threads = (await send('GET', `${path}/threads`)).body.value
  expect(threads[0].properties.CodeReviewVoteResult.$value).toBe('10')
  expect((await send('DELETE', `${path}/reviewers/${other}`)).status).toBe(200)
  expect((await send('GET', `${path}/reviewers`)).body.count).toBe(1)
})

test('comments are edited and deleted by their author only', async () => {
  await branch('topic', file('/topic.md', 'x'))
  const one = await pullRequest('topic')
  const threads = `${root}/pullrequests/${one.pullRequestId}/threads`
  const place = {
    filePath: '/topic.md',
    rightFileStart: { line: 1, offset: 1 },
    rightFileEnd: { line: 1, offset: 2 },
  }
  const made = await send('POST', threads, {
    comments: [{ content: 'First' }],
    status: 1,
    threadContext: place,
  })
  expect(made.body).toMatchObject({ status: 'active', threadContext: place })
  const path = `${threads}/${made.body.id}`
  const reply = await send('POST', `${path}/comments`, { content: 'Second', parentCommentId: 1 })
  expect(reply.body).toMatchObject({ id: 2, parentCommentId: 1 })
  expect((await send('PATCH', `${path}/comments/2`, { content: 'Third' })).body.content).toBe('Third')
  await send('DELETE', `${path}/comments/2`)
  const after = await send('GET', path)
  expect(after.body.comments[1]).toMatchObject({ isDeleted: true })
  expect(after.body.comments[1]).not.toHaveProperty('content')
  expect((await send('PATCH', path, { status: 'closed' })).body.status).toBe('closed')
  const old = git.pullRequests(git.repositories[0]!)
  for (const { id } of old) {
    const talk = await send(
      'GET',
      `/_apis/git/repositories/${git.repositories[0]!.id}/pullrequests/${id}/threads`,
    )
    const thread = talk.body.value.find((known: Json) => known.comments[0].author.id !== box.me.id)
    if (!thread) continue
    const foreign = `/_apis/git/repositories/${git.repositories[0]!.id}/pullrequests/${id}/threads/${thread.id}/comments/1`
    expect((await send('PATCH', foreign, { content: 'Not mine' })).status).toBe(403)
    return
  }
  throw new Error('nobody else wrote anything')
})
