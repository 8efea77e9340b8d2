import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { accessToken, askToken, control, SCOPE } from './sandbox-requests.js'

const APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())

const good = () => ({
  grant_type: 'client_credentials',
  client_id: info.clientId,
  client_secret: info.clientSecret,
  scope: SCOPE,
})
const without = (name: string) => Object.fromEntries(Object.entries(good()).filter(([key]) => key !== name))

interface TokenBody {
  token_type: string
  expires_in: number
  ext_expires_in: number
  access_token: string
}

/** Asks and expects a refusal in Entra's shape. */
async function refusal(
  form: Record<string, string>,
  headers: Record<string, string> = {},
  url = info.tokenUrl,
) {
  const response = await askToken(url, form, headers)
  const body = (await response.json()) as Record<string, unknown>
  const code = (body['error_codes'] as number[])[0]
  expect(body['error_description']).toMatch(
    new RegExp(
      `^AADSTS${code}: [^\\r]+\\r\\nTrace ID: ${body['trace_id']}\\r\\nCorrelation ID: ${body['correlation_id']}\\r\\nTimestamp: ${body['timestamp']}$`,
    ),
  )
  expect(body['timestamp']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
  expect(body['error_uri']).toContain(String(code))
  expect(JSON.stringify(body)).not.toContain(info.clientSecret)
  return [response.status, body['error'], code]
}

describe('the client credentials grant', () => {
  test('gives a bearer for 3599 seconds and no refresh token', async () => {
    const response = await askToken(info.tokenUrl, good())
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toContain('no-store')
    const body = (await response.json()) as TokenBody
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'ext_expires_in', 'token_type'])
    expect([body.token_type, body.expires_in, body.ext_expires_in]).toEqual(['Bearer', 3599, 3599])
  })

  test('gives a version 1 token for Azure DevOps, signed with a published key', async () => {
    const token = await accessToken(info)
    const keys = createRemoteJWKSet(new URL(`${sandbox.url}/${info.tenant}/discovery/v2.0/keys`))
    const { payload } = await jwtVerify(token, keys, {
      audience: APP_ID,
      issuer: `https://sts.windows.net/${info.tenant}/`,
    })
    expect(payload).toMatchObject({ appid: info.clientId, tid: info.tenant, ver: '1.0', appidacr: '1' })
    expect(payload['oid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(payload['oid']).not.toBe(info.clientId)
    expect(payload.exp! - payload.iat!).toBe(3599)
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' })
  })

  test('takes the resource by URI or app id, and overlooks the scopes libraries add', async () => {
    for (const scope of [SCOPE, `${APP_ID}/.default`, `${APP_ID}/.default openid profile offline_access`]) {
      expect((await askToken(info.tokenUrl, { ...good(), scope })).status).toBe(200)
    }
  })

  test('takes the client secret as Basic header too', async () => {
    const pair = [info.clientId, info.clientSecret].map(encodeURIComponent).join(':')
    const headers = { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    const form = { grant_type: 'client_credentials', scope: SCOPE }
    expect((await askToken(info.tokenUrl, form, headers)).status).toBe(200)
    const wrong = { Authorization: `Basic ${Buffer.from(`${info.clientId}:wrong`).toString('base64')}` }
    expect(await refusal(form, wrong)).toEqual([401, 'invalid_client', 7000215])
  })

  test('takes the tenant by its domain', async () => {
    const url = info.tokenUrl.replace(info.tenant, `${info.organization}.onmicrosoft.com`)
    expect((await askToken(url, good())).status).toBe(200)
  })

  test('serves a stock OpenID client by discovery', async () => {
    const issuer = new URL(`${sandbox.url}/${info.tenant}/v2.0`)
    const configuration = await openid.discovery(issuer, info.clientId, info.clientSecret, undefined, {
      execute: [openid.allowInsecureRequests],
    })
    expect(configuration.serverMetadata().token_endpoint).toBe(info.tokenUrl)
    expect(configuration.serverMetadata().authorization_endpoint).toBe(info.authUrl)
    const tokens = await openid.clientCredentialsGrant(configuration, { scope: SCOPE })
    expect(tokens.expires_in).toBe(3599)
  })

  test('answers in JSON even to a client that prefers HTML', async () => {
    expect(await refusal({ ...good(), client_secret: 'wrong' }, { Accept: 'text/html' })).toEqual([
      401,
      'invalid_client',
      7000215,
    ])
  })

  test('gives tokens of the lifetime that was set', async () => {
    await control(sandbox, '/tokens', { lifetimeSeconds: 120 })
    const body = (await (await askToken(info.tokenUrl, good())).json()) as TokenBody
    await control(sandbox, '/tokens', { lifetimeSeconds: 3599 })
    expect([body.expires_in, body.ext_expires_in]).toEqual([120, 120])
  })
})

describe('refusals of the token endpoint', () => {
  test('a wrong secret is 401 AADSTS7000215', async () => {
    expect(await refusal({ ...good(), client_secret: 'wrong' })).toEqual([401, 'invalid_client', 7000215])
  })
  test('no secret is 401 AADSTS7000216', async () => {
    expect(await refusal(without('client_secret'))).toEqual([401, 'invalid_client', 7000216])
  })
  test('an unknown client is 400 AADSTS700016', async () => {
    const form = { ...good(), client_id: '00000000-0000-4000-8000-000000000000' }
    expect(await refusal(form)).toEqual([400, 'unauthorized_client', 700016])
  })
  test('an unknown tenant is 400 AADSTS90002', async () => {
    const url = info.tokenUrl.replace(info.tenant, '00000000-0000-4000-8000-000000000000')
    expect(await refusal(good(), {}, url)).toEqual([400, 'invalid_request', 90002])
  })
  test('a shared tenant is 400 AADSTS50059 in this grant', async () => {
    expect(await refusal(good(), {}, info.tokenUrl.replace(info.tenant, 'common'))).toEqual([
      400,
      'invalid_request',
      50059,
    ])
  })
  test('a missing grant_type, client_id or scope is 400 AADSTS900144', async () => {
    for (const name of ['grant_type', 'client_id', 'scope']) {
      expect(await refusal(without(name))).toEqual([400, 'invalid_request', 900144])
    }
    expect(await refusal({})).toEqual([400, 'invalid_request', 900144])
  })
  test('a grant that is not emulated is refused as unsupported', async () => {
    for (const grant_type of ['password', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'nonsense']) {
      expect(await refusal({ ...good(), grant_type })).toEqual([400, 'unsupported_grant_type', 70003])
    }
  })
  test('a scope that is none is AADSTS70011, one permission is AADSTS1002012, another resource AADSTS500011', async () => {
    expect(await refusal({ ...good(), scope: 'vso.work' })).toEqual([400, 'invalid_scope', 70011])
    expect(await refusal({ ...good(), scope: `${SCOPE} vso.work` })).toEqual([400, 'invalid_scope', 70011])
    expect(await refusal({ ...good(), scope: `${APP_ID}/vso.work` })).toEqual([400, 'invalid_scope', 1002012])
    expect(await refusal({ ...good(), scope: 'https://example.com/.default' })).toEqual([
      400,
      'invalid_resource',
      500011,
    ])
  })
  test('the correlation id is the one the client sent', async () => {
    const id = '7d3a1c5e-0000-4000-8000-123456789abc'
    const response = await askToken(info.tokenUrl, {}, { 'client-request-id': id })
    expect(((await response.json()) as { correlation_id: string }).correlation_id).toBe(id)
  })
  test('a body that is no form is refused', async () => {
    const response = await fetch(info.tokenUrl, {
      method: 'POST',
      body: JSON.stringify(good()),
      headers: { 'Content-Type': 'application/json' },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error_codes: [900144] })
  })
  test('what is not emulated says so', async () => {
    const response = await fetch(info.authUrl.replace(/authorize$/, 'logout'))
    expect(response.status).toBe(501)
    expect(((await response.json()) as { message: string }).message).toContain('does not emulate')
  })
})

test('two sandboxes at once do not share tokens', async () => {
  const other = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  try {
    const response = await fetch(`${other.url}/${other.info.organization}/_apis/projects`, {
      headers: { Authorization: `Bearer ${await accessToken(info)}` },
      redirect: 'manual',
    })
    expect(response.status).toBe(302)
  } finally {
    await other.close()
  }
})
