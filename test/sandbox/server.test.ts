import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SandboxError, startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { queryWithoutSecrets } from '../../sandbox/server/request-log.js'
import { accessToken, asBasic, control } from './sandbox-requests.js'

const folder = mkdtempSync(join(tmpdir(), 'azdo-sandbox-'))
const log = join(folder, 'requests.ndjson')
const small = { port: 0, seed: 3, projects: 2, workItems: 10 }
let sandbox: Sandbox
const printed: unknown[] = []
beforeAll(async () => {
  for (const name of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, name).mockImplementation((...values) => void printed.push(values))
  }
  sandbox = await startSandbox({ ...small, log })
})
afterAll(async () => {
  await sandbox.close()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

interface Line {
  at: string
  method: string
  path: string
  query: string
  status: number
  ms: number
  bytes: number
}
const lines = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
const projects = () => `${sandbox.url}/${sandbox.info.organization}/_apis/projects`

describe('starting', () => {
  test('is told by /_sandbox, with everything needed to connect', async () => {
    const info: unknown = await (await fetch(`${sandbox.url}/_sandbox`)).json()
    expect(info).toEqual(sandbox.info)
    expect(sandbox.info).toMatchObject({ url: sandbox.url, seed: 3, projects: 2, workItems: 10 })
    expect(sandbox.info.users.length).toBeGreaterThan(0)
    for (const user of sandbox.info.users) expect(user.uniqueName).not.toBe('')
  })

  test('on a port in use says so', async () => {
    const port = Number(new URL(sandbox.url).port)
    await expect(startSandbox({ ...small, port })).rejects.toMatchObject({
      name: 'SandboxError',
      message: `Port ${port} of 127.0.0.1 is in use.`,
    })
  })

  test('with options that can not be used says which', async () => {
    const wrong = [
      { port: 70000 },
      { seed: 0.5 },
      { projects: 0 },
      { workItems: -1 },
      { latencyMs: -1 },
      { rateLimit: 0 },
    ]
    for (const options of wrong)
      await expect(startSandbox({ ...small, ...options })).rejects.toThrow(SandboxError)
    await expect(startSandbox({ ...small, log: join(folder, 'none', 'x') })).rejects.toThrow(
      'The request log',
    )
  })

  test('and signing in print nothing', async () => {
    await accessToken(sandbox.info)
    expect(printed).toEqual([])
  })
})

describe('closing', () => {
  test('ends kept-alive and busy connections and frees the port', async () => {
    const other = await startSandbox({ ...small, latencyMs: 60_000 })
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve, reject) => {
      httpRequest(`${other.url}/_sandbox`, { agent }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end()
    })
    const busy = fetch(`${other.url}/${other.info.organization}/_apis/projects`, {
      headers: asBasic(other.info.pat),
    })
    const ended = expect(busy).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await other.close()
    await ended
    agent.destroy()
    const again = await startSandbox({ ...small, port: Number(new URL(other.url).port) })
    await again.close()
  })
})

describe('the log', () => {
  test('has the line of an answer by the time the answer is read', async () => {
    for (let i = 0; i < 20; i++) {
      const before = lines().length
      const response = await fetch(`${projects()}?api-version=7.1&$top=${i + 1}`, {
        headers: asBasic(sandbox.info.pat),
      })
      const body = await response.text()
      const line = lines()[before]!
      expect(line).toMatchObject({
        method: 'GET',
        path: `/${sandbox.info.organization}/_apis/projects`,
        query: `api-version=7.1&$top=${i + 1}`,
        status: 200,
        bytes: Buffer.byteLength(body),
      })
      expect(new Date(line.at).toISOString()).toBe(line.at)
      expect(line.ms).toBeGreaterThanOrEqual(0)
    }
  })

  test('has token requests, by their outer path and without a secret', async () => {
    const token = await accessToken(sandbox.info)
    const line = lines().at(-1)!
    expect(line).toMatchObject({ method: 'POST', path: new URL(sandbox.info.tokenUrl).pathname, status: 200 })
    const text = readFileSync(log, 'utf8')
    for (const secret of [token, sandbox.info.clientSecret, sandbox.info.pat])
      expect(text).not.toContain(secret)
    expect(queryWithoutSecrets('a=1&code=abc&token=x%20y&continuationToken=7')).toBe(
      'a=1&code=***&token=***&continuationToken=7',
    )
  })

  test('has a line for a connection that was cut, with status 0 or what was sent', async () => {
    await control(sandbox, '/faults', { spec: 'reset:1' })
    await fetch(projects(), { headers: asBasic(sandbox.info.pat) }).catch(() => {})
    expect(lines().at(-1)).toMatchObject({ status: 0, bytes: 0 })
    await control(sandbox, '/faults', { spec: 'truncate:1' })
    await fetch(projects(), { headers: asBasic(sandbox.info.pat) })
      .then((response) => response.text())
      .catch(() => {})
    expect(lines().at(-1)).toMatchObject({ status: 200 })
    expect(lines().at(-1)!.bytes).toBeGreaterThan(0)
    await control(sandbox, '/faults', { spec: 'none' })
  })
})

describe('routing', () => {
  test('an unknown organization is 404 with an HTML page', async () => {
    const response = await fetch(`${sandbox.url}/no-such-org/_apis/projects`, {
      headers: asBasic(sandbox.info.pat),
    })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toContain('text/html')
  })

  test('what is not emulated is 404 with JSON that says so', async () => {
    for (const path of ['/', '/favicon.ico', '/_sandbox/nothing', '/%E0%A4%A/x']) {
      const response = await fetch(sandbox.url + path)
      expect(response.status).toBe(404)
      expect((await response.json()) as object).toHaveProperty('message')
    }
  })

  test('wrong input to the switches is 400 and says what to send', async () => {
    for (const [path, body] of [
      ['/tokens', { lifetimeSeconds: 0 }],
      ['/tokens', { lifetimeSeconds: 'long' }],
      ['/tokens', null],
      ['/faults', {}],
    ] as const) {
      const response = await control(sandbox, path, body)
      expect(response.status).toBe(400)
      expect(((await response.json()) as { message: string }).message).toContain('Send {')
    }
  })

  test('latency delays the answers of Azure DevOps', async () => {
    const slow = await startSandbox({ ...small, latencyMs: 80 })
    const started = performance.now()
    await fetch(`${slow.url}/${slow.info.organization}/_apis/projects`, { headers: asBasic(slow.info.pat) })
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
    await slow.close()
  })
})
