import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { getTokens, postToken, refusedToken, RESOURCE, SCOPES, type TokenAnswer } from './entra-sign-in.js'
import { control } from './sandbox-requests.js'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())
afterEach(async () => {
  await control(sandbox, '/clock', { reset: true })
  await control(sandbox, '/tokens', { lifetimeSeconds: 3599, refreshLifetimeSeconds: 90 * 86_400 })
})

const refreshForm = (refreshToken: string | undefined) => ({
  grant_type: 'refresh_token',
  client_id: info.publicClient.clientId,
  refresh_token: refreshToken ?? '',
})
const refresh = (token: string | undefined, parts: Record<string, string> = {}) =>
  postToken<TokenAnswer>(info.tokenUrl, { ...refreshForm(token), ...parts })

test('each use gives a new refresh token, and the old one stays good', async () => {
  const first = (await getTokens(info)).refresh_token
  const seen = new Set([first])
  let now = first
  for (let use = 0; use < 5; use++) {
    const { status, body } = await refresh(now)
    expect(status).toBe(200)
    expect(seen.has(body.refresh_token)).toBe(false)
    seen.add(body.refresh_token)
    now = body.refresh_token
  }
  const again = await refresh(first)
  expect(again.status).toBe(200)
  expect(again.body.scope.split(' ').sort()).toEqual([`${RESOURCE}/vso.project`, `${RESOURCE}/vso.work_full`])
})

test('many uses at once all succeed', async () => {
  const token = (await getTokens(info)).refresh_token
  const answers = await Promise.all(Array.from({ length: 16 }, () => refresh(token)))
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(16).fill(200))
  expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(16)
})

test('serves at common too, and for fewer scopes', async () => {
  const token = (await getTokens(info)).refresh_token
  const common = await postToken(info.tokenUrl.replace(info.tenant, 'common'), refreshForm(token))
  expect(common.status).toBe(200)
  const fewer = await refresh(token, { scope: `${RESOURCE}/vso.project offline_access` })
  expect(decodeJwt(fewer.body.access_token)['scp']).toBe('vso.project')
  const same = await refresh(token, { scope: SCOPES })
  expect(same.status).toBe(200)
  expect(same.body.refresh_token).toEqual(expect.any(String))
})

test('for a scope without consent it is AADSTS65001', async () => {
  const token = (await getTokens(info)).refresh_token
  const form = { ...refreshForm(token), scope: `${RESOURCE}/vso.code` }
  expect(await refusedToken(info.tokenUrl, form)).toEqual([400, 'invalid_grant', 65001])
  const { body } = await postToken<{ suberror: string }>(info.tokenUrl, form)
  expect(body.suberror).toBe('consent_required')
})

test('after its lifetime it is AADSTS700082', async () => {
  await control(sandbox, '/tokens', { refreshLifetimeSeconds: 1 })
  const token = (await getTokens(info)).refresh_token
  await control(sandbox, '/clock', { advanceSeconds: 2 })
  expect(await refusedToken(info.tokenUrl, refreshForm(token))).toEqual([400, 'invalid_grant', 700082])
})

test('once revoked it is AADSTS50173, and a new sign-in helps', async () => {
  const tokens = await getTokens(info)
  await control(sandbox, '/tokens/revoke', { access: false, refresh: true })
  expect(await refusedToken(info.tokenUrl, refreshForm(tokens.refresh_token))).toEqual([
    400,
    'invalid_grant',
    50173,
  ])
  const projects = `${info.url}/${info.organization}/_apis/projects`
  const headers = { Authorization: `Bearer ${tokens.access_token}`, 'X-TFS-FedAuthRedirect': 'Suppress' }
  expect((await fetch(projects, { headers })).status).toBe(200)
  expect((await refresh((await getTokens(info)).refresh_token)).status).toBe(200)
})

test('a revocation without more ends access tokens alone', async () => {
  const tokens = await getTokens(info)
  await control(sandbox, '/tokens/revoke', {})
  const projects = `${info.url}/${info.organization}/_apis/projects`
  const headers = { Authorization: `Bearer ${tokens.access_token}`, 'X-TFS-FedAuthRedirect': 'Suppress' }
  expect((await fetch(projects, { headers })).status).toBe(401)
  const renewed = await refresh(tokens.refresh_token)
  headers.Authorization = `Bearer ${renewed.body.access_token}`
  expect((await fetch(projects, { headers })).status).toBe(200)
})

test('an unknown one, or that of another application, is AADSTS70000; none AADSTS900144', async () => {
  expect(await refusedToken(info.tokenUrl, refreshForm('nonsense'))).toEqual([400, 'invalid_grant', 70000])
  const web = { client_id: info.webClient.clientId, client_secret: info.webClient.clientSecret }
  const token = (await getTokens(info)).refresh_token
  expect(await refusedToken(info.tokenUrl, { ...refreshForm(token), ...web })).toEqual([
    400,
    'invalid_grant',
    70000,
  ])
  expect(await refusedToken(info.tokenUrl, refreshForm(undefined))).toEqual([400, 'invalid_request', 900144])
})
