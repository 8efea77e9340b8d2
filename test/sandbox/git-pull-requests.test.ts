import { beforeAll, expect, test } from 'vitest'
import { createGit, type GitData, type PullRequest } from '../../sandbox/data/git/git-data.js'
import { serviceDate } from '../../sandbox/devops/service-date.js'
import { client, type Client, type Json } from './devops-client.js'

let box: Client
let git: GitData
let project: string
let all: readonly PullRequest[]

beforeAll(() => {
  box = client({ seed: 5, projects: 4, workItems: 2000 })
  git = box.organization.part(createGit)
  const [first] = box.organization.projects
  project = `/${first!.id}`
  all = git.pullRequests(first!)
})

const idsOf = async (address: string): Promise<number[]> => {
  const { status, body } = await box.get(address)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.value.map((one: Json) => one.pullRequestId)
}
const ids = (fitting: (one: PullRequest) => boolean) => all.filter(fitting).map(({ id }) => id)
const address = (one: PullRequest) => `/_apis/git/repositories/${one.repository.id}/pullRequests/${one.id}`

test('a list shows active ones, newest first, unless another status is asked for', async () => {
  expect(await idsOf(`${project}/_apis/git/pullrequests`)).toEqual(ids(({ status }) => status === 'active'))
  for (const status of ['completed', 'abandoned'] as const) {
    const found = await idsOf(`${project}/_apis/git/pullrequests?searchCriteria.status=${status}&$top=1000`)
    expect(found).toEqual(ids((one) => one.status === status))
  }
})

test('a page has 101 entries unless asked for another length, and never more than 1000', async () => {
  const path = `${project}/_apis/git/pullrequests?searchCriteria.status=all`
  expect(await idsOf(path)).toEqual(all.slice(0, 101).map(({ id }) => id))
  expect(await idsOf(`${path}&$skip=101&$top=7`)).toEqual(all.slice(101, 108).map(({ id }) => id))
  expect(await idsOf(`${path}&$top=5000`)).toHaveLength(all.length)
})

test('the organization has those of all projects', async () => {
  const path = '/_apis/git/pullrequests?searchCriteria.status=all&$top=1000'
  const found = await idsOf(path)
  const own = git.repositories.flatMap((repository) => git.pullRequests(repository).map(({ id }) => id))
  expect(found).toEqual(own.sort((a, b) => b - a))
})

test('criteria can be combined', async () => {
  const sample = all.find(({ reviewers, status }) => status === 'completed' && reviewers.length > 0)!
  const reviewer = sample.reviewers[0]!.identity.id
  const path = `${project}/_apis/git/pullrequests?searchCriteria.status=all&$top=1000`
  expect(await idsOf(`${path}&searchCriteria.creatorId=${sample.createdBy.id}`)).toEqual(
    ids(({ createdBy }) => createdBy === sample.createdBy),
  )
  expect(await idsOf(`${path}&searchCriteria.reviewerId=${reviewer}`)).toEqual(
    ids(({ reviewers }) => reviewers.some(({ identity }) => identity.id === reviewer)),
  )
  expect(await idsOf(`${path}&searchCriteria.sourceRefName=${encodeURIComponent(sample.sourceRef)}`)).toEqual(
    [sample.id],
  )
  const from = serviceDate(sample.closedAt!)
  expect(
    await idsOf(`${path}&searchCriteria.queryTimeRangeType=closed&searchCriteria.minTime=${from}`),
  ).toEqual(ids(({ closedAt }) => closedAt !== undefined && closedAt >= sample.closedAt!))
  expect(await idsOf(`${path}&searchCriteria.maxTime=${serviceDate(sample.createdAt)}`)).toEqual(
    ids(({ createdAt }) => createdAt <= sample.createdAt),
  )
})

test('a list cuts descriptions to 400 characters; one alone has all', async () => {
  const long = all.find(({ description }) => (description?.length ?? 0) > 400)!
  const { body } = await box.get(
    `${project}/_apis/git/pullrequests?searchCriteria.status=all&searchCriteria.sourceRefName=${encodeURIComponent(long.sourceRef)}`,
  )
  expect(body.value[0].description).toBe(long.description!.slice(0, 400))
  expect((await box.get(address(long))).body.description).toBe(long.description)
})

test('what a pull request has not is absent, not null', async () => {
  for (const one of all.slice(0, 60)) {
    const { body } = await box.get(address(one))
    expect('closedDate' in body).toBe(one.status !== 'active')
    expect('description' in body).toBe(one.description !== undefined)
    expect('lastMergeCommit' in body).toBe(one.mergeStatus !== 'conflicts')
    expect(Object.values(body)).not.toContain(null)
  }
})

test('its number alone finds it, in its project only', async () => {
  const [one] = all
  expect((await box.get(`/_apis/git/pullrequests/${one!.id}`)).body.pullRequestId).toBe(one!.id)
  const other = box.organization.projects[1]!.id
  const { status, body } = await box.get(`/${other}/_apis/git/pullrequests/${one!.id}`)
  expect([status, body.typeKey]).toEqual([404, 'GitPullRequestNotFoundException'])
  expect((await box.get('/_apis/git/pullrequests/99999999')).status).toBe(404)
})

test('a team among the reviewers is a container; votes for it are told', async () => {
  const one = all.find(({ reviewers }) => reviewers.some(({ votedFor }) => votedFor.length > 0))!
  const { body } = await box.get(`${address(one)}/reviewers`)
  const [team] = body.value.filter((reviewer: Json) => reviewer.isContainer)
  expect(team.displayName).toMatch(/^\[Fabrikam Fiber\]\\/)
  expect(body.value.some((reviewer: Json) => reviewer.votedFor?.[0].id === team.id)).toBe(true)
})

test('ids of its work items are texts, and the items link to it', async () => {
  const one = all.find(({ workItems }) => workItems.length > 0)!
  const { body } = await box.get(`${address(one)}/workitems`)
  expect(body.value.map((item: Json) => item.id)).toEqual(one.workItems.map(String))
  const item = await box.get(`/_apis/wit/workitems/${one.workItems[0]}?$expand=relations&api-version=7.1`)
  expect(item.body.relations).toContainEqual(
    expect.objectContaining({
      rel: 'ArtifactLink',
      url: `vstfs:///Git/PullRequestId/${one.repository.project.id}%2F${one.repository.id}%2F${one.id}`,
    }),
  )
})

test('changes of an iteration come in pages that tell where the next begins', async () => {
  const one = all.find(({ iterations, repository }) => {
    const { objects } = git.content(repository)
    const [first] = iterations
    return (
      objects.commits.get(first!.source)!.tree !== objects.commits.get(first!.base)!.tree &&
      iterations.length > 2
    )
  })!
  const path = `${address(one)}/iterations/${one.iterations.length}/changes`
  const whole = (await box.get(path)).body
  expect(whole).not.toHaveProperty('nextSkip')
  const paged: Json[] = []
  for (let skip: number | undefined = 0; skip !== undefined;) {
    const { body }: { body: Json } = await box.get(`${path}?$top=1&$skip=${skip}`)
    paged.push(...body.changeEntries)
    skip = body.nextSkip
  }
  expect(paged).toEqual(whole.changeEntries)
  const since = await box.get(`${path}?$compareTo=${one.iterations.length}`)
  expect(since.body.changeEntries).toEqual([])
})

test('its commits are those of its last iteration, and lead back to it', async () => {
  const one = all.find(({ status, iterations }) => status === 'completed' && iterations.length > 1)!
  const { body } = await box.get(`${address(one)}/commits`)
  const last = await box.get(`${address(one)}/iterations/${one.iterations.length}/commits`)
  expect(body.value).toEqual(last.body.value)
  expect(body.value[0].commitId).toBe(one.lastMergeSource)
  const query = { queries: [{ type: 'commit', items: [one.lastMergeSource] }] }
  const found = await box.post(
    `/_apis/git/repositories/${one.repository.id}/pullrequestquery?api-version=7.1`,
    query,
  )
  const matches = found.body.results[0][one.lastMergeSource].map((match: Json) => match.pullRequestId)
  expect(matches).toContain(one.id)
})

test('threads tell null where there is no place, and deleted comments have no content', async () => {
  let deleted = 0
  for (const one of all.slice(0, 150)) {
    const { body } = await box.get(`${address(one)}/threads`)
    for (const thread of body.value) {
      expect(thread.identities).toBeNull()
      expect(thread.threadContext === null).toBe(thread.pullRequestThreadContext === null)
      for (const comment of thread.comments) {
        expect('content' in comment).toBe(comment.isDeleted !== true)
        deleted += comment.isDeleted ? 1 : 0
      }
    }
  }
  expect(deleted).toBeGreaterThan(0)
})
