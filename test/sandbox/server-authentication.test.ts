import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { accessToken, asBasic, asBearer, control } from './sandbox-requests.js'

let sandbox: Sandbox
let projects: string
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 7, projects: 2, workItems: 20 })
  projects = `${sandbox.url}/${sandbox.info.organization}/_apis/projects?api-version=7.1`
})
afterAll(() => sandbox.close())

const ask = (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const body = method === 'GET' || method === 'HEAD' ? undefined : '{}'
  return fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    redirect: 'manual',
    body,
  })
}
const suppress = { 'X-TFS-FedAuthRedirect': 'Suppress' }

/** A token that was good and no longer is. */
async function revokedToken(): Promise<string> {
  const token = await accessToken(sandbox.info)
  await control(sandbox, '/tokens/revoke', {})
  return token
}

describe('good credentials', () => {
  test('a PAT as Basic password reads JSON, whatever the user part says', async () => {
    for (const user of ['', 'anyone']) {
      const response = await ask(projects, asBasic(sandbox.info.pat, user))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8; api-version=7.1')
      expect(((await response.json()) as { count: number }).count).toBeGreaterThan(0)
    }
  })

  test('the PAT has the shape of new PATs and depends on the seed alone', async () => {
    expect(sandbox.info.pat).toMatch(/^[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}$/)
    const same = await startSandbox({ port: 0, seed: 7, projects: 2, workItems: 20 })
    const other = await startSandbox({ port: 0, seed: 8, projects: 2, workItems: 20 })
    await Promise.all([same.close(), other.close()])
    expect(same.info.pat).toBe(sandbox.info.pat)
    expect(same.info.clientId).toBe(sandbox.info.clientId)
    expect(other.info.pat).not.toBe(sandbox.info.pat)
  })

  test('an Entra token reads as Bearer and as Basic password', async () => {
    const token = await accessToken(sandbox.info)
    expect((await ask(projects, asBearer(token))).status).toBe(200)
    expect((await ask(projects, asBasic(token))).status).toBe(200)
  })

  test('every answer carries an activity id and the tenant', async () => {
    const response = await ask(projects, asBasic(sandbox.info.pat))
    expect(response.headers.get('activityid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('x-vss-e2eid')).toBe(response.headers.get('activityid'))
    expect(response.headers.get('x-vss-resourcetenant')).toBe(sandbox.info.tenant)
  })

  test('the organization is found by its name in any case', async () => {
    const url = `${sandbox.url}/${sandbox.info.organization.toUpperCase()}/_apis/projects`
    expect((await ask(url, asBasic(sandbox.info.pat))).status).toBe(200)
  })
})

describe('no good credential', () => {
  test('GET and POST without one are sent to the sign-in page, which answers 203 in HTML', async () => {
    for (const method of ['GET', 'POST']) {
      const response = await ask(projects, {}, method)
      expect(response.status).toBe(302)
      const page = await ask(response.headers.get('location')!)
      expect(page.status).toBe(203)
      expect(page.headers.get('content-type')).toContain('text/html')
      expect(await page.text()).toContain('Azure DevOps Services | Sign In')
    }
  })

  test('an unknown PAT, a bearer that is no token and a token with a changed signature count as none', async () => {
    const token = await accessToken(sandbox.info)
    const [head, claims, signature] = token.split('.') as [string, string, string]
    const changed = `${head}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    for (const headers of [
      asBasic('x'.repeat(84)),
      asBearer('nonsense'),
      asBearer(changed),
      { Authorization: 'Negotiate x' },
    ]) {
      expect((await ask(projects, headers)).status).toBe(302)
    }
  })

  test('with redirects suppressed the answer is 401 and names the ways to sign in', async () => {
    const response = await ask(projects, suppress)
    expect(response.status).toBe(401)
    const ways = response.headers.get('www-authenticate')!
    expect(ways).toContain(`Bearer authorization_uri=${sandbox.url}/${sandbox.info.tenant}`)
    expect(ways).toContain('Basic realm=')
    expect(ways).toContain('TFS-Federated')
    expect(await response.json()).toMatchObject({ typeKey: 'UnauthorizedRequestException', eventId: 3000 })
  })

  test('an expired bearer gets the sign-in page with 203 on GET and POST, 401 on PATCH or when suppressed', async () => {
    const token = asBearer(await revokedToken())
    for (const method of ['GET', 'POST']) {
      const response = await ask(projects, token, method)
      expect(response.status).toBe(203)
      expect(await response.text()).toContain('Sign In')
    }
    const patch = await ask(projects, token, 'PATCH')
    expect(patch.status).toBe(401)
    expect(await patch.json()).toMatchObject({
      message: "TF400813: The user '' is not authorized to access this resource.",
    })
    expect((await ask(projects, { ...token, ...suppress })).status).toBe(401)
  })

  test('a token whose time is over counts as expired, used before or not', async () => {
    await control(sandbox, '/tokens', { lifetimeSeconds: 60 })
    const used = await accessToken(sandbox.info)
    const unused = await accessToken(sandbox.info)
    await control(sandbox, '/tokens', { lifetimeSeconds: 3599 })
    expect((await ask(projects, asBearer(used))).status).toBe(200)
    await control(sandbox, '/clock', { advanceSeconds: 61 })
    expect((await ask(projects, asBearer(used))).status).toBe(203)
    expect((await ask(projects, asBearer(unused))).status).toBe(203)
    await control(sandbox, '/clock', { reset: true })
  })

  test('an expired token as Basic password gets an empty 401', async () => {
    const response = await ask(projects, asBasic(await revokedToken()))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    expect(await response.text()).toBe('')
  })

  test('an expired PAT gets 401 that says so', async () => {
    const response = await ask(projects, asBasic(sandbox.info.expiredPat))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({
      typeKey: 'AccessCheckException',
      message: 'Access Denied: The Personal Access Token used has expired.',
    })
  })

  test('a valid identity that is no member of the organization gets 401 with its id', async () => {
    const { outsider, tokenUrl } = sandbox.info
    const response = await ask(projects, asBearer(await accessToken({ ...outsider, tokenUrl })))
    expect(response.status).toBe(401)
    expect(((await response.json()) as { message: string }).message).toMatch(
      /^TF400813: The user '[0-9a-f-]{36}' is not authorized to access this resource\.$/,
    )
    expect(response.headers.get('www-authenticate')).toBe('TFS-Federated, Bearer')
  })

  test('HEAD of the organization tells its tenant', async () => {
    const response = await ask(`${sandbox.url}/${sandbox.info.organization}`, {}, 'HEAD')
    expect(response.status).toBe(401)
    expect(response.headers.get('x-vss-resourcetenant')).toBe(sandbox.info.tenant)
    expect(response.headers.get('www-authenticate')).toContain('authorization_uri=')
  })
})
