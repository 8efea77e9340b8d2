import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const builds = '/Fabrikam%20Fiber/_apis/build/builds'
let box: Client

beforeAll(() => {
  box = client({ seed: 1, projects: 6, workItems: 200 })
})

/** Follows the tokens to the end, with the query unchanged. */
async function pages(query: string): Promise<Json[][]> {
  const all: Json[][] = []
  let token: string | undefined
  do {
    const more = token === undefined ? '' : `&continuationToken=${encodeURIComponent(token)}`
    const answer = await box.get(`${builds}?${query}${more}`)
    expect(answer.status).toBe(200)
    all.push(answer.body.value)
    token = answer.headers?.['x-ms-continuationtoken']
  } while (token !== undefined)
  return all
}

const ids = (list: Json[]): number[] => list.map(({ id }) => id)

describe('pages of builds', () => {
  test('have 1000 builds unless asked otherwise, and the header is absent on the last one', async () => {
    const all = await pages('queryOrder=queueTimeAscending')
    expect(all.map((page) => page.length).slice(0, -1)).toEqual(all.slice(1).map(() => 1000))
    expect(all.flat().length).toBeGreaterThan(2500)
  })

  test('have 5000 builds at most', async () => {
    const [page = []] = await pages('queryOrder=queueTimeAscending&$top=100000')
    expect(page.length).toBeGreaterThan(2500)
    expect(page.length).toBeLessThanOrEqual(5000)
  })

  test.each([
    'finishTimeDescending',
    'finishTimeAscending',
    'queueTimeDescending',
    'queueTimeAscending',
    'startTimeDescending',
    'startTimeAscending',
  ])('together hold each build once, in the order %s', async (order) => {
    const found = (await pages(`queryOrder=${order}&$top=700`)).flat()
    const times = found.map((build) => Date.parse(build[order.replace(/(De|A)scending/, '')]))
    const sorted = [...times].sort((a, b) => (order.endsWith('Descending') ? b - a : a - b))
    expect(times).toEqual(sorted)
    expect(new Set(ids(found)).size).toBe(found.length)
    expect(ids(found).sort()).toEqual(ids((await pages(`queryOrder=${order}&$top=5000`)).flat()).sort())
  })

  test('go wrong when the token of one order is used with another', async () => {
    const first = await box.get(`${builds}?queryOrder=finishTimeDescending&$top=10`)
    const token = encodeURIComponent(first.headers?.['x-ms-continuationtoken'] ?? '')
    const right = await box.get(
      `${builds}?queryOrder=finishTimeDescending&$top=10&continuationToken=${token}`,
    )
    const wrong = await box.get(`${builds}?queryOrder=finishTimeAscending&$top=10&continuationToken=${token}`)
    expect(ids(wrong.body.value)).not.toEqual(ids(right.body.value))
  })

  test('a token that is no time is refused', async () => {
    expect((await box.get(`${builds}?continuationToken=abc`)).status).toBe(400)
  })
})

describe('what a list holds', () => {
  const known = new Map<string, Promise<Json[]>>()
  /** Nothing changes in this file, so each list is read once. */
  const all = (query: string): Promise<Json[]> => {
    const list = known.get(query) ?? pages(`$top=5000&${query}`).then((found) => found.flat())
    known.set(query, list)
    return list
  }

  test('the default order leaves out builds that have not finished, unless they are asked for', async () => {
    expect((await all('')).every(({ status }) => status === 'completed')).toBe(true)
    const running = await all('statusFilter=inProgress,notStarted')
    expect(new Set(running.map(({ status }) => status))).toEqual(new Set(['inProgress', 'notStarted']))
    const byQueue = await all('queryOrder=queueTimeDescending')
    expect(new Set(byQueue.map(({ status }) => status))).toEqual(
      new Set(['completed', 'inProgress', 'notStarted', 'cancelling', 'postponed']),
    )
  })

  test('unfinished builds have no result and no times that have not come', async () => {
    for (const build of await all('statusFilter=notStarted')) {
      for (const name of ['result', 'startTime', 'finishTime']) expect(build).not.toHaveProperty(name)
    }
    for (const build of await all('statusFilter=inProgress')) {
      expect(build).toHaveProperty('startTime')
      for (const name of ['result', 'finishTime']) expect(build).not.toHaveProperty(name)
    }
  })

  test('deleted builds only when asked for', async () => {
    const [without, withDeleted, only] = await Promise.all(
      ['excludeDeleted', 'includeDeleted', 'onlyDeleted'].map((filter) => all(`deletedFilter=${filter}`)),
    )
    expect(only!.length).toBeGreaterThan(0)
    expect(only!.every(({ deleted, deletedBy }) => deleted && deletedBy)).toBe(true)
    expect(without!.length + only!.length).toBe(withDeleted!.length)
  })

  test.each<[query: string, fits: (build: Json) => boolean]>([
    ['definitions=1,3', ({ definition }) => [1, 3].includes(definition.id)],
    ['resultFilter=failed', ({ result }) => result === 'failed'],
    ['resultFilter=failed,canceled', ({ result }) => ['failed', 'canceled'].includes(result)],
    ['reasonFilter=pullRequest', ({ reason }) => reason === 'pullRequest'],
    ['tagFilters=C%23', ({ tags }) => tags.includes('C#')],
    ['buildNumber=2025*', ({ buildNumber }) => buildNumber.startsWith('2025')],
    ['queues=2', ({ queue }) => queue.id === 2],
    ['branchName=refs/heads/main', ({ sourceBranch }) => sourceBranch === 'refs/heads/main'],
    [
      'minTime=2024-01-01T00:00:00Z&maxTime=2024-06-30T00:00:00Z',
      ({ finishTime }) => finishTime >= '2024-01-01' && finishTime <= '2024-06-30',
    ],
    [
      'queryOrder=queueTimeAscending&minTime=2024-01-01T00:00:00Z&maxTime=2024-06-30T00:00:00Z',
      ({ queueTime }) => queueTime >= '2024-01-01' && queueTime <= '2024-06-30',
    ],
  ])('%s gives those builds and only those', async (query, fits) => {
    const order = /queryOrder=\w+/.exec(query)?.[0] ?? ''
    const found = await all(query)
    expect(found.length).toBeGreaterThan(0)
    expect(ids(found)).toEqual(ids((await all(order)).filter(fits)))
  })

  test('ids, a person and a repository can be asked for', async () => {
    const some = (await all('')).slice(5, 8)
    expect(ids(await all(`buildIds=${ids(some).join(',')}`))).toEqual(ids(some))
    const { requestedFor, repository } = some[0]
    for (const wanted of [requestedFor.id, requestedFor.uniqueName]) {
      const found = await all(`requestedFor=${encodeURIComponent(wanted)}`)
      expect(ids(found)).toContain(some[0].id)
      expect(found.every((build) => build.requestedFor.id === requestedFor.id)).toBe(true)
    }
    const ofRepository = await all(`repositoryId=${repository.id}&repositoryType=TfsGit`)
    expect(ofRepository.every((build) => build.repository.id === repository.id)).toBe(true)
    expect((await box.get(`${builds}?repositoryId=${repository.id}`)).status).toBe(400)
  })

  test('maxBuildsPerDefinition gives the first of each definition', async () => {
    const found = await all('maxBuildsPerDefinition=2')
    const counts = new Map<number, number>()
    for (const { definition } of found) counts.set(definition.id, (counts.get(definition.id) ?? 0) + 1)
    expect(counts.size).toBeGreaterThan(10)
    expect(Math.max(...counts.values())).toBe(2)
  })

  test('a project without builds has an empty list', async () => {
    const answer = await box.get('/proseware/_apis/build/builds')
    expect(answer.body).toEqual({ count: 0, value: [] })
  })

  test.each(['statusFilter=odd', 'queryOrder=odd', 'minTime=odd', 'definitions=odd', '$top=-1'])(
    '%s is refused',
    async (query) => {
      expect((await box.get(`${builds}?${query}`)).status).toBe(400)
    },
  )
})

describe('builds agree with the rest', () => {
  test('the commit of each exists in its repository, and pull request builds name one that exists', async () => {
    const sample = (await pages('$top=5000')).flat().filter((_, at) => at % 97 === 0)
    for (const { repository, sourceVersion, sourceBranch } of sample) {
      const git = `/_apis/git/repositories/${repository.id}`
      expect((await box.get(`${git}/commits/${sourceVersion}`)).status, sourceVersion).toBe(200)
      const pullRequest = /^refs\/pull\/(\d+)\/merge$/.exec(sourceBranch)?.[1]
      if (pullRequest) expect((await box.get(`/_apis/git/pullrequests/${pullRequest}`)).status).toBe(200)
    }
    expect(sample.some(({ reason }) => reason === 'pullRequest')).toBe(true)
  })

  test('the same seed gives the same builds on any day', async () => {
    const other = client({ seed: 1, projects: 6, workItems: 200 })
    other.clock.setOffset(900 * 86_400_000)
    const [first, second] = await Promise.all([box, other].map((one) => one.get(`${builds}?$top=300`)))
    expect(second!.body).toEqual(first!.body)
  })
})
