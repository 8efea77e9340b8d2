import { beforeAll, expect, test } from 'vitest'
import { createGit, type GitData, type Repository } from '../../sandbox/data/git/git-data.js'
import { serviceDate } from '../../sandbox/devops/service-date.js'
import { client, type Client } from './devops-client.js'

let box: Client
let git: GitData
let main: Repository
let root: string

beforeAll(() => {
  box = client({ seed: 5, projects: 4, workItems: 400 })
  git = box.organization.part(createGit)
  main = git.repositories[0]!
  root = `/_apis/git/repositories/${main.id}`
})

const values = async (address: string) => {
  const { status, body } = await box.get(address)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.value
}

test('repositories are listed all at once, of a project or of the organization', async () => {
  const all = await values('/_apis/git/repositories')
  expect(all.map(({ id }: { id: string }) => id)).toEqual(git.repositories.map(({ id }) => id))
  const own = await values(`/${encodeURIComponent(main.project.name)}/_apis/git/repositories`)
  expect(own).toHaveLength(6)
  expect(own[0]._links).toBeUndefined()
})

test('a repository is found by id anywhere, by name in its project only', async () => {
  const name = encodeURIComponent("Bob's Größen & Maße")
  const project = `/${main.project.id}`
  expect((await box.get(`${project}/_apis/git/repositories/${name}`)).body.name).toBe("Bob's Größen & Maße")
  const lost = await box.get(`/_apis/git/repositories/${name}`)
  expect(lost.status).toBe(404)
  expect(lost.body.typeKey).toBe('GitRepositoryNotFoundException')
  const other = box.organization.projects[1]!.id
  expect((await box.get(`/${other}${root}`)).status).toBe(404)
})

test('an empty repository has no default branch, no commits, and no files', async () => {
  const empty = git.repositories.find(({ defaultBranch }) => defaultBranch === undefined)!
  const address = `/_apis/git/repositories/${empty.id}`
  expect((await box.get(address)).body).not.toHaveProperty('defaultBranch')
  expect(await values(`${address}/commits`)).toEqual([])
  expect(await values(`${address}/refs`)).toEqual([])
  expect((await box.get(`${address}/items?path=/README.md`)).status).toBe(404)
})

test('a disabled repository is listed, but everything in it is not found', async () => {
  const disabled = git.repositories.find(({ isDisabled }) => isDisabled)!
  const address = `/_apis/git/repositories/${disabled.id}`
  expect((await box.get(address)).body.isDisabled).toBe(true)
  for (const place of ['commits', 'refs', 'pullrequests', 'pushes', 'items', 'stats/branches']) {
    const { status, body } = await box.get(`${address}/${place}`)
    expect(status, place).toBe(404)
    expect(body.message).toMatch(/^TF401019/)
  }
})

test('refs come all at once when neither length nor token is asked for, else in pages of at most 1000', async () => {
  const all = await values(`${root}/refs`)
  expect(all).toHaveLength(git.refs(main).length)
  const names: string[] = []
  let token = ''
  for (let page = 0; page < 20; page++) {
    const { body, headers } = await box.get(`${root}/refs?$top=90${token}`)
    names.push(...body.value.map(({ name }: { name: string }) => name))
    const next = headers?.['x-ms-continuationtoken']
    if (next === undefined) break
    token = `&continuationToken=${next}`
  }
  expect(names).toEqual(all.map(({ name }: { name: string }) => name))
  expect(await values(`${root}/refs?continuationToken=0`)).toHaveLength(100)
})

test('refs are filtered by their beginning and by what they contain; tags are peeled on demand', async () => {
  const heads = await values(`${root}/refs?filter=heads/release`)
  expect(heads.length).toBeGreaterThan(0)
  for (const { name } of heads) expect(name).toMatch(/^refs\/heads\/release/)
  const some = await values(`${root}/refs?filterContains=${encodeURIComponent('GRÖSSE'.toLowerCase())}`)
  for (const { name } of some) expect(name).toContain('grösse')
  const odd = await values(`${root}/refs?filter=tags/${encodeURIComponent('größe#2')}&peelTags=true`)
  expect(odd).toHaveLength(1)
  expect(git.commit(main, odd[0].peeledObjectId)).toBeDefined()
  expect(await values(`${root}/refs?filter=tags/nightly`)).toEqual([
    expect.not.objectContaining({ peeledObjectId: expect.anything() }),
  ])
})

test('commits come newest first in pages of 100, by bare names and by searchCriteria', async () => {
  const ids = git.commits(main).map(({ id }) => id)
  const idsOf = async (query: string) =>
    (await values(`${root}/commits${query}`)).map(({ commitId }: { commitId: string }) => commitId)
  expect(await idsOf('')).toEqual(ids.slice(0, 100))
  expect(await idsOf('?$skip=1000&$top=20')).toEqual(ids.slice(1000, 1020))
  expect(await idsOf('?searchCriteria.$skip=3&searchCriteria.$top=2')).toEqual(ids.slice(3, 5))
  expect(await idsOf('?searchCriteria.showOldestCommitsFirst=true&$top=1')).toEqual([ids.at(-1)])
  expect(await idsOf(`?searchCriteria.ids=${ids[7]}&searchCriteria.ids=${ids[2]}`)).toEqual([ids[7], ids[2]])
})

test('commits are chosen by author, dates, version and path', async () => {
  const { author, committer } = git.commits(main)[40]!
  const query = `searchCriteria.author=${encodeURIComponent(author.email)}&$top=5000`
  const byAuthor = await values(`${root}/commits?${query}`)
  expect(byAuthor).toHaveLength(git.commits(main).filter((one) => one.author.email === author.email).length)
  const until = await values(`${root}/commits?searchCriteria.toDate=${serviceDate(committer.date)}&$top=1`)
  expect(until[0].committer.date <= serviceDate(committer.date)).toBe(true)
  const from = await values(
    `${root}/commits?searchCriteria.fromDate=${serviceDate(committer.date)}&$top=5000`,
  )
  expect(from).toHaveLength(git.commits(main).filter((one) => one.committer.date >= committer.date).length)
  const tagged = await values(
    `${root}/commits?searchCriteria.itemVersion.version=v1.0&searchCriteria.itemVersion.versionType=tag&$top=1`,
  )
  expect(git.commits(main).map(({ id }) => id)).toContain(tagged[0].commitId)
  for (const { changes } of await values(`${root}/commits?searchCriteria.itemPath=/README.md`)) {
    expect(changes.map(({ item }: { item: { path: string } }) => item.path)).toEqual(['/README.md'])
  }
})

test('an unknown branch cannot be resolved', async () => {
  const { status, body } = await box.get(`${root}/commits?searchCriteria.itemVersion.version=no-such-branch`)
  expect(status).toBe(404)
  expect(body).toMatchObject({ typeKey: 'GitUnresolvableToCommitException', eventId: 3000 })
})

test('a commit tells its push, and its changes are those of the push', async () => {
  const { id } = git.commits(main)[5]!
  const { body } = await box.get(`${root}/commits/${id}?changeCount=2`)
  expect(body.changes.length).toBeLessThanOrEqual(2)
  const pushed = await box.get(`${root}/pushes/${body.push.pushId}`)
  expect(pushed.body.commits.map(({ commitId }: { commitId: string }) => commitId)).toContain(id)
  const byPush = await values(`${root}/commits?pushId=${body.push.pushId}`)
  expect(byPush.map(({ commitId }: { commitId: string }) => commitId)).toContain(id)
})

test('a list shows the first line of a message, a single commit all of it', async () => {
  const long = git.commits(main).find(({ message }) => message.trimEnd().includes('\n'))!
  const [listed] = await values(`${root}/commits?searchCriteria.ids=${long.id}`)
  expect(listed).toMatchObject({ comment: long.message.split('\n')[0], commentTruncated: true })
  expect((await box.get(`${root}/commits/${long.id}`)).body.comment).toBe(long.message)
})

test('a batch of commits lists what one version has and another has not', async () => {
  const compared = { itemVersion: { version: 'develop' }, compareVersion: { version: 'main' } }
  const { body } = await box.post(`${root}/commitsbatch?$top=50000&api-version=7.1`, compared)
  const diff = await box.get(`${root}/diffs/commits?baseVersion=develop&targetVersion=main`)
  expect(body.count).toBe(diff.body.aheadCount)
  expect(body.count).toBeGreaterThan(0)
})

test('branches count what they are ahead and behind, as the comparison of two versions does', async () => {
  const stats = await values(`${root}/stats/branches`)
  const own = stats.find(({ name }: { name: string }) => name === 'main')
  expect(own).toMatchObject({ aheadCount: 0, behindCount: 0, isBaseVersion: true })
  for (const { name, aheadCount, behindCount } of stats.slice(0, 5)) {
    const { body } = await box.get(
      `${root}/diffs/commits?baseVersion=main&targetVersion=${encodeURIComponent(name)}`,
    )
    expect([body.aheadCount, body.behindCount]).toEqual([aheadCount, behindCount])
  }
  const one = await box.get(`${root}/stats/branches?name=develop`)
  expect(one.body).toEqual(stats.find(({ name }: { name: string }) => name === 'develop'))
})

test('items are listed at depths, with Unicode in their paths; folders lead to trees and files to blobs', async () => {
  const all = await values(`${root}/items?recursionLevel=full`)
  const paths = all.map(({ path }: { path: string }) => path)
  expect(paths).toContain('/docs/Größe & Maße.md')
  expect(paths).toContain('/src/a#b+c/100%.txt')
  const one = await values(`${root}/items?scopePath=/src&recursionLevel=oneLevel`)
  expect(one[0]).toMatchObject({ path: '/src', isFolder: true })
  const { body: tree } = await box.get(`${root}/trees/${one[0].objectId}`)
  expect(tree.treeEntries).toHaveLength(one.length - 1)
  const file = all.find(({ path }: { path: string }) => path === '/README.md')
  const { body: blob } = await box.get(`${root}/blobs/${file.objectId}`)
  const { body: item } = await box.get(`${root}/items?path=/README.md&includeContent=true`)
  expect(Buffer.byteLength(item.content)).toBe(blob.size)
})

test('a file is its bytes for who accepts no JSON, and JSON otherwise', async () => {
  const path = encodeURIComponent('/src/a#b+c/100%.txt')
  const raw = await box.get(`${root}/items?path=${path}`, { accept: 'text/plain' })
  expect(String(raw.content)).toBe('One line without an end')
  const json = await box.get(`${root}/items?path=${path}`, { accept: 'application/json;api-version=7.1' })
  expect(json.body.path).toBe('/src/a#b+c/100%.txt')
  const bytes = await box.get(`${root}/items?path=/assets/logo.png`, { accept: 'application/octet-stream' })
  expect(bytes.headers?.['content-type']).toBe('application/octet-stream')
})

test('what is not emulated says so', async () => {
  for (const query of [
    'items?scopePath=/&$format=zip',
    'items?path=/README.md&resolveLfs=true',
    'forkSyncRequests',
  ]) {
    expect((await box.get(`${root}/${query}`)).status, query).toBe(501)
  }
})

test('last commits have statuses; the latest only of each context on demand', async () => {
  const withTwo = git.commits(main).find(({ id }) => (git.content(main).statuses.get(id)?.length ?? 0) > 1)!
  const all = await values(`${root}/commits/${withTwo.id}/statuses`)
  const latest = await values(`${root}/commits/${withTwo.id}/statuses?latestOnly=true`)
  expect(latest.length).toBeLessThanOrEqual(all.length)
  expect(latest.at(-1)).toEqual(all.at(-1))
})
