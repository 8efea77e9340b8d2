import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenStep } from '../../src/console/api-schema.js'
import { openScriptedBrowser, walkSignIn } from '../end-to-end/scripted-browser.js'
import { settingsOf } from '../end-to-end/sign-in-world.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 2, workItems: 20 })
})
afterAll(() => system?.close())

let people = 0
const nextPerson = () => system.sandbox.info.users[people++]!
async function addUser(name: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const { info } = system.sandbox
  await system.app.profiles.add(name, {
    ...settingsOf(info, 'user'),
    Organization: info.organization,
    Url: info.url,
    ...more,
  })
}

/** Generate Token; `onStep` acts on each step as the page would. */
async function generate(name: string, body: object, onStep: (step: any) => Promise<void>): Promise<any[]> {
  const steps: any[] = []
  for await (const step of system.browser.lines(`/connections/${name}/token`, { body })) {
    tokenStep.parse(step)
    steps.push(step)
    await onStep(step)
  }
  return steps
}

/** Signs a person in at an address, in a browser of its own; gives where that ends. */
async function signInScripted(
  address: string,
  person: (typeof system.sandbox.info.users)[number],
): Promise<string> {
  return (await walkSignIn(openScriptedBrowser(), address, system.sandbox.info.url, person)).url
}

const nothing = () => Promise.resolve()

describe('Generate Token', () => {
  it('gets a token for an app and says what it is good for', async () => {
    const steps = await generate('box', {}, nothing)
    expect(steps).toEqual([
      {
        step: 'done',
        token: expect.objectContaining({ state: 'held', identityKind: 'app', way: 'App Credentials' }),
      },
    ])
    expect(Date.parse(steps[0].token.expiresAt)).toBeGreaterThan(Date.now())
    const [box] = await system.browser.json('/connections')
    expect(box.token).toEqual(steps[0].token)
  })

  it('opens the sign-in page for a person and ends when the browser comes back', async () => {
    await addUser('person')
    const person = nextPerson()
    const steps = await generate('person', { way: 'browser' }, async (step) => {
      if (step.step === 'open') await signInScripted(step.url, person)
    })
    expect(steps.map(({ step }) => step)).toEqual(['open', 'done'])
    expect(steps[1].token).toMatchObject({ state: 'held', identity: person.uniqueName, identityKind: 'user' })
  })

  it('takes what a person pastes from a Return URL elsewhere', async () => {
    await addUser('pasting', { ReturnUrl: 'https://zappysys.com/oauth' })
    const person = nextPerson()
    let landed = ''
    const steps = await generate('pasting', {}, async (step) => {
      if (step.step === 'open') landed = await signInScripted(step.url, person)
      if (step.step === 'paste')
        await system.browser.json('/connections/pasting/token/answer', {
          method: 'POST',
          body: { value: landed },
        })
    })
    expect(steps.map(({ step }) => step)).toEqual(['open', 'paste', 'done'])
    expect(steps[1].prompt).toContain('https://zappysys.com/oauth')
    expect(steps[2].token.identity).toBe(person.uniqueName)
    const late = { method: 'POST', body: { value: landed } }
    expect((await system.browser.ask('/connections/pasting/token/answer', late)).status).toBe(400)
  })

  it('shows a device code, and is given up when it is told to', async () => {
    await addUser('device')
    const steps = await generate('device', { way: 'device-code' }, async (step) => {
      if (step.step === 'device')
        expect(await system.browser.json('/connections/device/token', { method: 'DELETE' })).toEqual({})
    })
    expect(steps[0]).toEqual({
      step: 'device',
      url: expect.stringMatching(/^http/),
      code: expect.stringMatching(/^\w+/),
      expiresAt: expect.stringMatching(/Z$/),
    })
    expect(steps[1]).toMatchObject({ step: 'failed', error: { code: 'STATEMENT_CANCELED' } })
  })

  it('is ended by another of the same connection, and by a browser that goes away', async () => {
    await addUser('twice')
    const leave = new AbortController()
    const second = async (): Promise<void> => {
      const asked = { body: {}, signal: leave.signal }
      for await (const step of system.browser.lines('/connections/twice/token', asked))
        if (step.step === 'open') leave.abort()
    }
    let gone: Promise<string | void> | undefined
    const first = await generate('twice', {}, async (step) => {
      if (step.step === 'open') gone = second().catch((error: Error) => error.name)
    })
    expect(first.at(-1)).toMatchObject({ step: 'failed', error: { code: 'STATEMENT_CANCELED' } })
    expect(await gone).toBe('AbortError')
    const person = nextPerson()
    const steps = await generate('twice', {}, async (step) => {
      if (step.step === 'open') await signInScripted(step.url, person)
    })
    expect(steps.at(-1)).toMatchObject({ step: 'done' })
  })

  it('ends with the cause and what to do when the secret is wrong', async () => {
    const { info } = system.sandbox
    await system.app.profiles.add('wrong', {
      ...settingsOf(info, 'app'),
      ClientSecret: 'not-the-right-secret',
      Organization: info.organization,
      Url: info.url,
    })
    const [step] = await generate('wrong', {}, nothing)
    expect(step).toMatchObject({
      step: 'failed',
      error: { code: 'SIGN_IN_REFUSED', hint: expect.stringMatching(/step 2/), action: 'generate-token' },
    })
    expect(JSON.stringify(step)).not.toContain('not-the-right-secret')
  })
})
