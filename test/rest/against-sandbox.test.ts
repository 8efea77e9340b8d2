import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { createCredential } from '../../src/auth/credential.js'
import { createEvents } from '../../src/events/events.js'
import { createRestClient, type RestClient } from '../../src/rest/rest-client.js'
import { testConnection } from '../../src/rest/test-connection.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection } from '../auth/token-server.js'

let sandbox: Sandbox
let home: string
const open: RestClient[] = []
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 3, projects: 4, workItems: 50 })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-sandbox-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  await rm(home, { recursive: true, force: true })
})

function connect(more: Partial<Connection> = {}) {
  const { url, organization, tokenUrl, clientId, clientSecret } = sandbox.info
  const connection = appConnection(tokenUrl, { clientId, clientSecret, url, organization, ...more })
  const events = createEvents()
  const credential = createCredential(connection, { home, events })
  const client = createRestClient(connection, { credential, events })
  open.push(client)
  return { client, credential }
}
const failedStep = async (more: Partial<Connection>) => {
  const { client, credential } = connect(more)
  return (await testConnection(client, credential)).at(-1)!
}

test('App Credentials pass Test Connection', async () => {
  const { client, credential } = connect()
  const steps = await testConnection(client, credential)
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
  expect(steps.at(-2)!.detail).toBe('4 projects are visible.')
  expect(await credential.status()).toMatchObject({
    held: true,
    tenant: sandbox.info.tenant,
    identity: sandbox.info.clientId,
  })
})

test('a PAT passes Test Connection', async () => {
  const { client, credential } = connect({ auth: 'Pat', personalAccessToken: sandbox.info.pat })
  expect((await testConnection(client, credential)).every(({ ok }) => ok)).toBe(true)
})

test('a wrong secret is named', async () => {
  expect(await failedStep({ clientSecret: 'not-the-secret' })).toMatchObject({
    name: 'Token',
    ok: false,
    detail: expect.stringContaining('Client Secret is wrong') as string,
  })
})

test('an unknown client is named', async () => {
  const step = await failedStep({ clientId: '00000000-0000-4000-8000-000000000000' })
  expect(step.detail).toMatch(/Client ID/)
})

test('a tenant that does not exist is named', async () => {
  const tokenUrl = sandbox.info.tokenUrl.replace(sandbox.info.tenant, '00000000-0000-4000-8000-000000000000')
  expect((await failedStep({ tokenUrl })).detail).toMatch(/Token URL/)
})

test('a scope that is not accepted is named', async () => {
  expect((await failedStep({ scopes: ['vso.work'] })).detail).toMatch(/Scopes/)
})

test('an expired PAT is told as such', async () => {
  const step = await failedStep({ auth: 'Pat', personalAccessToken: sandbox.info.expiredPat })
  expect(step.error).toMatchObject({ code: 'SIGN_IN_REFUSED' })
  expect(step.detail).toMatch(/expired/)
})

test('an unknown PAT is refused', async () => {
  const step = await failedStep({ auth: 'Pat', personalAccessToken: 'unknown' })
  expect(step).toMatchObject({ name: 'Organization', ok: false, error: { code: 'SIGN_IN_REFUSED' } })
})

test('an app that is not a member of the organization is sent to step 4', async () => {
  const step = await failedStep(sandbox.info.outsider)
  expect(step).toMatchObject({ name: 'Organization', ok: false, error: { code: 'SIGN_IN_REFUSED' } })
  expect(step.error?.hint).toMatch(/step 4/)
})

test('a default project that does not exist is named', async () => {
  const step = await failedStep({ project: 'No such project' })
  expect(step).toMatchObject({ name: 'Default project', ok: false, error: { code: 'SERVICE_NOT_FOUND' } })
})

test.each(['6.0', '7.0', '7.0-preview', '7.1-preview.2', '7.1'])(
  'API Version %s is accepted',
  async (apiVersion) => {
    const { client, credential } = connect({ apiVersion })
    expect((await testConnection(client, credential)).every(({ ok }) => ok)).toBe(true)
  },
)

test('projects page the same by $top and $skip as by continuation token', async () => {
  const { client } = connect()
  const request = { host: 'core', method: 'GET', path: '/_apis/projects' } as const
  const ids = async (pages: AsyncIterable<readonly unknown[]>): Promise<unknown[]> => {
    const all: unknown[] = []
    for await (const page of pages) all.push(...page.map((project) => (project as { id: unknown }).id))
    return all
  }
  const bySkip = await ids(client.pages(request, { style: 'top-skip', size: 3 }))
  expect(bySkip).toHaveLength(4)
  expect(await ids(client.pages(request, { style: 'continuation-header', size: 1 }))).toEqual(bySkip)
})
