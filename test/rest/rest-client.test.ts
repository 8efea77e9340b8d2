import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import type { RestRequest } from '../../src/rest/rest-client.js'
import type { Connection } from '../../src/settings/connection.js'
import {
  openAppClient,
  openClient,
  sendJson,
  sendPage,
  serviceBody,
  startServiceServer,
  type OpenClient,
  type ServiceServer,
} from './service-server.js'

let server: ServiceServer
const open: OpenClient[] = []
beforeEach(async () => {
  server = await startServiceServer()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
  await server.close()
})

function start(more: Partial<Connection> = {}, concurrency?: number): OpenClient {
  const started = openClient(server.url, more, concurrency)
  open.push(started)
  return started
}
async function startApp(
  more: Partial<Connection> = {},
  token?: (nth: number) => string,
): Promise<OpenClient> {
  const started = await openAppClient(server.url, more, token)
  open.push(started)
  return started
}
const projects: RestRequest = { host: 'core', method: 'GET', path: '/_apis/projects' }
const retry = (more: Partial<Connection['retry']>): Partial<Connection> => ({
  retry: {
    mode: 'RetryWhenStatusCodeMatch',
    statusCodes: [429],
    countMax: 5,
    multiplyWaitTime: true,
    ...more,
  },
})
async function failure(work: Promise<unknown>): Promise<AzdoError> {
  const error = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AzdoError)
  return error as AzdoError
}

describe('a request', () => {
  test('goes to the organization with api-version, credential, and no redirect to a sign-in page', async () => {
    await start().client.json({ ...projects, query: { $top: 5, stateFilter: 'all', unset: undefined } })
    const { method, path, query, headers } = server.received[0]!
    expect([method, path]).toEqual(['GET', '/contoso/_apis/projects'])
    expect(query).toEqual({ $top: '5', stateFilter: 'all', 'api-version': '7.0' })
    expect(headers).toMatchObject({
      authorization: 'Basic OnRoZS1hY2Nlc3MtdG9rZW4=',
      accept: 'application/json',
      'x-tfs-fedauthredirect': 'Suppress',
    })
    expect(headers['content-type']).toBeUndefined()
  })

  test('asks for the preview version of a preview-only resource', async () => {
    await start().client.json({ ...projects, preview: 3 })
    expect(server.received[0]!.query['api-version']).toBe('7.0-preview.3')
  })

  test('sends its body as JSON', async () => {
    await start().client.json({
      ...projects,
      method: 'POST',
      path: '/My%20Project/_apis/wit/wiql',
      body: { query: 'ä' },
    })
    expect(server.received[0]).toMatchObject({
      path: '/contoso/My%20Project/_apis/wit/wiql',
      body: '{"query":"ä"}',
    })
    expect(server.received[0]!.headers['content-type']).toBe('application/json')
  })

  test.each(['..', '.', '%2E%2e'])(
    'whose path would leave the organization by %s is not sent',
    async (segment) => {
      const error = await failure(start().client.json({ ...projects, path: `/${segment}/_apis/wit/wiql` }))
      expect(error.code).toBe('SERVICE_NOT_FOUND')
      expect(server.received).toHaveLength(0)
    },
  )

  test('whose path holds a query is a fault of ours', async () => {
    const error = await failure(start().client.json({ ...projects, path: '/_apis/projects?x=1' }))
    expect(error.code).toBe('INTERNAL')
    expect(server.received).toHaveLength(0)
  })
})

describe('an answer', () => {
  test('gives status, headers and JSON', async () => {
    server.answer = (_, response) => sendJson(response, 201, { id: 1 }, { ActivityId: 'abc' })
    expect(await start().client.json(projects)).toMatchObject({
      status: 201,
      headers: { activityid: 'abc' },
      body: { id: 1 },
    })
  })

  test('204 has no body', async () => {
    server.answer = (_, response) => response.writeHead(204).end()
    expect((await start().client.json(projects)).body).toBeUndefined()
  })

  test('may begin with a byte-order mark', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('\uFEFF{"value":[]}')
    }
    expect((await start().client.json(projects)).body).toEqual({ value: [] })
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('may be compressed by %s; its bytes are counted as they came', async (encoding, compress) => {
    const packed = compress(Buffer.from(JSON.stringify({ text: 'x'.repeat(10_000) })))
    server.answer = (_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
        .end(packed)
    }
    const meter = { requests: 0, bytes: 0 }
    const { body } = await start().client.json<{ text: string }>({ ...projects, meter })
    expect(body.text).toHaveLength(10_000)
    expect(meter).toEqual({ requests: 1, bytes: packed.length })
  })

  test('that is badly compressed is SERVICE_ANSWER_INVALID', async () => {
    server.answer = (_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end('not gzip')
    }
    expect((await failure(start().client.json(projects))).code).toBe('SERVICE_ANSWER_INVALID')
  })

  test.each([
    ['as it is', '{"value":[1]}', '{"value":[1]}'],
    ['without a byte-order mark', '\uFEFF[1, "ü"]', '[1, "ü"]'],
    ['with what stands behind', '{"a":{}}\r\n', '{"a":{}}\r\n'],
  ])('may be had unread, %s', async (_, sent, given) => {
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(sent)
    expect(Buffer.from(await start().client.content(projects)).toString()).toBe(given)
  })

  test.each([
    ['as it is', undefined],
    ['compressed', gzipSync],
  ])('may be had unread in memory of the caller, as long as it fits: %s', async (_, compress) => {
    const text = JSON.stringify({ value: ['ü'.repeat(100_000)] })
    const bytes = Buffer.from(text)
    const headers = { 'content-type': 'application/json', ...(compress && { 'content-encoding': 'gzip' }) }
    server.answer = (_, response) => response.writeHead(200, headers).end(compress?.(bytes) ?? bytes)
    const { client } = start()
    for (const room of [0, bytes.length - 1, bytes.length, bytes.length + 1000]) {
      const memory = new Uint8Array(room)
      const content = await client.content({ ...projects, memory })
      expect(Buffer.from(content).toString()).toBe(text)
      expect(content.buffer === memory.buffer).toBe(room >= bytes.length)
    }
  })

  test.each([
    [200, 'application/json', '{"value":['],
    [200, 'application/json', ''],
    [200, 'text/html', '{}'],
    [203, 'application/json', '{}'],
  ])('unread is an error too when it is none: %i, %s, %j', async (status, type, sent) => {
    server.answer = (_, response) => response.writeHead(status, { 'content-type': type }).end(sent)
    const { code } = await failure(start().client.content(projects))
    expect(code).toBe(status === 203 ? 'SIGN_IN_REFUSED' : 'SERVICE_ANSWER_INVALID')
  })

  test('that is not JSON inside is SERVICE_ANSWER_INVALID', async () => {
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[')
    expect((await failure(start().client.json(projects))).code).toBe('SERVICE_ANSWER_INVALID')
  })

  test('203 is a failed sign-in even when it is JSON', async () => {
    server.answer = (_, response) => sendJson(response, 203, { value: [] })
    expect((await failure(start().client.json(projects))).code).toBe('SIGN_IN_REFUSED')
  })

  test('a redirection is not followed', async () => {
    server.answer = (_, response) => response.writeHead(302, { location: `${server.url}/_signin` }).end()
    expect((await failure(start().client.json(projects))).code).toBe('SIGN_IN_REFUSED')
    expect(server.received).toHaveLength(1)
  })

  test("an error carries the service's message and name", async () => {
    server.answer = (_, response) =>
      sendJson(response, 404, serviceBody('ProjectDoesNotExistWithNameException', 'TF200016: No Foo.'))
    const error = await failure(start().client.json(projects))
    expect(error).toMatchObject({
      code: 'SERVICE_NOT_FOUND',
      status: 404,
      serviceCode: 'ProjectDoesNotExistWithNameException',
    })
    expect(error.message).toContain('TF200016: No Foo.')
  })
})

describe('a refused token', () => {
  test('is renewed once, and the request repeated, with RetryMode None too', async () => {
    server.answer = ({ headers }, response) =>
      headers.authorization === 'Bearer token-2'
        ? sendJson(response, 200, { ok: true })
        : sendJson(response, 401, serviceBody('X', 'TF400813: no'))
    const { client } = await startApp(retry({ mode: 'None' }))
    const meter = { requests: 0, bytes: 0 }
    expect((await client.json({ ...projects, method: 'PATCH', body: {}, meter })).body).toEqual({ ok: true })
    expect(meter.requests).toBe(2)
  })

  test('that stays refused is SIGN_IN_REFUSED after one renewal, also under RetryAny', async () => {
    server.answer = (_, response) => sendJson(response, 401, serviceBody('X', 'TF400813: no'))
    const { client } = await startApp(retry({ mode: 'RetryAny' }))
    expect((await failure(client.json(projects))).code).toBe('SIGN_IN_REFUSED')
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
  })

  test('is renewed by the provider when what another process had obtained is refused as well', async () => {
    server.answer = (_, response) => sendJson(response, 200, {})
    const { client, other } = await startApp()
    await client.json(projects)
    await other?.generate()
    server.answer = ({ headers }, response) =>
      sendJson(response, headers.authorization === 'Bearer token-3' ? 200 : 401, {})
    await client.json(projects)
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-3'],
    ])
  })

  test('is not sent again when the provider gives the same one', async () => {
    server.answer = (_, response) => response.writeHead(401).end()
    const { client } = await startApp({}, () => 'always-the-same')
    expect((await failure(client.json(projects))).code).toBe('SIGN_IN_REFUSED')
    expect(server.received).toHaveLength(1)
  })

  test('is renewed also when the sign-in page says so', async () => {
    server.answer = ({ headers }, response) =>
      headers.authorization === 'Bearer token-2'
        ? sendJson(response, 200, {})
        : sendPage(response, 203, 'Azure DevOps Services | Sign In')
    await (await startApp()).client.json(projects)
    expect(server.received).toHaveLength(2)
  })

  test('of many requests at once is renewed once for all of them', async () => {
    server.answer = ({ headers }, response) =>
      sendJson(response, headers.authorization === 'Bearer token-2' ? 200 : 401, {})
    const { client, seen } = await startApp()
    await Promise.all(Array.from({ length: 8 }, () => client.json(projects)))
    expect(seen.filter(({ type }) => type === 'token.obtained')).toHaveLength(2)
  })

  test('that is a PAT is not sent again', async () => {
    server.answer = (_, response) => response.writeHead(401).end()
    expect((await failure(start().client.json(projects))).code).toBe('SIGN_IN_REFUSED')
    expect(server.received).toHaveLength(1)
  })
})

describe('a retry', () => {
  test('is made after a listed status, and each request counted', async () => {
    server.answer = (_, response, nth) =>
      nth < 3 ? sendJson(response, 429, {}) : sendJson(response, 200, { nth })
    const { client, seen } = start()
    const meter = { requests: 0, bytes: 0 }
    expect((await client.json({ ...projects, meter })).body).toEqual({ nth: 3 })
    expect(meter.requests).toBe(3)
    expect(seen.filter(({ type }) => type === 'rest.retry')).toMatchObject([
      { reason: 'status 429', waitMs: 1, attempt: 1, path: '/_apis/projects' },
      { reason: 'status 429', waitMs: 2, attempt: 2 },
    ])
  })

  test('ends with SERVICE_THROTTLED after RetryCountMax repetitions', async () => {
    server.answer = (_, response) => sendJson(response, 429, serviceBody('X', 'TF400733: Blocked.'))
    const error = await failure(start(retry({ countMax: 2 })).client.json(projects))
    expect(error.code).toBe('SERVICE_THROTTLED')
    expect(error.message).toMatch(/Tried again 2 times/)
    expect(server.received).toHaveLength(3)
  })

  test('waits as Retry-After says', async () => {
    server.answer = (_, response, nth) =>
      nth === 1 ? sendJson(response, 429, {}, { 'retry-after': '0' }) : sendJson(response, 200, {})
    const { client, seen } = start()
    await client.json(projects)
    expect(seen).toContainEqual(expect.objectContaining({ type: 'rest.retry', waitMs: 0 }))
  })

  test('is not made with RetryMode None', async () => {
    server.answer = (_, response) => sendJson(response, 429, {})
    expect((await failure(start(retry({ mode: 'None' })).client.json(projects))).code).toBe(
      'SERVICE_THROTTLED',
    )
    expect(server.received).toHaveLength(1)
  })

  test('of a change is not made after 500, of a query sent by POST it is', async () => {
    server.answer = (_, response, nth) =>
      nth % 2 === 1 ? sendJson(response, 500, {}) : sendJson(response, 200, {})
    const { client } = start(retry({ mode: 'RetryAny' }))
    const post: RestRequest = { ...projects, method: 'POST', body: {} }
    expect((await failure(client.json(post))).code).toBe('SERVICE_FAILED')
    expect(server.received).toHaveLength(1)
    server.received.length = 0
    await client.json({ ...post, safe: true })
    expect(server.received).toHaveLength(2)
  })

  test('after a cut connection is made with RetryAny', async () => {
    server.answer = (_, response, nth) => (nth === 1 ? response.destroy() : sendJson(response, 200, { nth }))
    expect((await start(retry({ mode: 'RetryAny' })).client.json(projects)).body).toEqual({ nth: 2 })
  })

  test('after an answer cut in the middle is made with RetryAny', async () => {
    server.answer = (_, response, nth) => {
      if (nth > 1) return sendJson(response, 200, { nth })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"value":[', () => response.destroy())
    }
    expect((await start(retry({ mode: 'RetryAny' })).client.json(projects)).body).toEqual({ nth: 2 })
  })

  test('after a cut connection is not made when only statuses are listed', async () => {
    server.answer = (_, response) => response.destroy()
    const error = await failure(start().client.json(projects))
    expect(error.code).toBe('SERVICE_UNREACHABLE')
    expect(error.message).toMatch(/closed by the other side/)
    expect(server.received).toHaveLength(1)
  })
})

test('a service where nothing listens is SERVICE_UNREACHABLE', async () => {
  const { client } = start()
  await server.close()
  const error = await failure(client.json(projects))
  expect(error.code).toBe('SERVICE_UNREACHABLE')
  expect(error.message).toMatch(/connection refused/)
  server = await startServiceServer()
})

describe('cancelling', () => {
  test('ends a request under way', async () => {
    const abort = new AbortController()
    const closed = new Promise<void>((gone) => {
      server.answer = (_, response) => {
        response.on('close', gone)
        abort.abort()
      }
    })
    expect((await failure(start().client.json({ ...projects, signal: abort.signal }))).code).toBe(
      'STATEMENT_CANCELED',
    )
    await closed
  })

  test('ends the wait before a retry', async () => {
    const abort = new AbortController()
    server.answer = (_, response) => sendJson(response, 429, {}, { 'retry-after': '200' })
    const { client, events } = start()
    events.subscribe(({ type }) => type === 'rest.retry' && abort.abort())
    expect((await failure(client.json({ ...projects, signal: abort.signal }))).code).toBe(
      'STATEMENT_CANCELED',
    )
  })

  test('by closing the client ends a request under way, without a retry', async () => {
    const { client } = start(retry({ mode: 'RetryAny' }))
    server.answer = () => void client.close()
    expect((await failure(client.json(projects))).code).toBe('STATEMENT_CANCELED')
    expect(server.received).toHaveLength(1)
  })

  test('beforehand sends nothing', async () => {
    expect((await failure(start().client.json({ ...projects, signal: AbortSignal.abort() }))).code).toBe(
      'STATEMENT_CANCELED',
    )
    expect(server.received).toHaveLength(0)
  })

  test('with an error of ours as its reason gives that error', async () => {
    const reason = new AzdoError('USAGE', 'the reason')
    expect(await failure(start().client.json({ ...projects, signal: AbortSignal.abort(reason) }))).toBe(
      reason,
    )
  })
})

test('no more requests are under way at once than the client may have', async () => {
  let now = 0
  let most = 0
  server.answer = (_, response) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      sendJson(response, 200, {})
    }, 5)
  }
  const { client } = start({}, 3)
  await Promise.all(Array.from({ length: 20 }, () => client.json(projects)))
  expect(most).toBe(3)
  expect(server.received).toHaveLength(20)
})

test('each exchange is reported, without query and secret', async () => {
  const { client, seen } = start()
  await client.json({ ...projects, query: { searchText: 'private' } })
  expect(seen).toMatchObject([
    { type: 'rest.request', connection: 'work', method: 'GET', path: '/_apis/projects', status: 200 },
  ])
  expect(JSON.stringify(seen)).not.toContain('private')
})
