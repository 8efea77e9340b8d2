import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const base = '/_apis/distributedtask'
const project = `/Fabrikam%20Fiber${base}`
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
let box: Client

beforeEach(() => {
  box = client({ seed: 1, projects: 2, workItems: 20 })
})

const value = async (address: string): Promise<Json[]> => {
  const answer = await box.get(address)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.value
}

/** Follows the tokens to the end. */
async function pages(address: string): Promise<Json[][]> {
  const all: Json[][] = []
  let token: string | undefined
  do {
    const answer = await box.get(
      `${address}${token ? `&continuationToken=${encodeURIComponent(token)}` : ''}`,
    )
    all.push(answer.body.value)
    token = answer.headers?.['x-ms-continuationtoken']
  } while (token)
  return all
}

describe('pools, agents, queues', () => {
  test('pools are found by name; deployment pools only when asked for', async () => {
    expect((await value(`${base}/pools`)).every(({ poolType }) => poolType === 'automation')).toBe(true)
    expect((await value(`${base}/pools?poolType=deployment`)).length).toBeGreaterThan(0)
    const [pool] = await value(`${base}/pools?poolName=${encodeURIComponent('Größe & Co #1')}`)
    expect(pool).toMatchObject({ name: 'Größe & Co #1', isHosted: false })
    expect(pool.size).toBe((await value(`${base}/pools/${pool.id}/agents`)).length)
  })

  test('more agents than a page of other lists come at once, with capabilities only when asked for', async () => {
    const agents = await value(`${base}/pools/3/agents`)
    expect(agents.length).toBeGreaterThan(100)
    expect(agents[0]).not.toHaveProperty('systemCapabilities')
    const [agent] = await value(
      `${base}/pools/3/agents?agentName=${encodeURIComponent(agents[5].name)}&includeCapabilities=true`,
    )
    expect(agent.systemCapabilities['Agent.Name']).toBe(agents[5].name)
    expect(await value(`${base}/pools/4/agents`)).toEqual([])
  })

  test('a queue points to its pool, and builds to the queue', async () => {
    const queues = await value(`${project}/queues`)
    for (const { pool } of queues)
      expect((await box.get(`${base}/pools/${pool.id}`)).body.name).toBe(pool.name)
    const builds = await value('/Fabrikam%20Fiber/_apis/build/builds?$top=50')
    const ids = new Set(queues.map(({ id }) => id))
    expect(builds.every(({ queue }) => ids.has(queue.id))).toBe(true)
  })

  test('the last jobs of a pool are builds', async () => {
    const jobs = await value(`${base}/pools/2/jobrequests?completedRequestCount=5`)
    expect(jobs.filter(({ result }) => result).length).toBe(5)
    for (const { owner } of jobs)
      expect((await box.get(`/Fabrikam%20Fiber/_apis/build/builds/${owner.id}`)).status).not.toBe(400)
  })

  test('pools and queues are created, and refused when the name is taken', async () => {
    const { id } = (await box.post(`${base}/pools?${v}`, { name: 'new' })).body
    expect((await box.post(`${base}/pools?${v}`, { name: 'NEW' })).status).toBe(409)
    const queue = (await box.post(`${project}/queues?${v}`, { name: 'q', pool: { id } })).body
    expect(queue.pool.name).toBe('new')
    await box.send('DELETE', `${base}/pools/${id}?${v}`, {})
    expect((await box.get(`${base}/pools/${id}`)).status).toBe(404)
    expect((await box.get(`${project}/queues/${queue.id}`)).status).toBe(404)
  })
})

describe('variable groups', () => {
  const group = (name: string, projects: number[] = [0]) => ({
    name,
    variables: { plain: { value: 'größe' }, secret: { value: 'x', isSecret: true } },
    variableGroupProjectReferences: projects.map((at) => ({
      name,
      projectReference: { id: box.organization.projects[at]?.id },
    })),
  })

  test('come in pages by id, newest first unless asked otherwise', async () => {
    const found = (await pages(`${project}/variablegroups?$top=50`)).map((page) => page.map(({ id }) => id))
    expect(found.map((page) => page.length)).toEqual([50, 50, 20])
    expect(found.flat()).toEqual(found.flat().toSorted((a, b) => b - a))
    const ascending = await pages(`${project}/variablegroups?$top=50&queryOrder=IdAscending`)
    expect(ascending.flat().map(({ id }) => id)).toEqual(found.flat().toReversed())
  })

  test('never show the value of a secret', async () => {
    const { status, body } = await box.post(`${base}/variablegroups?${v}`, group('new'))
    expect([status, body.variables]).toEqual([
      200,
      { plain: { value: 'größe' }, secret: { value: null, isSecret: true } },
    ])
    const [read] = await value(`${project}/variablegroups?groupName=new`)
    expect(read.variables).toEqual(body.variables)
  })

  test('are shared with a project, renamed, and gone when no project uses them', async () => {
    const { id } = (await box.post(`${base}/variablegroups?${v}`, group('one'))).body
    const other = `/Contoso's%20Web%20Shop${base}/variablegroups/${id}`
    expect((await box.get(other)).status).toBe(404)
    const use = [{ name: 'elsewhere', projectReference: { id: box.organization.projects[1]?.id } }]
    await box.send('PATCH', `${base}/variablegroups?variableGroupId=${id}&${v}`, json, JSON.stringify(use))
    expect((await box.get(other)).body).toMatchObject({ name: 'elsewhere', isShared: true })
    await box.send('PUT', `${base}/variablegroups/${id}?${v}`, json, JSON.stringify(group('two')))
    expect((await box.get(`${project}/variablegroups/${id}`)).body.name).toBe('two')
    const ids = [0, 1].map((at) => box.organization.projects[at]?.id)
    await box.send('DELETE', `${base}/variablegroups/${id}?projectIds=${ids.join(',')}&${v}`, {})
    expect((await box.get(other)).status).toBe(404)
  })

  test('a name that is taken, no variables and no project are refused', async () => {
    const post = async (body: Json) => (await box.post(`${base}/variablegroups?${v}`, body)).status
    expect(await post(group('Shared secrets'))).toBe(409)
    expect(await post({ ...group('x'), variables: {} })).toBe(400)
    expect(await post({ ...group('x'), variableGroupProjectReferences: [] })).toBe(400)
  })
})

describe('task groups', () => {
  test('share their id between versions, and hide deleted ones', async () => {
    const found = (await pages(`${project}/taskgroups?$top=7`)).flat()
    const ids = found.map(({ id }) => id)
    expect(new Set(ids).size).toBeLessThan(ids.length)
    const [deleted] = await value(`${project}/taskgroups?deleted=true`)
    expect(ids).not.toContain(deleted.id)
  })

  test('are changed from their latest revision only', async () => {
    const task = {
      task: { id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', versionSpec: '2.*', definitionType: 'task' },
    }
    const made = (await box.post(`${project}/taskgroups?${v}`, { name: 'größe', tasks: [task] })).body
    const put = (body: Json) =>
      box.send('PUT', `${project}/taskgroups/${made.id}?${v}`, json, JSON.stringify(body))
    expect((await put({ ...made, name: 'größer' })).body).toMatchObject({ name: 'größer', revision: 2 })
    expect((await put(made)).status).toBe(409)
  })
})

describe('environments and deployment groups', () => {
  test('an environment has the builds that deployed to it, 25 a page', async () => {
    const environments = await value(`${project}/environments`)
    const records = await Promise.all(
      environments.map(({ id }) => pages(`${project}/environments/${id}/environmentdeploymentrecords?`)),
    )
    const most = records.reduce((a, b) => (b.flat().length > a.flat().length ? b : a))
    expect(most[0]!.length).toBe(25)
    for (const { owner, startTime } of most[0]!) {
      const build = (await box.get(`/Fabrikam%20Fiber/_apis/build/builds/${owner.id}`)).body
      expect(build.buildNumber).toBe(owner.name)
      expect(startTime >= build.startTime).toBe(true)
    }
  })

  test('environments are created, changed, deleted', async () => {
    const { id } = (await box.post(`${project}/environments?${v}`, { name: 'größe' })).body
    expect((await box.post(`${project}/environments?${v}`, { name: 'GRÖSSE' })).status).toBe(200)
    expect((await box.post(`${project}/environments?${v}`, { name: 'größe' })).status).toBe(409)
    await box.send('PATCH', `${project}/environments/${id}?${v}`, json, '{"description":"new"}')
    expect((await box.get(`${project}/environments/${id}`)).body.description).toBe('new')
    await box.send('DELETE', `${project}/environments/${id}?${v}`, {})
    expect((await box.get(`${project}/environments/${id}`)).status).toBe(404)
  })

  test('deployment groups and targets come in pages by name', async () => {
    const groups = (await pages(`${project}/deploymentgroups?$top=3`)).flat().map(({ name }) => name)
    expect(groups).toEqual([...groups].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
    expect(groups).toContain('Größe #1')
    const [farm] = await value(`${project}/deploymentgroups?name=web%20farm`)
    const targets = await pages(`${project}/deploymentgroups/${farm.id}/targets?$top=10`)
    expect(targets.map((page) => page.length)).toEqual([10, 10, 5])
    expect(farm.machineCount).toBe(25)
    const online = await value(`${project}/deploymentgroups/${farm.id}/targets?agentStatus=online&tags=all`)
    expect(online.every(({ agent, tags }) => agent.status === 'online' && tags.includes('all'))).toBe(true)
  })
})

describe('service connections', () => {
  const endpoints = '/_apis/serviceendpoint/endpoints'
  const endpoint = (name: string) => ({
    name,
    type: 'generic',
    url: 'https://server.example/',
    authorization: { scheme: 'UsernamePassword', parameters: { username: 'me', password: 'x' } },
    serviceEndpointProjectReferences: [{ name, projectReference: { id: box.organization.projects[0]?.id } }],
  })

  test('that failed are listed only when asked for; secrets are never shown', async () => {
    const ready = await value(`/Fabrikam%20Fiber${endpoints}`)
    expect(ready.every(({ isReady }) => isReady)).toBe(true)
    const all = await value(`/Fabrikam%20Fiber${endpoints}?includeFailed=true&includeDetails=true`)
    expect(all.length).toBeGreaterThan(ready.length)
    const secrets = all.flatMap(({ authorization }) =>
      Object.entries(authorization.parameters).filter(([name]) => /password|key|token/i.test(name)),
    )
    expect(secrets.length).toBeGreaterThan(0)
    expect(secrets.every(([, secret]) => secret === null)).toBe(true)
  })

  test('are created, changed and deleted', async () => {
    const made = (await box.post(`${endpoints}?${v}`, endpoint('größe'))).body
    expect(made.authorization.parameters).toEqual({ username: 'me', password: null })
    expect((await box.post(`${endpoints}?${v}`, endpoint('größe'))).status).toBe(409)
    const changed = await box.send(
      'PUT',
      `${endpoints}/${made.id}?${v}`,
      json,
      JSON.stringify({ ...made, url: 'https://other.example/' }),
    )
    expect(changed.body.url).toBe('https://other.example/')
    const [named] = await value(`/Fabrikam%20Fiber${endpoints}?endpointNames=gr%C3%B6%C3%9Fe`)
    expect(named.id).toBe(made.id)
    await box.send(
      'DELETE',
      `${endpoints}/${made.id}?projectIds=${box.organization.projects[0]?.id}&${v}`,
      {},
    )
    expect((await box.get(`/Fabrikam%20Fiber${endpoints}/${made.id}`)).status).toBe(404)
  })

  test('tell which builds used them, page by page', async () => {
    const [first] = await value(`/Fabrikam%20Fiber${endpoints}`)
    const found = await pages(`/Fabrikam%20Fiber/_apis/serviceendpoint/${first.id}/executionhistory?top=40`)
    const ids = found.flat().map(({ data }) => data.id)
    expect(ids.length).toBeGreaterThan(40)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('what was made in one project is found in no other', async () => {
  for (const address of ['environments/1', 'variablegroups/1', 'queues/1']) {
    expect((await box.get(`${project}/${address}`)).status).toBe(200)
    expect((await box.get(`/Contoso's%20Web%20Shop${base}/${address}`)).status, address).toBe(404)
  }
})
