import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { control } from './sandbox-requests.js'

const APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())

const GOOD = { 'api-version': '2018-02-01', resource: APP_ID }
const METADATA = { Metadata: 'true' }
async function ask(query: Record<string, string>, headers: Record<string, string> = METADATA) {
  const response = await fetch(`${info.managedIdentityUrl}?${new URLSearchParams(query).toString()}`, {
    headers,
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

test('gives a token of the machine that Azure DevOps takes, its numbers as strings', async () => {
  const { status, body } = await ask(GOOD)
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', resource: APP_ID, expires_in: '3599' })
  expect(Number(body['expires_on']) - Number(body['not_before'])).toBe(3599)
  expect(decodeJwt(body['access_token']!)).toMatchObject({
    aud: APP_ID,
    idtyp: 'app',
    exp: Number(body['expires_on']),
  })
  const projects = await fetch(`${info.url}/${info.organization}/_apis/projects`, {
    headers: { Authorization: `Bearer ${body['access_token']}` },
  })
  expect(projects.status).toBe(200)
})

test('takes the resource by its URI, with or without a slash at the end', async () => {
  for (const resource of ['https://app.vssps.visualstudio.com', 'https://app.vssps.visualstudio.com/'])
    expect((await ask({ ...GOOD, resource })).status).toBe(200)
})

test('gives a token of the user-assigned identity by its client id', async () => {
  const { body } = await ask({ ...GOOD, client_id: info.managedIdentity.clientId })
  expect(decodeJwt(body['access_token']!)['appid']).toBe(info.managedIdentity.clientId)
  const system = await ask(GOOD)
  expect(decodeJwt(system.body['access_token']!)['appid']).not.toBe(info.managedIdentity.clientId)
})

test('answers as an App Service to its header', async () => {
  const query = { ...GOOD, 'api-version': '2019-08-01' }
  const { status, body } = await ask(query, { 'X-IDENTITY-HEADER': info.managedIdentityHeader })
  expect(status).toBe(200)
  expect(Object.keys(body).sort()).toEqual([
    'access_token',
    'client_id',
    'expires_on',
    'resource',
    'token_type',
  ])
  expect((await ask(query, { 'X-IDENTITY-HEADER': 'wrong' })).status).toBe(403)
})

test('gives tokens of the lifetime that was set, and they can be revoked', async () => {
  await control(sandbox, '/tokens', { lifetimeSeconds: 60 })
  const { body } = await ask(GOOD)
  await control(sandbox, '/tokens', { lifetimeSeconds: 3599 })
  expect(body['expires_in']).toBe('60')
  await control(sandbox, '/tokens/revoke', {})
  const headers = { Authorization: `Bearer ${body['access_token']}`, 'X-TFS-FedAuthRedirect': 'Suppress' }
  expect((await fetch(`${info.url}/${info.organization}/_apis/projects`, { headers })).status).toBe(401)
})

test('refuses what the metadata service refuses', async () => {
  const { resource: _, ...noResource } = GOOD
  for (const [query, headers, error] of [
    [GOOD, {}, 'invalid_request'],
    [GOOD, { ...METADATA, 'X-Forwarded-For': '10.0.0.1' }, 'invalid_request'],
    [{ resource: APP_ID }, METADATA, 'invalid_request'],
    [{ ...GOOD, 'api-version': '1999-01-01' }, METADATA, 'invalid_request'],
    [noResource, METADATA, 'invalid_request'],
    [{ ...GOOD, client_id: info.clientId }, METADATA, 'invalid_request'],
    [{ ...GOOD, resource: 'https://example.com' }, METADATA, 'invalid_resource'],
  ] as const) {
    expect(await ask(query as Record<string, string>, headers as Record<string, string>)).toMatchObject({
      status: 400,
      body: { error },
    })
  }
})
