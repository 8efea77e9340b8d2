import type { Client, Json } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'distributedTask/taskAgent.json'
const base = '/_apis/distributedtask'
const project = `/Fabrikam%20Fiber${base}`
const of = `/{project}${base}`
const v = 'api-version=7.1'

type Address = ConformanceCase['address']

function get(operation: string | undefined, address: Address): ConformanceCase {
  return { specification, method: 'GET', operation, address }
}

function write(
  method: ConformanceCase['method'],
  operation: string | undefined,
  address: Address,
  body?: unknown,
  status?: number,
): ConformanceCase {
  const content = typeof body === 'function' ? { makeBody: body as (box: Client) => unknown } : { body }
  return {
    specification,
    method,
    operation,
    address,
    ...(body === undefined ? {} : content),
    ...(status === undefined ? {} : { status }),
  }
}

let serial = 0

/** What a case that changes something is to send back; its address makes it. */
let changed: Json

/** Creates something by POST, under a name nothing else has, and gives the answer. */
async function created(box: Client, address: string, body: Json): Promise<Json> {
  return (await box.post(`${address}?${v}`, { ...body, name: `größe ${++serial}` })).body
}

const firstId = (box: Client) => box.organization.projects[0]?.id
const secondId = (box: Client) => box.organization.projects[1]?.id

const variableGroup = (box: Client, name: string) => ({
  name,
  type: 'Vsts',
  variables: { key1: { value: 'value1' }, key2: { value: 'value2', isSecret: true } },
  variableGroupProjectReferences: [{ name, projectReference: { id: firstId(box) } }],
})

const taskGroup = {
  name: 'größe',
  category: 'Deploy',
  instanceNameFormat: 'Task group: TG',
  tasks: [
    {
      displayName: 'PowerShell Script',
      alwaysRun: false,
      continueOnError: false,
      enabled: true,
      timeoutInMinutes: 0,
      inputs: { scriptType: 'inlineScript', inlineScript: 'größe' },
      task: { id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1', versionSpec: '1.*', definitionType: 'task' },
    },
  ],
}

const target = async (box: Client) => {
  const groups = (await box.get(`${project}/deploymentgroups?name=Web%20farm`)).body
  const { id } = groups.value[0]
  const targets = (await box.get(`${project}/deploymentgroups/${id}/targets?$top=1`)).body
  return { group: `${project}/deploymentgroups/${id}`, id: targets.value[0].id as number }
}

const newPool = async (box: Client) => `${base}/pools/${(await created(box, `${base}/pools`, {})).id}?${v}`

async function newAgent(box: Client): Promise<string> {
  return `${base}/pools/1/agents/${(await created(box, `${base}/pools/1/agents`, {})).id}?${v}`
}

const newEnvironment = async (box: Client) =>
  `${project}/environments/${(await created(box, `${project}/environments`, {})).id}?${v}`

const newDeploymentGroup = async (box: Client) =>
  `${project}/deploymentgroups/${(await created(box, `${project}/deploymentgroups`, {})).id}?${v}`

async function newVariableGroup(box: Client): Promise<number> {
  const group = variableGroup(box, `größe ${++serial}`)
  return (await box.post(`${base}/variablegroups?${v}`, group)).body.id
}

async function newTaskGroup(box: Client): Promise<string> {
  return `${project}/taskgroups/${(await created(box, `${project}/taskgroups`, taskGroup)).id}?${v}`
}

async function newSecureFile(box: Client): Promise<string> {
  const address = `${project}/securefiles?name=neu${++serial}&api-version=7.1-preview.1`
  const answer = await box.send('POST', address, { 'content-type': 'application/octet-stream' }, 'x')
  return `${project}/securefiles/${answer.body.id}?api-version=7.1-preview.1`
}

const machine = `${of}/deploymentgroups/{deploymentGroupId}`

export const distributedTaskCases: readonly ConformanceCase[] = [
  get(`${base}/pools`, `${base}/pools`),
  get(`${base}/pools/{poolId}`, `${base}/pools/2`),
  write('POST', `${base}/pools`, `${base}/pools?${v}`, { name: 'größe', autoProvision: true }),
  write('PATCH', `${base}/pools/{poolId}`, newPool, { autoProvision: true }),
  write('DELETE', `${base}/pools/{poolId}`, newPool, undefined, 204),
  get(
    `${base}/pools/{poolId}/agents`,
    `${base}/pools/1/agents?includeCapabilities=true&includeLastCompletedRequest=true&includeAssignedRequest=true`,
  ),
  get(undefined, `${base}/pools/1/agents/1?includeCapabilities=true`),
  write('POST', `${base}/pools/{poolId}/agents`, `${base}/pools/1/agents?${v}`, { name: 'größe' }),
  write('PATCH', `${base}/pools/{poolId}/agents/{agentId}`, newAgent, { enabled: false }),
  write('PUT', `${base}/pools/{poolId}/agents/{agentId}`, newAgent, { enabled: false }),
  write('DELETE', `${base}/pools/{poolId}/agents/{agentId}`, newAgent, undefined, 204),
  get(undefined, `${base}/pools/1/jobrequests`),

  get(`${of}/queues`, `${project}/queues`),
  get(`${of}/queues/{queueId}`, `${project}/queues/1`),
  write('POST', `${of}/queues`, `${project}/queues?${v}`, { name: 'größe', pool: { id: 4 } }),
  write(
    'DELETE',
    `${of}/queues/{queueId}`,
    async (box) =>
      `${project}/queues/${(await created(box, `${project}/queues`, { pool: { id: 4 } })).id}?${v}`,
    undefined,
    204,
  ),

  get(`${of}/variablegroups/{groupId}`, `${project}/variablegroups/1`),
  write('POST', `${base}/variablegroups`, `${base}/variablegroups?${v}`, (box: Client) =>
    variableGroup(box, 'größe'),
  ),
  get(`${of}/variablegroups`, `${project}/variablegroups`),
  write(
    'PUT',
    `${base}/variablegroups/{groupId}`,
    async (box) => `${base}/variablegroups/${await newVariableGroup(box)}?${v}`,
    (box: Client) => variableGroup(box, `größe ${++serial}`),
  ),
  write(
    'PATCH',
    `${base}/variablegroups`,
    async (box) => `${base}/variablegroups?variableGroupId=${await newVariableGroup(box)}&${v}`,
    (box: Client) => [{ name: `größe ${++serial}`, projectReference: { id: secondId(box) } }],
    204,
  ),
  write(
    'DELETE',
    `${base}/variablegroups/{groupId}`,
    async (box) => `${base}/variablegroups/${await newVariableGroup(box)}?projectIds=${firstId(box)}&${v}`,
    undefined,
    204,
  ),

  get(`${of}/taskgroups/{taskGroupId}`, `${project}/taskgroups`),
  get(
    `${of}/taskgroups/{taskGroupId}`,
    async (box) => `${project}/taskgroups/${(await box.get(`${project}/taskgroups`)).body.value[0].id}`,
  ),
  write('POST', `${of}/taskgroups`, `${project}/taskgroups?${v}`, taskGroup),
  write('PUT', `${of}/taskgroups/{taskGroupId}`, newTaskGroup, {
    ...taskGroup,
    revision: 1,
    comment: 'größe',
  }),
  {
    specification,
    method: 'PUT',
    operation: undefined,
    async address(box) {
      changed = await created(box, `${project}/taskgroups`, taskGroup)
      return `${project}/taskgroups?${v}`
    },
    makeBody: () => ({ ...changed, comment: 'größe' }),
  },
  write('DELETE', `${of}/taskgroups/{taskGroupId}`, newTaskGroup, undefined, 204),

  get(`${of}/environments`, `${project}/environments`),
  get(`${of}/environments/{environmentId}`, `${project}/environments/2?expands=resourceReferences`),
  write('POST', `${of}/environments`, `${project}/environments?${v}`, { name: 'größe', description: 'x' }),
  write('PATCH', `${of}/environments/{environmentId}`, newEnvironment, { description: 'y' }),
  write('DELETE', `${of}/environments/{environmentId}`, newEnvironment, undefined, 204),
  get(
    `${of}/environments/{environmentId}/environmentdeploymentrecords`,
    `${project}/environments/1/environmentdeploymentrecords`,
  ),

  get(`${of}/deploymentgroups`, `${project}/deploymentgroups?$expand=machines`),
  get(machine, async (box) => (await target(box)).group),
  write('POST', `${of}/deploymentgroups`, `${project}/deploymentgroups?${v}`, {
    name: 'größe',
    description: 'x',
  }),
  write('PATCH', machine, newDeploymentGroup, { description: 'y' }),
  write('DELETE', machine, newDeploymentGroup, undefined, 204),
  get(`${machine}/targets`, async (box) => `${(await target(box)).group}/targets?$expand=capabilities`),
  get(`${machine}/targets/{targetId}`, async (box) => {
    const { group, id } = await target(box)
    return `${group}/targets/${id}`
  }),
  {
    specification,
    method: 'PATCH',
    operation: `${machine}/targets`,
    async address(box) {
      changed = await target(box)
      return `${changed.group}/targets?${v}`
    },
    makeBody: () => [{ id: changed.id, tags: ['größe'] }],
  },
  write(
    'DELETE',
    `${machine}/targets/{targetId}`,
    async (box) => {
      const { group, id } = await target(box)
      return `${group}/targets/${id}?${v}`
    },
    undefined,
    204,
  ),

  get(undefined, `${project}/securefiles`),
  get(undefined, newSecureFile),
  {
    specification,
    method: 'POST',
    operation: undefined,
    address: `${project}/securefiles?name=neu&api-version=7.1-preview.1`,
    contentType: 'application/octet-stream',
    body: 'x',
  },
  write('PATCH', undefined, newSecureFile, { properties: { a: 'b' } }),
  write('DELETE', undefined, newSecureFile, undefined, 204),

  get(undefined, `${base}/tasks`),
  get(undefined, `${base}/tasks/e213ff0f-5d5c-4791-802d-52ea3e7be1f1`),
  get(undefined, `${base}/tasks/e213ff0f-5d5c-4791-802d-52ea3e7be1f1/1.2.3`),
]

const endpointFile = 'serviceEndpoint/serviceEndpoint.json'
const endpoints = '/_apis/serviceendpoint/endpoints'

const endpoint = (box: Client) => {
  const name = `größe ${++serial}`
  return {
    name,
    type: 'Generic',
    url: 'https://myserver.example',
    authorization: { scheme: 'UsernamePassword', parameters: { username: 'me', password: 'x' } },
    serviceEndpointProjectReferences: [{ name, projectReference: { id: firstId(box) } }],
  }
}

async function newEndpoint(box: Client): Promise<string> {
  return (await box.post(`${endpoints}?${v}`, endpoint(box))).body.id
}

export const serviceEndpointCases: readonly ConformanceCase[] = [
  {
    specification: endpointFile,
    method: 'GET',
    operation: `/{project}${endpoints}`,
    address: `/Fabrikam%20Fiber${endpoints}?includeFailed=true&includeDetails=true`,
  },
  {
    specification: endpointFile,
    method: 'GET',
    operation: `/{project}${endpoints}/{endpointId}`,
    address: async (box) => `/Fabrikam%20Fiber${endpoints}/${await newEndpoint(box)}`,
  },
  {
    specification: endpointFile,
    method: 'POST',
    operation: endpoints,
    address: `${endpoints}?${v}`,
    makeBody: endpoint,
  },
  {
    specification: endpointFile,
    method: 'PUT',
    operation: endpoints,
    async address(box) {
      changed = await newEndpoint(box)
      return `${endpoints}?${v}`
    },
    makeBody: (box) => [{ ...endpoint(box), id: changed }],
  },
  {
    specification: endpointFile,
    method: 'PUT',
    operation: `${endpoints}/{endpointId}`,
    address: async (box) => `${endpoints}/${await newEndpoint(box)}?${v}`,
    makeBody: endpoint,
  },
  {
    specification: endpointFile,
    method: 'PATCH',
    operation: `${endpoints}/{endpointId}`,
    address: async (box) => `${endpoints}/${await newEndpoint(box)}?${v}`,
    makeBody: (box) => [{ name: 'shared', projectReference: { id: secondId(box) } }],
    status: 204,
  },
  {
    specification: endpointFile,
    method: 'DELETE',
    operation: `${endpoints}/{endpointId}`,
    address: async (box) => `${endpoints}/${await newEndpoint(box)}?projectIds=${firstId(box)}&${v}`,
    status: 204,
  },
  {
    specification: endpointFile,
    method: 'GET',
    operation: '/_apis/serviceendpoint/types',
    address: '/_apis/serviceendpoint/types',
  },
  {
    specification: endpointFile,
    method: 'GET',
    operation: '/{project}/_apis/serviceendpoint/{endpointId}/executionhistory',
    async address(box) {
      const all = await box.get(`/Fabrikam%20Fiber${endpoints}`)
      return `/Fabrikam%20Fiber/_apis/serviceendpoint/${all.body.value[0].id}/executionhistory?top=20`
    },
  },
]
