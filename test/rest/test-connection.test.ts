import { afterEach, beforeEach, expect, test } from 'vitest'
import { testConnection, type TestStep } from '../../src/rest/test-connection.js'
import type { Connection } from '../../src/settings/connection.js'
import {
  openAppClient,
  sendJson,
  sendPage,
  serviceBody,
  startServiceServer,
  type OpenClient,
  type Answering,
  type ServiceServer,
} from './service-server.js'
import { entraError, jwt, startTokenServer } from '../auth/token-server.js'

let server: ServiceServer
const open: OpenClient[] = []
beforeEach(async () => {
  server = await startServiceServer()
  server.answer = organization(['Alpha', 'Beta'])
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  await server.close()
})

/** An organization with these projects. */
function organization(names: readonly string[]): Answering {
  return ({ method, path, query }, response) => {
    if (method === 'HEAD')
      return void response.writeHead(404, { 'x-vss-resourcetenant': 'tenant-of-organization' }).end()
    if (!path.startsWith('/contoso/_apis/projects'))
      return sendJson(response, 200, {
        count: 0,
        value: [],
        authenticatedUser: { providerDisplayName: 'Build' },
      })
    const name = decodeURIComponent(path.replace('/contoso/_apis/projects', '').slice(1))
    if (name !== '') {
      if (names.includes(name)) return sendJson(response, 200, { id: '1', name })
      return sendJson(
        response,
        404,
        serviceBody('ProjectDoesNotExistWithNameException', `TF200016: ${name} does not exist.`),
      )
    }
    const from = Number(query.$skip ?? 0)
    const value = names.slice(from, from + Number(query.$top)).map((project) => ({ name: project }))
    sendJson(response, 200, { count: value.length, value })
  }
}

async function run(more: Partial<Connection> = {}, tenant = 'tenant-of-organization'): Promise<TestStep[]> {
  const opened = await openAppClient(server.url, more, () =>
    jwt({ aud: '499b84ac', tid: tenant, appid: 'app-1' }),
  )
  open.push(opened)
  const heard: TestStep[] = []
  const steps = await testConnection(opened.client, opened.credential, (step) => heard.push(step))
  expect(heard).toEqual(steps)
  return steps
}
const names = (steps: readonly TestStep[]): string[] =>
  steps.map(({ name, ok }) => `${name}${ok ? '' : ' failed'}`)

test('a connection that works passes every step', async () => {
  const steps = await run({ project: 'Beta' })
  expect(names(steps)).toEqual(['Address', 'Token', 'Organization', 'Projects', 'Default project', 'Areas'])
  expect(steps[1]!.detail).toMatch(
    /^App Credentials: a token for 499b84ac, of tenant tenant-of-organization, as app app-1, until .*Z\.$/,
  )
  expect(steps[3]!.detail).toBe('2 projects are visible.')
})

test('without a default project there is no step for it', async () => {
  expect(names(await run())).toEqual(['Address', 'Token', 'Organization', 'Projects', 'Areas'])
})

test('all projects are counted, over several pages', async () => {
  server.answer = organization(Array.from({ length: 250 }, (_, i) => `Project ${i}`))
  expect((await run())[3]!.detail).toBe('250 projects are visible.')
})

test('the address is knocked at without a credential', async () => {
  await run()
  expect(server.received[0]).toMatchObject({ method: 'HEAD', path: '/contoso' })
  expect(server.received[0]!.headers.authorization).toBeUndefined()
})

test('an address where nothing listens fails the first step, which is the last', async () => {
  const { url } = server
  await server.close()
  const steps = await run({ url })
  expect(names(steps)).toEqual(['Address failed'])
  expect(steps[0]!.error).toMatchObject({
    code: 'SERVICE_UNREACHABLE',
    hint: expect.stringContaining('Service URL') as string,
  })
  server = await startServiceServer()
})

test('a refused token fails the organization step with the remedy', async () => {
  server.answer = ({ method }, response) =>
    method === 'HEAD'
      ? void response.writeHead(404).end()
      : sendPage(response, 203, 'Azure DevOps Services | Sign In')
  const steps = await run()
  expect(names(steps)).toEqual(['Address', 'Token', 'Organization failed'])
  expect(steps[2]!.error).toMatchObject({ code: 'SIGN_IN_REFUSED', hint: expect.any(String) as string })
})

test('an API Version that the server does not know fails the organization step and is named', async () => {
  server.answer = ({ method }, response) =>
    method === 'HEAD'
      ? void response.writeHead(404).end()
      : sendJson(
          response,
          400,
          serviceBody(
            'VssVersionOutOfRangeException',
            'The requested REST API version of 9.0 is out of range for this server.',
          ),
        )
  expect((await run({ apiVersion: '9.0' })).at(-1)!.error?.hint).toMatch(/ApiVersion/)
})

test('a default project that is not there fails with the nearest name, or those visible', async () => {
  const last = (await run({ project: 'Nowhere' })).at(-1)!
  expect(last).toMatchObject({ name: 'Default project', ok: false })
  expect(last.error?.hint).toMatch(/Alpha, Beta/)
  expect((await run({ project: 'Betta' })).at(-1)!.error?.hint).toMatch(/Did you mean Beta\?/)
})

test('no visible project is told, and is no failure by itself', async () => {
  server.answer = organization([])
  const steps = await run()
  expect(steps[3]).toMatchObject({ name: 'Projects', ok: true })
  expect(steps[4]!.detail).toMatch(
    /may read boards, graph; could not be checked: repos \(no project is visible\), pipelines/,
  )
})

test('no visible project with a token of another tenant is a failure that names both tenants', async () => {
  server.answer = organization([])
  const last = (await run({}, 'another-tenant')).at(-1)!
  expect(last.ok).toBe(false)
  expect(last.detail).toMatch(/another-tenant.*tenant-of-organization/)
})

test('a secret that the token URL refuses fails the token step, and names the setting', async () => {
  const tokens = await startTokenServer()
  tokens.reply = () => ({
    status: 401,
    body: entraError('invalid_client', 7000215, 'Invalid client secret provided.'),
  })
  const steps = await run({ tokenUrl: tokens.url })
  expect(names(steps)).toEqual(['Address', 'Token failed'])
  expect(steps[1]!.detail).toMatch(/Client Secret is wrong/)
  await tokens.close()
})

test('the address step says which kind of service answers', async () => {
  expect((await run())[0]!.detail).toMatch(
    /like Azure DevOps Services \(it names tenant tenant-of-organization\)/,
  )
  server.answer = withoutTenant(server.answer)
  expect((await run())[0]!.detail).toMatch(/taken as an Azure DevOps Server/)
})

test('a server that refuses a token is told to take a Personal Access Token only', async () => {
  server.answer = withoutTenant(({ method }, response) =>
    method === 'HEAD'
      ? void response.writeHead(401).end()
      : sendJson(response, 401, serviceBody('UnauthorizedRequestException', 'TF400813: not authorized.')),
  )
  const last = (await run()).at(-1)!
  expect(last).toMatchObject({ name: 'Organization', ok: false })
  expect(last.error?.hint).toMatch(/Personal Access Token only.*--auth pat/)
})

test('the organization step names whom the service takes the credential for', async () => {
  expect((await run())[2]!.detail).toBe('contoso accepts the token of Build and API Version 7.0.')
})

test('every area is told as allowed, not allowed, not there or not checked, and none fails the test', async () => {
  const answers: Record<string, number> = { git: 403, build: 401, testplan: 404, graph: 501 }
  const organized = server.answer
  server.answer = (received, response, nth) => {
    const area = /\/_apis\/(\w+)/.exec(received.path)?.[1] ?? ''
    if (area in answers) return sendJson(response, answers[area]!, serviceBody('Some', 'No.'))
    organized(received, response, nth)
  }
  const last = (await run()).at(-1)!
  expect(last).toEqual({
    name: 'Areas',
    ok: true,
    detail:
      'The identity may read boards; may not read repos, pipelines; not there: test; could not be checked: graph (not emulated here).',
  })
})

test('an area is asked once, in the default project, however retries are set', async () => {
  const organized = server.answer
  server.answer = (received, response, nth) =>
    received.path.includes('/_apis/git') ? sendJson(response, 503, {}) : organized(received, response, nth)
  const retry = { mode: 'RetryAny', statusCodes: [], countMax: 5, multiplyWaitTime: false } as const
  const last = (await run({ project: 'Beta', retry })).at(-1)!
  expect(last.detail).toMatch(/could not be checked: repos \(status 503\)/)
  expect(server.received.map(({ path }) => path).filter((path) => path.includes('/git/'))).toEqual([
    '/contoso/Beta/_apis/git/repositories',
  ])
})

/** The same without the header by which Azure DevOps Services names its tenant. */
function withoutTenant(answer: Answering): Answering {
  return (received, response, nth) =>
    received.method === 'HEAD' ? void response.writeHead(404).end() : answer(received, response, nth)
}
