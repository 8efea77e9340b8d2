import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const project = '/Fabrikam%20Fiber/_apis/release'
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
let box: Client

beforeEach(() => {
  box = client({ seed: 1, projects: 2, workItems: 50 })
})

function pass(seconds: number): void {
  box.clock.setOffset(box.clock.offsetMs + seconds * 1000)
}

async function pages(address: string): Promise<Json[][]> {
  const all: Json[][] = []
  let token: string | undefined
  do {
    const answer = await box.get(`${project}/${address}${token ? `&continuationToken=${token}` : ''}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    all.push(answer.body.value)
    token = answer.headers?.['x-ms-continuationtoken']
    if (token) expect(token).toMatch(/^\d+$/)
  } while (token)
  return all
}

const all = async (address: string) => (await pages(address)).flat()

/** Two environments, the second after the first and (when approved) by an approver. */
function definition(name: string, approver?: string): Json {
  const environment = (own: string, condition: Json, approvals: Json) => ({
    name: own,
    conditions: [condition],
    preDeployApprovals: { approvals },
    postDeployApprovals: { approvals: [{ isAutomated: true }] },
    deployPhases: [{ phaseType: 'agentBasedDeployment', deploymentInput: { queueId: 1 }, workflowTasks: [] }],
    retentionPolicy: { daysToKeep: 30, releasesToKeep: 3, retainBuild: true },
  })
  return {
    name,
    environments: [
      environment('Dev', { name: 'ReleaseStarted', conditionType: 'event', value: '' }, [
        { isAutomated: true },
      ]),
      environment('Größe', { name: 'Dev', conditionType: 'environmentState', value: '4' }, [
        approver ? { isAutomated: false, approver: { id: approver } } : { isAutomated: true },
      ]),
    ],
  }
}

async function release(name: string, approver?: string): Promise<number> {
  const made = await box.post(`${project}/definitions?${v}`, definition(name, approver))
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  return (await box.post(`${project}/releases?${v}`, { definitionId: made.body.id })).body.id
}

const statuses = async (id: number): Promise<string[]> =>
  (await box.get(`${project}/releases/${id}`)).body.environments.map(({ status }: Json) => status)

describe('releases', () => {
  test('are listed newest first, 50 or at most 100 a page, each once', async () => {
    const found = await pages('releases?')
    expect(found[0]!.length).toBe(50)
    const ids = found.flat().map(({ id }) => id)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect(new Set(ids).size).toBe(ids.length)
    const large = await pages('releases?$top=1000&queryOrder=ascending')
    expect(large[0]!.length).toBe(100)
    expect(large.flat().map(({ id }) => id)).toEqual(ids.toReversed())
  })

  test('come with environments and artifacts only when expanded', async () => {
    const [plain] = (await box.get(`${project}/releases?$top=1`)).body.value
    for (const name of ['environments', 'artifacts']) expect(plain).not.toHaveProperty(name)
    const [full] = (await box.get(`${project}/releases?$top=1&$expand=environments,artifacts`)).body.value
    expect(full.environments.length).toBeGreaterThan(0)
    expect(full.artifacts[0].type).toBe('Build')
  })

  test('were made of builds that exist and had succeeded before', async () => {
    const found = (await all('releases?$expand=artifacts')).filter(({ artifacts }) => artifacts.length > 0)
    expect(found.length).toBeGreaterThan(100)
    for (const one of found.slice(0, 20)) {
      const { id } = one.artifacts[0].definitionReference.version
      const build = (await box.get(`/Fabrikam%20Fiber/_apis/build/builds/${id}`)).body
      expect(build.result).toBe('succeeded')
      expect(Date.parse(build.finishTime)).toBeLessThanOrEqual(Date.parse(one.createdOn))
    }
  })

  test.each<[query: string, fits: (release: Json) => boolean]>([
    ['definitionId=1', ({ releaseDefinition }) => releaseDefinition.id === 1],
    ['statusFilter=abandoned', ({ status }) => status === 'abandoned'],
    [
      'environmentStatusFilter=16',
      ({ environments }) => environments.some(({ status }: Json) => status === 'rejected'),
    ],
    ['minCreatedTime=2024-01-01T00:00:00Z', ({ createdOn }) => createdOn >= '2024-01-01'],
    ['tagFilter=hot%20fix', ({ tags }) => tags.includes('hot fix')],
  ])('%s gives those and only those', async (query, fits) => {
    const found = await all(`releases?$expand=environments&${query}`)
    expect(found.length).toBeGreaterThan(0)
    const wanted = (await all('releases?$expand=environments')).filter(fits)
    expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
  })

  test('deleted ones are hidden and cannot be read', async () => {
    const [deleted] = await all('releases?isDeleted=true')
    expect((await all('releases?')).some(({ id }) => id === deleted.id)).toBe(false)
    const answer = await box.get(`${project}/releases/${deleted.id}`)
    expect([answer.status, answer.body.typeKey]).toEqual([404, 'ReleaseNotFoundException'])
  })
})

describe('a release that is created', () => {
  test('goes from environment to environment as the clock goes on', async () => {
    const id = await release('straight')
    expect(await statuses(id)).toEqual(['queued', 'notStarted'])
    pass(30)
    expect(await statuses(id)).toEqual(['inProgress', 'notStarted'])
    pass(40)
    expect(await statuses(id)).toEqual(['succeeded', 'inProgress'])
    pass(65)
    expect(await statuses(id)).toEqual(['succeeded', 'succeeded'])
    const deployments = (await all('deployments?')).filter((one) => one.release.id === id)
    expect(deployments.map(({ deploymentStatus }) => deploymentStatus)).toEqual(['succeeded', 'succeeded'])
  })

  test('is the same however seldom one looks', async () => {
    const id = await release('unwatched')
    pass(10_000)
    const { environments, createdOn } = (await box.get(`${project}/releases/${id}`)).body
    const queued = Date.parse(environments[1].deploySteps[0].queuedOn)
    expect(queued - Date.parse(createdOn)).toBe(65_000)
  })

  test('waits for its approver, and goes on when he approves', async () => {
    const id = await release('approved', box.me.id)
    pass(100)
    expect(await statuses(id)).toEqual(['succeeded', 'inProgress'])
    const pending = (await all(`approvals?releaseIdsFilter=${id}&assignedToFilter=${box.me.id}`))[0]
    expect(pending).toMatchObject({
      status: 'pending',
      approvalType: 'preDeploy',
      releaseEnvironment: { name: 'Größe' },
    })
    pass(1000)
    const decide = (status: string) =>
      box.send(
        'PATCH',
        `${project}/approvals/${pending.id}?${v}`,
        json,
        JSON.stringify({ status, comments: 'größe' }),
      )
    expect((await decide('approved')).body).toMatchObject({
      status: 'approved',
      approvedBy: { id: box.me.id },
      comments: 'größe',
    })
    expect((await decide('rejected')).status).toBe(400)
    pass(70)
    expect(await statuses(id)).toEqual(['succeeded', 'succeeded'])
  })

  test('ends when he rejects, until somebody deploys again', async () => {
    const id = await release('rejected', box.me.id)
    pass(100)
    const [pending] = await all(`approvals?releaseIdsFilter=${id}`)
    await box.send('PATCH', `${project}/approvals/${pending.id}?${v}`, json, '{"status":"rejected"}')
    expect(await statuses(id)).toEqual(['succeeded', 'rejected'])
    const { environments } = (await box.get(`${project}/releases/${id}`)).body
    const environment = `${project}/releases/${id}/environments/${environments[1].id}?${v}`
    const again = await box.send('PATCH', environment, json, '{"status":"inProgress"}')
    expect(again.body.deploySteps.map(({ attempt }: Json) => attempt)).toEqual([1, 2])
    expect((await box.send('PATCH', environment, json, '{"status":"inProgress"}')).status).toBe(400)
    expect((await box.send('PATCH', environment, json, '{"status":"canceled"}')).body.status).toBe('canceled')
  })

  test('goes nowhere when it is abandoned', async () => {
    const id = await release('abandoned')
    await box.send('PATCH', `${project}/releases/${id}?${v}`, json, '{"status":"abandoned"}')
    pass(1000)
    expect((await statuses(id))[1]).toBe('notStarted')
  })

  test.each<[what: string, body: Json, status: number]>([
    ['no definition', {}, 400],
    ['an unknown definition', { definitionId: 4711 }, 404],
    [
      'an unknown artifact',
      { definitionId: 1, artifacts: [{ alias: 'none', instanceReference: { id: '1' } }] },
      400,
    ],
  ])('is refused with %s', async (_what, body, status) => {
    expect((await box.post(`${project}/releases?${v}`, body)).status).toBe(status)
  })
})

describe('release definitions', () => {
  test('are changed from their latest revision only', async () => {
    const made = (await box.post(`${project}/definitions?${v}`, definition('größe'))).body
    const put = (body: Json) => box.send('PUT', `${project}/definitions?${v}`, json, JSON.stringify(body))
    const changed = await put({ ...made, description: 'new' })
    expect([changed.status, changed.body.revision, changed.body.description]).toEqual([200, 2, 'new'])
    expect(changed.body.environments.map(({ id }: Json) => id)).toEqual(
      made.environments.map(({ id }: Json) => id),
    )
    expect((await put({ ...made, description: 'stale' })).status).toBe(409)
    const revisions = (await box.get(`${project}/definitions/${made.id}/revisions`)).body.value
    expect(revisions.map(({ revision }: Json) => revision)).toEqual([1, 2])
    const first = await box.get(`${project}/definitions/${made.id}/revisions/1`)
    expect(JSON.parse(String(first.content)).description).toBeNull()
  })

  test('need a name that is free and an environment', async () => {
    const post = async (body: Json) => (await box.post(`${project}/definitions?${v}`, body)).status
    expect(await post(definition('twice'))).toBe(200)
    expect(await post(definition('twice'))).toBe(409)
    expect(await post({ name: 'none', environments: [] })).toBe(400)
    expect(await post({ ...definition('x'), name: '' })).toBe(400)
  })

  test('are searched, and gone when deleted', async () => {
    const { id } = (await box.post(`${project}/definitions?${v}`, definition('to be found'))).body
    expect((await all('definitions?searchText=BE%20found')).map((one) => one.id)).toEqual([id])
    expect(await all('definitions?searchText=found&isExactNameMatch=true')).toEqual([])
    await box.send('DELETE', `${project}/definitions/${id}?${v}`, {})
    expect((await box.get(`${project}/definitions/${id}`)).status).toBe(404)
    expect((await all('definitions?isDeleted=true')).map((one) => one.id)).toContain(id)
  })
})

describe('deployments and approvals', () => {
  test('approvals are pending ones unless others are asked for', async () => {
    const pending = await all('approvals?')
    expect(pending.length).toBeGreaterThan(0)
    expect(pending.every(({ status }) => status === 'pending')).toBe(true)
    const rejected = await all('approvals?statusFilter=rejected&typeFilter=preDeploy')
    expect(rejected.length).toBeGreaterThan(0)
    expect(
      rejected.every(({ status, approvalType }) => status === 'rejected' && approvalType === 'preDeploy'),
    ).toBe(true)
  })

  test.each<[query: string, fits: (deployment: Json) => boolean]>([
    ['deploymentStatus=failed', ({ deploymentStatus }) => deploymentStatus === 'failed'],
    ['operationStatus=Canceled', ({ operationStatus }) => operationStatus === 'Canceled'],
    ['definitionId=2', ({ releaseDefinition }) => releaseDefinition.id === 2],
    [
      'minStartedTime=2024-01-01T00:00:00Z',
      ({ startedOn, queuedOn }) => (startedOn > '0002' ? startedOn : queuedOn) >= '2024',
    ],
  ])('%s gives those deployments and only those', async (query, fits) => {
    const found = await all(`deployments?${query}`)
    expect(found.length).toBeGreaterThan(0)
    expect(found.map(({ id }) => id)).toEqual((await all('deployments?')).filter(fits).map(({ id }) => id))
  })

  test('latestAttemptsOnly leaves out what was tried again', async () => {
    const latest = await all('deployments?latestAttemptsOnly=true')
    const keys = latest.map(({ releaseEnvironment }) => releaseEnvironment.id)
    expect(new Set(keys).size).toBe(keys.length)
    expect(latest.some(({ attempt }) => attempt === 2)).toBe(true)
  })
})

test('the generated releases are the same on any day', async () => {
  const address = `${project}/releases?$expand=environments&$top=100`
  const now = (await box.get(address)).body
  box.clock.setOffset(Date.UTC(2022, 0, 1) - Date.now())
  expect((await box.get(address)).body).toEqual(now)
})
