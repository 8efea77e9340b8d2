import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScriptedBrowser, walkSignIn } from './scripted-browser.js'
import { scriptedPerson, settingsOf } from './sign-in-world.js'
import { startSystem, type System, type SystemOptions } from './system.js'

let system: System | undefined
afterAll(() => system?.close())

/** Enough work items for more than 50 requests of 200 each, answered slowly enough to step in between them. */
const large = { workItems: 10_400, latencyMs: 30 }

/** What a read gives while no token ends. */
let whole: string[]

/** Starts a system in place of the one before, with a token that it holds. */
async function start(
  options: SystemOptions,
  signIn: () => Promise<void> = async () => undefined,
): Promise<void> {
  await system?.close()
  system = undefined
  system = await startSystem(options)
  await signIn()
  whole = await readIds()
  expect(new Set(whole).size).toBeGreaterThan(10_000)
  expect(new Set(whole).size).toBe(whole.length)
}

async function control(path: string, body: unknown = {}): Promise<void> {
  const { url } = system!.sandbox.info
  const answer = await fetch(`${url}/_sandbox${path}`, { method: 'POST', body: JSON.stringify(body) })
  expect(answer.ok, await answer.text()).toBe(true)
}

/** Waits until so many more requests have been answered well, then does the work. */
async function afterAnswers(count: number, work: () => Promise<void>): Promise<void> {
  const answered = async () => (await system!.requests()).filter(({ status }) => status === 200).length
  const before = await answered()
  while ((await answered()) < before + count) await wait(5)
  await work()
}

/** Three times while a read runs, its token is over: two hours pass on the sandbox's clock. */
async function outliveTokens(): Promise<void> {
  for (const answers of [6, 12, 12])
    await afterAnswers(answers, () => control('/clock', { advanceSeconds: 7200 }))
}

/** Reads every item, as if for the first time. */
async function readIds(): Promise<string[]> {
  const owner = await system!.owner()
  await owner.query('delete from azdo.coverage')
  await owner.end()
  const client = await system!.client()
  const { rows } = await client.query<{ line: string }>(
    `select id || ' ' || rev || ' ' || title as line from work_items order by id`,
  )
  return rows.map(({ line }) => line)
}

/** A read of one request; the number of its rows. */
async function readProjects(): Promise<number> {
  const client = await system!.client()
  return (await client.query('select id from projects')).rowCount ?? 0
}

interface Outcome {
  readonly tokens: number
  /** Statuses in the order of the answers. */
  readonly statuses: readonly number[]
}

/** Reads everything while tokens end: it must be the same as with one that lasts. */
async function readsTheSame(whileReading: () => Promise<void> = async () => undefined): Promise<Outcome> {
  let tokens = 0
  const stop = system!.app.events.subscribe((event) => {
    if (event.type === 'token.obtained') tokens++
  })
  const before = (await system!.requests()).length
  const [read] = await Promise.all([readIds(), whileReading()])
  stop()
  const statuses = (await system!.requests()).slice(before).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(50)
  expect(read).toEqual(whole)
  return { tokens, statuses }
}

/** The service has refused tokens at least so often, and each time the read went on with another. */
function expectRefusals({ statuses }: Outcome, times: number): void {
  expect(new Set(statuses)).toEqual(new Set([200, 401]))
  expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(times)
  expect(statuses.at(-1)).toBe(200)
}

async function signInAsUser(): Promise<void> {
  const { info } = system!.sandbox
  const credential = await system!.app.credential(await system!.app.profiles.connection('box'))
  const person = scriptedPerson({
    openBrowser: async (url) => {
      void walkSignIn(openScriptedBrowser(), url, info.url, info.users[0]!)
      return true
    },
  })
  await credential.generate(undefined, person)
}

describe('a read of more than 50 requests, by an app,', () => {
  beforeAll(() => start(large))

  it('outlives several tokens', async () => {
    const outcome = await readsTheSame(outliveTokens)
    expect(outcome.tokens).toBe(3)
    expectRefusals(outcome, 3)
  })

  it('outlives a token that is taken back while it runs', async () => {
    const outcome = await readsTheSame(() => afterAnswers(10, () => control('/tokens/revoke')))
    expect(outcome.tokens).toBe(1)
    expectRefusals(outcome, 1)
  })

  it('outlives several short tokens, renewed before they end', async () => {
    await control('/faults', { spec: 'latency=200' })
    await control('/tokens', { lifetimeSeconds: 2 })
    await control('/tokens/revoke')
    expect((await readsTheSame()).tokens).toBeGreaterThan(1)
    await control('/faults', { spec: 'none' })
  })
})

describe('a read of more than 50 requests, by a user,', () => {
  beforeAll(() => start({ ...large, settingsFor: (info) => settingsOf(info, 'user') }, signInAsUser))

  it('outlives several tokens, by refresh tokens that rotate', async () => {
    const outcome = await readsTheSame(outliveTokens)
    expect(outcome.tokens).toBe(3)
    expectRefusals(outcome, 3)
  })

  it('needs no new sign-in as long as it comes every month, and one after 91 days', async () => {
    for (let month = 0; month < 4; month++) {
      await control('/clock', { advanceSeconds: 30 * 86_400 })
      expect(await readProjects()).toBeGreaterThan(0)
    }
    await control('/clock', { advanceSeconds: 91 * 86_400 })
    await expect(readProjects()).rejects.toMatchObject({ code: '28000' })
    await signInAsUser()
    expect(await readProjects()).toBeGreaterThan(0)
  })

  it('ends with a clear error, and no half result, when the refresh token is revoked meanwhile', async () => {
    const reading = readIds().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    await afterAnswers(10, () => control('/tokens/revoke', { refresh: true }))
    expect(await reading).toMatchObject({
      code: '28000',
      hint: expect.stringMatching(/Generate (a )?token/i) as string,
    })
    await signInAsUser()
    expect(await readProjects()).toBeGreaterThan(0)
  })
})
