import { decodeJwt } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import {
  authorizeUrl,
  codeForm,
  departed,
  getCode,
  getTokens,
  page,
  postToken,
  refusedToken,
  RESOURCE,
  SCOPES,
  scriptedBrowser,
  signIn,
  VERIFIER,
  type TokenAnswer,
} from './entra-sign-in.js'

const APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'

let sandbox: Sandbox
let info: SandboxInfo
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 1, projects: 1, workItems: 5 })
  info = sandbox.info
})
afterAll(() => sandbox.close())

const devops = async (token: string, path: string, init: RequestInit = {}) =>
  (
    await fetch(`${info.url}/${info.organization}/${path}`, {
      ...init,
      headers: {
        Authorization: `Bearer ${token}`,
        'X-TFS-FedAuthRedirect': 'Suppress',
        'Content-Type': 'application/json',
      },
    })
  ).status

/** What the browser ends at when the request is refused before anyone signs in. */
async function refusedAtOnce(parts: Record<string, string | undefined>, base?: string) {
  const end = await scriptedBrowser(info.url).open(authorizeUrl(info, parts, base))
  if ('html' in end) return { status: end.status, text: end.html }
  return Object.fromEntries(end.departed.searchParams)
}

describe('a sign-in', () => {
  test('asks for name and password, then for consent, and returns a code with the state', async () => {
    const browser = scriptedBrowser(info.url)
    const login = page(await browser.open(authorizeUrl(info, { client_id: info.webClient.clientId })))
    expect(login.status).toBe(200)
    expect(login.html).toContain('name="passwd"')
    expect(login.html).not.toContain('<script')
    for (const user of info.users) expect(login.html).not.toContain(user.uniqueName)
    const [user] = info.users
    const consent = page(
      await browser.submit(login, {
        login: user!.uniqueName.toUpperCase(),
        passwd: user!.password,
        action: 'next',
      }),
    )
    expect(consent.html).toContain('vso.work_full')
    expect(consent.html).toContain('Maintain access')
    expect(consent.html).not.toContain('<script')
    const end = departed(await browser.submit(consent, { action: 'next' }))
    expect(end.origin + end.pathname).toBe('http://localhost:54321/back')
    expect(end.searchParams.get('state')).toBe('state of the test')
    expect([...end.searchParams.keys()].sort()).toEqual(['code', 'session_state', 'state'])
    const { status } = await postToken(info.tokenUrl, {
      ...codeForm(info, end.searchParams.get('code')!),
      client_id: info.webClient.clientId,
      client_secret: info.webClient.clientSecret,
    })
    expect(status).toBe(200)
  })

  test('a wrong password or name shows the page again with AADSTS50126', async () => {
    const browser = scriptedBrowser(info.url)
    const login = await browser.open(authorizeUrl(info))
    for (const wrong of [
      { login: info.users[0]!.uniqueName, passwd: 'wrong' },
      { login: 'nobody@example.com', passwd: info.users[0]!.password },
    ]) {
      const again = page(await browser.submit(login, { ...wrong, action: 'next' }))
      expect(again.html).toContain('AADSTS50126')
      expect(again.html).toContain('name="passwd"')
    }
  })

  test('consent is asked for once', async () => {
    await getCode(info)
    const browser = scriptedBrowser(info.url)
    const login = await browser.open(authorizeUrl(info))
    const user = info.users[0]!
    const end = await browser.submit(login, { login: user.uniqueName, passwd: user.password, action: 'next' })
    expect(departed(end).searchParams.has('code')).toBe(true)
    const again = await browser.open(authorizeUrl(info, { scope: `${SCOPES} ${RESOURCE}/vso.code` }))
    expect(page(again).html).toContain('vso.code')
    expect(page(await browser.open(authorizeUrl(info, { prompt: 'consent' }))).html).toContain(
      'value="consent"',
    )
    expect(page(await browser.open(authorizeUrl(info, { prompt: 'select_account' }))).html).toContain(
      'name="passwd"',
    )
  })

  test('cancel on either page returns access_denied with AADSTS65004 and the state', async () => {
    const user = info.users[1]!
    const browser = scriptedBrowser(info.url)
    const login = await browser.open(authorizeUrl(info))
    const consent = await browser.submit(login, {
      login: user.uniqueName,
      passwd: user.password,
      action: 'next',
    })
    for (const shown of [await scriptedBrowserAtLogin(), { browser, at: consent }]) {
      const end = departed(await shown.browser.submit(shown.at, { action: 'cancel' }))
      expect(Object.fromEntries(end.searchParams)).toMatchObject({
        error: 'access_denied',
        error_subcode: 'cancel',
        state: 'state of the test',
      })
      expect(end.searchParams.get('error_description')).toMatch(/^AADSTS65004: User declined to consent/)
    }
  })
  async function scriptedBrowserAtLogin() {
    const browser = scriptedBrowser(info.url)
    return { browser, at: await browser.open(authorizeUrl(info)) }
  }

  test('answers in the fragment or by a form when asked to', async () => {
    const user = info.users[0]!
    const browser = scriptedBrowser(info.url)
    const end = departed(
      await signIn(browser, await browser.open(authorizeUrl(info, { response_mode: 'fragment' })), user),
    )
    expect(end.search).toBe('')
    expect(new URLSearchParams(end.hash.slice(1)).get('state')).toBe('state of the test')
    const form = page(await browser.open(authorizeUrl(info, { response_mode: 'form_post' })))
    expect(form.html).toContain('action="http://localhost:54321/back"')
    expect(form.html).toContain('name="code"')
  })

  test('prompt=none without a session is login_required', async () => {
    expect(await refusedAtOnce({ prompt: 'none' })).toMatchObject({
      error: 'login_required',
      state: 'state of the test',
    })
  })

  test('serves on common and organizations the applications of any directory', async () => {
    for (const tenant of ['common', 'organizations', `${info.organization}.onmicrosoft.com`]) {
      const base = info.authUrl.replace(info.tenant, tenant)
      const code = await getCode(info, {}, base)
      const { status } = await postToken(info.tokenUrl.replace(info.tenant, tenant), codeForm(info, code))
      expect(status).toBe(200)
    }
  })

  test('takes every Return URL of this machine and the hosted page', async () => {
    for (const redirect_uri of [
      'http://localhost',
      'http://localhost:8400',
      'http://127.0.0.1:1234/callback/x',
      'https://zappysys.com/oauth',
    ]) {
      const code = await getCode(info, { redirect_uri })
      expect((await postToken(info.tokenUrl, { ...codeForm(info, code), redirect_uri })).status).toBe(200)
    }
  })

  test('serves a stock OpenID client, with an id_token', async () => {
    const issuer = new URL(`${sandbox.url}/${info.tenant}/v2.0`)
    const configuration = await openid.discovery(
      issuer,
      info.publicClient.clientId,
      undefined,
      openid.None(),
      {
        execute: [openid.allowInsecureRequests],
      },
    )
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: 'http://localhost:54321/back',
      scope: `openid profile ${SCOPES}`,
      state: 'x',
      nonce: 'n',
      code_challenge: await openid.calculatePKCECodeChallenge(VERIFIER),
      code_challenge_method: 'S256',
    })
    const browser = scriptedBrowser(info.url)
    const end = departed(await signIn(browser, await browser.open(url.href), info.users[0]!))
    const tokens = await openid.authorizationCodeGrant(configuration, end, {
      pkceCodeVerifier: VERIFIER,
      expectedState: 'x',
      expectedNonce: 'n',
    })
    expect(tokens.claims()).toMatchObject({
      preferred_username: info.users[0]!.uniqueName,
      name: info.users[0]!.displayName,
      tid: info.tenant,
    })
    expect(tokens.refresh_token).toBeDefined()
  })
})

describe('the tokens', () => {
  test('are a version 1 token of the person, and a refresh token with offline_access only', async () => {
    const tokens = await getTokens(info)
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 })
    expect(tokens.scope.split(' ').sort()).toEqual([`${RESOURCE}/vso.project`, `${RESOURCE}/vso.work_full`])
    expect(tokens.refresh_token).toEqual(expect.any(String))
    expect(tokens.id_token).toBeUndefined()
    const user = info.users[0]!
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: APP_ID,
      iss: `https://sts.windows.net/${info.tenant}/`,
      appid: info.publicClient.clientId,
      appidacr: '0',
      idtyp: 'user',
      upn: user.uniqueName,
      name: user.displayName,
      tid: info.tenant,
    })
    expect(String(decodeJwt(tokens.access_token)['scp']).split(' ').sort()).toEqual([
      'vso.project',
      'vso.work_full',
    ])
    expect((await getTokens(info, { scope: `${RESOURCE}/vso.work` })).refresh_token).toBeUndefined()
  })

  test('are given by the app id of Azure DevOps too', async () => {
    const tokens = await getTokens(info, { scope: `${APP_ID}/vso.work offline_access` })
    expect(tokens.scope).toBe(`${APP_ID}/vso.work`)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: APP_ID, scp: 'vso.work' })
  })

  test('open what was consented to and nothing else', async () => {
    const work = (await getTokens(info, { scope: `${RESOURCE}/vso.work` })).access_token
    const project = (await getTokens(info, { scope: `${RESOURCE}/vso.project` })).access_token
    const all = (await getTokens(info, { scope: `${RESOURCE}/user_impersonation` })).access_token
    const fields = '_apis/wit/fields?api-version=7.1'
    const projects = '_apis/projects?api-version=7.1'
    expect([await devops(work, fields), await devops(work, projects)]).toEqual([200, 401])
    expect([await devops(project, fields), await devops(project, projects)]).toEqual([401, 200])
    expect([await devops(all, fields), await devops(all, projects)]).toEqual([200, 200])
    const wiql = { method: 'POST', body: JSON.stringify({ query: 'SELECT [System.Id] FROM WorkItems' }) }
    expect(await devops(work, '_apis/wit/wiql?api-version=7.1', wiql)).toBe(200)
    const change = { method: 'PATCH', body: '[]' }
    expect(await devops(work, '_apis/wit/workitems/1?api-version=7.1', change)).toBe(401)
    expect(await devops(project, '_apis/connectionData')).not.toBe(401)
  })

  test('of Microsoft Graph are not for Azure DevOps', async () => {
    const tokens = await getTokens(info, { scope: 'openid offline_access' })
    expect(decodeJwt(tokens.access_token).aud).toBe('00000003-0000-0000-c000-000000000000')
    expect(await devops(tokens.access_token, '_apis/projects')).toBe(401)
  })
})

describe('proof of the code', () => {
  const redeem = async (parts: Record<string, string | undefined>, form: Record<string, string>) => {
    const { code_verifier: _, ...bare } = codeForm(info, await getCode(info, parts))
    return postToken<TokenAnswer & { error_codes?: number[] }>(info.tokenUrl, { ...bare, ...form })
  }
  const none = { code_challenge: undefined, code_challenge_method: undefined }

  test('S256, plain, plain by default and none serve', async () => {
    for (const parts of [
      {},
      { code_challenge: VERIFIER, code_challenge_method: 'plain' },
      { code_challenge: VERIFIER, code_challenge_method: undefined },
    ]) {
      expect((await redeem(parts, { code_verifier: VERIFIER })).status).toBe(200)
    }
    expect((await redeem(none, {})).status).toBe(200)
  })

  test('a wrong verifier is AADSTS501481, none AADSTS50148', async () => {
    const other = `${VERIFIER}x`
    expect((await redeem({}, { code_verifier: other })).body.error_codes).toEqual([501481])
    expect(
      (await redeem({ code_challenge: VERIFIER, code_challenge_method: 'plain' }, { code_verifier: other }))
        .body.error_codes,
    ).toEqual([501481])
    expect((await redeem({}, {})).body.error_codes).toEqual([50148])
  })

  test('a code serves once, and what it gave stays good', async () => {
    const form = codeForm(info, await getCode(info))
    const { body } = await postToken<TokenAnswer>(info.tokenUrl, form)
    expect(await refusedToken(info.tokenUrl, form)).toEqual([400, 'invalid_grant', 54005])
    const refresh = {
      grant_type: 'refresh_token',
      client_id: info.publicClient.clientId,
      refresh_token: body.refresh_token!,
    }
    expect((await postToken(info.tokenUrl, refresh)).status).toBe(200)
  })

  test('another Return URL, another application or no such code is refused', async () => {
    const form = codeForm(info, await getCode(info))
    expect(await refusedToken(info.tokenUrl, { ...form, redirect_uri: 'http://localhost:1' })).toEqual([
      400,
      'invalid_grant',
      500112,
    ])
    const web = { client_id: info.webClient.clientId, client_secret: info.webClient.clientSecret }
    expect(await refusedToken(info.tokenUrl, { ...form, ...web })).toEqual([400, 'invalid_grant', 70000])
    expect(await refusedToken(info.tokenUrl, { ...form, code: 'nonsense' })).toEqual([
      400,
      'invalid_grant',
      70000,
    ])
  })

  test('a native application sends no secret, a web application must', async () => {
    const form = codeForm(info, await getCode(info))
    expect(await refusedToken(info.tokenUrl, { ...form, client_secret: 'x' })).toEqual([
      401,
      'invalid_client',
      700025,
    ])
    const web = { ...form, client_id: info.webClient.clientId }
    expect(await refusedToken(info.tokenUrl, web)).toEqual([401, 'invalid_client', 7000218])
  })

  test('the application of the sandbox takes people as well, with its secret and without', async () => {
    const { clientId: client_id, clientSecret } = info
    for (const proof of [{}, { client_secret: clientSecret }] as Record<string, string>[]) {
      const form = codeForm(info, await getCode(info, { client_id }))
      const { status, body } = await postToken(info.tokenUrl, { ...form, client_id, ...proof })
      expect(status).toBe(200)
      expect(body).toMatchObject({ refresh_token: expect.any(String) as string })
    }
    const form = { ...codeForm(info, await getCode(info, { client_id })), client_id, client_secret: 'wrong' }
    expect(await refusedToken(info.tokenUrl, form)).toEqual([401, 'invalid_client', 7000215])
  })
})

describe('refused authorization requests', () => {
  test('show a page when the address is not certain', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    for (const [parts, code] of [
      [{ client_id: nobody }, 'AADSTS700016'],
      [{ client_id: undefined }, 'AADSTS900144'],
      [{ redirect_uri: 'https://example.com/back' }, 'AADSTS50011'],
      [{ redirect_uri: 'https://zappysys.com/oauth/' }, 'AADSTS50011'],
      [{ redirect_uri: undefined }, 'AADSTS900144'],
      [{ client_id: info.outsider.clientId }, 'AADSTS500113'],
    ] as const) {
      expect(await refusedAtOnce(parts)).toMatchObject({
        status: 400,
        text: expect.stringContaining(code) as string,
      })
    }
    const common = info.authUrl.replace(info.tenant, 'common')
    const single = await refusedAtOnce({ client_id: info.webClient.clientId }, common)
    expect(single).toMatchObject({ text: expect.stringContaining('AADSTS50194') as string })
    const strange = await refusedAtOnce({}, info.authUrl.replace(info.tenant, nobody))
    expect(strange).toMatchObject({ status: 400, text: expect.stringContaining('AADSTS90002') as string })
  })

  test('go back to the application otherwise, with the state', async () => {
    for (const [parts, error, code] of [
      [{ scope: undefined }, 'invalid_request', 900144],
      [{ scope: 'vso.work' }, 'invalid_client', 650053],
      [{ scope: `${RESOURCE}/vso.wrok` }, 'invalid_client', 650053],
      [{ scope: `${RESOURCE}/vso.work User.Read` }, 'invalid_request', 28000],
      [{ scope: 'https://example.com/x' }, 'invalid_resource', 500011],
      [{ scope: `${RESOURCE}/.default ${RESOURCE}/vso.work` }, 'invalid_scope', 70011],
      [{ response_type: 'token' }, 'unsupported_response_type', 700054],
    ] as const) {
      const refused = await refusedAtOnce(parts)
      expect(refused).toMatchObject({ error, state: 'state of the test' })
      expect(refused['error_description' as keyof typeof refused]).toMatch(new RegExp(`^AADSTS${code}: `))
    }
  })
})
