import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signInByDeviceCode } from '../../src/auth/device-code.js'
import type { Connection } from '../../src/settings/connection.js'
import { entraError, startTokenServer, type TokenReply, type TokenServer } from './token-server.js'
import { person, userConnection } from './user-connection.js'

let server: TokenServer
beforeEach(async () => {
  server = await startTokenServer()
})
afterEach(() => server.close())

const started = {
  device_code: 'the-device-code',
  user_code: 'ABCD1234',
  verification_uri: 'https://microsoft.com/devicelogin',
  expires_in: 900,
  interval: 0.05,
  message: 'To sign in, open the page and enter ABCD1234.',
}
const polls = (...replies: TokenReply[]): void => {
  server.reply = (_, index) =>
    index === 1 ? { body: started } : replies[Math.min(index - 2, replies.length - 1)]!
}
const pending: TokenReply = { status: 400, body: entraError('authorization_pending', 70016, 'Pending.') }
const token: TokenReply = {
  body: { token_type: 'Bearer', access_token: 'at', refresh_token: 'rt', expires_in: 60 },
}

const signIn = (more: Partial<Connection> = {}, signal?: AbortSignal) => {
  const who = person({})
  const parts = { now: () => 0, mask: (text: string) => text }
  return { who, done: signInByDeviceCode(userConnection(server.url, more), parts, who, signal) }
}

describe('a device code', () => {
  test('is shown, and asked after until the person is done', async () => {
    polls(pending, token)
    const { who, done } = signIn()
    expect(await done).toMatchObject({ accessToken: 'at', refreshToken: 'rt', expiresAt: 60_000 })
    expect(who.shown).toEqual(['code ABCD1234 at https://microsoft.com/devicelogin'])
    expect(server.requests[0]!.path).toBe('/tenant/oauth2/v2.0/devicecode')
    expect(server.requests[0]!.form.get('scope')).toContain('offline_access')
    expect(Object.fromEntries(server.requests[2]!.form)).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'the-device-code',
      client_id: 'the-client-id',
    })
  })

  test.each([
    ['authorization_declined', 0, /declined/],
    ['expired_token', 70019, /code has expired/],
    ['bad_verification_code', 0, /not known/],
  ])('that ends with %s is told with the step to repeat', async (error, code, message) => {
    polls({ status: 400, body: code ? entraError(error, code, 'Over.') : { error } })
    await expect(signIn().done).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining('step 8') as string,
    })
  })

  test('can be given up while waiting', async () => {
    polls(pending)
    const abort = new AbortController()
    const { who, done } = signIn({}, abort.signal)
    const outcome = expect(done).rejects.toMatchObject({ code: 'STATEMENT_CANCELED' })
    await expect.poll(() => who.shown.length).toBe(1)
    abort.abort()
    await outcome
  })

  test('is asked for at the Device Code URL when there is one', async () => {
    polls(token)
    await signIn({ deviceCodeUrl: server.url.replace('tenant', 'elsewhere') }).done
    expect(server.requests[0]!.path).toBe('/elsewhere/oauth2/v2.0/token')
  })

  test('needs a Device Code URL where Token URL does not tell it', async () => {
    const tokenUrl = server.url.replace(/token$/, 'get')
    await expect(signIn({ tokenUrl }).done).rejects.toMatchObject({ code: 'SETTING_MISSING' })
  })

  test('a provider without device codes is told by the address that was asked', async () => {
    server.reply = () => ({ status: 404, body: '<html>nothing here</html>' })
    await expect(signIn().done).rejects.toMatchObject({
      code: 'SIGN_IN_ANSWER_INVALID',
      message: expect.stringContaining('Device Code URL') as string,
    })
  })
})
