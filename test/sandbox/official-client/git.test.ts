import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import type { IGitApi } from 'azure-devops-node-api/GitApi.js'
import {
  GitPullRequestMergeStrategy,
  ItemContentType,
  PullRequestAsyncStatus,
  PullRequestStatus,
  VersionControlChangeType,
  VersionControlRecursionType,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const nothing = '0'.repeat(40)
let sandbox: Sandbox
let api: WebApi
let git: IGitApi
let project: string
let main: string
/** The second repository, whose default branch no policy guards. */
let free: string

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 3, projects: 3, workItems: 200 })
  const { url, organization, pat } = sandbox.info
  api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  git = await api.getGitApi()
  const repositories = await git.getRepositories('Fabrikam Fiber')
  project = repositories[0]!.project!.id!
  main = repositories[0]!.id!
  free = repositories[1]!.id!
})

afterAll(() => sandbox.close())

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const part of stream) all += String(part)
  return all
}

test('reads repositories, refs, branches, commits, pushes', async () => {
  const all = await git.getRepositories()
  expect(all.length).toBeGreaterThan(6)
  expect((await git.getRepository(main)).defaultBranch).toBe('refs/heads/main')
  const tags = await git.getRefs(main, project, 'tags/', undefined, undefined, undefined, undefined, true)
  expect(tags.some(({ peeledObjectId }) => peeledObjectId)).toBe(true)
  expect((await git.getBranch(main, 'main', project)).aheadCount).toBe(0)
  expect((await git.getBranches(main, project)).length).toBeGreaterThan(100)
  const commits = await git.getCommits(main, { itemPath: '/README.md', $top: 3 }, project)
  expect(commits.map(({ changes }) => changes?.length)).toEqual([1, 1, 1])
  expect(commits[0]!.committer!.date).toBeInstanceOf(Date)
  const commit = await git.getCommit(commits[0]!.commitId!, main, project, 5)
  const push = await git.getPush(main, commit.push!.pushId!, project, 10, true)
  expect(push.commits!.some(({ commitId }) => commitId === commit.commitId)).toBe(true)
  const batch = await git.getCommitsBatch({ itemVersion: { version: 'main' } }, main, project, 0, 5)
  expect(batch).toHaveLength(5)
  const changes = await git.getChanges(commit.commitId!, main, project)
  expect(changes.changes!.some(({ changeType }) => changeType === VersionControlChangeType.Edit)).toBe(true)
})

test('reads files, folders, trees and blobs', async () => {
  const items = await git.getItems(main, project, '/', VersionControlRecursionType.Full)
  expect(items.some(({ path }) => path === '/docs/はじめに.md')).toBe(true)
  const [root] = items
  expect((await git.getTree(main, root!.objectId!, project, undefined, true)).treeEntries!).toHaveLength(
    items.length - 1,
  )
  const item = await git.getItem(
    main,
    '/README.md',
    project,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    true,
  )
  expect(await text(await git.getItemText(main, '/README.md', project))).toBe(item.content)
  expect((await git.getBlob(main, item.objectId!, project)).size).toBe(Buffer.byteLength(item.content!))
  expect(await text(await git.getBlobContent(main, item.objectId!, project))).toBe(item.content)
  const diff = await git.getCommitDiffs(
    main,
    project,
    undefined,
    3,
    0,
    { version: 'develop' },
    { version: 'main' },
  )
  expect(diff.changes).toHaveLength(3)
})

test('reads pull requests with all that belongs to them', async () => {
  const found = await git.getPullRequestsByProject(
    project,
    { status: PullRequestStatus.Completed },
    undefined,
    0,
    200,
  )
  expect(found.length).toBeGreaterThan(101)
  const one = found.find(({ reviewers }) => reviewers!.length > 1)!
  expect(one.closedDate).toBeInstanceOf(Date)
  const repository = one.repository!.id!
  const id = one.pullRequestId!
  expect((await git.getPullRequestById(id)).status).toBe(PullRequestStatus.Completed)
  expect(await git.getPullRequestReviewers(repository, id, project)).toHaveLength(one.reviewers!.length)
  const iterations = await git.getPullRequestIterations(repository, id, project)
  expect(iterations.length).toBeGreaterThan(0)
  const changes = await git.getPullRequestIterationChanges(repository, id, 1, project)
  expect(changes.changeEntries!.length).toBeGreaterThan(0)
  expect((await git.getPullRequestCommits(repository, id, project)).length).toBeGreaterThan(0)
  expect(await git.getThreads(repository, id, project)).toBeInstanceOf(Array)
  expect(await git.getPullRequestStatuses(repository, id, project)).toBeInstanceOf(Array)
  expect(await git.getPullRequestWorkItemRefs(repository, id, project)).toBeInstanceOf(Array)
  expect(
    (
      await git.getPullRequestQuery(
        { queries: [{ type: 1, items: [one.lastMergeCommit!.commitId!] }] },
        repository,
        project,
      )
    ).results,
  ).toHaveLength(1)
})

test('pushes a branch, reviews and completes a pull request about it', async () => {
  const [target] = await git.getRefs(free, project, 'heads/master')
  const push = await git.createPush(
    {
      refUpdates: [{ name: 'refs/heads/from-client', oldObjectId: nothing }],
      commits: [
        {
          comment: 'By the client',
          parents: [target!.objectId!],
          changes: [
            {
              changeType: VersionControlChangeType.Add,
              item: { path: '/client.md' },
              newContent: { content: 'größer', contentType: ItemContentType.RawText },
            },
          ],
        },
      ],
    },
    free,
    project,
  )
  expect(push.commits![0]!.comment).toBe('By the client')
  const made = await git.createPullRequest(
    {
      sourceRefName: 'refs/heads/from-client',
      targetRefName: 'refs/heads/master',
      title: 'Client',
      workItemRefs: [{ id: '2' }],
    },
    free,
    project,
  )
  const id = made.pullRequestId!
  expect(made.mergeStatus).toBe(PullRequestAsyncStatus.Queued)
  const me = made.createdBy!.id!
  expect((await git.createPullRequestReviewer({ vote: 10 }, free, id, me, project)).vote).toBe(10)
  const thread = await git.createThread({ comments: [{ content: 'Fine' }], status: 1 }, free, id, project)
  const comment = await git.createComment(
    { content: 'Thanks', parentCommentId: 1 },
    free,
    id,
    thread.id!,
    project,
  )
  expect(
    (await git.updateComment({ content: 'Thank you' }, free, id, thread.id!, comment.id!, project)).content,
  ).toBe('Thank you')
  await git.deleteComment(free, id, thread.id!, comment.id!, project)
  await git.createLike(free, id, thread.id!, 1, project)
  expect(await git.getLikes(free, id, thread.id!, 1, project)).toHaveLength(1)
  expect((await git.createPullRequestLabel({ name: 'client' }, free, id, project)).name).toBe('client')
  await git.createPullRequestStatus({ state: 2, context: { name: 'client' } }, free, id, project)
  await git.updatePullRequestProperties(null, [{ op: 'add', path: '/sample', value: '8' }], free, id, project)
  const present = await git.getPullRequest(free, id, project)
  expect(present.mergeStatus).toBe(PullRequestAsyncStatus.Succeeded)
  const done = await git.updatePullRequest(
    {
      status: PullRequestStatus.Completed,
      lastMergeSourceCommit: present.lastMergeSourceCommit,
      completionOptions: { mergeStrategy: GitPullRequestMergeStrategy.Squash, deleteSourceBranch: true },
    },
    free,
    id,
    project,
  )
  expect(done.status).toBe(PullRequestStatus.Completed)
  const [after] = await git.getRefs(free, project, 'heads/master')
  expect(after!.objectId).toBe(done.lastMergeCommit!.commitId)
  expect(await git.getRefs(free, project, 'heads/from-client')).toEqual([])
  const tracking = await api.getWorkItemTrackingApi()
  const item = await tracking.getWorkItem(2, undefined, undefined, 1)
  expect(item.relations!.some(({ url }) => url!.endsWith(`%2F${id}`))).toBe(true)
})

test('makes, renames and deletes repositories, refs and tags', async () => {
  const made = await git.createRepository({ name: 'client-made' }, project)
  expect((await git.updateRepository({ name: 'client-renamed' }, made.id!, project)).name).toBe(
    'client-renamed',
  )
  await git.deleteRepository(made.id!, project)
  const [deleted] = await git.getRecycleBinRepositories(project)
  expect(deleted!.deletedDate).toBeInstanceOf(Date)
  await git.restoreRepositoryFromRecycleBin({ deleted: false }, project, made.id!)
  const [tip] = await git.getRefs(free, project, 'heads/master')
  const [update] = await git.updateRefs(
    [{ name: 'refs/heads/client/ref', oldObjectId: nothing, newObjectId: tip!.objectId! }],
    free,
    project,
  )
  expect(update!.success).toBe(true)
  expect((await git.updateRef({ isLocked: true }, free, 'heads/client/ref', project)).isLocked).toBe(true)
  const tag = await git.createAnnotatedTag(
    { name: 'client-tag', message: 'T', taggedObject: { objectId: tip!.objectId! } },
    project,
    free,
  )
  expect((await git.getAnnotatedTag(project, free, tag.objectId!)).message).toBe('T')
  const status = { state: 2, context: { name: 'client' } }
  await git.createCommitStatus(status, tip!.objectId!, free, project)
  expect((await git.getStatuses(tip!.objectId!, free, project)).length).toBeGreaterThan(0)
})

test('reads and writes policies, and what they say of a pull request', async () => {
  const policy = await api.getPolicyApi()
  expect((await policy.getPolicyTypes(project)).length).toBeGreaterThan(8)
  const [first] = await policy.getPolicyConfigurations(project)
  expect((await policy.getPolicyConfiguration(project, first!.id!)).type!.displayName).toBe(
    'Minimum number of reviewers',
  )
  const made = await policy.createPolicyConfiguration(
    { isEnabled: true, isBlocking: false, type: { id: first!.type!.id! }, settings: first!.settings },
    project,
  )
  const changed = await policy.updatePolicyConfiguration({ ...made, isEnabled: false }, project, made.id!)
  expect([changed.revision, changed.isEnabled]).toEqual([2, false])
  expect(await policy.getPolicyConfigurationRevisions(project, made.id!)).toHaveLength(2)
  await policy.deletePolicyConfiguration(project, made.id!)
  const [one] = await git.getPullRequests(
    main,
    { targetRefName: 'refs/heads/main' },
    project,
    undefined,
    0,
    1,
  )
  const artifact = `vstfs:///CodeReview/CodeReviewId/${project}/${one!.pullRequestId}`
  const evaluations = await policy.getPolicyEvaluations(project, artifact)
  expect(evaluations[0]!.configuration!.id).toBe(first!.id)
  expect((await policy.getPolicyEvaluation(project, evaluations[0]!.evaluationId!)).artifactId).toBe(artifact)
})
