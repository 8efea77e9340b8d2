import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCredential } from '../../src/auth/credential.js'
import { createEvents, type AzdoEvent } from '../../src/events/events.js'
import { createRestClient, type RestClient, type Wait } from '../../src/rest/rest-client.js'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import { patConnection } from './service-server.js'
import { virtualClock } from './virtual-clock.js'

const items = 20_000
let sandbox: Sandbox
let client: RestClient
let seen: AzdoEvent[]
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, seed: 5, projects: 3, workItems: items, rateLimit: 30 })
  await control('rate-limit', { maxDelayMs: 20 })
  const { url, organization, pat } = sandbox.info
  const connection = patConnection(url, { organization, personalAccessToken: pat })
  const events = createEvents()
  seen = []
  events.subscribe((event) => seen.push(event))
  const credential = createCredential(connection, { home: '/nonexistent', events })
  // The sandbox's clock moves along, so that minutes of waiting take none.
  const { clock } = virtualClock((ms) => control('clock', { advanceSeconds: ms / 1000 }))
  client = createRestClient(connection, { credential, events, clock })
})
afterEach(async () => {
  await client.close()
  await sandbox.close()
})

async function control(what: string, wish: object): Promise<void> {
  const answer = await fetch(`${sandbox.info.url}/_sandbox/${what}`, {
    method: 'POST',
    body: JSON.stringify(wish),
  })
  expect(answer.status).toBe(200)
}

/** Reads every item once, as one statement; resolves with how many came. */
async function readAll(statement: object, heard: Wait[] = []): Promise<number> {
  const meter = { requests: 0, bytes: 0, statement, onWait: (wait: Wait) => void heard.push(wait) }
  const found = await client.json<{ workItems: { id: number }[] }>({
    host: 'core',
    method: 'POST',
    path: '/_apis/wit/wiql',
    query: { $top: 19_999 },
    body: { query: 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]' },
    safe: true,
    meter,
  })
  const ids = found.body.workItems.map(({ id }) => id)
  let count = 0
  const batch = async (ids: readonly number[]): Promise<void> => {
    const path = '/_apis/wit/workitemsbatch'
    const body = { ids, errorPolicy: 'omit' }
    const got = await client.json<{ value: unknown[] }>({
      host: 'core',
      method: 'POST',
      path,
      body,
      safe: true,
      meter,
    })
    count += got.body.value.length
  }
  const batches: Promise<void>[] = []
  for (let i = 0; i < ids.length; i += 200) batches.push(batch(ids.slice(i, i + 200)))
  await Promise.all(batches)
  return count
}
const statuses = () => seen.flatMap((event) => (event.type === 'rest.request' ? [event.status] : []))

test('a read that costs more than the budget waits as it is told, and is refused next to never', async () => {
  const heard: Wait[] = []
  expect(await readAll({}, heard)).toBe(items - 1)
  expect(statuses().filter((status) => status === 429).length).toBeLessThanOrEqual(2)
  const pauses = seen.filter((event) => event.type === 'rest.throttled')
  expect(pauses.length).toBeGreaterThan(0)
  expect(pauses[0]).toMatchObject({ connection: 'work', resource: 'WorkItemTrackingResource' })
  expect(heard).toContainEqual({ why: 'throttled', ms: expect.any(Number) as number })
})

test('two reads share the budget, and both end', async () => {
  expect(await Promise.all([readAll({}), readAll({})])).toEqual([items - 1, items - 1])
  expect(statuses().filter((status) => status === 429).length).toBeLessThanOrEqual(4)
})

test('a small statement goes in between the requests of a large one', async () => {
  await control('rate-limit', { tstu: 1_000 })
  const large = readAll({})
  while (statuses().length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
  await client.json({
    host: 'core',
    method: 'GET',
    path: '/_apis/projects',
    meter: { requests: 0, bytes: 0, statement: {} },
  })
  // What was under way when it came, and what went out with it.
  expect(statuses().length).toBeLessThan(60)
  await large
  expect(statuses().length).toBe(102)
})
