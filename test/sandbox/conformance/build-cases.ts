import { createBuilds } from '../../../sandbox/data/build/build-data.js'
import { stateOf, type Build } from '../../../sandbox/data/build/build.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'build/build.json'
const project = '/Fabrikam%20Fiber/_apis/build'
const of = '/{project}/_apis/build'
const v = 'api-version=7.1'

function fiberBuilds(box: Client) {
  const [first] = box.organization.projects
  if (!first) throw new Error('there is no project')
  return box.organization.part(createBuilds).of(first)
}

/** A finished build with some property. */
function finished(box: Client, fits: (build: Build) => boolean = () => true): Build {
  const found = fiberBuilds(box).builds.findLast(
    (build) =>
      stateOf(build, box.clock.now()).status === 'completed' &&
      !build.deleted &&
      !build.yamlError &&
      fits(build),
  )
  if (!found) throw new Error('there is no such build')
  return found
}

const ofBuild =
  (rest: string, fits?: (build: Build) => boolean) =>
  (box: Client): string =>
    `${project}/builds/${finished(box, fits).id}${rest}`

/** Queues a build and gives its id. */
async function queued(box: Client): Promise<number> {
  const answer = await box.post(`${project}/builds?${v}`, { definition: { id: 1 } })
  return answer.body.id
}

const deletable = (build: Build) => build.leases.length === 0 && !build.retainedByRelease

/** A definition nothing is built by yet. */
async function createdDefinition(box: Client, name: string): Promise<number> {
  const answer = await box.post(`${project}/definitions?${v}`, newDefinition(box, name))
  return answer.body.id
}

function newDefinition(box: Client, name: string) {
  const { repository } = finished(box)
  return {
    name,
    path: '\\Nightly',
    repository: { id: repository.id, type: 'TfsGit' },
    process: { type: 2, yamlFilename: 'ci.yml' },
    variables: { key: { value: 'x', isSecret: true } },
  }
}

async function leaseOf(box: Client): Promise<number> {
  const build = finished(box)
  const lease = { daysValid: 5, definitionId: build.definition.id, ownerId: 'Team:größe', runId: build.id }
  const answer = await box.post(`${project}/retention/leases?${v}`, [lease])
  return answer.body.value[0].leaseId
}

function get(operation: string, address: ConformanceCase['address'], status?: number): ConformanceCase {
  return {
    specification,
    method: 'GET',
    operation: `${of}${operation}`,
    address,
    ...(status ? { status } : {}),
  }
}

function write(
  method: ConformanceCase['method'],
  operation: string,
  address: ConformanceCase['address'],
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return { specification, method, operation: `${of}${operation}`, address, ...more }
}

const tagCases = (['builds/{buildId}', 'definitions/{DefinitionId}'] as const).flatMap((kind) => {
  const operation = `/${kind}/tags`
  const address = (rest: string) => (box: Client) =>
    kind.startsWith('builds') ? ofBuild(`/tags${rest}`)(box) : `${project}/definitions/1/tags${rest}`
  return [
    get(operation, address('')),
    write('POST', operation, address(`?${v}`), { body: ['größe', 'C#'] }),
    write('PATCH', operation, address(`?${v}`), { body: { tagsToAdd: ['x'], tagsToRemove: ['C#'] } }),
    write('PUT', `${operation}/{tag}`, address(`/release%2F1.0?${v}`)),
    write('DELETE', `${operation}/{tag}`, address(`/x?${v}`)),
  ]
})

export const buildCases: readonly ConformanceCase[] = [
  get('/builds', `${project}/builds?$top=500&deletedFilter=includeDeleted`),
  get('/builds', `${project}/builds?queryOrder=queueTimeDescending&$top=20`),
  get('/builds/{buildId}', ofBuild('')),
  get(
    '/builds/{buildId}',
    ofBuild('', ({ reason }) => reason === 'pullRequest'),
  ),
  write('POST', '/builds', `${project}/builds?${v}`, {
    body: { definition: { id: 1 }, parameters: '{"a":"b"}', templateParameters: { c: 'd' }, tags: ['größe'] },
  }),
  write('PATCH', '/builds', `${project}/builds?${v}`, {
    makeBody: (box) => [{ id: finished(box).id, keepForever: true }],
  }),
  write('PATCH', '/builds/{buildId}', async (box) => `${project}/builds/${await queued(box)}?${v}`, {
    body: { status: 'cancelling' },
  }),
  write('DELETE', '/builds/{buildId}', (box) => `${ofBuild('', deletable)(box)}?${v}`, { status: 204 }),
  get(
    '/builds/{buildId}/timeline/{timelineId}',
    ofBuild('/timeline', ({ result }) => result === 'failed'),
  ),
  get('/builds/{buildId}/timeline/{timelineId}', async (box) => {
    const timeline = await box.get(ofBuild('/timeline')(box))
    return ofBuild(`/timeline/${timeline.body.id}`)(box)
  }),
  get('/builds/{buildId}/logs', ofBuild('/logs')),
  get('/builds/{buildId}/logs/{logId}', ofBuild('/logs/1')),
  get(
    '/builds/{buildId}/artifacts',
    ofBuild('/artifacts', ({ artifacts }) => artifacts.length === 3),
  ),
  get(
    '/builds/{buildId}/artifacts',
    ofBuild('/artifacts?artifactName=drop', ({ artifacts }) => artifacts.length > 0),
  ),
  write('POST', '/builds/{buildId}/artifacts', ofBuild(`/artifacts?${v}`), {
    body: { name: 'by hand', resource: { type: 'Container', data: '#/1/x' } },
  }),
  get('/builds/{buildId}/changes', ofBuild('/changes')),
  get('/changes', (box) => {
    const { id } = finished(box)
    return `${project}/changes?fromBuildId=${id - 300}&toBuildId=${id}`
  }),
  get('/builds/{buildId}/workitems', ofBuild('/workitems')),
  write('POST', '/builds/{buildId}/workitems', ofBuild(`/workitems?${v}`), {
    makeBody: (box) => [finished(box).sourceVersion],
  }),
  get('/workitems', (box) => {
    const { id } = finished(box)
    return `${project}/workitems?fromBuildId=${id - 300}&toBuildId=${id}`
  }),
  ...tagCases,
  get('/tags', `${project}/tags`),
  write('DELETE', '/tags/{tag}', `${project}/tags/C%23?${v}`),
  get('/builds/{buildId}/properties', ofBuild('/properties')),
  write('PATCH', '/builds/{buildId}/properties', ofBuild(`/properties?${v}`), {
    contentType: 'application/json-patch+json',
    body: [{ op: 'add', path: '/größe', value: 'x' }],
  }),
  get('/definitions/{definitionId}/properties', `${project}/definitions/1/properties`),
  write('PATCH', '/definitions/{definitionId}/properties', `${project}/definitions/1/properties?${v}`, {
    contentType: 'application/json-patch+json',
    body: [{ op: 'add', path: '/property_name', from: '', value: 'property_value' }],
  }),
  get('/builds/{buildId}/leases', ofBuild('/leases')),
  write('POST', '/retention/leases', `${project}/retention/leases?${v}`, {
    makeBody: (box) => {
      const build = finished(box)
      return [{ daysValid: 5, definitionId: build.definition.id, ownerId: 'Team:größe', runId: build.id }]
    },
  }),
  get('/retention/leases', `${project}/retention/leases?ownerId=Team%3Agr%C3%B6%C3%9Fe`),
  get('/retention/leases/{leaseId}', async (box) => `${project}/retention/leases/${await leaseOf(box)}`),
  write(
    'PATCH',
    '/retention/leases/{leaseId}',
    async (box) => `${project}/retention/leases/${await leaseOf(box)}?${v}`,
    {
      body: { daysValid: 9, protectPipeline: true },
    },
  ),
  write(
    'DELETE',
    '/retention/leases',
    async (box) => `${project}/retention/leases?ids=${await leaseOf(box)}&${v}`,
    {
      status: 204,
    },
  ),
  get('/definitions', `${project}/definitions?includeLatestBuilds=true&minMetricsTime=2020-01-01T00:00:00Z`),
  get('/definitions', `${project}/definitions?includeAllProperties=true`),
  get('/definitions/{definitionId}', `${project}/definitions/1`),
  get('/definitions/{definitionId}', `${project}/definitions/2?includeLatestBuilds=true`),
  write('POST', '/definitions', `${project}/definitions?${v}`, {
    makeBody: (box) => newDefinition(box, 'größe 1'),
  }),
  write('PUT', '/definitions/{definitionId}', `${project}/definitions/1?${v}`, {
    makeBody: (box) => ({
      id: 1,
      revision: fiberBuilds(box).definitions.get(1)?.revisions.length,
      description: 'new',
    }),
  }),
  write(
    'DELETE',
    '/definitions/{definitionId}',
    async (box) => `${project}/definitions/${await createdDefinition(box, 'größe 2')}?${v}`,
    { status: 204 },
  ),
  write('PATCH', '/definitions/{definitionId}', async (box) => {
    const address = `${project}/definitions/${await createdDefinition(box, 'größe 3')}?${v}`
    await box.send('DELETE', address, {})
    return `${address}&deleted=false`
  }),
  get('/definitions/{definitionId}/revisions', `${project}/definitions/2/revisions`),
  get('/definitions/{definitionId}/yaml', `${project}/definitions/1/yaml`),
  get('/folders/{path}', `${project}/folders`),
  get('/folders/{path}', `${project}/folders/%5CNightly?api-version=7.1-preview.2`),
  write('PUT', '/folders', `${project}/folders?path=%5Cnew%5Cgr%C3%B6%C3%9Fe&api-version=7.1-preview.2`, {
    body: { description: 'x' },
  }),
  write('POST', '/folders', `${project}/folders?path=%5CNightly&api-version=7.1-preview.2`, {
    body: { description: 'y' },
  }),
  write('DELETE', '/folders', `${project}/folders?path=%5Cnew&api-version=7.1-preview.2`, { status: 204 }),
  get('/status/{definition}', `${project}/status/1?api-version=7.1-preview.1`),
  get('/latest/{definition}', `${project}/latest/1?api-version=7.1-preview.1`),
  get(
    '/definitions/{definitionId}/metrics',
    `${project}/definitions/1/metrics?minMetricsTime=2021-01-01T00:00:00Z&api-version=7.1-preview.1`,
  ),
  get(
    '/metrics/{metricAggregationType}',
    `${project}/metrics/daily?minMetricsTime=2021-01-01T00:00:00Z&api-version=7.1-preview.1`,
  ),
  get('/settings', `${project}/settings`),
  get('/generalsettings', `${project}/generalsettings`),
  write('PATCH', '/generalsettings', `${project}/generalsettings?${v}`, {
    body: { publishPipelineMetadata: true },
  }),
  get('/retention', `${project}/retention`),
  write('PATCH', '/retention', `${project}/retention?${v}`, { body: { runRetention: { value: 40 } } }),
  {
    specification,
    method: 'GET',
    operation: '/_apis/build/resourceusage',
    address: '/_apis/build/resourceusage',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/build/controllers',
    address: '/_apis/build/controllers',
  },
  {
    specification,
    method: 'GET',
    operation: undefined,
    address: '/_apis/build/controllers/1',
    status: 404,
  },
]
