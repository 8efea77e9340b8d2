import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCredential, type Credential } from '../../src/auth/credential.js'
import { createEvents, type Events } from '../../src/events/events.js'
import type { Connection } from '../../src/settings/connection.js'
import { entraError, startTokenServer, type TokenServer } from './token-server.js'
import { person, returnAddress, userConnection } from './user-connection.js'

let home: string
let server: TokenServer
let events: Events
let clock: number
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-user-'))
  server = await startTokenServer()
  events = createEvents()
  clock = 1_700_000_000_000
  server.reply = ({ form }, index) => ({
    body: {
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: `access-${index}`,
      ...(form.get('scope') === 'no-refresh' ? {} : { refresh_token: `refresh-${index}` }),
    },
  })
})
afterEach(async () => {
  await server.close()
  await rm(home, { recursive: true, force: true })
})

const minute = 60_000
const user = (more: Partial<Connection> = {}): Credential =>
  createCredential(userConnection(server.url, more), { home, events, now: () => clock })
const someone = () => person({ visit: (address) => fetch(returnAddress(address, { code: 'c' })) })
const grants = (): (string | null)[] => server.requests.map(({ form }) => form.get('refresh_token'))

test('before anyone signed in, Generate Token is named', async () => {
  const refused = {
    code: 'SIGN_IN_REFUSED',
    hint: 'Repeat step 8 (Generate Token): azdo token generate work',
  }
  await expect(user().authorization()).rejects.toMatchObject(refused)
  await expect(user().generate()).rejects.toMatchObject(refused)
  expect(await user().status()).toEqual({ way: 'User Credentials', held: false })
  expect(server.requests).toHaveLength(0)
})

describe('after a sign-in', () => {
  test('the token is renewed before it ends, each time with the newest refresh token', async () => {
    expect(await user().generate(undefined, someone())).toMatchObject({ held: true, warnings: undefined })
    expect(await user().authorization()).toBe('Bearer access-1')
    clock += 56 * minute
    expect(await user().authorization()).toBe('Bearer access-2')
    clock += 56 * minute
    expect(await user().authorization()).toBe('Bearer access-3')
    expect(grants()).toEqual([null, 'refresh-1', 'refresh-2'])
  })

  test('a refresh token that the provider does not replace stays', async () => {
    await user().generate(undefined, someone())
    server.reply = () => ({ body: { token_type: 'Bearer', expires_in: 3600, access_token: 'again' } })
    clock += 56 * minute
    await user().authorization()
    clock += 56 * minute
    await user().authorization()
    expect(grants()).toEqual([null, 'refresh-1', 'refresh-1'])
  })

  test('a refusal by the service renews once, for all who were refused', async () => {
    const credential = user()
    await credential.generate(undefined, someone())
    const headers = await Promise.all(Array.from({ length: 8 }, () => credential.renewed('Bearer access-1')))
    expect(new Set(headers.map((renewal) => renewal?.authorization))).toEqual(new Set(['Bearer access-2']))
    expect(server.requests).toHaveLength(2)
  })

  test('Generate Token without a person renews what is held', async () => {
    await user().generate(undefined, someone())
    await user().generate()
    expect(grants()).toEqual([null, 'refresh-1'])
  })

  test('another client secret does not end it, another scope does', async () => {
    await user().generate(undefined, someone())
    expect(await user({ clientSecret: 'a-new-secret' }).authorization()).toBe('Bearer access-1')
    await expect(user({ scopes: ['other', 'offline_access'] }).authorization()).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    })
  })

  test('its tokens are masked', async () => {
    await user().generate(undefined, someone())
    expect(events.mask('access-1 refresh-1')).toBe('*** ***')
  })

  test.each([
    [700082, /not used for too long/],
    [70000, /revoked/],
    [50173, /password was changed/],
    [70043, /new sign-in/],
  ])(
    'a refresh token refused with AADSTS%i is told when the token has ended, not before',
    async (code, why) => {
      const credential = user()
      await credential.generate(undefined, someone())
      server.reply = () => ({ status: 400, body: entraError('invalid_grant', code, 'No.') })
      clock += 56 * minute
      expect(await credential.authorization()).toBe('Bearer access-1')
      expect(await user().authorization(), 'also in a new process').toBe('Bearer access-1')
      clock += 4 * minute
      await expect(credential.authorization()).rejects.toMatchObject({
        code: 'SIGN_IN_REFUSED',
        message: expect.stringMatching(why) as string,
        hint: expect.stringContaining('step 8') as string,
      })
    },
  )
})

describe('without offline_access', () => {
  const scopes = ['no-refresh']
  const noRefresh = (): void => {
    server.reply = () => ({ body: { token_type: 'Bearer', expires_in: 3600, access_token: 'only' } })
  }

  test('Generate Token warns at once, and so does the status', async () => {
    noRefresh()
    const status = await user({ scopes }).generate(undefined, someone())
    expect(status.warnings).toEqual([
      'Scopes has no offline_access, so there is no refresh token: the connection stops at 2023-11-14T23:13:20.000Z. Add offline_access to Scopes and generate a token again.',
    ])
    expect((await user({ scopes }).status()).warnings).toEqual(status.warnings)
  })

  test('the token serves until its end, then Generate Token and offline_access are named', async () => {
    noRefresh()
    await user({ scopes }).generate(undefined, someone())
    clock += 59 * minute
    expect(await user({ scopes }).authorization()).toBe('Bearer only')
    clock += minute
    await expect(user({ scopes }).authorization()).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringContaining('offline_access') as string,
      hint: expect.stringMatching(/Add offline_access.*step 8 \(Generate Token\)/) as string,
    })
    await expect(user({ scopes }).renewed('Bearer only')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' })
    expect(server.requests).toHaveLength(1)
  })

  test('a provider that gives no refresh token though it was asked is told of', async () => {
    noRefresh()
    const { warnings } = await user().generate(undefined, someone())
    expect(warnings).toEqual([expect.stringMatching(/gave no refresh token/)])
  })
})

test('the device code is the way of who wishes it, and of who has no browser', async () => {
  const started = {
    device_code: 'd',
    user_code: 'UUUU',
    verification_uri: 'https://login.example/device',
    expires_in: 900,
    interval: 0.01,
  }
  const usual = server.reply
  server.reply = (request, index) =>
    request.path.endsWith('devicecode') ? { body: started } : usual(request, index)
  for (const who of [
    person({}),
    person({ way: 'device-code', visit: () => Promise.reject(new Error('no')) }),
  ]) {
    expect((await user().generate(undefined, who)).held).toBe(true)
    expect(who.shown).toEqual(['code UUUU at https://login.example/device'])
  }
})

test('a person who takes long holds nobody up', async () => {
  const credential = user()
  await credential.generate(undefined, someone())
  const abort = new AbortController()
  const slow = credential.generate(abort.signal, person({ visit: async () => {} }))
  const outcome = expect(slow).rejects.toMatchObject({ code: 'STATEMENT_CANCELED' })
  clock += 56 * minute
  expect(await user().authorization()).toBe('Bearer access-2')
  abort.abort()
  await outcome
})
