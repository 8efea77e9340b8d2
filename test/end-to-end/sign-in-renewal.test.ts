import { afterEach, describe, expect, it } from 'vitest'
import { openScriptedBrowser, walkSignIn } from './scripted-browser.js'
import { scriptedPerson, settingsOf } from './sign-in-world.js'
import { startSystem, type System } from './system.js'

let system: System | undefined
afterEach(async () => {
  await system?.close()
  system = undefined
})

/** Enough work items for more than 50 requests of 200 each, answered slowly enough for several tokens. */
const large = { workItems: 10_400, latencyMs: 600 }

async function control(path: string, body: unknown = {}): Promise<void> {
  const { url } = system!.sandbox.info
  const answer = await fetch(`${url}/_sandbox${path}`, { method: 'POST', body: JSON.stringify(body) })
  expect(answer.ok, await answer.text()).toBe(true)
}

async function readIds(): Promise<string[]> {
  const client = await system!.client()
  const { rows } = await client.query<{ line: string }>(
    `select id || ' ' || rev || ' ' || title as line from work_items order by id`,
  )
  return rows.map(({ line }) => line)
}

/** Reads everything while tokens end, and once more with one that lasts: both must be the same. */
async function readsTheSame(whileReading: () => Promise<void> = async () => undefined): Promise<void> {
  let tokens = 0
  system!.app.events.subscribe((event) => {
    if (event.type === 'token.obtained') tokens++
  })
  const before = (await system!.requests()).length
  const [read] = await Promise.all([readIds(), whileReading()])
  const requests = (await system!.requests()).slice(before)
  expect(requests.length).toBeGreaterThan(50)
  expect(tokens).toBeGreaterThan(1)
  expect(new Set(read).size).toBe(read.length)
  await control('/tokens', { lifetimeSeconds: 3599 })
  expect(await readIds()).toEqual(read)
  expect(read.length).toBeGreaterThan(10_000)
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

describe('a read of more than 50 requests', () => {
  it('outlives several tokens of an app', async () => {
    system = await startSystem(large)
    await control('/tokens', { lifetimeSeconds: 5 })
    await readsTheSame()
  })

  it('outlives a token of an app that is taken back while it runs', async () => {
    system = await startSystem(large)
    await readsTheSame(async () => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      await control('/tokens/revoke')
    })
  })

  it('outlives several tokens of a user, by refresh tokens that rotate', async () => {
    system = await startSystem({ ...large, settingsFor: (info) => settingsOf(info, 'user') })
    await control('/tokens', { lifetimeSeconds: 5 })
    await signInAsUser()
    await readsTheSame()
  })

  it('ends with a clear error, and no half result, when the refresh token is revoked meanwhile', async () => {
    system = await startSystem({ ...large, settingsFor: (info) => settingsOf(info, 'user') })
    await signInAsUser()
    const reading = readIds().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    await new Promise((resolve) => setTimeout(resolve, 900))
    await control('/tokens/revoke', { refresh: true })
    expect(await reading).toMatchObject({
      code: '28000',
      hint: expect.stringMatching(/Generate (a )?token/i) as string,
    })
    await signInAsUser()
    expect((await readIds()).length).toBeGreaterThan(10_000)
  })
})
