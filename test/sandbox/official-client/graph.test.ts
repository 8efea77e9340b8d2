import { WebApi, getPersonalAccessTokenHandler } from 'azure-devops-node-api'
import type {
  GraphGroup,
  GraphMembership,
  GraphServicePrincipal,
  GraphUser,
} from 'azure-devops-node-api/interfaces/GraphInterfaces.js'
import type { Identity } from 'azure-devops-node-api/interfaces/IdentitiesInterfaces.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

let sandbox: Sandbox
let api: WebApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 9, projects: 3, workItems: 20 })
  const { url, organization, pat } = sandbox.info
  api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
})
afterAll(() => sandbox.close())

/** Ids of resources as Microsoft's other clients ask for them; the one for Node has no graph of its own. */
const users = '005e26ec-6b77-4e4f-a986-b3827bf241f5'
const groups = 'ebbe6af8-0b91-4c13-8cf1-777c14858188'
const applications = 'e1dbb0ae-49cb-4532-95a1-86cd89cfcab4'
const membership = '3fd2e6ca-fb30-443a-b579-95b19ed0934c'
const memberships = 'e34b6394-6b30-4435-94a9-409a5eef3e31'

/** Where the client finds a resource, and the version it settles on. */
async function find(area: string, id: string, values: Record<string, string>, query?: object) {
  const { requestUrl, apiVersion } = await api.vsoClient.getVersioningData(
    '7.1-preview.1',
    area,
    id,
    values,
    query,
  )
  return { url: requestUrl!, options: { acceptHeader: `application/json;api-version=${apiVersion}` } }
}

async function read<T>(
  area: string,
  id: string,
  values: Record<string, string> = {},
  query?: object,
): Promise<T> {
  const { url, options } = await find(area, id, values, query)
  const { result } = await api.rest.get<T>(url, options)
  return result as T
}

interface List<T> {
  count: number
  value: T[]
}

test('the official client finds the graph and reads users, groups and applications', async () => {
  const { value } = await read<List<GraphUser>>('Graph', users)
  expect(value).toHaveLength(500)
  const one = await read<GraphUser>('Graph', users, { userDescriptor: value[3]!.descriptor! })
  expect(one).toEqual(value[3])
  const all = await read<List<GraphGroup>>('Graph', groups)
  expect(all.value.map(({ principalName }) => principalName)).toContain('[Fabrikam Fiber]\\Contributors')
  const services = await read<List<GraphServicePrincipal>>('Graph', applications)
  expect(services.value.map(({ applicationId }) => applicationId)).toContain(sandbox.info.clientId)
  expect(services.value.every(({ domain }) => domain === sandbox.info.tenant)).toBe(true)
})

test('it makes a group, puts someone into it and takes them out', async () => {
  const [user] = (await read<List<GraphUser>>('Graph', users)).value
  const at = await find('Graph', groups, {})
  const made = await api.rest.create<GraphGroup>(at.url, { displayName: 'By the client' }, at.options)
  expect(made.statusCode).toBe(201)
  const pair = { subjectDescriptor: user!.descriptor!, containerDescriptor: made.result!.descriptor! }
  const link = await find('Graph', membership, pair)
  const joined = await api.rest.replace<GraphMembership>(link.url, undefined, link.options)
  expect(joined.result).toMatchObject({ memberDescriptor: user!.descriptor })
  const list = await read<List<GraphMembership>>(
    'Graph',
    memberships,
    { subjectDescriptor: made.result!.descriptor! },
    { direction: 'down' },
  )
  expect(list.value.map(({ memberDescriptor }) => memberDescriptor)).toEqual([user!.descriptor])
  expect((await api.rest.del(link.url, link.options)).statusCode).toBe(200)
})

test('it reads identities and entitlements', async () => {
  const [user] = (await read<List<GraphUser>>('Graph', users)).value
  const { value } = await read<List<Identity>>(
    'IMS',
    '28010c54-d0c0-4c89-a5b0-1c9e188b9fb7',
    {},
    { subjectDescriptors: user!.descriptor, queryMembership: 'Direct' },
  )
  expect(value[0]?.providerDisplayName).toBe(user!.displayName)
  const area = 'MemberEntitlementManagement'
  const page = await read<{ items: { id: string }[] }>(area, '387f832c-dbf2-4643-88e9-c1aa94dbb737')
  expect(page.items).toHaveLength(100)
  const own = { userId: value[0]!.id! }
  expect(await read(area, '8480c6eb-ce60-47e9-88df-eca3c801638b', own)).toMatchObject({ id: value[0]!.id })
})

test('it reads the profile of who signed in', async () => {
  // Not by its own profile API, which asks for versions older than the sandbox serves.
  const profile = await read<{ id: string }>('Profile', 'f83735dc-483f-4238-a291-d45f6080a9af', { id: 'me' })
  expect(profile.id).toBe((await api.connect()).authenticatedUser?.id)
})
