import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requestClientCredentialsToken } from '../../src/auth/client-credentials.js'
import { AzdoError } from '../../src/errors/azdo-error.js'
import {
  appConnection,
  entraError,
  jwt,
  startTokenServer,
  type TokenReply,
  type TokenServer,
} from './token-server.js'

let server: TokenServer
beforeEach(async () => {
  server = await startTokenServer()
})
afterEach(() => server.close())

const parts = { now: () => 1_000_000, mask: (text: string) => text.replaceAll('the-client-secret', '***') }
const ask = (more = {}) => requestClientCredentialsToken(appConnection(server.url, more), parts)

async function failure(reply: TokenReply): Promise<AzdoError> {
  server.reply = () => reply
  const error = await ask().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AzdoError)
  return error as AzdoError
}

describe('a client credentials request', () => {
  test('sends grant, client, secret and scope in the body, and no Authorization header', async () => {
    await ask()
    const { form, headers } = server.requests[0]!
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'the-client-id',
      client_secret: 'the-client-secret',
      scope: 'https://app.vssps.visualstudio.com/.default',
    })
    expect(headers.authorization).toBeUndefined()
  })

  test('counts the expiry from expires_in and the moment of asking', async () => {
    expect(await ask()).toMatchObject({
      accessToken: 'token-1',
      obtainedAt: 1_000_000,
      expiresAt: 1_000_000 + 3_599_000,
    })
  })

  test('reads expires_in written as text', async () => {
    server.reply = () => ({ body: { token_type: 'Bearer', expires_in: '60', access_token: 'abcd' } })
    expect((await ask()).expiresAt).toBe(1_060_000)
  })

  test('takes the lifetime from the token when expires_in is absent', async () => {
    server.reply = () => ({ body: { token_type: 'Bearer', access_token: jwt({ iat: 500, exp: 800 }) } })
    expect((await ask()).expiresAt).toBe(1_300_000)
  })

  test('leaves the expiry open when nobody says it', async () => {
    server.reply = () => ({ body: { token_type: 'Bearer', access_token: 'opaque' } })
    expect((await ask()).expiresAt).toBeUndefined()
  })

  test('is refused over plain http to another machine, before anything is sent', async () => {
    await expect(ask({ tokenUrl: 'http://identity.example/token' })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
    })
  })

  test.each(['tokenUrl', 'clientId', 'clientSecret'])('needs %s', async (key) => {
    await expect(ask({ [key]: undefined })).rejects.toMatchObject({ code: 'SETTING_MISSING' })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a refusal by Entra names the setting and the step to repeat', () => {
  test.each([
    [401, 'invalid_client', 7000215, /Client Secret is wrong/, /step 2/],
    [401, 'invalid_client', 7000222, /Client Secret has expired/, /step 2/],
    [400, 'unauthorized_client', 700016, /Client ID the-client-id is not known/, /step 5/],
    [400, 'invalid_request', 90002, /Token URL names a tenant that does not exist/, /step 5/],
    [400, 'invalid_resource', 500011, /Scopes names a resource/, /step 5/],
    [400, 'invalid_scope', 70011, /Scopes is not valid/, /step 5/],
    [400, 'invalid_grant', 65001, /consented/, /step 3/],
    [400, 'interaction_required', 53003, /conditional access/, /administrator.*step 6/],
  ])('%i %s AADSTS%i', async (status, error, code, message, hint) => {
    const got = await failure({ status, body: entraError(error, code, 'What Entra says.') })
    expect(got).toMatchObject({ code: 'SIGN_IN_REFUSED', status, serviceCode: `AADSTS${code}` })
    expect(got.message).toMatch(message)
    expect(got.hint).toMatch(hint)
    expect(got.detail).toBe(`The identity provider says: AADSTS${code}: What Entra says.`)
  })

  test('a code that is not known is told in the words of the provider', async () => {
    const got = await failure({ status: 400, body: entraError('strange_error', 999999, 'Something new.') })
    expect(got.message).toBe('The sign-in was refused (AADSTS999999): AADSTS999999: Something new.')
    expect(got.code).toBe('SIGN_IN_REFUSED')
  })

  test('a challenge in the WWW-Authenticate header does not hide the body', async () => {
    const got = await failure({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="tenant"' },
      body: entraError('invalid_client', 7000215, 'Invalid client secret provided.'),
    })
    expect(got.message).toMatch(/Client Secret is wrong/)
  })
})

test('a refusal by another provider is told by its OAuth error', async () => {
  const got = await failure({
    status: 401,
    body: { error: 'invalid_client', error_description: 'client authentication failed' },
  })
  expect(got).toMatchObject({ code: 'SIGN_IN_REFUSED', serviceCode: 'invalid_client' })
  expect(got.message).toMatch(/Client ID or Client Secret is wrong/)
})

test('a secret that the provider echoes is not in the error', async () => {
  const got = await failure({
    status: 400,
    body: { error: 'odd', error_description: 'no the-client-secret here' },
  })
  expect(JSON.stringify({ ...got, message: got.message })).not.toContain('the-client-secret')
})

describe('an answer that is no token', () => {
  test.each<[string, TokenReply]>([
    ['a web page', { body: '<html><title>Sign in</title></html>' }],
    ['a web page for an unknown address', { status: 404, body: '<html></html>' }],
    ['a redirection', { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }],
    ['JSON without a token', { body: { hello: 'world' } }],
    ['a token of another type', { body: { token_type: 'mac', access_token: 'abcd' } }],
    ['an empty token', { body: { token_type: 'Bearer', access_token: '' } }],
    ['nothing', { body: '' }],
  ])('%s is SIGN_IN_ANSWER_INVALID', async (_, reply) => {
    const got = await failure(reply)
    expect(got.code).toBe('SIGN_IN_ANSWER_INVALID')
    expect(got.hint).toMatch(/Token URL/)
  })

  test.each([429, 500, 503])('status %i is SIGN_IN_UNREACHABLE', async (status) => {
    expect((await failure({ status, body: '<html>later</html>' })).code).toBe('SIGN_IN_UNREACHABLE')
  })

  test('a busy provider is SIGN_IN_UNREACHABLE also when it says so in OAuth words', async () => {
    const got = await failure({
      status: 503,
      body: { error: 'temporarily_unavailable', error_description: 'busy' },
    })
    expect(got.code).toBe('SIGN_IN_UNREACHABLE')
  })
})

test('a token URL where nothing listens is SIGN_IN_UNREACHABLE, and says why', async () => {
  await server.close()
  const error = (await ask().catch((thrown: unknown) => thrown)) as AzdoError
  expect(error.code).toBe('SIGN_IN_UNREACHABLE')
  expect(error.message).toMatch(/connection refused/)
  server = await startTokenServer()
})

test('a token URL that speaks no TLS is SIGN_IN_UNREACHABLE, and says why', async () => {
  const error = (await ask({ tokenUrl: server.url.replace('http:', 'https:') }).catch(
    (thrown: unknown) => thrown,
  )) as AzdoError
  expect(error.code).toBe('SIGN_IN_UNREACHABLE')
  expect(error.message).toMatch(/TLS/)
})
