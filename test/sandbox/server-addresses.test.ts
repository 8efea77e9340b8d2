import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { accessToken, asBasic, asBearer } from './sandbox-requests.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 7, projects: 2, workItems: 20 })
})
afterAll(() => sandbox.close())

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(sandbox.url + path, { method, headers, redirect: 'manual' })

describe('HEAD of an organization', () => {
  test('tells its tenant and the ways to sign in, with a credential or without', async () => {
    const { organization, pat, tenant } = sandbox.info
    for (const [headers, status] of [
      [{}, 401],
      [asBasic(pat), 200],
    ] as const) {
      for (const path of [`/${organization}`, `/${organization}/`]) {
        const response = await ask(path, headers, 'HEAD')
        expect(response.status).toBe(status)
        expect(response.headers.get('x-vss-resourcetenant')).toBe(tenant)
        expect(response.headers.get('www-authenticate')).toContain(
          `Bearer authorization_uri=${sandbox.url}/${tenant}`,
        )
      }
    }
  })

  test('that does not exist is 404 without a tenant', async () => {
    const response = await ask('/no-such-org', {}, 'HEAD')
    expect(response.status).toBe(404)
    expect(response.headers.get('x-vss-resourcetenant')).toBeNull()
    expect(response.headers.get('content-type')).toContain('text/html')
  })
})

describe('addresses without an organization', () => {
  test('want a credential as others do', async () => {
    expect((await ask('/_apis/accounts')).status).toBe(302)
    expect((await ask('/_apis/accounts', { 'X-TFS-FedAuthRedirect': 'Suppress' })).status).toBe(401)
  })

  test('take no PAT for profiles: 401, empty, with a Basic challenge alone', async () => {
    const response = await ask('/_apis/profile/profiles/me?api-version=7.1', asBasic(sandbox.info.pat))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+"$/)
    expect(await response.text()).toBe('')
  })

  test('take an Entra token for profiles', async () => {
    const token = asBearer(await accessToken(sandbox.info))
    const response = await ask('/_apis/profile/profiles/me?api-version=7.1', token)
    expect(response.status).not.toBe(401)
    expect(response.headers.get('content-type')).toContain('application/json')
  })

  test('serve nothing that belongs to an organization', async () => {
    const response = await ask('/_apis/projects?api-version=7.1', asBasic(sandbox.info.pat))
    expect(response.status).toBe(501)
  })
})
