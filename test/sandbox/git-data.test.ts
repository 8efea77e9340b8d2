import { expect, test } from 'vitest'
import { ancestors, mergeBase } from '../../sandbox/data/git/commit-graph.js'
import { createDiscussions } from '../../sandbox/data/git/create-discussions.js'
import { createGit } from '../../sandbox/data/git/git-data.js'
import { entryAt, mergeTrees, walkTree } from '../../sandbox/data/git/trees.js'
import { createObjectStore, writeBlob, writeCommit, writeTree } from '../../sandbox/data/git/git-objects.js'
import { createOrganization } from '../../sandbox/data/create-organization.js'
import { firstDate, lastDate } from '../../sandbox/data/work-item-columns.js'

const options = { seed: 5, projects: 7, workItems: 3000 }
const organization = createOrganization(options)
const git = organization.part(createGit)
const [fiber] = organization.projects
const [main] = git.repositoriesOf(fiber!)
const content = git.content(main!)
const pullRequests = git.pullRequests(fiber!)
const active = pullRequests.filter(({ status }) => status === 'active')

test('ids are those git itself gives', () => {
  const store = createObjectStore()
  const blob = writeBlob(store, Buffer.from('hello\n'))
  expect(blob).toBe('ce013625030ba8dba906f756967f9e9ca394464a')
  const tree = writeTree(store, [{ name: 'hello.txt', kind: 'blob', id: blob }])
  expect(tree).toBe('aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7')
  const signature = { name: 'A', email: 'a@example.com', date: 1_600_000_000_000 }
  const commit = writeCommit(store, {
    tree,
    parents: [],
    author: signature,
    committer: signature,
    message: 'x\n',
  })
  expect(commit.id).toBe('d4fb0f0fc97bd6495129913f122587d8e0694f3f')
})

test('the same seed gives the same history, another seed another', () => {
  const tips = [5, 5, 6].map((seed) => {
    const again = createOrganization({ ...options, seed }).part(createGit)
    return again.commits(again.repositories[0]!)[0]!.id
  })
  expect(tips[0]).toBe(git.commits(main!)[0]!.id)
  expect(tips[1]).toBe(tips[0])
  expect(tips[2]).not.toBe(tips[0])
})

test('a project has a default, a disabled, an empty and a forked repository', () => {
  const own = git.repositoriesOf(fiber!)
  expect(own[0]!.name).toBe(fiber!.name)
  expect(own.filter(({ isDisabled }) => isDisabled)).toHaveLength(1)
  const [empty] = own.filter(({ defaultBranch }) => defaultBranch === undefined)
  expect(git.commits(empty!)).toEqual([])
  const [fork] = own.filter(({ parent }) => parent)
  expect(git.commits(fork!).map(({ id }) => id)).toEqual(git.commits(main!).map(({ id }) => id))
})

test('the main repository has more than a page of commits, branches and pull requests', () => {
  expect(git.commits(main!).length).toBeGreaterThan(1000)
  const names = git.refs(main!).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('refs/heads/')).length).toBeGreaterThan(100)
  expect(names.some((name) => name.startsWith('refs/heads/') && name.includes('#'))).toBe(true)
  expect(names.some((name) => name.startsWith('refs/heads/feature/東京'))).toBe(true)
  expect(pullRequests.length).toBeGreaterThan(250)
})

test('commits come after their parents, lie between the first and the last date, and have whole trees', () => {
  for (const commit of content.objects.commits.values()) {
    for (const id of commit.parents) expect(content.objects.commits.get(id)!.order).toBeLessThan(commit.order)
    expect(commit.committer.date).toBeGreaterThanOrEqual(firstDate - 1000)
    expect(commit.committer.date).toBeLessThanOrEqual(lastDate)
    expect(content.objects.trees.has(commit.tree)).toBe(true)
  }
  const { tree } = git.commits(main!)[0]!
  for (const { entry } of walkTree(content.objects, tree)) {
    const kept = entry.kind === 'tree' ? content.objects.trees : content.objects.blobs
    expect(kept.has(entry.id)).toBe(true)
  }
})

test('every commit of a branch came by exactly one push, and refs point to what is there', () => {
  const pushed = content.pushes.flatMap(({ commits }) => commits)
  expect(new Set(pushed).size).toBe(pushed.length)
  for (const { name, objectId } of git.refs(main!)) {
    const { commits, tags } = content.objects
    expect(commits.has(objectId) || tags.has(objectId), name).toBe(true)
    if (!name.startsWith('refs/heads/')) continue
    for (const { id } of ancestors(content.objects, objectId)) expect(content.pushOf.has(id)).toBe(true)
  }
})

test('pull requests have all statuses, drafts, conflicts, and some without description', () => {
  const statuses = new Set(pullRequests.map(({ status }) => status))
  expect([...statuses].sort()).toEqual(['abandoned', 'active', 'completed'])
  expect(pullRequests.some(({ isDraft }) => isDraft)).toBe(true)
  expect(active.some(({ mergeStatus }) => mergeStatus === 'conflicts')).toBe(true)
  expect(pullRequests.some(({ description }) => description === undefined)).toBe(true)
  expect(pullRequests.some(({ completionOptions }) => completionOptions?.mergeStrategy === 'squash')).toBe(
    true,
  )
  const votes = new Set(pullRequests.flatMap(({ reviewers }) => reviewers.map(({ vote }) => vote)))
  expect([...votes].sort((a, b) => a - b)).toEqual([-10, -5, 0, 5, 10])
  expect(pullRequests.some(({ reviewers }) => reviewers.some(({ votedFor }) => votedFor.length > 0))).toBe(
    true,
  )
})

test('a closing date stands exactly on closed pull requests, after their creation', () => {
  for (const { status, createdAt, closedAt, closedBy } of pullRequests) {
    expect(closedAt !== undefined).toBe(status !== 'active')
    expect(closedBy !== undefined).toBe(status !== 'active')
    if (closedAt !== undefined) expect(closedAt).toBeGreaterThan(createdAt)
    expect(closedAt ?? 0).toBeLessThanOrEqual(lastDate)
  }
})

test('a completed pull request is in the history of its target, with all it changed', () => {
  const done = pullRequests.filter(({ status, repository }) => status === 'completed' && repository === main)
  expect(done.length).toBeGreaterThan(100)
  for (const { lastMerge, targetRef } of done) {
    const known = ancestors(content.objects, content.refs.get(targetRef)!.objectId)
    expect(known.has(content.objects.commits.get(lastMerge!)!)).toBe(true)
  }
})

test('a conflict is a file that both sides changed, and no merge is made of it', () => {
  const conflicting = active.filter(({ mergeStatus }) => mergeStatus === 'conflicts')
  for (const { repository, lastMergeSource, lastMergeTarget, lastMerge } of conflicting) {
    const { objects } = git.content(repository)
    const tree = (id: string) => objects.commits.get(id)!.tree
    const base = mergeBase(objects, lastMergeSource, lastMergeTarget)!
    const { conflicts } = mergeTrees(objects, base.tree, tree(lastMergeTarget), tree(lastMergeSource))
    expect(conflicts.length).toBeGreaterThan(0)
    expect(lastMerge).toBeUndefined()
  }
})

test('iterations end in the present source, and their commits exist', () => {
  for (const { iterations, repository, lastMergeSource } of pullRequests) {
    const { commits } = git.content(repository).objects
    expect(iterations.map(({ id }) => id)).toEqual(iterations.map((_, at) => at + 1))
    expect(iterations.at(-1)!.source).toBe(lastMergeSource)
    for (const { source, target, base } of iterations) {
      for (const id of [source, target, base]) expect(commits.has(id)).toBe(true)
    }
  }
})

test('ids are unique in the organization and grow with the dates', () => {
  const all = organization.projects
    .filter(({ state }) => state === 'wellFormed')
    .flatMap((project) => git.pullRequests(project))
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  const byId = [...all].sort((a, b) => a.id - b.id)
  for (const [at, { createdAt }] of byId.entries()) {
    expect(createdAt).toBeGreaterThanOrEqual(byId[at - 1]?.createdAt ?? 0)
  }
  for (const pullRequest of all) expect(git.pullRequest(pullRequest.id)).toBe(pullRequest)
})

test('work items of a pull request exist, in its project, and link back to it', () => {
  const linked = pullRequests.filter(({ workItems }) => workItems.length > 0)
  expect(linked.length).toBeGreaterThan(50)
  const { items } = organization
  for (const { workItems, id, repository } of linked) {
    for (const workItem of workItems) {
      const index = items.indexOf(workItem)!
      expect(items.value(index, 'System.TeamProject')).toBe(repository.project.name)
      const urls = items.linksOf(index).map(({ url }) => url)
      expect(urls).toContain(`vstfs:///Git/PullRequestId/${repository.project.id}%2F${repository.id}%2F${id}`)
    }
  }
})

test('discussions have threads by people and by the service, places in changed files, and answers to what was said', () => {
  const discussions = organization.part(createDiscussions)
  const threads = pullRequests.flatMap((one) => discussions.of(one).threads)
  expect(new Set(threads.map(({ id }) => id)).size).toBe(threads.length)
  expect(threads.some(({ status }) => status === undefined)).toBe(true)
  for (const { comments } of threads) {
    expect(comments[0]!.parentId).toBe(0)
    for (const { id, parentId } of comments) expect(parentId).toBeLessThan(id)
  }
  for (const pullRequest of pullRequests) {
    for (const { place, iterations } of discussions.of(pullRequest).threads) {
      if (!place) continue
      const { objects } = git.content(pullRequest.repository)
      const { source } = pullRequest.iterations[iterations!.second - 1]!
      expect(entryAt(objects, objects.commits.get(source)!.tree, place.filePath)).toBeDefined()
    }
  }
})
