import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import {
  page,
  postToken,
  refusedToken,
  SCOPES,
  scriptedBrowser,
  signIn,
  type TokenAnswer,
} from './entra-sign-in.js'
import { control } from './sandbox-requests.js'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())

interface DeviceAnswer {
  user_code: string
  device_code: string
  verification_uri: string
  expires_in: number
  interval: number
  message: string
}
const ask = async (form: Record<string, string> = {}, url = info.deviceCodeUrl) =>
  (await postToken<DeviceAnswer>(url, { client_id: info.publicClient.clientId, scope: SCOPES, ...form })).body
const poll = (deviceCode: string) => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  client_id: info.publicClient.clientId,
  device_code: deviceCode,
})

/** Enters the code; answers the page that asks whether the application is meant. */
async function enter(device: DeviceAnswer) {
  const browser = scriptedBrowser(info.url)
  const entry = page(await browser.open(device.verification_uri))
  expect(entry.html).not.toContain('<script')
  return { browser, entry, confirm: await browser.submit(entry, { user_code: device.user_code }) }
}

test('gives a code, where to enter it, and a message that says both', async () => {
  const device = await ask()
  expect(Object.keys(device).sort()).toEqual([
    'device_code',
    'expires_in',
    'interval',
    'message',
    'user_code',
    'verification_uri',
  ])
  expect(device).toMatchObject({ expires_in: 900, interval: 1 })
  expect(device.user_code).toMatch(/^[A-Z]{9}$/)
  expect(device.message).toContain(device.user_code)
  expect(device.message).toContain(device.verification_uri)
})

test('is pending until a person has entered the code and signed in, then gives tokens once', async () => {
  for (const url of [info.deviceCodeUrl, info.deviceCodeUrl.replace(info.tenant, 'common')]) {
    const device = await ask({}, url)
    expect(await refusedToken(info.tokenUrl, poll(device.device_code))).toEqual([
      400,
      'authorization_pending',
      70016,
    ])
    const { browser, confirm } = await enter(device)
    expect(page(confirm).html).toContain('azdo-connector (native)')
    const end = await signIn(browser, await browser.submit(confirm, { confirm: 'yes' }), info.users[0]!)
    expect(page(end).html).toContain('You may now close this window')
    const { status, body } = await postToken<TokenAnswer>(info.tokenUrl, poll(device.device_code))
    expect(status).toBe(200)
    expect(body.refresh_token).toEqual(expect.any(String))
    expect(decodeJwt(body.access_token)).toMatchObject({ upn: info.users[0]!.uniqueName })
    expect((await refusedToken(info.tokenUrl, poll(device.device_code)))[1]).toBe('bad_verification_code')
  }
})

test('is declined when the person cancels at any page', async () => {
  const atConfirm = await ask()
  const first = await enter(atConfirm)
  expect(page(await first.browser.submit(first.confirm, { abort: 'yes' })).html).toContain('cancelled')
  const atLogin = await ask()
  const second = await enter(atLogin)
  const login = await second.browser.submit(second.confirm, { confirm: 'yes' })
  expect(page(await second.browser.submit(login, { action: 'cancel' })).html).toContain('cancelled')
  for (const { device_code } of [atConfirm, atLogin])
    expect(await refusedToken(info.tokenUrl, poll(device_code))).toEqual([
      400,
      'authorization_declined',
      65004,
    ])
})

test('a wrong code is asked for again', async () => {
  const { browser, entry } = await enter(await ask())
  expect(page(await browser.submit(entry, { user_code: 'WRONGCODE' })).html).toContain('name="user_code"')
})

test('after its lifetime it is AADSTS70019', async () => {
  await control(sandbox, '/tokens', { deviceCodeLifetimeSeconds: 1 })
  const device = await ask()
  await control(sandbox, '/tokens', { deviceCodeLifetimeSeconds: 900 })
  expect(device.expires_in).toBe(1)
  await control(sandbox, '/clock', { advanceSeconds: 2 })
  expect(await refusedToken(info.tokenUrl, poll(device.device_code))).toEqual([400, 'expired_token', 70019])
  await control(sandbox, '/clock', { reset: true })
})

test('a web application gets a code without its secret, and redeems it only with it', async () => {
  const { clientId, clientSecret } = info.webClient
  const device = await ask({ client_id: clientId })
  const { browser, confirm } = await enter(device)
  await signIn(browser, await browser.submit(confirm, { confirm: 'yes' }), info.users[0]!)
  const form = { ...poll(device.device_code), client_id: clientId }
  expect(await refusedToken(info.tokenUrl, form)).toEqual([401, 'invalid_client', 7000218])
  expect((await postToken(info.tokenUrl, { ...form, client_secret: clientSecret })).status).toBe(200)
})

test('an unknown application, a missing or wrong scope and an unknown device code are refused', async () => {
  const form = { client_id: info.publicClient.clientId, scope: SCOPES }
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(await refusedToken(info.deviceCodeUrl, { ...form, client_id: nobody })).toEqual([
    400,
    'unauthorized_client',
    700016,
  ])
  expect(await refusedToken(info.deviceCodeUrl, { client_id: form.client_id })).toEqual([
    400,
    'invalid_request',
    900144,
  ])
  expect(await refusedToken(info.deviceCodeUrl, { ...form, scope: 'vso.work' })).toEqual([
    400,
    'invalid_client',
    650053,
  ])
  expect(await refusedToken(info.tokenUrl, poll('nonsense'))).toEqual([400, 'bad_verification_code', 70018])
})
