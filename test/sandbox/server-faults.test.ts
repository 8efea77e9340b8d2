import { afterEach, describe, expect, test } from 'vitest'
import { parseFaultSpec } from '../../sandbox/faults/fault-spec.js'
import { createRateLimit } from '../../sandbox/faults/rate-limit.js'
import {
  SandboxError,
  startSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../whole-suite/start-sandbox.js'
import { asBasic, control } from './sandbox-requests.js'

const open: Sandbox[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
})

async function start(options: Partial<SandboxOptions>): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, seed: 1, projects: 2, workItems: 5, ...options })
  open.push(sandbox)
  return sandbox
}

const ask = (sandbox: Sandbox) =>
  fetch(`${sandbox.url}/${sandbox.info.organization}/_apis/projects?api-version=7.1`, {
    headers: asBasic(sandbox.info.pat),
    redirect: 'manual',
  })

/** Statuses of so many requests, one after the other; 0 where the connection broke. */
async function statuses(sandbox: Sandbox, count: number): Promise<number[]> {
  const seen: number[] = []
  for (let i = 0; i < count; i++)
    seen.push(
      await ask(sandbox)
        .then(async (r) => (await r.text(), r.status))
        .catch(() => 0),
    )
  return seen
}

describe('faults', () => {
  test('strike every so many requests, the first named first', async () => {
    const sandbox = await start({ faults: '429:3,503:2' })
    expect(await statuses(sandbox, 7)).toEqual([200, 503, 429, 503, 200, 429, 200])
  })

  test('429 carries TF400733 and the Retry-After that was set', async () => {
    const response = await ask(await start({ faults: '429:1,retry-after=4' }))
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('4')
    expect(((await response.json()) as { message: string }).message).toMatch(/^TF400733: /)
  })

  test('502, 503 and 504 are HTML pages, 500 is the service error TF400898', async () => {
    for (const status of [502, 503, 504]) {
      const response = await ask(await start({ faults: `${status}:1` }))
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        'text/html; charset=utf-8',
      ])
    }
    const response = await ask(await start({ faults: '500:1' }))
    expect(response.status).toBe(500)
    expect(((await response.json()) as { message: string }).message).toMatch(
      /^TF400898: .* Activity Id: [0-9a-f-]{36}\.$/,
    )
  })

  test('reset cuts the connection, and the next request works', async () => {
    const sandbox = await start({ faults: 'reset:2' })
    expect(await statuses(sandbox, 3)).toEqual([200, 0, 200])
  })

  test('truncate cuts the connection within the body', async () => {
    const response = await ask(await start({ faults: 'truncate:1' }))
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  test('malformed sends JSON that is none with 200', async () => {
    const response = await ask(await start({ faults: 'malformed:1' }))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    const body = await response.text()
    expect(() => JSON.parse(body) as unknown).toThrow()
  })

  test('signin answers the sign-in page with 203', async () => {
    const response = await ask(await start({ faults: 'signin:1' }))
    expect(response.status).toBe(203)
    expect(await response.text()).toContain('Azure DevOps Services | Sign In')
  })

  test('requests without a good credential are not counted', async () => {
    const sandbox = await start({ faults: '503:2' })
    for (let i = 0; i < 3; i++)
      await fetch(`${sandbox.url}/${sandbox.info.organization}/_apis/projects`, { redirect: 'manual' })
    expect(await statuses(sandbox, 2)).toEqual([200, 503])
  })

  test('are switched while running, and counted anew', async () => {
    const sandbox = await start({})
    expect(await statuses(sandbox, 2)).toEqual([200, 200])
    expect((await control(sandbox, '/faults', { spec: '503:2' })).status).toBe(200)
    expect(await statuses(sandbox, 2)).toEqual([200, 503])
    expect((await control(sandbox, '/faults', { spec: '' })).status).toBe(200)
    expect(await statuses(sandbox, 2)).toEqual([200, 200])
  })

  test('a wrong spec is refused with what is wrong, at the start and while running', async () => {
    for (const spec of ['429', '429:0', 'teapot:3', '429:x', '429:5,,503:2', 'retry-after=soon']) {
      expect(() => parseFaultSpec(spec)).toThrow(SandboxError)
    }
    await expect(start({ faults: 'teapot:3' })).rejects.toThrow('"teapot:3" is not FAULT:EVERY')
    const response = await control(await start({}), '/faults', { spec: 'teapot:3' })
    expect(response.status).toBe(400)
    expect((await response.json()) as object).toHaveProperty('hint')
  })
})

describe('the rate limit', () => {
  test('lets pass, then warns, then delays, then refuses, and recovers with time', () => {
    const limit = createRateLimit(200)
    const at = 1_000_000_000_000
    const spend = (tstu: number) => limit.spend('a', ((tstu - 0.05) / 0.002) * 1024, at)
    expect(limit.ask('a', at)).toEqual({ blocked: false, delayMs: 0, headers: {} })
    spend(170)
    expect(limit.ask('a', at)).toMatchObject({
      blocked: false,
      delayMs: 0,
      headers: {
        'X-RateLimit-Limit': '200',
        'X-RateLimit-Remaining': '30',
        'X-RateLimit-Reset': '1000000255',
      },
    })
    spend(80)
    expect(limit.ask('a', at)).toMatchObject({
      blocked: false,
      delayMs: 500,
      headers: { 'X-RateLimit-Delay': '0.500', 'X-RateLimit-Remaining': '0', 'Retry-After': '1' },
    })
    spend(52)
    expect(limit.ask('a', at)).toMatchObject({ blocked: true, headers: { 'Retry-After': '3' } })
    expect(limit.ask('b', at).headers).toEqual({})
    expect(limit.ask('a', at + 3001).blocked).toBe(false)
    expect(limit.ask('a', at + 500_000)).toEqual({ blocked: false, delayMs: 0, headers: {} })
  })

  test('shows over HTTP: headers near the limit, then 429 with TF400733 and Retry-After', async () => {
    const sandbox = await start({ rateLimit: 0.2 })
    let last = await ask(sandbox)
    expect(last.headers.get('x-ratelimit-limit')).toBeNull()
    let warned = false
    for (let i = 0; i < 20 && last.status === 200; i++) {
      last = await ask(sandbox)
      if (last.status === 200 && last.headers.has('x-ratelimit-limit')) warned = true
    }
    expect(warned).toBe(true)
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(((await last.json()) as { message: string }).message).toMatch(/^TF400733: /)
  })
})
