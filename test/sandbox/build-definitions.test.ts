import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const project = '/Fabrikam%20Fiber/_apis/build'
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
let box: Client

beforeEach(() => {
  box = client({ seed: 2, projects: 2, workItems: 50 })
})

const definition = async (id: number, query = ''): Promise<Json> =>
  (await box.get(`${project}/definitions/${id}${query}`)).body

async function put(id: number, body: Json) {
  return box.send('PUT', `${project}/definitions/${id}?${v}`, json, JSON.stringify(body))
}

describe('definitions', () => {
  test('are listed in pages, each once', async () => {
    const found: number[] = []
    let token: string | undefined
    do {
      const answer = await box.get(
        `${project}/definitions?$top=10${token ? `&continuationToken=${token}` : ''}`,
      )
      found.push(...answer.body.value.map(({ id }: Json) => id))
      token = answer.headers?.['x-ms-continuationtoken']
    } while (token)
    expect(found.length).toBeGreaterThan(40)
    expect(new Set(found).size).toBe(found.length)
  })

  test('are found by name with a star, by folder and by process', async () => {
    const names = async (query: string) =>
      (await box.get(`${project}/definitions?${query}`)).body.value.map(({ name }: Json) => name)
    expect(await names('name=Gr%C3%B6%C3%9Fe*')).toContain('Größe & Gewicht')
    expect(await names('name=gr%C3%B6%C3%9Fe')).toEqual([])
    const inFolder = (await box.get(`${project}/definitions?path=%5CNightly`)).body.value
    expect(inFolder.length).toBeGreaterThan(0)
    expect(inFolder.every(({ path }: Json) => path === '\\Nightly')).toBe(true)
    const designer = (await box.get(`${project}/definitions?processType=1&includeAllProperties=true`)).body
      .value
    expect(designer.length).toBeGreaterThan(0)
    expect(designer.every(({ process }: Json) => process.type === 1)).toBe(true)
  })

  test('never show the value of a secret', async () => {
    const { value } = (await box.get(`${project}/definitions?includeAllProperties=true`)).body
    const secrets = value.flatMap(({ variables }: Json) =>
      Object.values(variables).filter((one: Json) => one.isSecret),
    )
    expect(secrets.length).toBeGreaterThan(0)
    expect(secrets.every((one: Json) => one.value === null)).toBe(true)
  })

  test('are changed from their latest revision only, and keep the old ones', async () => {
    const before = await definition(2)
    const changed = await put(2, { ...before, description: 'größer', comment: 'why' })
    expect([changed.status, changed.body.revision]).toEqual([200, before.revision + 1])
    expect((await definition(2)).description).toBe('größer')
    expect((await definition(2, `?revision=${before.revision}`)).description).toBe(before.description)
    const stale = await put(2, { ...before, description: 'stale' })
    expect([stale.status, stale.body.typeKey]).toEqual([409, 'InvalidDefinitionInUpdateException'])
    const revisions = (await box.get(`${project}/definitions/2/revisions`)).body.value
    expect(revisions.map(({ revision }: Json) => revision)).toEqual(
      Array.from({ length: before.revision + 1 }, (_, at) => at + 1),
    )
    expect(revisions.at(-1)).toMatchObject({ comment: 'why', changeType: 'update' })
  })

  test('are created, built, deleted with their builds, and restored', async () => {
    const { repository } = await definition(1)
    const body = {
      name: 'new größe',
      repository: { id: repository.id, type: 'TfsGit' },
      process: { type: 2, yamlFilename: 'a.yml' },
    }
    const made = await box.post(`${project}/definitions?${v}`, body)
    expect(made.status).toBe(200)
    const again = await box.post(`${project}/definitions?${v}`, body)
    expect([again.status, again.body.typeKey]).toEqual([409, 'DefinitionExistsException'])
    const { id } = made.body
    const build = await box.post(`${project}/builds?${v}`, { definition: { id } })
    expect(build.body.definition.name).toBe('new größe')
    expect((await box.send('DELETE', `${project}/definitions/${id}?${v}`, {})).status).toBe(204)
    expect((await box.get(`${project}/definitions/${id}`)).status).toBe(404)
    expect((await box.get(`${project}/builds/${build.body.id}`)).body.deleted).toBe(true)
    const restored = await box.send('PATCH', `${project}/definitions/${id}?deleted=false&${v}`, {})
    expect(restored.body.name).toBe('new größe')
  })

  test.each<[what: string, change: Json]>([
    ['name', { name: undefined }],
    ['repository', { repository: undefined }],
    [
      'repository that exists',
      { repository: { id: '00000000-0000-4000-8000-000000000000', type: 'TfsGit' } },
    ],
    ['process', { process: undefined }],
    ['queue that exists', { queue: { id: 4711 } }],
  ])('are not created without a %s', async (_what, change) => {
    const { repository } = await definition(1)
    const body = { name: 'x', repository, process: { type: 2, yamlFilename: 'a.yml' }, ...change }
    expect((await box.post(`${project}/definitions?${v}`, body)).status).toBe(400)
  })

  test('have properties that a JSON patch changes', async () => {
    const answer = await box.send(
      'PATCH',
      `${project}/definitions/3/properties?${v}`,
      { 'content-type': 'application/json-patch+json' },
      JSON.stringify([{ op: 'add', path: '/a~1b', value: 'größe' }]),
    )
    expect(answer.body).toEqual({ count: 1, value: { 'a/b': { $type: 'System.String', $value: 'größe' } } })
    expect((await definition(3, '?propertyFilters=a*')).properties).toHaveProperty('a/b')
  })
})

describe('folders', () => {
  const preview = 'api-version=7.1-preview.2'
  const folders = async () =>
    (await box.get(`${project}/folders?${preview}`)).body.value.map(({ path }: Json) => path)

  test('need a preview version', async () => {
    expect((await box.get(`${project}/folders?${v}`)).body.typeKey).toBe('VssInvalidPreviewVersionException')
  })

  test('are created with those above them, renamed with what is in them, and deleted when empty', async () => {
    await box.send('PUT', `${project}/folders?path=%5Ca%5Cb&${preview}`, json, '{"description":"x"}')
    expect(await folders()).toEqual(expect.arrayContaining(['\\a', '\\a\\b']))
    const before = (await box.get(`${project}/definitions?path=%5CNightly`)).body.count
    const moved = await box.send(
      'POST',
      `${project}/folders?path=%5CNightly&${preview}`,
      json,
      '{"path":"\\\\Daily"}',
    )
    expect(moved.body.path).toBe('\\Daily')
    expect(await folders()).toContain('\\Daily\\Größe')
    expect((await box.get(`${project}/definitions?path=%5CDaily`)).body.count).toBe(before)
    expect((await box.send('DELETE', `${project}/folders?path=%5CDaily&${preview}`, {})).status).toBe(400)
    expect((await box.send('DELETE', `${project}/folders?path=%5Ca&${preview}`, {})).status).toBe(204)
    expect(await folders()).not.toContain('\\a\\b')
  })

  test('the root folder has nobody who made it', async () => {
    const { value } = (await box.get(`${project}/folders?${preview}`)).body
    expect(value[0]).toMatchObject({ path: '\\' })
    expect(value[0]).not.toHaveProperty('createdBy')
  })
})

describe('what is told of definitions', () => {
  const preview = 'api-version=7.1-preview.1'

  test('the latest build of a branch, by id or name', async () => {
    const byId = (await box.get(`${project}/latest/1?${preview}`)).body
    const byName = (await box.get(`${project}/latest/Fabrikam%20Fiber%20CI?${preview}`)).body
    expect(byId.definition.id).toBe(1)
    expect(byName.id).toBe(byId.id)
    expect((await box.get(`${project}/latest/1?branchName=none&${preview}`)).status).toBe(404)
  })

  test('the badge is an image that says how the last build ended', async () => {
    const badge = await box.get(`${project}/status/1?label=a%26b&${preview}`)
    expect(badge.headers?.['content-type']).toMatch(/^image\/svg\+xml/)
    expect(String(badge.content)).toContain('a&amp;b')
  })

  test('metrics count the builds of each day', async () => {
    const since = 'minMetricsTime=2021-01-01T00:00:00Z'
    const { value } = (await box.get(`${project}/metrics/daily?${since}&${preview}`)).body
    const sum = value.reduce((all: number, { intValue }: Json) => all + intValue, 0)
    const builds = await box.get(`${project}/builds?$top=5000&deletedFilter=includeDeleted`)
    expect(sum).toBe(builds.body.count)
  })
})

describe('retention leases', () => {
  test('are added, found, changed and removed', async () => {
    const build = (await box.get(`${project}/builds?$top=1`)).body.value[0]
    const lease = { daysValid: 2, ownerId: 'Team:größe', runId: build.id, definitionId: build.definition.id }
    const added = (await box.post(`${project}/retention/leases?${v}`, [lease])).body.value[0]
    expect(added).toMatchObject({ ownerId: 'Team:größe', runId: build.id })
    expect(Date.parse(added.validUntil) - Date.parse(added.createdOn)).toBe(2 * 86_400_000)
    const address = `${project}/retention/leases`
    const found = await box.get(`${address}?ownerId=Team%3Agr%C3%B6%C3%9Fe`)
    expect(found.body.count).toBe(1)
    const changed = await box.send(
      'PATCH',
      `${address}/${added.leaseId}?${v}`,
      json,
      '{"protectPipeline":true}',
    )
    expect(changed.body.protectPipeline).toBe(true)
    expect((await box.send('DELETE', `${address}?ids=${added.leaseId}&${v}`, {})).status).toBe(204)
    expect((await box.get(`${address}/${added.leaseId}`)).status).toBe(404)
    expect((await box.get(address)).status).toBe(400)
  })
})
