import { afterEach, describe, expect, test } from 'vitest'
import { createRateLimit } from '../../sandbox/faults/rate-limit.js'
import { priceOf } from '../../sandbox/faults/request-cost.js'
import { startSandbox, type Sandbox, type SandboxOptions } from '../whole-suite/start-sandbox.js'
import { accessToken, asBasic, asBearer, control } from './sandbox-requests.js'

const open: Sandbox[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
})

async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, seed: 1, projects: 2, workItems: 300, ...options })
  open.push(sandbox)
  return sandbox
}

const at = 1_000_000_000_000

describe('the budget of an identity', () => {
  test('lets pass, then warns, then delays, then refuses', () => {
    const limit = createRateLimit(200)
    expect(limit.ask('a', 'X', at)).toEqual({ blocked: false, delayMs: 0, headers: {} })
    limit.spend('a', 170, at)
    expect(limit.ask('a', 'X', at)).toEqual({
      blocked: false,
      delayMs: 0,
      headers: {
        'X-RateLimit-Resource': 'X',
        'X-RateLimit-Limit': '200',
        'X-RateLimit-Remaining': '30',
        'X-RateLimit-Reset': '1000000300',
        'Retry-After': '1',
      },
    })
    limit.spend('a', 80, at + 10_000)
    expect(limit.ask('a', 'X', at + 10_000)).toMatchObject({
      blocked: false,
      delayMs: 7500,
      headers: { 'X-RateLimit-Delay': '7.500', 'X-RateLimit-Remaining': '0', 'Retry-After': '30' },
    })
    limit.spend('a', 60, at + 20_000)
    expect(limit.ask('a', 'X', at + 20_000)).toMatchObject({
      blocked: true,
      headers: { 'Retry-After': '280', 'X-RateLimit-Reset': '1000000320' },
    })
    expect(limit.ask('b', 'X', at + 20_000).headers).toEqual({})
  })

  test('delays more the further the use is over it, from milliseconds to the longest', () => {
    const delays = [201, 220, 260, 299, 300].map((tstu) => {
      const limit = createRateLimit(200)
      limit.spend('a', tstu, at)
      return limit.ask('a', 'X', at).delayMs
    })
    expect(delays).toEqual([3, 1200, 10_800, 29_403, 30_000])
  })

  test('counts the last 5 minutes, and recovers as they pass', () => {
    const limit = createRateLimit(100)
    for (let second = 0; second < 200; second++) limit.spend('a', 1, at + second * 1000)
    const after = (seconds: number) => limit.ask('a', 'X', at + seconds * 1000)
    expect(limit.used(at + 199_000)).toEqual({ a: 200 })
    expect(after(199).blocked).toBe(true)
    const wait = Number(after(199).headers['Retry-After'])
    expect(after(199 + wait - 1).blocked).toBe(true)
    expect(after(199 + wait).blocked).toBe(false)
    expect(limit.used(at + 399_000)).toEqual({ a: 100 })
    expect(after(399).delayMs).toBe(0)
    expect(after(500).headers).toEqual({})
    expect(limit.used(at + 500_000)).toEqual({})
  })

  test('does not count what lies ahead since the clock was moved back', () => {
    const limit = createRateLimit(100)
    limit.spend('a', 500, at)
    expect(limit.ask('a', 'X', at - 60_000)).toEqual({ blocked: false, delayMs: 0, headers: {} })
  })

  test('only counts without a limit', () => {
    const limit = createRateLimit(undefined)
    limit.spend('a', 5000, at)
    expect(limit.ask('a', 'X', at)).toEqual({ blocked: false, delayMs: 0, headers: {} })
    expect(limit.used(at)).toEqual({ a: 5000 })
  })
})

describe('the price of a request', () => {
  const price = (method: string, path: string, rows = 1, scanned = 1000, query = '') =>
    priceOf({ method, path, rows, scanned, query }).tstu

  test('is the known one for a list of projects and for all fields of a type', () => {
    expect(price('GET', '/_apis/projects', 3)).toBeCloseTo(0.0036)
    expect(price('GET', '/P/_apis/wit/workItemTypes/Bug/fields', 50, 0, '$expand=All')).toBe(1.12)
  })

  test('grows with the rows, with what a query looks through, and is highest by the row in batches', () => {
    const batch = price('POST', '/_apis/wit/workitemsbatch', 200)
    expect(price('GET', '/_apis/wit/workitems/5')).toBeLessThan(batch / 20)
    expect(price('POST', '/_apis/wit/workitemsbatch', 100)).toBeLessThan(batch)
    expect(price('POST', '/_apis/wit/wiql', 10, 100_000)).toBeGreaterThan(
      price('POST', '/_apis/wit/wiql', 10, 100),
    )
    expect(price('POST', '/_apis/wit/wiql', 900)).toBeGreaterThan(price('POST', '/_apis/wit/wiql', 10))
    expect(price('GET', '/_apis/wit/reporting/workitemrevisions', 200)).toBeLessThan(batch)
    expect(price('PATCH', '/_apis/wit/workitems/5')).toBeGreaterThan(price('GET', '/_apis/wit/workitems/5'))
    expect(price('POST', '/_apis/git/repositories/r/commitsbatch')).toBe(
      price('GET', '/_apis/git/repositories'),
    )
  })
})

describe('over HTTP', () => {
  const url = (sandbox: Sandbox, path: string) => `${sandbox.url}/${sandbox.info.organization}/_apis/${path}`
  const get = (sandbox: Sandbox, path: string, headers = asBasic(sandbox.info.pat)) =>
    fetch(url(sandbox, path), { headers, redirect: 'manual' })
  /** Asks until the answer is not 200 any more; the answers' headers, and the last answer. */
  const exhaust = async (sandbox: Sandbox) => {
    const passed: Headers[] = []
    for (let ask = 0; ask < 100; ask++) {
      const response = await get(sandbox, 'wit/fields?api-version=7.1')
      if (response.status !== 200) return { passed, last: response }
      await response.text()
      passed.push(response.headers)
    }
    throw new Error('the limit never ended the requests')
  }

  test('work item endpoints tell their price, others do not', async () => {
    const sandbox = await start()
    const fields = await get(sandbox, 'wit/fields?api-version=7.1')
    const { count } = (await fields.json()) as { count: number }
    expect(Number(fields.headers.get('x-ratelimit-cost'))).toBeCloseTo(0.008 + 0.002 * count, 4)
    expect(fields.headers.get('x-ratelimit-limit')).toBeNull()
    expect((await get(sandbox, 'projects?api-version=7.1')).headers.get('x-ratelimit-cost')).toBeNull()
  })

  test('headers come near the limit, a delay over it, then 429 with TF400733 and Retry-After', async () => {
    const sandbox = await start({ rateLimit: 2 })
    await control(sandbox, '/rate-limit', { maxDelayMs: 120 })
    const { passed, last } = await exhaust(sandbox)
    expect(passed[0]!.has('x-ratelimit-limit')).toBe(false)
    const near = passed.filter((headers) => headers.get('x-ratelimit-limit') === '2')
    expect(near.length).toBeGreaterThan(1)
    for (const headers of near) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    const delays = near.map((headers) => Number(headers.get('x-ratelimit-delay') ?? 0)).filter(Boolean)
    expect(delays.length).toBeGreaterThan(1)
    expect(delays).toEqual([...delays].sort((a, b) => a - b))
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(200)
    expect(last.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(((await last.json()) as { message: string }).message).toBe(
      'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource WorkItemTrackingResource in namespace User.',
    )
  })

  test('the delay is really waited', async () => {
    const sandbox = await start({ rateLimit: 2 })
    await control(sandbox, '/rate-limit', { maxDelayMs: 400 })
    let waited = 0
    for (let delay = 0; delay < 100;) {
      const started = performance.now()
      const { headers } = await get(sandbox, 'wit/fields?api-version=7.1')
      waited = performance.now() - started
      delay = Number(headers.get('x-ratelimit-delay') ?? 0) * 1000
      if (delay >= 100) expect(waited).toBeGreaterThanOrEqual(delay - 5)
    }
    expect(waited).toBeGreaterThan(95)
  })

  test('another identity has a budget of its own', async () => {
    const sandbox = await start({ rateLimit: 1 })
    await control(sandbox, '/rate-limit', { maxDelayMs: 0 })
    await exhaust(sandbox)
    const other = asBearer(await accessToken(sandbox.info))
    expect((await get(sandbox, 'projects', other)).status).toBe(200)
  })

  test('it recovers as the clock goes on', async () => {
    const sandbox = await start({ rateLimit: 1 })
    await control(sandbox, '/rate-limit', { maxDelayMs: 0 })
    const { last } = await exhaust(sandbox)
    const seconds = Number(last.headers.get('retry-after'))
    await control(sandbox, '/clock', { advanceSeconds: seconds - 30 })
    expect((await get(sandbox, 'projects')).status).toBe(429)
    await control(sandbox, '/clock', { advanceSeconds: 30 })
    expect((await get(sandbox, 'projects')).status).toBe(200)
    await control(sandbox, '/clock', { advanceSeconds: 300 })
    expect((await get(sandbox, 'projects')).headers.has('x-ratelimit-limit')).toBe(false)
  })

  test('it is switched and told while running', async () => {
    const sandbox = await start()
    await get(sandbox, 'wit/fields?api-version=7.1')
    const told = async () =>
      (await (await fetch(`${sandbox.url}/_sandbox/rate-limit`)).json()) as { used: Record<string, number> }
    const before = await told()
    expect(before).toMatchObject({ tstu: null, maxDelayMs: 30_000 })
    expect(Object.values(before.used)).toEqual([expect.closeTo(0.1, 0)])
    const set = await control(sandbox, '/rate-limit', { tstu: 0.05 })
    expect(await set.json()).toMatchObject({ tstu: 0.05, used: before.used })
    expect((await get(sandbox, 'projects')).status).toBe(429)
    await control(sandbox, '/rate-limit', { tstu: null })
    expect((await get(sandbox, 'projects')).status).toBe(200)
    for (const wrong of [{}, { tstu: 0 }, { tstu: 'much' }, { maxDelayMs: -1 }])
      expect((await control(sandbox, '/rate-limit', wrong)).status).toBe(400)
  })
})
