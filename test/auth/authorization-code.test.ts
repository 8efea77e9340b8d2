import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signInByBrowser } from '../../src/auth/authorization-code.js'
import type { Connection } from '../../src/settings/connection.js'
import { jwt, startTokenServer, type TokenServer } from './token-server.js'
import { person, returnAddress, userConnection, type ScriptedPerson } from './user-connection.js'

let server: TokenServer
beforeEach(async () => {
  server = await startTokenServer()
})
afterEach(() => server.close())

const parts = { now: () => 1_000_000, mask: (text: string) => text }
const signIn = (who: ScriptedPerson, more: Partial<Connection> = {}, signal?: AbortSignal) =>
  signInByBrowser(userConnection(server.url, more), parts, who, signal)

describe('through the loopback address', () => {
  test('the code is exchanged with its verifier and the same redirect address', async () => {
    let asked = new URL('http://localhost')
    const who = person({
      async visit(address) {
        asked = address
        const page = await fetch(returnAddress(address, { code: 'the-code' }))
        expect(page.status).toBe(200)
        expect(await page.text()).toContain('You can close this window')
      },
    })
    server.reply = () => ({
      body: { token_type: 'Bearer', expires_in: 3600, access_token: 'at', refresh_token: 'rt', scope: 'a b' },
    })
    expect(await signIn(who)).toEqual({
      accessToken: 'at',
      refreshToken: 'rt',
      scope: 'a b',
      obtainedAt: 1_000_000,
      expiresAt: 4_600_000,
    })
    const query = Object.fromEntries(asked.searchParams)
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: 'the-client-id',
      scope: 'https://app.vssps.visualstudio.com/vso.work offline_access',
      code_challenge_method: 'S256',
    })
    expect(query.redirect_uri).toMatch(/^http:\/\/localhost:\d+$/)
    const form = Object.fromEntries(server.requests[0]!.form)
    expect(form).toEqual({
      grant_type: 'authorization_code',
      client_id: 'the-client-id',
      code: 'the-code',
      redirect_uri: query.redirect_uri,
      code_verifier: expect.any(String) as string,
    })
    expect(createHash('sha256').update(form.code_verifier!).digest('base64url')).toBe(query.code_challenge)
    expect(query.state!.length).toBeGreaterThan(20)
  })

  test('a client secret is sent when there is one', async () => {
    const who = person({ visit: (address) => fetch(returnAddress(address, { code: 'c' })) })
    await signIn(who, { clientSecret: 'the-client-secret' })
    expect(server.requests[0]!.form.get('client_secret')).toBe('the-client-secret')
  })

  test('an answer with another state is turned away, and the sign-in goes on', async () => {
    const who = person({
      async visit(address) {
        const foreign = await fetch(returnAddress(address, { code: 'evil', state: 'other' }))
        expect(foreign.status).toBe(400)
        expect((await fetch(new URL('/favicon.ico', returnAddress(address, {})))).status).toBe(404)
        await fetch(returnAddress(address, { code: 'good' }))
      },
    })
    await signIn(who)
    expect(server.requests.map(({ form }) => form.get('code'))).toEqual(['good'])
  })

  test('a refusal is told on the page and in the error', async () => {
    const refusal = {
      error: 'access_denied',
      error_description: 'AADSTS65004: User declined to consent to access the app.',
    }
    const who = person({
      async visit(address) {
        const text = await (await fetch(returnAddress(address, refusal))).text()
        expect(text).toContain('refused')
        expect(text).toContain('You can close this window')
      },
    })
    await expect(signIn(who)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      serviceCode: 'AADSTS65004',
      message: expect.stringContaining('declined') as string,
      hint: expect.stringContaining('step 8') as string,
    })
    expect(server.requests).toHaveLength(0)
  })

  test('a port in the Return URL is kept, and one that is taken is told', async () => {
    const taken = createServer()
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening))
    const { port } = taken.address() as AddressInfo
    const returnUrl = `http://127.0.0.1:${port}/back`
    const who = person({ visit: (address) => fetch(returnAddress(address, { code: 'c' })) })
    await expect(signIn(who, { returnUrl })).rejects.toMatchObject({ code: 'PORT_UNUSABLE' })
    await new Promise((closed) => taken.close(closed))
    await signIn(who, { returnUrl })
    expect(server.requests[0]!.form.get('redirect_uri')).toBe(returnUrl)
  })

  test('a Return URL without a port gets a free one, its path kept', async () => {
    const who = person({ visit: (address) => fetch(returnAddress(address, { code: 'c' })) })
    await signIn(who, { returnUrl: 'http://localhost/auth/back' })
    expect(server.requests[0]!.form.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+\/auth\/back$/)
  })

  test('an id_token of any issuer harms nothing, and so does an iss in the answer', async () => {
    server.reply = () => ({
      body: {
        token_type: 'Bearer',
        access_token: 'at',
        id_token: jwt({ iss: 'https://sts.example/tenant' }),
      },
    })
    const iss = 'https://login.example/tenant'
    const who = person({ visit: (address) => fetch(returnAddress(address, { code: 'c', iss })) })
    expect(await signIn(who)).toMatchObject({ accessToken: 'at' })
  })

  test('a person who does not come can be given up', async () => {
    const abort = new AbortController()
    const who = person({ visit: async () => setTimeout(() => abort.abort(), 20) })
    await expect(signIn(who, {}, abort.signal)).rejects.toMatchObject({ code: 'STATEMENT_CANCELED' })
  })

  test('without a browser the address is shown to who asked for this way; others get another way', async () => {
    expect(await signIn(person({}))).toBe('no browser')
    const who = person({ way: 'browser' })
    const abort = new AbortController()
    const waiting = signIn(who, {}, abort.signal)
    await expect.poll(() => who.shown.length).toBe(1)
    expect(who.shown[0]).toMatch(/^address http/)
    await fetch(returnAddress(new URL(who.shown[0]!.slice('address '.length)), { code: 'c' }))
    expect(await waiting).toMatchObject({ accessToken: 'token-1' })
  })
})

describe('through a foreign Return URL', () => {
  const returnUrl = 'https://zappysys.com/oauth'
  const pasting = (answer: (address: URL) => string | undefined) => signIn(person({ answer }), { returnUrl })

  test.each<[string, (address: URL) => string]>([
    ['the code alone', () => 'the-code'],
    ['the whole address', (address) => returnAddress(address, { code: 'the-code' }).href],
    [
      'an address with the answer in its fragment',
      (address) => returnAddress(address, { code: 'the-code' }).href.replace('?', '#'),
    ],
    ['what stands after the ?', (address) => returnAddress(address, { code: 'the-code' }).search.slice(1)],
  ])('a person pastes %s', async (_, answer) => {
    expect(await pasting(answer)).toMatchObject({ accessToken: 'token-1' })
    expect(server.requests[0]!.form.get('code')).toBe('the-code')
    expect(server.requests[0]!.form.get('redirect_uri')).toBe(returnUrl)
  })

  test.each<[string, (address: URL) => string | undefined, RegExp]>([
    ['an address of another sign-in', () => `${returnUrl}?code=c&state=other`, /another/],
    ['an address without state', () => `${returnUrl}?code=c`, /another/],
    ['an address without a code', () => returnUrl, /no code/],
    ['nothing', () => undefined, /given up/],
  ])('%s is refused, and nothing is sent', async (_, answer, message) => {
    await expect(pasting(answer)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringMatching(message) as string,
    })
    expect(server.requests).toHaveLength(0)
  })

  test('a pasted refusal is told in its meaning', async () => {
    const error = pasting((address) => returnAddress(address, { error: 'consent_required' }).href)
    await expect(error).rejects.toMatchObject({ message: expect.stringContaining('consented') as string })
  })
})
