import { randomUUID } from 'node:crypto'
import { createDiscussions } from '../../../sandbox/data/git/create-discussions.js'
import { createGit } from '../../../sandbox/data/git/git-data.js'
import { noObject } from '../../../sandbox/data/git/git-objects.js'
import type { PullRequest } from '../../../sandbox/data/git/pull-request.js'
import type { Repository } from '../../../sandbox/data/git/repositories.js'
import { entryAt } from '../../../sandbox/data/git/trees.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const v = 'api-version=7.1'
const patch = 'application/json-patch+json'
const below = '/{project}/_apis/git/repositories/{repositoryId}'
const ofPullRequest = `${below}/pullRequests/{pullRequestId}`

const git = (box: Client) => box.organization.part(createGit)
const home = (box: Client) => git(box).repositories[0] as Repository
/** A repository without policies on its default branch. */
const free = (box: Client) => git(box).repositories[1] as Repository
const tip = (box: Client, repository = home(box)) => git(box).commits(repository)[0]!
const root = (repository: Repository) => `/${repository.project.id}/_apis/git/repositories/${repository.id}`
const blob = (box: Client) => entryAt(git(box).content(home(box)).objects, tip(box).tree, '/README.md')!.id

/** A generated pull request with threads by people, several iterations, reviewers and so on. */
function talkedAbout(box: Client): PullRequest {
  const all = git(box).pullRequests(home(box))
  return all.find(
    (one) =>
      one.reviewers.length > 1 &&
      one.iterations.length > 1 &&
      one.status === 'completed' &&
      box.organization
        .part(createDiscussions)
        .of(one)
        .statuses.some(({ iterationId }) => iterationId === 1) &&
      box.organization
        .part(createDiscussions)
        .of(one)
        .threads.some(({ status }) => status),
  )!
}

const url = (box: Client, rest: string, pullRequest = talkedAbout(box)) =>
  `${root(pullRequest.repository)}/pullRequests/${pullRequest.id}${rest}`
const thread = (box: Client) =>
  box.organization
    .part(createDiscussions)
    .of(talkedAbout(box))
    .threads.find(({ status }) => status)!
const status = (box: Client) =>
  box.organization
    .part(createDiscussions)
    .of(talkedAbout(box))
    .statuses.find(({ iterationId }) => iterationId === 1)!

async function newBranch(box: Client): Promise<string> {
  const name = `refs/heads/case/${randomUUID()}`
  await push(box, name)
  return name
}

function push(box: Client, name: string) {
  const newContent = { content: randomUUID(), contentType: 'rawtext' }
  const changes = [{ changeType: 'add', item: { path: `/case-${randomUUID()}.md` }, newContent }]
  return box.post(`${root(free(box))}/pushes?${v}`, {
    refUpdates: [{ name, oldObjectId: noObject }],
    commits: [{ comment: 'A case', parents: [tip(box, free(box)).id], changes }],
  })
}

async function newPullRequest(box: Client): Promise<PullRequest> {
  const made = await box.post(`${root(free(box))}/pullrequests?${v}`, {
    sourceRefName: await newBranch(box),
    targetRefName: free(box).defaultBranch,
    title: 'A case',
    reviewers: [{ id: box.me.id }],
    labels: [{ name: 'case' }],
  })
  return git(box).pullRequest(made.body.pullRequestId)!
}

async function inNew(box: Client, rest: string): Promise<string> {
  return url(box, rest, await newPullRequest(box))
}

async function ownComment(box: Client): Promise<string> {
  const threads = await inNew(box, '/threads')
  const { body } = await box.post(`${threads}?${v}`, { comments: [{ content: 'Mine' }], status: 'active' })
  return `${threads}/${body.id}/comments/1`
}

async function ownStatus(box: Client, path: string): Promise<string> {
  const address = await inNew(box, path)
  await box.post(`${address}?${v}`, { state: 'pending', context: { name: 'case' } })
  return address
}

async function newRepository(box: Client): Promise<string> {
  const { project } = home(box)
  const { body } = await box.post(`/${project.id}/_apis/git/repositories?${v}`, {
    name: `case-${randomUUID()}`,
  })
  return `/${project.id}/_apis/git/repositories/${body.id}`
}

async function inBin(box: Client): Promise<string> {
  const address = await newRepository(box)
  await box.send('DELETE', `${address}?${v}`, {})
  return address.replace('/repositories/', '/recycleBin/repositories/')
}

type Address = (box: Client) => string | Promise<string>

function one(
  method: ConformanceCase['method'],
  operation: string | undefined,
  address: Address,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase {
  const withVersion = async (box: Client) => {
    const asked = await address(box)
    return `${asked}${asked.includes('?') ? '&' : '?'}${v}`
  }
  return { specification: 'git/git.json', method, operation, address: withVersion, ...rest }
}

/** A reading below the first repository. */
const read = (path: string, query: (box: Client) => string = () => '') =>
  one('GET', `${below}/${path}`, (box) => `${root(home(box))}/${path}${query(box)}`)
const readCommit = (path: string) =>
  one(
    'GET',
    `${below}/commits/{commitId}${path}`,
    (box) => `${root(home(box))}/commits/${tip(box).id}${path}`,
  )
const readPullRequest = (path: string, query = '') =>
  one('GET', `${ofPullRequest}${path}`, (box) => url(box, path + query))

export const gitCases: readonly ConformanceCase[] = [
  one(
    'GET',
    '/{project}/_apis/git/repositories',
    () => '/_apis/git/repositories?includeLinks=true&includeAllUrls=true',
  ),
  one('GET', below, (box) => root(home(box))),
  one(
    'GET',
    below,
    (box) => `${root(git(box).repositories.find(({ parent }) => parent)!)}?includeParent=true`,
  ),
  one(
    'POST',
    '/{project}/_apis/git/repositories',
    (box) => `/${home(box).project.id}/_apis/git/repositories`,
    {
      makeBody: () => ({ name: `case-${randomUUID()}` }),
      status: 201,
    },
  ),
  one('PATCH', below, newRepository, { makeBody: () => ({ name: `renamed-${randomUUID()}` }) }),
  one('DELETE', below, newRepository, { status: 204 }),
  one('GET', '/{project}/_apis/git/deletedrepositories', async (box) => {
    await inBin(box)
    return `/${home(box).project.id}/_apis/git/deletedrepositories`
  }),
  one(
    'GET',
    '/{project}/_apis/git/recycleBin/repositories',
    (box) => `/${home(box).project.id}/_apis/git/recycleBin/repositories`,
  ),
  one('PATCH', '/{project}/_apis/git/recycleBin/repositories/{repositoryId}', inBin, {
    body: { deleted: false },
  }),
  one('DELETE', '/{project}/_apis/git/recycleBin/repositories/{repositoryId}', inBin, { status: 204 }),

  read('refs', () => '?peelTags=true&includeStatuses=true&includeLinks=true'),
  one('POST', `${below}/refs`, (box) => `${root(free(box))}/refs`, {
    makeBody: (box) => [
      { name: `refs/heads/case/${randomUUID()}`, oldObjectId: noObject, newObjectId: tip(box, free(box)).id },
      { name: 'refs/heads/..', oldObjectId: noObject, newObjectId: tip(box, free(box)).id },
    ],
  }),
  one(
    'PATCH',
    `${below}/refs`,
    async (box) => `${root(free(box))}/refs?filter=${(await newBranch(box)).slice(5)}`,
    {
      body: { isLocked: true },
    },
  ),
  read('stats/branches'),
  one('POST', `${below}/annotatedtags`, (box) => `${root(free(box))}/annotatedtags`, {
    makeBody: (box) => ({
      name: `case-${randomUUID()}`,
      message: 'A case',
      taggedObject: { objectId: tip(box, free(box)).id },
    }),
    status: 201,
  }),
  one('GET', `${below}/annotatedtags/{objectId}`, (box) => {
    const [tag] = git(box).content(home(box)).objects.tags.keys()
    return `${root(home(box))}/annotatedtags/${tag}`
  }),

  read('commits'),
  read(
    'commits',
    () =>
      '?searchCriteria.itemPath=/README.md&searchCriteria.includePushData=true&searchCriteria.includeLinks=true',
  ),
  read('commits', () => '?searchCriteria.includeWorkItems=true&searchCriteria.includeUserImageUrl=true'),
  one('POST', `${below}/commitsbatch`, (box) => `${root(home(box))}/commitsbatch?includeStatuses=true`, {
    body: { itemVersion: { version: 'main', versionType: 'branch' } },
  }),
  readCommit(''),
  one(
    'GET',
    `${below}/commits/{commitId}`,
    (box) => `${root(home(box))}/commits/${tip(box).id}?changeCount=10`,
  ),
  readCommit('/changes'),
  readCommit('/statuses'),
  one(
    'POST',
    `${below}/commits/{commitId}/statuses`,
    (box) => `${root(home(box))}/commits/${tip(box).id}/statuses`,
    {
      body: {
        state: 'succeeded',
        context: { name: 'case', genre: 'test' },
        targetUrl: 'https://ci.example/1',
      },
      status: 201,
    },
  ),
  one(
    'GET',
    '/{project}/_apis/git/repositories/{repositoryNameOrId}/commits/{commitId}/mergebases',
    (box) =>
      `${root(home(box))}/commits/${tip(box).id}/mergebases?otherCommitId=${git(box).commits(home(box))[9]!.id}`,
  ),
  read('pushes', () => '?searchCriteria.includeRefUpdates=true&searchCriteria.includeLinks=true'),
  one('GET', `${below}/pushes/{pushId}`, (box) => `${root(home(box))}/pushes/5?includeRefUpdates=true`),
  one('POST', `${below}/pushes`, (box) => `${root(free(box))}/pushes`, {
    makeBody: (box) => ({
      refUpdates: [{ name: `refs/heads/case/${randomUUID()}`, oldObjectId: noObject }],
      commits: [
        {
          comment: 'A case',
          parents: [tip(box, free(box)).id],
          changes: [{ changeType: 'delete', item: { path: '/package.json' } }],
        },
      ],
    }),
    status: 201,
  }),
  read('items', () => '?recursionLevel=full&includeContentMetadata=true'),
  read('items', () => '?path=/README.md&includeContent=true&latestProcessedChange=true&includeLinks=true'),
  one('POST', `${below}/itemsbatch`, (box) => `${root(home(box))}/itemsbatch`, {
    body: {
      itemDescriptors: [{ path: '/src', recursionLevel: 'oneLevel' }, { path: '/README.md' }],
      includeContentMetadata: true,
    },
  }),
  one('GET', `${below}/trees/{sha1}`, (box) => `${root(home(box))}/trees/${tip(box).tree}?recursive=true`),
  one('GET', `${below}/blobs/{sha1}`, (box) => `${root(home(box))}/blobs/${blob(box)}`),
  read('diffs/commits', () => '?baseVersion=develop&targetVersion=main'),

  one(
    'GET',
    '/{project}/_apis/git/pullrequests',
    () => '/_apis/git/pullrequests?searchCriteria.status=all&searchCriteria.includeLinks=true',
  ),
  one(
    'GET',
    '/{project}/_apis/git/pullrequests/{pullRequestId}',
    (box) => `/_apis/git/pullrequests/${talkedAbout(box).id}`,
  ),
  one('GET', `${below}/pullrequests`, (box) => `${root(home(box))}/pullrequests?searchCriteria.status=all`),
  one('POST', `${below}/pullrequests`, (box) => `${root(free(box))}/pullrequests`, {
    makeBody: (box) => {
      const source = git(box)
        .refs(free(box))
        .findLast(({ name }) => name.startsWith('refs/heads/case/'))
      return {
        sourceRefName: source!.name,
        targetRefName: free(box).defaultBranch,
        title: 'A case',
        description: 'Made by a case.',
      }
    },
    status: 201,
  }),
  one('GET', `${below}/pullrequests/{pullRequestId}`, (box) =>
    url(box, '?includeCommits=true&includeWorkItemRefs=true'),
  ),
  one('PATCH', `${below}/pullrequests/{pullRequestId}`, (box) => inNew(box, ''), {
    body: { status: 'abandoned', title: 'No longer' },
  }),
  one('POST', `${below}/pullrequestquery`, (box) => `${root(home(box))}/pullrequestquery`, {
    makeBody: (box) => ({ queries: [{ type: 'commit', items: [talkedAbout(box).iterations[0]!.source] }] }),
  }),
  readPullRequest('/reviewers'),
  one('GET', `${ofPullRequest}/reviewers/{reviewerId}`, (box) =>
    url(box, `/reviewers/${talkedAbout(box).reviewers[0]!.identity.id}`),
  ),
  one('POST', `${ofPullRequest}/reviewers`, (box) => inNew(box, '/reviewers'), {
    makeBody: (box) => [{ id: box.organization.people[5]!.id }],
  }),
  one('PUT', `${ofPullRequest}/reviewers/{reviewerId}`, (box) => inNew(box, `/reviewers/${box.me.id}`), {
    body: { vote: 5 },
  }),
  one('PATCH', `${ofPullRequest}/reviewers`, (box) => inNew(box, '/reviewers'), {
    makeBody: (box) => [{ id: box.me.id, vote: 0 }],
  }),
  one('PATCH', `${ofPullRequest}/reviewers/{reviewerId}`, (box) => inNew(box, `/reviewers/${box.me.id}`), {
    body: { isFlagged: true },
  }),
  one('DELETE', `${ofPullRequest}/reviewers/{reviewerId}`, (box) => inNew(box, `/reviewers/${box.me.id}`)),

  readPullRequest('/threads'),
  one('GET', `${ofPullRequest}/threads/{threadId}`, (box) => url(box, `/threads/${thread(box).id}`)),
  one('POST', `${ofPullRequest}/threads`, (box) => inNew(box, '/threads'), {
    body: { comments: [{ parentCommentId: 0, content: 'A case', commentType: 1 }], status: 1 },
  }),
  one(
    'PATCH',
    `${ofPullRequest}/threads/{threadId}`,
    async (box) => (await ownComment(box)).replace('/comments/1', ''),
    {
      body: { status: 'fixed' },
    },
  ),
  one('GET', `${ofPullRequest}/threads/{threadId}/comments`, (box) =>
    url(box, `/threads/${thread(box).id}/comments`),
  ),
  one('GET', `${ofPullRequest}/threads/{threadId}/comments/{commentId}`, (box) =>
    url(box, `/threads/${thread(box).id}/comments/1`),
  ),
  one(
    'POST',
    `${ofPullRequest}/threads/{threadId}/comments`,
    (box) => url(box, `/threads/${thread(box).id}/comments`),
    {
      body: { content: 'An answer', parentCommentId: 1 },
    },
  ),
  one('PATCH', `${ofPullRequest}/threads/{threadId}/comments/{commentId}`, ownComment, {
    body: { content: 'Edited' },
  }),
  one('DELETE', `${ofPullRequest}/threads/{threadId}/comments/{commentId}`, ownComment),
  one(
    'POST',
    `${ofPullRequest}/threads/{threadId}/comments/{commentId}/likes`,
    async (box) => `${await ownComment(box)}/likes`,
  ),
  one('GET', `${ofPullRequest}/threads/{threadId}/comments/{commentId}/likes`, async (box) => {
    const likes = `${await ownComment(box)}/likes`
    await box.send('POST', `${likes}?${v}`, {})
    return likes
  }),
  one(
    'DELETE',
    `${ofPullRequest}/threads/{threadId}/comments/{commentId}/likes`,
    async (box) => `${await ownComment(box)}/likes`,
  ),

  readPullRequest('/iterations', '?includeCommits=true'),
  one('GET', `${ofPullRequest}/iterations/{iterationId}`, (box) => url(box, '/iterations/1')),
  one('GET', `${ofPullRequest}/iterations/{iterationId}/changes`, (box) =>
    url(box, '/iterations/2/changes?$top=1&$compareTo=0'),
  ),
  one('GET', `${ofPullRequest}/iterations/{iterationId}/commits`, (box) => url(box, '/iterations/1/commits')),
  readPullRequest('/commits'),
  readPullRequest('/workitems'),
  readPullRequest('/properties'),
  one('PATCH', `${ofPullRequest}/properties`, (box) => inNew(box, '/properties'), {
    body: [{ op: 'add', path: '/case', value: 12 }],
    contentType: patch,
  }),
  one('GET', `${ofPullRequest}/labels`, (box) => inNew(box, '/labels')),
  one('GET', `${ofPullRequest}/labels/{labelIdOrName}`, (box) => inNew(box, '/labels/CASE')),
  one('POST', `${ofPullRequest}/labels`, (box) => inNew(box, '/labels'), { body: { name: 'größe/XL' } }),
  one('DELETE', `${ofPullRequest}/labels/{labelIdOrName}`, (box) => inNew(box, '/labels/case')),
  ...['', '/iterations/1'].flatMap((place) => {
    const operation = `${ofPullRequest}${place.replace('1', '{iterationId}')}/statuses`
    return [
      one('GET', operation, (box) => url(box, `${place}/statuses`)),
      one('GET', `${operation}/{statusId}`, (box) => url(box, `${place}/statuses/${status(box).id}`)),
      one('POST', operation, (box) => inNew(box, `${place}/statuses`), {
        body: { state: 'succeeded', context: { name: 'case' }, properties: { sample: 7 } },
      }),
      one('PATCH', operation, (box) => ownStatus(box, `${place}/statuses`), {
        body: [{ op: 'remove', path: '/1' }],
        contentType: patch,
        status: 204,
      }),
      one(
        'DELETE',
        `${operation}/{statusId}`,
        async (box) => `${await ownStatus(box, `${place}/statuses`)}/1`,
        {
          status: 204,
        },
      ),
    ]
  }),
]
