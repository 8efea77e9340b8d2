import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const project = '/Fabrikam%20Fiber/_apis/pipelines'
const v = 'api-version=7.1'
const preview = 'api-version=7.1-preview.1'
const json = { 'content-type': 'application/json' }
let box: Client

beforeEach(() => {
  box = client({ seed: 3, projects: 2, workItems: 50 })
})

function pass(seconds: number): void {
  box.clock.setOffset(box.clock.offsetMs + seconds * 1000)
}

describe('pipelines', () => {
  test('are the build definitions in other words, in pages and in the asked order', async () => {
    const definitions = (await box.get('/Fabrikam%20Fiber/_apis/build/definitions')).body.value
    const found: Json[] = []
    let token: string | undefined
    do {
      const answer = await box.get(
        `${project}?orderBy=name%20desc&$top=20${token ? `&continuationToken=${token}` : ''}`,
      )
      found.push(...answer.body.value)
      token = answer.headers?.['x-ms-continuationtoken']
    } while (token)
    const ids = (list: Json[]) => list.map(({ id }) => id).sort((a: number, b: number) => a - b)
    expect(ids(found)).toEqual(ids(definitions))
    const names = found.map(({ name }) => name.toLowerCase())
    expect(names).toEqual([...names].sort().reverse())
    expect((await box.get(`${project}?orderBy=odd`)).status).toBe(400)
  })

  test('tell their configuration one by one only', async () => {
    expect((await box.get(`${project}?$top=1`)).body.value[0]).not.toHaveProperty('configuration')
    expect((await box.get(`${project}/1`)).body.configuration).toMatchObject({
      type: 'yaml',
      path: 'azure-pipelines.yml',
    })
    expect((await box.get(`${project}/2`)).body.configuration).toEqual({ type: 'designerJson' })
    expect((await box.get(`${project}/99999`)).status).toBe(404)
  })

  test('are created from YAML in a repository, and can be run at once', async () => {
    const { repository } = (await box.get(`${project}/1`)).body.configuration
    const configuration = { type: 'yaml', path: '/größe.yml', repository }
    const made = await box.post(`${project}?${v}`, { name: 'größe', folder: '\\x', configuration })
    expect(made.body).toMatchObject({
      name: 'größe',
      folder: '\\x',
      revision: 1,
      configuration: { path: '/größe.yml' },
    })
    const run = await box.post(`${project}/${made.body.id}/runs?${v}`, {})
    expect(run.body.state).toBe('inProgress')
    const classic = await box.post(`${project}?${v}`, { name: 'y', configuration: { type: 'designerJson' } })
    expect(classic.status).toBe(501)
  })
})

describe('runs', () => {
  test('are the builds of the pipeline, newest first', async () => {
    const runs = (await box.get(`${project}/1/runs`)).body.value
    const builds = await box.get(
      '/Fabrikam%20Fiber/_apis/build/builds?definitions=1&queryOrder=queueTimeDescending&$top=5000',
    )
    expect(runs.map(({ id }: Json) => id)).toEqual(builds.body.value.map(({ id }: Json) => id))
    expect(runs[0]).not.toHaveProperty('resources')
  })

  test('go through their states by the clock and carry what they were started with', async () => {
    const body = {
      variables: { note: { value: 'größe' } },
      templateParameters: { a: 'b' },
      resources: { repositories: { self: { refName: 'refs/heads/main' } } },
    }
    const { id, state, variables, resources } = (await box.post(`${project}/1/runs?${v}`, body)).body
    expect(state).toBe('inProgress')
    expect(variables).toEqual({ note: { value: 'größe' } })
    expect(resources.repositories.self.refName).toBe('refs/heads/main')
    expect((await box.get(`${project}/1/runs/${id}`)).body).not.toHaveProperty('result')
    pass(70)
    const done = (await box.get(`${project}/1/runs/${id}`)).body
    expect([done.state, done.result]).toEqual(['completed', 'succeeded'])
    const { logs } = (await box.get(`${project}/1/runs/${id}/logs`)).body
    expect(logs.length).toBeGreaterThan(3)
    const signed = (await box.get(`${project}/1/runs/${id}/logs/1?$expand=signedContent`)).body.signedContent
    expect(Date.parse(signed.signatureExpires)).toBeGreaterThan(box.clock.now())
    const artifact = (await box.get(`${project}/1/runs/${id}/artifacts?artifactName=drop`)).body
    expect(artifact.name).toBe('drop')
  })

  test('of another pipeline are not found', async () => {
    const { id } = (await box.get(`${project}/1/runs`)).body.value[0]
    expect((await box.get(`${project}/2/runs/${id}`)).status).toBe(404)
  })

  test('can be previewed without being started', async () => {
    const before = (await box.get(`${project}/1/runs`)).body.count
    const { finalYaml } = (await box.post(`${project}/1/preview?${v}`, { previewRun: true })).body
    expect(finalYaml).toContain('stages:')
    const own = await box.post(`${project}/1/runs?${v}`, { previewRun: true, yamlOverride: 'steps: []' })
    expect(own.body.finalYaml).toBe('steps: []')
    expect((await box.get(`${project}/1/runs`)).body.count).toBe(before)
  })

  test.each([{ stagesToSkip: ['x'] }, { resources: { pipelines: { x: { version: '1' } } } }])(
    'with %j are said not to be emulated',
    async (body) => {
      expect((await box.post(`${project}/1/runs?${v}`, body)).status).toBe(501)
    },
  )
})

describe('approvals of runs', () => {
  test('are found by state and person, and shown with steps when asked for', async () => {
    const pending = (await box.get(`${project}/approvals?state=pending&$expand=steps`)).body.value
    expect(pending.length).toBeGreaterThan(0)
    const person = pending[0].steps[0].assignedApprover.id
    const mine = (await box.get(`${project}/approvals?userIds=${person}&$expand=steps`)).body.value
    expect(mine.every(({ steps }: Json) => steps[0].assignedApprover.id === person)).toBe(true)
    expect((await box.get(`${project}/approvals`)).body.value[0].steps).toEqual([])
    expect((await box.get(`${project}/approvals?top=2`)).body.count).toBe(2)
  })

  test('are decided once', async () => {
    const [{ id }] = (await box.get(`${project}/approvals?state=pending`)).body.value
    const decide = (status: string) =>
      box.send(
        'PATCH',
        `${project}/approvals?${v}`,
        json,
        JSON.stringify([{ approvalId: id, status, comment: 'größe' }]),
      )
    expect((await decide('rejected')).body.value[0].status).toBe('rejected')
    const { steps } = (await box.get(`${project}/approvals/${id}?$expand=steps`)).body
    expect(steps[0]).toMatchObject({
      status: 'rejected',
      comment: 'größe',
      actualApprover: { id: box.me.id },
    })
    expect((await decide('approved')).status).toBe(400)
  })
})

describe('checks and permissions', () => {
  test('checks belong to resources that exist', async () => {
    const { value } = (await box.get(`${project}/checks/configurations?resourceType=environment`)).body
    expect(value.length).toBeGreaterThan(0)
    for (const { resource } of value) {
      const environment = await box.get(`/Fabrikam%20Fiber/_apis/distributedtask/environments/${resource.id}`)
      expect(environment.body.name).toBe(resource.name)
    }
    expect((await box.get(`${project}/checks/configurations?${v}`)).status).toBe(400)
  })

  test('a check is added, found on its resource, changed and removed', async () => {
    const check = {
      type: { name: 'Approval' },
      settings: { instructions: 'größe' },
      resource: { type: 'queue', id: '1' },
    }
    const { id } = (await box.post(`${project}/checks/configurations?${preview}`, check)).body
    const found = await box.post(`${project}/checks/queryconfigurations?${preview}`, [
      { type: 'queue', id: '1' },
    ])
    expect(found.body.value.map((one: Json) => one.id)).toEqual([id])
    const address = `${project}/checks/configurations/${id}?${preview}`
    await box.send('PATCH', address, json, JSON.stringify({ timeout: 7 }))
    expect((await box.get(`${address}&$expand=settings`)).body).toMatchObject({
      timeout: 7,
      settings: { instructions: 'größe' },
    })
    expect((await box.get(address)).body).not.toHaveProperty('settings')
    await box.send('DELETE', address, {})
    expect((await box.get(address)).status).toBe(404)
  })

  test('a pipeline is allowed to use a resource, and no longer', async () => {
    const address = `${project}/pipelinepermissions/environment/1?${preview}`
    const allow = (authorized: boolean) =>
      box.send('PATCH', address, json, JSON.stringify({ pipelines: [{ id: 1, authorized }] }))
    expect((await box.get(address)).body.pipelines).toEqual([])
    await allow(true)
    expect((await box.get(address)).body.pipelines).toMatchObject([
      { id: 1, authorized: true, authorizedBy: { id: box.me.id } },
    ])
    expect((await allow(false)).body.pipelines).toEqual([])
    const unknown = JSON.stringify({ pipelines: [{ id: 99_999, authorized: true }] })
    expect((await box.send('PATCH', address, json, unknown)).status).toBe(404)
  })
})
