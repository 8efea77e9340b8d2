import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { createFaultSchedule } from '../../sandbox/faults/fault-schedule.js'
import { parseFaultSpec } from '../../sandbox/faults/fault-spec.js'
import {
  SandboxError,
  startSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../whole-suite/start-sandbox.js'
import { accessToken, asBasic, asBearer, control } from './sandbox-requests.js'

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
    for (const spec of [
      '429',
      '429:0',
      'teapot:3',
      '429:x',
      '429:5,,503:2',
      'retry-after=soon',
      '429:burst=0@5',
      '429:burst=5',
      '429:5@wit',
      'latency=slow',
      'latency=uniform:9-5',
      'latency=lognormal:0:2',
      'drip-ms=-1',
    ]) {
      expect(() => parseFaultSpec(spec)).toThrow(SandboxError)
    }
    await expect(start({ faults: 'teapot:3' })).rejects.toThrow('"teapot:3" is not FAULT:EVERY')
    const response = await control(await start({}), '/faults', { spec: 'teapot:3' })
    expect(response.status).toBe(400)
    expect((await response.json()) as object).toHaveProperty('hint')
  })

  test('are all described in the document', () => {
    const page = readFileSync('docs/sandbox.md', 'utf8')
    const names = (() => {
      try {
        parseFaultSpec('?')
      } catch (thrown) {
        return /FAULT is one of ([^;]+);/.exec((thrown as SandboxError).hint)![1]!.split(', ')
      }
    })()
    expect(names!.length).toBeGreaterThan(10)
    for (const name of names!) expect(page).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|`, 'm'))
  })

  test('a burst strikes so many in a row after so many that pass', async () => {
    const sandbox = await start({ faults: '429:burst=2@3' })
    expect(await statuses(sandbox, 8)).toEqual([200, 200, 200, 429, 429, 200, 200, 200])
  })

  test('a path picks the endpoint, whatever project stands before it, and what is below it', () => {
    const strikes = (path: string) =>
      createFaultSchedule('500:1@/_apis/wit/workitems', 1).next(path) === '500'
    expect(strikes('/_apis/wit/workItems')).toBe(true)
    expect(strikes('/Some%20Project/team/_apis/WIT/workitems/5')).toBe(true)
    expect(strikes('/_apis/wit/workitemsbatch')).toBe(false)
    expect(strikes('/_apis/projects')).toBe(false)
  })

  test('each rule counts the requests of its own path', () => {
    const schedule = createFaultSchedule('500:2@/_apis/wit,503:burst=1@2@/_apis/projects', 1)
    const faults = [
      '/_apis/wit/fields',
      '/_apis/projects',
      '/_apis/wit/wiql',
      '/_apis/projects',
      '/p/_apis/projects',
    ]
    expect(faults.map((path) => schedule.next(path))).toEqual([undefined, undefined, '500', undefined, '503'])
  })

  test('are told with how many requests each has counted and struck', async () => {
    const sandbox = await start({ faults: '429:3,503:2' })
    await statuses(sandbox, 7)
    const told: unknown = await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()
    expect(told).toEqual({
      spec: '429:3,503:2',
      rules: [
        { rule: '429:3', requests: 7, struck: 2 },
        { rule: '503:2', requests: 7, struck: 2 },
      ],
    })
  })

  test('drip sends the whole answer, in pieces with pauses', async () => {
    const sandbox = await start({ faults: 'drip:2,drip-ms=15' })
    const whole = await (await ask(sandbox)).text()
    const response = await ask(sandbox)
    const started = performance.now()
    let pieces = 0
    let text = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      pieces++
      text += piece
    }
    expect(text).toBe(whole)
    expect(pieces).toBeGreaterThan(5)
    expect(performance.now() - started).toBeGreaterThan(150)
  })

  test('hang gives no answer until the client goes away', async () => {
    const sandbox = await start({ faults: 'hang:1' })
    const waiting = fetch(`${sandbox.url}/${sandbox.info.organization}/_apis/projects`, {
      headers: asBasic(sandbox.info.pat),
      signal: AbortSignal.timeout(300),
    })
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('expired answers as to a credential whose time is over, of its own kind', async () => {
    const sandbox = await start({ faults: 'expired:1' })
    const token = await accessToken(sandbox.info)
    const send = async (headers: Record<string, string>) => {
      const url = `${sandbox.url}/${sandbox.info.organization}/_apis/projects`
      const { status } = await fetch(url, { headers, redirect: 'manual' })
      return status
    }
    expect(await send(asBearer(token))).toBe(203)
    expect(await send({ ...asBearer(token), 'X-TFS-FedAuthRedirect': 'Suppress' })).toBe(401)
    const pat = await ask(sandbox)
    expect([pat.status, await pat.json()]).toMatchObject([401, { typeKey: 'AccessCheckException' }])
    await control(sandbox, '/faults', { spec: 'expired:2' })
    expect([await send(asBearer(token)), await send(asBearer(token)), await send(asBearer(token))]).toEqual([
      200, 203, 200,
    ])
  })

  test('html, wrong-type, empty-401 and bom-503 are answers that are not what they should be', async () => {
    const first = async (faults: string) => {
      const response = await ask(await start({ faults }))
      const bytes = Buffer.from(await response.arrayBuffer())
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        bytes,
        headers: response.headers,
      }
    }
    const html = await first('html:1')
    expect([html.status, html.type]).toEqual([200, 'text/html; charset=utf-8'])
    const typed = await first('wrong-type:1')
    expect([typed.status, typed.type]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(JSON.parse(typed.bytes.toString())).toHaveProperty('count')
    const empty = await first('empty-401:1')
    expect([empty.status, empty.bytes.length]).toEqual([401, 0])
    expect(empty.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    const bom = await first('bom-503:1,retry-after=3')
    expect([bom.status, bom.bytes.subarray(0, 3).toString('hex')]).toEqual([503, 'efbbbf'])
    expect(bom.headers.get('retry-after')).toBe('3')
    expect(JSON.parse(bom.bytes.subarray(3).toString())).toHaveProperty('message')
  })

  test('the busy errors of queries strike nothing else', async () => {
    for (const [fault, code] of [
      ['vs402490', 'VS402490'],
      ['vs402491', 'VS402491'],
    ]) {
      const sandbox = await start({ faults: `${fault}:1` })
      expect((await ask(sandbox)).status).toBe(200)
      const url = `${sandbox.url}/${sandbox.info.organization}/_apis/wit/wiql?api-version=7.1`
      const headers = { ...asBasic(sandbox.info.pat), 'Content-Type': 'application/json' }
      const body = JSON.stringify({ query: 'select [System.Id] from workitems' })
      const response = await fetch(url, { method: 'POST', headers, body })
      expect(response.status).toBe(503)
      expect(((await response.json()) as { message: string }).message).toMatch(new RegExp(`^${code}: `))
    }
  })
})

describe('latency', () => {
  const draws = (spec: string, seed = 1, count = 2000) => {
    const schedule = createFaultSchedule(spec, seed)
    return Array.from({ length: count }, () => schedule.latencyMs())
  }

  test('is none, fixed, or evenly between two bounds', () => {
    expect(new Set(draws('429:5'))).toEqual(new Set([0]))
    expect(new Set(draws('latency=50'))).toEqual(new Set([50]))
    const uniform = draws('latency=uniform:10-200')
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...uniform)).toBeLessThanOrEqual(200)
    expect(uniform.reduce((sum, each) => sum + each, 0) / uniform.length).toBeCloseTo(105, -1)
  })

  test('is log-normal by its median and the factor of one standard deviation', () => {
    const sorted = draws('latency=lognormal:50:2', 1, 20_000).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.floor(share * sorted.length)]!
    expect(at(0.5) / 50).toBeCloseTo(1, 1)
    expect(at(0.8413) / 100).toBeCloseTo(1, 1)
    expect(at(0.1587) / 25).toBeCloseTo(1, 1)
  })

  test('follows the seed', () => {
    expect(draws('latency=lognormal:50:2', 5)).toEqual(draws('latency=lognormal:50:2', 5))
    expect(draws('latency=uniform:0-100', 5)).not.toEqual(draws('latency=uniform:0-100', 6))
  })

  test('holds answers back', async () => {
    const sandbox = await start({ faults: 'latency=80' })
    const started = performance.now()
    expect((await ask(sandbox)).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
  })
})
