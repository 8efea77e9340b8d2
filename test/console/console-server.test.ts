import { describe, expect, it } from 'vitest'
import { idleLifeMs } from '../../src/console/browser-sessions.js'
import { linkLifeMs } from '../../src/console/one-time-link.js'
import { openBareConsole } from './bare-console.js'
import { comeIn, sendTo } from './console-client.js'

/** Every call of the API but the one that takes a link. */
const calls: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/session'],
  ['GET', '/ways'],
  ['GET', '/connections'],
  ['POST', '/connections'],
  ['POST', '/connections/import'],
  ['PATCH', '/connections/box'],
  ['DELETE', '/connections/box'],
  ['POST', '/connections/box/default'],
  ['GET', '/connections/box/connection-string'],
  ['GET', '/connections/box/projects'],
  ['GET', '/connections/box/dsn'],
  ['POST', '/connections/box/token'],
  ['POST', '/connections/box/token/answer'],
  ['DELETE', '/connections/box/token'],
  ['POST', '/connections/box/test'],
  ['POST', '/sandbox'],
  ['GET', '/catalog?connection=box'],
  ['POST', '/queries'],
  ['DELETE', '/queries/1'],
  ['GET', '/health'],
  ['GET', '/events'],
  ['DELETE', '/sessions/1/statement'],
  ['GET', '/nothing'],
]

describe('the one-time link', () => {
  it('lets one browser in, once, and another link takes its place', async () => {
    const { console, links, origin } = await openBareConsole()
    const first = console.link()
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/session#[\w-]{43}$/)
    const client = await comeIn(first)
    expect(await client.json('/session')).toEqual({
      version: '1.2.3',
      csrf: client.csrf,
      gateway: { host: '127.0.0.1', port: 5555, database: 'azdo', user: 'azdo' },
    })
    expect(links).toEqual([console.link()])
    expect(console.link()).not.toBe(first)
    const code = new URL(first).hash.slice(1)
    const again = await sendTo(origin, '/api/session', { method: 'POST', body: { code } })
    expect(again).toMatchObject({
      status: 401,
      json: { error: { code: 'LINK_REFUSED', action: 'open-link' } },
    })
    expect(again.headers['set-cookie']).toBeUndefined()
    await comeIn(console.link())
  })

  it('expires, and has another printed as soon as somebody comes without one', async () => {
    const { console, clock, links, origin } = await openBareConsole()
    const old = console.link()
    clock.now += linkLifeMs - 1
    expect((await sendTo(origin, '/api/session')).status).toBe(401)
    expect(links).toEqual([])
    clock.now += 1
    await expect(comeIn(old)).rejects.toThrow(/LINK_REFUSED/)
    expect(links).toEqual([console.link()])
    clock.now += linkLifeMs
    expect((await sendTo(origin, '/api/session')).status).toBe(401)
    expect(links).toHaveLength(2)
    await comeIn(links[1]!)
  })

  it.each([['nonsense'], [''], ['x'.repeat(201)]])('is not %j', async (code) => {
    const { console, origin } = await openBareConsole()
    const refused = await sendTo(origin, '/api/session', { method: 'POST', body: { code } })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(refused.text).not.toContain(new URL(console.link()).hash.slice(1))
    await comeIn(console.link())
  })

  it('leaves a cookie that scripts and other sites cannot use, of this port only', async () => {
    const { console, origin } = await openBareConsole()
    const code = new URL(console.link()).hash.slice(1)
    const { headers } = await sendTo(origin, '/api/session', { method: 'POST', body: { code } })
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^azdo_console_${new URL(origin).port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
      ),
    ])
  })
})

describe('the API', () => {
  it('answers nothing without a session, nor with a cookie it did not give', async () => {
    const { console, origin } = await openBareConsole()
    const name = (await comeIn(console.link())).cookie.split('=')[0]!
    for (const cookie of [undefined, `${name}=`, `${name}=${'A'.repeat(43)}`, 'other=1']) {
      for (const [method, path] of calls) {
        const answer = await sendTo(origin, `/api${path}`, { method, headers: { cookie } })
        expect([method, path, answer.status]).toEqual([method, path, 401])
        expect(answer.json).toEqual({
          error: {
            code: 'SESSION_REQUIRED',
            message: expect.any(String),
            hint: expect.stringContaining('link'),
            action: 'open-link',
          },
        })
      }
    }
  })

  it.each([
    '/%61pi/connections',
    '/api%2fconnections',
    '//api/connections',
    '/API/connections',
    '/api/../api/connections',
    '/api/connections/',
    '/api/connections?x=/session',
    '/session/../api/connections',
    '/;/api/connections',
  ])('answers nothing without a session, however its address is written: %s', async (path) => {
    const { app, origin } = await openBareConsole()
    await app.profiles.add('box', { Auth: 'Pat', PersonalAccessToken: 'a-token-of-mine', Organization: 'x' })
    const answer = await rawGet(origin, path)
    expect(answer).toMatch(/^HTTP\/1\.1 40[014] /)
    expect(answer).not.toContain('"auth"')
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['of another session of this browser', 'other'],
  ])('changes nothing with a proof that is %s', async (_what, kind) => {
    const { app, console } = await openBareConsole()
    await app.profiles.add('box', { Auth: 'Pat', PersonalAccessToken: 'a-token-of-mine', Organization: 'x' })
    const other = await comeIn(console.link())
    const client = await comeIn(console.link())
    const csrf = kind === 'other' ? other.csrf : kind
    for (const [method, path] of calls.filter(([each]) => each !== 'GET')) {
      const answer = await client.ask(path, { method, headers: { 'x-azdo-csrf': csrf } })
      expect([method, path, answer.status, answer.json.error.code]).toEqual([
        method,
        path,
        403,
        'REQUEST_REFUSED',
      ])
    }
    expect(await app.profiles.list()).toHaveLength(1)
  })

  it('ends a session that nobody used for long', async () => {
    const { console, clock } = await openBareConsole()
    const client = await comeIn(console.link())
    clock.now += idleLifeMs - 1
    expect((await client.ask('/session')).status).toBe(200)
    clock.now += idleLifeMs
    expect((await client.ask('/session')).status).toBe(401)
  })

  it('says what it does not understand, without repeating values', async () => {
    const { console } = await openBareConsole()
    const client = await comeIn(console.link())
    const wrong = await client.ask('/connections', {
      method: 'POST',
      body: { name: 7, values: 'a-secret-value' },
    })
    expect(wrong).toMatchObject({ status: 400, json: { error: { code: 'REQUEST_INVALID' } } })
    expect(wrong.text).not.toContain('a-secret-value')
    const broken = await client.ask('/connections', { method: 'POST', body: '{"name":' })
    expect(broken).toMatchObject({ status: 400, json: { error: { code: 'REQUEST_INVALID' } } })
    expect(await client.ask('/nothing')).toMatchObject({
      status: 404,
      json: { error: { code: 'ADDRESS_UNKNOWN' } },
    })
  })

  it('takes no body that is too large', async () => {
    const { console } = await openBareConsole()
    const client = await comeIn(console.link())
    const values = { Organization: 'x'.repeat(1 << 20) }
    const refused = await client.ask('/connections', { method: 'POST', body: { name: 'box', values } })
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'REQUEST_INVALID' } } })
  })
})

describe('requests of elsewhere', () => {
  it.each([
    ['evil.example', 'another name'],
    ['127.0.0.1:1', 'another port'],
    ['127.0.0.1', 'no port'],
    ['localhost.evil.example', 'a name that begins like ours'],
  ])('are refused under the Host %s (%s)', async (host) => {
    const { console, origin } = await openBareConsole()
    const client = await comeIn(console.link())
    const { port } = new URL(origin)
    const name = host.includes(':') || host === '127.0.0.1' ? host : `${host}:${port}`
    for (const path of ['/', '/session', '/assets/index-1a2b3c4d.js', '/api/session', '/api/connections']) {
      const answer = await sendTo(origin, path, { headers: { cookie: client.cookie, host: name } })
      expect([path, answer.status, answer.json?.error.code]).toEqual([path, 403, 'REQUEST_REFUSED'])
    }
    const code = new URL(console.link()).hash.slice(1)
    const refused = await sendTo(origin, '/api/session', {
      method: 'POST',
      body: { code },
      headers: { host: name },
    })
    expect(refused.status).toBe(403)
    await comeIn(console.link())
  })

  it('are answered under each name of this machine', async () => {
    const { console, origin } = await openBareConsole()
    const { cookie } = await comeIn(console.link())
    const { port } = new URL(origin)
    for (const name of ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]']) {
      const answer = await sendTo(origin, '/api/session', { headers: { cookie, host: `${name}:${port}` } })
      expect([name, answer.status]).toEqual([name, 200])
    }
  })

  it.each([['https://evil.example'], ['null'], ['http://127.0.0.1:1'], ['http://localhost']])(
    'are refused from the Origin %s',
    async (from) => {
      const { console } = await openBareConsole()
      const client = await comeIn(console.link())
      for (const [method, path] of calls) {
        const answer = await client.ask(path, { method, headers: { origin: from } })
        expect([method, path, answer.status]).toEqual([method, path, 403])
      }
    },
  )

  it.each([['cross-site'], ['same-site']])(
    'are refused by the API when the browser calls them %s',
    async (site) => {
      const { console } = await openBareConsole()
      const client = await comeIn(console.link())
      const headers = { origin: undefined, 'sec-fetch-site': site }
      expect((await client.ask('/connections', { headers })).status).toBe(403)
      const own = { origin: undefined, 'sec-fetch-site': 'same-origin' }
      expect((await client.ask('/connections', { headers: own })).status).toBe(200)
    },
  )
})

describe('the pages', () => {
  it('are sent with a policy by which nothing of elsewhere is loaded, and never kept but for named contents', async () => {
    const { origin } = await openBareConsole()
    for (const path of ['/', '/session', '/index.html']) {
      const page = await sendTo(origin, path)
      expect(page.status).toBe(200)
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
    }
    const script = await sendTo(origin, '/assets/index-1a2b3c4d.js')
    expect(script.text).toBe('export const one = 1\n')
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  })

  it('are sent compressed to who takes that', async () => {
    const { origin } = await openBareConsole()
    const answer = await fetch(`${origin}/assets/index-1a2b3c4d.js`)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toBe('export const one = 1\n')
  })

  it.each([
    '/../beside.js',
    '/assets/../../beside.js',
    '/%2e%2e/beside.js',
    '/assets/%2e%2e%2f%2e%2e%2fbeside.js',
    '/..%5cbeside.js',
    '//beside.js',
    '/assets',
    '/assets/',
    '/beside.js',
    '/%00',
    '/home/connections.json',
  ])('are all there is: %s is not', async (path) => {
    const { origin } = await openBareConsole()
    const answer = await rawGet(origin, path)
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).not.toContain('not for everyone')
  })
})

/** A GET whose path is sent letter by letter. */
async function rawGet(origin: string, path: string): Promise<string> {
  const { connect } = await import('node:net')
  const { host, hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const piece of socket) text += String(piece)
  return text
}

describe('the port', () => {
  it('is named when it is busy', async () => {
    const { app, origin } = await openBareConsole()
    const port = Number(new URL(origin).port)
    await expect(
      app.openConsole({
        host: '127.0.0.1',
        port,
        gateway: {
          host: '127.0.0.1',
          port: 1,
          database: 'azdo',
          user: 'azdo',
          password: '',
          sessions: () => [],
          cancel: () => undefined,
          close: () => Promise.resolve(),
        },
      }),
    ).rejects.toMatchObject({ code: 'PORT_UNUSABLE', message: `The console's port ${port} is in use.` })
  })
})
