import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { KNOWN_CODES } from '../../sandbox/entra/known-refusals.js'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import {
  authorizeUrl,
  departed,
  page,
  postToken,
  refusedToken,
  scriptedBrowser,
  SCOPES,
} from './entra-sign-in.js'
import { control, SCOPE } from './sandbox-requests.js'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())
afterEach(() => control(sandbox, '/entra', { error: null }))

const good = () => ({
  grant_type: 'client_credentials',
  client_id: info.clientId,
  client_secret: info.clientSecret,
  scope: SCOPE,
})

describe('errors on demand', () => {
  test.each([
    ['AADSTS7000215', 401, 'invalid_client'],
    ['AADSTS7000222', 401, 'invalid_client'],
    ['AADSTS700027', 401, 'invalid_client'],
    ['AADSTS50012', 401, 'invalid_client'],
    ['AADSTS700025', 401, 'invalid_client'],
    ['AADSTS700016', 400, 'unauthorized_client'],
    ['AADSTS90002', 400, 'invalid_request'],
    ['AADSTS500011', 400, 'invalid_resource'],
    ['AADSTS70011', 400, 'invalid_scope'],
    ['AADSTS900144', 400, 'invalid_request'],
    ['AADSTS700082', 400, 'invalid_grant'],
    ['AADSTS70008', 400, 'invalid_grant'],
    ['AADSTS700084', 400, 'invalid_grant'],
    ['AADSTS70000', 400, 'invalid_grant'],
    ['AADSTS50173', 400, 'invalid_grant'],
    ['AADSTS54005', 400, 'invalid_grant'],
    ['AADSTS70043', 400, 'invalid_grant'],
    ['AADSTS65001', 400, 'invalid_grant'],
    ['AADSTS50076', 400, 'interaction_required'],
    ['AADSTS53003', 400, 'interaction_required'],
    ['AADSTS70016', 400, 'authorization_pending'],
    ['AADSTS70019', 400, 'expired_token'],
  ])('%s: the token endpoint answers %i %s', async (error, status, name) => {
    expect((await control(sandbox, '/entra', { error })).status).toBe(200)
    const code = Number(error.slice(6))
    expect(await refusedToken(info.tokenUrl, good())).toEqual([status, name, code])
  })

  test('every known code can be had at every endpoint', async () => {
    for (const code of KNOWN_CODES) {
      await control(sandbox, '/entra', { error: `AADSTS${code}`, at: 'token' })
      expect((await refusedToken(info.tokenUrl, good()))[2]).toBe(code)
      await control(sandbox, '/entra', { error: `AADSTS${code}`, at: 'devicecode' })
      const form = { client_id: info.publicClient.clientId, scope: SCOPES }
      expect((await refusedToken(info.deviceCodeUrl, form))[2]).toBe(code)
      await control(sandbox, '/entra', { error: `AADSTS${code}`, at: 'authorize' })
      const end = await scriptedBrowser(info.url).open(authorizeUrl(info))
      const said = 'html' in end ? end.html : end.departed.searchParams.get('error_description')
      expect(said).toContain(`AADSTS${code}: `)
    }
  })

  test('last until ended, or for as many requests as said', async () => {
    await control(sandbox, '/entra', { error: 'AADSTS700082' })
    for (let ask = 0; ask < 3; ask++) expect((await postToken(info.tokenUrl, good())).status).toBe(400)
    await control(sandbox, '/entra', { error: null })
    expect((await postToken(info.tokenUrl, good())).status).toBe(200)
    await control(sandbox, '/entra', { error: 'AADSTS700082', times: 2 })
    const statuses: number[] = []
    for (let ask = 0; ask < 3; ask++) statuses.push((await postToken(info.tokenUrl, good())).status)
    expect(statuses).toEqual([400, 400, 200])
  })

  test('a mismatch of the Return URL shows on a page, a declined consent goes back to the application', async () => {
    await control(sandbox, '/entra', { error: 'AADSTS50011' })
    expect(page(await scriptedBrowser(info.url).open(authorizeUrl(info))).html).toContain('AADSTS50011')
    await control(sandbox, '/entra', { error: 'AADSTS65004' })
    const end = departed(await scriptedBrowser(info.url).open(authorizeUrl(info)))
    expect(end.searchParams.get('error')).toBe('access_denied')
    await control(sandbox, '/entra', { error: 'AADSTS65001', at: 'authorize' })
    const asked = departed(await scriptedBrowser(info.url).open(authorizeUrl(info)))
    expect(asked.searchParams.get('error')).toBe('consent_required')
  })

  test('a code that is not known is refused with those that are', async () => {
    for (const body of [
      { error: 'AADSTS1' },
      { error: 5 },
      {},
      { error: 'AADSTS700082', at: 'nowhere' },
      { error: 'AADSTS700082', times: 0 },
    ]) {
      const response = await control(sandbox, '/entra', body)
      expect(response.status).toBe(400)
      expect(((await response.json()) as { hint: string }).hint).not.toBe('')
    }
  })
})

describe('natural causes', () => {
  test('a secret that has expired is AADSTS7000222, in the body and as Basic; another secret AADSTS7000215', async () => {
    const { clientId, clientSecret } = info.expiredSecretClient
    const form = { ...good(), client_id: clientId, client_secret: clientSecret }
    expect(await refusedToken(info.tokenUrl, form)).toEqual([401, 'invalid_client', 7000222])
    expect(await refusedToken(info.tokenUrl, { ...form, client_secret: 'x' })).toEqual([
      401,
      'invalid_client',
      7000215,
    ])
    const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const response = await fetch(info.tokenUrl, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE }),
    })
    expect(await response.json()).toMatchObject({ error_codes: [7000222] })
  })

  test('a token of Microsoft Graph is of the wrong audience for Azure DevOps', async () => {
    const form = { ...good(), scope: 'https://graph.microsoft.com/.default' }
    const { body } = await postToken<{ access_token: string }>(info.tokenUrl, form)
    const response = await fetch(`${info.url}/${info.organization}/_apis/projects`, {
      headers: { Authorization: `Bearer ${body.access_token}`, 'X-TFS-FedAuthRedirect': 'Suppress' },
    })
    expect(response.status).toBe(401)
  })

  test('a native application has no token of its own', async () => {
    const form = { grant_type: 'client_credentials', client_id: info.publicClient.clientId, scope: SCOPE }
    expect(await refusedToken(info.tokenUrl, form)).toEqual([401, 'invalid_client', 7000216])
  })
})
