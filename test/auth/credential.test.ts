import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCredential, type Credential } from '../../src/auth/credential.js'
import { createEvents, type AzdoEvent, type Events } from '../../src/events/events.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection, entraError, jwt, startTokenServer, type TokenServer } from './token-server.js'

let home: string
let server: TokenServer
let events: Events
let seen: AzdoEvent[]
let clock: number
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-credential-'))
  server = await startTokenServer()
  events = createEvents()
  seen = []
  events.subscribe((event) => seen.push(event))
  clock = 1_700_000_000_000
})
afterEach(async () => {
  await server.close()
  await rm(home, { recursive: true, force: true })
})

const minute = 60_000
const azureDevOps = '499b84ac-1321-427f-aa17-267ca6975798'
const app = (more: Partial<Connection> = {}): Credential =>
  createCredential(appConnection(server.url, more), { home, events, now: () => clock })

describe('App Credentials', () => {
  test('one token serves until it is renewed 5 minutes before it expires', async () => {
    const credential = app()
    expect(await credential.authorization()).toBe('Bearer token-1')
    clock += 54 * minute
    expect(await credential.authorization()).toBe('Bearer token-1')
    clock += minute
    expect(await credential.authorization()).toBe('Bearer token-2')
  })

  test('concurrent callers share one request', async () => {
    const credential = app()
    const headers = await Promise.all(Array.from({ length: 20 }, () => credential.authorization()))
    expect(new Set(headers)).toEqual(new Set(['Bearer token-1']))
    expect(server.requests).toHaveLength(1)
  })

  test('two credentials of one home share one request, as two processes would', async () => {
    const headers = await Promise.all([app().authorization(), app().authorization(), app().authorization()])
    expect(new Set(headers)).toEqual(new Set(['Bearer token-1']))
    expect(server.requests).toHaveLength(1)
  })

  test('a token kept from an earlier run is used without asking', async () => {
    await app().authorization()
    expect(await app().authorization()).toBe('Bearer token-1')
    expect(server.requests).toHaveLength(1)
  })

  test('a token of other settings is not used', async () => {
    await app().authorization()
    server.reply = () => ({
      status: 401,
      body: entraError('invalid_client', 7000215, 'Invalid client secret provided.'),
    })
    const wrong = app({ clientSecret: 'not-the-secret' })
    await expect(wrong.authorization()).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' })
    await expect(wrong.authorization()).rejects.toThrow(/Client Secret/)
  })

  test('after a refusal another token is asked for, once for all who were refused', async () => {
    const credential = app()
    const refused = await credential.authorization()
    const headers = await Promise.all(Array.from({ length: 8 }, () => credential.renewed(refused)))
    expect(new Set(headers.map((renewal) => renewal?.authorization))).toEqual(new Set(['Bearer token-2']))
    expect(await credential.renewed(refused)).toEqual({ authorization: 'Bearer token-2', kept: true })
    expect(server.requests).toHaveLength(2)
  })

  test('after a refusal a token that another process obtained meanwhile is used', async () => {
    const credential = app()
    const refused = await credential.authorization()
    await app().generate()
    expect(await credential.renewed(refused)).toEqual({ authorization: 'Bearer token-2', kept: true })
    expect(server.requests).toHaveLength(2)
    // That one is refused as well: now the provider is asked.
    expect(await credential.renewed('Bearer token-2')).toEqual({
      authorization: 'Bearer token-3',
      kept: false,
    })
  })

  test('a provider that gives the same token again has no other', async () => {
    server.reply = () => ({
      body: { token_type: 'Bearer', expires_in: 3600, access_token: 'always-the-same' },
    })
    const credential = app()
    expect(await credential.renewed(await credential.authorization())).toBeUndefined()
  })

  test('a provider that cannot be reached at renewal does not stop a token that is still accepted', async () => {
    const credential = app()
    await credential.authorization()
    server.reply = () => ({ status: 503, body: 'later' })
    clock += 56 * minute
    expect(await credential.authorization()).toBe('Bearer token-1')
    expect(await credential.authorization()).toBe('Bearer token-1')
    expect(server.requests).toHaveLength(2)
    clock += 4 * minute
    await expect(credential.authorization()).rejects.toMatchObject({ code: 'SIGN_IN_UNREACHABLE' })
  })

  test('a failed request is not remembered: the next call asks again', async () => {
    const credential = app()
    const usual = server.reply
    server.reply = () => ({ status: 503, body: 'later' })
    await expect(credential.authorization()).rejects.toMatchObject({ code: 'SIGN_IN_UNREACHABLE' })
    server.reply = usual
    expect(await credential.authorization()).toBe('Bearer token-2')
  })

  test('Generate Token asks anew whatever is held', async () => {
    const credential = app()
    await credential.authorization()
    await credential.generate()
    expect(await credential.authorization()).toBe('Bearer token-2')
  })

  test('status asks nobody, and tells what the token says of itself', async () => {
    expect(await app().status()).toEqual({ way: 'App Credentials', held: false })
    expect(server.requests).toHaveLength(0)
    const token = jwt({ aud: azureDevOps, tid: 'tenant-1', appid: 'app-1', roles: ['vso.work'] })
    server.reply = () => ({ body: { token_type: 'Bearer', expires_in: 3600, access_token: token } })
    await app().authorization()
    expect(await app().status()).toEqual({
      way: 'App Credentials',
      held: true,
      expiresAt: new Date(clock + 3_600_000).toISOString(),
      audience: azureDevOps,
      tenant: 'tenant-1',
      identity: 'app-1',
      identityKind: 'app',
      permissions: ['vso.work'],
    })
    clock += 3_600_000
    expect((await app().status()).held).toBe(false)
  })

  test('a caller that gives up leaves the request to the others', async () => {
    const credential = app()
    let answer = (): void => {}
    const asked = new Promise<void>((arrived) => {
      const usual = server.reply
      server.reply = async (request, index) => {
        arrived()
        await new Promise<void>((resume) => (answer = resume))
        return usual(request, index)
      }
    })
    const abort = new AbortController()
    const impatient = credential.authorization(abort.signal)
    const patient = credential.authorization()
    await asked
    abort.abort()
    await expect(impatient).rejects.toMatchObject({ code: 'STATEMENT_CANCELED' })
    answer()
    expect(await patient).toBe('Bearer token-1')
  })

  test('the event of a new token holds no secret, and secrets are masked from then on', async () => {
    await app().authorization()
    expect(seen).toEqual([
      {
        type: 'token.obtained',
        connection: 'work',
        way: 'App Credentials',
        expiresAt: expect.any(String) as string,
      },
    ])
    expect(events.mask('the-client-secret and token-1')).toBe('*** and ***')
  })
})

describe('a Personal Access Token', () => {
  const pat = (personalAccessToken?: string): Credential =>
    createCredential(appConnection('', { auth: 'Pat', personalAccessToken }), { home, events })

  test('is sent as Basic with an empty user name', async () => {
    expect(await pat('my-token').authorization()).toBe('Basic Om15LXRva2Vu')
  })

  test('cannot be renewed', async () => {
    expect(await pat('my-token').renewed('Basic Om15LXRva2Vu')).toBeUndefined()
  })

  test('is masked, plain and as sent', () => {
    pat('my-token')
    expect(events.mask('my-token Om15LXRva2Vu')).toBe('*** ***')
  })

  test('that is not set is told by its name', async () => {
    await expect(pat().authorization()).rejects.toMatchObject({ code: 'SETTING_MISSING' })
    expect((await pat().status()).held).toBe(false)
  })
})
