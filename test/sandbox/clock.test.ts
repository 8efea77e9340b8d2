import { createHash } from 'node:crypto'
import { decodeJwt, importPKCS8, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import {
  authorizeUrl,
  codeForm,
  getCode,
  getTokens,
  page,
  postToken,
  refusedToken,
  scriptedBrowser,
  SCOPES,
  signIn,
  type TokenAnswer,
} from './entra-sign-in.js'
import { accessToken, asBasic, asBearer, control, SCOPE } from './sandbox-requests.js'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 20 })
  info = sandbox.info
})
afterAll(() => sandbox.close())
afterEach(() => control(sandbox, '/clock', { reset: true }))

const hour = 3600
const day = 24 * hour
const advance = async (seconds: number) => {
  expect((await control(sandbox, '/clock', { advanceSeconds: seconds })).status).toBe(200)
}
const projects = (headers: Record<string, string>) =>
  fetch(`${info.url}/${info.organization}/_apis/projects`, { headers, redirect: 'manual' })
/** Seconds between the answer's Date and this machine's time. */
const ahead = (response: Response) =>
  Math.round((Date.parse(response.headers.get('date')!) - Date.now()) / 1000)
const near = (seconds: number) => (value: number) => Math.abs(value - seconds) <= 2

describe('the clock', () => {
  test("shows the machine's time until it is moved; moves add up; a reset ends them", async () => {
    const told = async () =>
      (await (await fetch(`${info.url}/_sandbox/clock`)).json()) as { now: string; offsetMs: number }
    expect((await told()).offsetMs).toBe(0)
    expect(Math.abs(Date.parse((await told()).now) - Date.now())).toBeLessThan(2000)
    await advance(2 * hour)
    await advance(-hour)
    expect((await told()).offsetMs).toBe(hour * 1000)
    const set = await control(sandbox, '/clock', { now: '2031-02-03T04:05:06Z' })
    expect(((await set.json()) as { now: string }).now).toMatch(/^2031-02-03T04:05:0[67]/)
    expect((await told()).now).toMatch(/^2031-02-03T04:05:/)
    await control(sandbox, '/clock', { reset: true })
    expect((await told()).offsetMs).toBe(0)
  })

  test('is not set to what is no moment', async () => {
    for (const wrong of [
      {},
      { advanceSeconds: 'long' },
      { advanceSeconds: 1e15 },
      { now: 'tomorrow' },
      { now: '2031-02-03' },
      { reset: false },
      { reset: true, advanceSeconds: 5 },
    ])
      expect((await control(sandbox, '/clock', wrong)).status, JSON.stringify(wrong)).toBe(400)
  })

  test('is what the Date of every answer says', async () => {
    const answers = async () => [
      await projects(asBasic(info.pat)),
      await projects({}),
      await fetch(`${info.url}/_sandbox`),
      await fetch(`${info.url}/${info.tenant}/discovery/v2.0/keys`),
      await fetch(info.tokenUrl, { method: 'POST', body: new URLSearchParams({ grant_type: 'x' }) }),
    ]
    for (const answer of await answers()) expect(ahead(answer)).toSatisfy(near(0))
    await advance(5 * day)
    for (const answer of await answers()) expect(ahead(answer)).toSatisfy(near(5 * day))
    await advance(-10 * day)
    for (const answer of await answers()) expect(ahead(answer)).toSatisfy(near(-5 * day))
  })

  test('is the time of queries', async () => {
    await control(sandbox, '/clock', { now: '2033-07-01T10:00:00Z' })
    const response = await fetch(`${info.url}/${info.organization}/_apis/wit/wiql?api-version=7.1`, {
      method: 'POST',
      headers: { ...asBasic(info.pat), 'Content-Type': 'application/json' },
      body: JSON.stringify({
        query: 'select [System.Id] from workitems where [System.ChangedDate] < @Today',
      }),
    })
    const body = (await response.json()) as { asOf: string; workItems: unknown[] }
    expect(body.asOf).toMatch(/^2033-07-01T10:00:/)
    expect(body.workItems).toHaveLength(20)
  })
})

describe('moving it', () => {
  test('by two hours ends an access token, whether used before or not; moving it back makes it good again', async () => {
    const used = asBearer(await accessToken(info))
    const unused = asBearer(await accessToken(info))
    const user = asBearer((await getTokens(info)).access_token)
    expect((await projects(used)).status).toBe(200)
    await advance(2 * hour)
    for (const token of [used, unused, user]) expect((await projects(token)).status).toBe(203)
    const suppressed = await projects({ ...unused, 'X-TFS-FedAuthRedirect': 'Suppress' })
    expect(suppressed.status).toBe(401)
    await advance(-2 * hour)
    for (const token of [used, unused, user]) expect((await projects(token)).status).toBe(200)
  })

  test('gives tokens of the time it shows, which are good then and not before', async () => {
    for (const seconds of [400 * day, -400 * day]) {
      await control(sandbox, '/clock', { advanceSeconds: seconds })
      const token = await accessToken(info)
      const { iat, nbf, exp } = decodeJwt(token)
      expect(iat! - Date.now() / 1000).toSatisfy(near(seconds))
      expect([nbf, exp]).toEqual([iat, iat! + 3599])
      expect((await projects(asBearer(token))).status).toBe(200)
      await control(sandbox, '/clock', { reset: true })
      expect((await projects(asBearer(token))).status).toBe(203)
    }
  })

  test('gives id tokens of the time it shows', async () => {
    await advance(400 * day)
    const { id_token } = await getTokens(info, { scope: `${SCOPES} openid` })
    const { iat, exp } = decodeJwt(id_token!)
    expect(iat! - Date.now() / 1000).toSatisfy(near(400 * day))
    expect(exp! - iat!).toBe(3600)
  })

  test('by 91 days ends a refresh token (AADSTS700082), not by 89; moving it back makes it good again', async () => {
    const { refresh_token = '' } = await getTokens(info)
    const form = { grant_type: 'refresh_token', client_id: info.publicClient.clientId, refresh_token }
    await advance(89 * day)
    const { status, body } = await postToken<TokenAnswer>(info.tokenUrl, form)
    expect(status).toBe(200)
    expect((await projects(asBearer(body.access_token))).status).toBe(200)
    await advance(2 * day)
    expect(await refusedToken(info.tokenUrl, form)).toEqual([400, 'invalid_grant', 700082])
    // The one that was given out meanwhile has its own 90 days.
    const renewed = { ...form, refresh_token: body.refresh_token ?? '' }
    expect((await postToken(info.tokenUrl, renewed)).status).toBe(200)
    await advance(-91 * day)
    expect((await postToken(info.tokenUrl, form)).status).toBe(200)
  })

  test('by 11 minutes ends an authorization code, not by 9; moving it back makes it good again', async () => {
    const [first, second] = [await getCode(info), await getCode(info)]
    await advance(9 * 60)
    expect((await postToken(info.tokenUrl, codeForm(info, first))).status).toBe(200)
    await advance(2 * 60)
    expect(await refusedToken(info.tokenUrl, codeForm(info, second))).toEqual([400, 'invalid_grant', 70008])
    await advance(-11 * 60)
    expect((await postToken(info.tokenUrl, codeForm(info, second))).status).toBe(200)
  })

  test('by 16 minutes ends a device code (AADSTS70019); moving it back lets it be entered', async () => {
    const { body } = await postToken<{ device_code: string; user_code: string; verification_uri: string }>(
      info.deviceCodeUrl,
      { client_id: info.publicClient.clientId, scope: SCOPES },
    )
    const poll = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: info.publicClient.clientId,
      device_code: body.device_code,
    }
    await advance(16 * 60)
    expect(await refusedToken(info.tokenUrl, poll)).toEqual([400, 'expired_token', 70019])
    await advance(-16 * 60)
    const browser = scriptedBrowser(info.url)
    const entry = page(await browser.open(body.verification_uri))
    const confirm = await browser.submit(entry, { user_code: body.user_code })
    await signIn(browser, await browser.submit(confirm, { confirm: 'yes' }), info.users[0]!)
    expect((await postToken(info.tokenUrl, poll)).status).toBe(200)
  })

  test('by two days has a person sign in anew', async () => {
    const browser = scriptedBrowser(info.url)
    await signIn(browser, await browser.open(authorizeUrl(info)), info.users[0]!)
    const silent = await browser.open(authorizeUrl(info))
    expect('departed' in silent).toBe(true)
    await advance(2 * day)
    expect(page(await browser.open(authorizeUrl(info))).html).toContain('name="passwd"')
  })

  test('ends tokens of a managed identity', async () => {
    const query = new URLSearchParams({
      'api-version': '2018-02-01',
      resource: 'https://app.vssps.visualstudio.com',
    })
    const ask = async () => {
      const response = await fetch(`${info.managedIdentityUrl}?${query}`, { headers: { Metadata: 'true' } })
      return (await response.json()) as { access_token: string; expires_on: string }
    }
    const early = await ask()
    await advance(2 * hour)
    expect((await projects(asBearer(early.access_token))).status).toBe(203)
    const late = await ask()
    expect(Number(late.expires_on) - Date.now() / 1000).toSatisfy(near(2 * hour + 3599))
    expect((await projects(asBearer(late.access_token))).status).toBe(200)
  })

  test("measures assertions: those of the machine's time are too old or too new (AADSTS700024)", async () => {
    const { clientId, certificatePem } = info.certificateClient
    const pem = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END/.exec(certificatePem)![1]!
    const x5t = createHash('sha256').update(Buffer.from(pem, 'base64')).digest('base64url')
    const key = await importPKCS8(certificatePem.slice(certificatePem.indexOf('-----BEGIN PRIVATE')), 'PS256')
    const assertion = (now: number) =>
      new SignJWT({ iss: clientId, sub: clientId, aud: info.tokenUrl, nbf: now, exp: now + 600 })
        .setProtectedHeader({ alg: 'PS256', 'x5t#S256': x5t })
        .sign(key)
    const send = async (id: string, client_assertion: string) =>
      postToken<{ error_codes?: number[] }>(info.tokenUrl, {
        grant_type: 'client_credentials',
        client_id: id,
        scope: SCOPE,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion,
      })
    const now = Math.floor(Date.now() / 1000)
    for (const seconds of [hour, -hour]) {
      await control(sandbox, '/clock', { advanceSeconds: seconds })
      expect((await send(clientId, await assertion(now))).body.error_codes).toEqual([700024])
      expect((await send(clientId, await assertion(now + seconds))).status).toBe(200)
      await control(sandbox, '/clock', { reset: true })
    }
    await advance(31 * day)
    const old = await send(info.federatedClient.clientId, info.federatedClient.assertion)
    expect(old.body.error_codes).toEqual([700024])
    const anew = (await (await control(sandbox, '/federation/assertion', {})).json()) as { assertion: string }
    expect((await send(info.federatedClient.clientId, anew.assertion)).status).toBe(200)
  })

  test('is the time of refusals', async () => {
    await control(sandbox, '/clock', { now: '2033-07-01T10:00:00Z' })
    const { body } = await postToken<{ timestamp: string }>(info.tokenUrl, { grant_type: 'refresh_token' })
    expect(body.timestamp).toMatch(/^2033-07-01 10:00:\d\dZ$/)
  })
})
