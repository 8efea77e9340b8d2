import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Interaction } from '../../src/auth/interaction.js'
import { openScriptedBrowser, walkSignIn, type Page } from './scripted-browser.js'
import { scriptedPerson, settingsOf, startSignInWorld, type SignInWorld } from './sign-in-world.js'

let world: SignInWorld
beforeAll(async () => {
  world = await startSignInWorld()
})
afterAll(() => world.close())

let added = 0
/** Adds a connection for a user, with these settings beside those of the reference page. */
async function userConnection(settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = `user${++added}`
  await world.add(name, { ...settingsOf(world.info, 'user'), ...settings })
  return name
}

/** Someone whose browser opens by itself and who answers as told; `pages` are those where it ended. */
function personWithBrowser(answer: 'accept' | 'cancel' = 'accept') {
  // Whoever has consented once is not asked again.
  const user = world.info.users[answer === 'cancel' ? 1 : 0]!
  const pages: Promise<Page>[] = []
  const addresses: URL[] = []
  const person = scriptedPerson({
    openBrowser: async (url) => {
      addresses.push(new URL(url))
      pages.push(walkSignIn(openScriptedBrowser(), url, world.info.url, user, answer))
      return true
    },
  })
  return { person, pages, addresses }
}

/** Someone who opens the address shown in a browser elsewhere, and pastes what `answer` makes of where it ended. */
function personWhoPastes(answer: (landed: URL) => string | undefined): Interaction {
  const person = scriptedPerson({
    askForAnswer: async () => {
      const page = await walkSignIn(
        openScriptedBrowser(),
        person.shown.at(-1)!,
        world.info.url,
        world.info.users[0]!,
      )
      return answer(new URL(page.url))
    },
  })
  return person
}

const generate = async (name: string, person: Interaction) =>
  (await world.credential(name)).generate(undefined, person)
const failedSteps = async (name: string) => (await world.test(name)).filter(({ ok }) => !ok)

describe('in the browser, with the loopback address', () => {
  it('signs in as a user, closes with a page that says so, and Test Connection passes', async () => {
    const name = await userConnection()
    const { person, pages, addresses } = personWithBrowser()
    const status = await generate(name, person)
    expect(status).toMatchObject({
      way: 'User Credentials',
      held: true,
      identity: world.info.users[0]!.uniqueName,
      identityKind: 'user',
      tenant: world.info.tenant,
    })
    expect(status.permissions).toEqual(expect.arrayContaining(['vso.project', 'vso.work_full']))
    expect(status.warnings ?? []).toEqual([])
    const query = addresses[0]!.searchParams
    expect(query.get('response_type')).toBe('code')
    expect(query.get('code_challenge_method')).toBe('S256')
    expect(query.get('state')?.length).toBeGreaterThan(15)
    expect(new URL(query.get('redirect_uri')!).hostname).toMatch(/^(localhost|127\.0\.0\.1)$/)
    const last = await pages[0]!
    expect(last.status).toBe(200)
    expect(last.html).toMatch(/close this (window|page|tab)/i)
    expect(last.html).not.toMatch(/<script|code=/i)
    expect(await failedSteps(name)).toEqual([])
  })

  it('signs in at the address for many tenants', async () => {
    const common = (url: string): string => url.replace(world.info.tenant, 'common')
    const name = await userConnection({
      AuthUrl: common(world.info.authUrl),
      TokenUrl: common(world.info.tokenUrl),
    })
    expect(await generate(name, personWithBrowser().person)).toMatchObject({ tenant: world.info.tenant })
    expect(await failedSteps(name)).toEqual([])
  })

  it('signs in to an application that has a client secret', async () => {
    const { clientId, clientSecret } = world.info.webClient
    const name = await userConnection({ ClientId: clientId, ClientSecret: clientSecret })
    expect(await generate(name, personWithBrowser().person)).toMatchObject({ held: true })
    expect(await failedSteps(name)).toEqual([])
  })

  it.each(['~', ' ', ',', ', '])('takes scopes separated by "%s"', async (separator) => {
    const resource = 'https://app.vssps.visualstudio.com'
    const scopes = [`${resource}/vso.project`, `${resource}/vso.work`, 'offline_access']
    const { person, addresses } = personWithBrowser()
    await generate(await userConnection({ Scope: scopes.join(separator) }), person)
    expect(addresses[0]!.searchParams.get('scope')!.split(' ')).toEqual(expect.arrayContaining(scopes))
  })

  it.each([
    'user_impersonation',
    'vso.project',
    'vso.project_write',
    'vso.project_manage',
    'vso.work',
    'vso.work_write',
    'vso.work_full',
  ])('gets the scope %s of the reference page, with offline_access', async (scope) => {
    const name = await userConnection({
      Scope: `https://app.vssps.visualstudio.com/${scope}~offline_access`,
    })
    const status = await generate(name, personWithBrowser().person)
    expect(status.permissions).toEqual(expect.arrayContaining([scope]))
    expect(status.warnings ?? []).toEqual([])
  })

  it('tells which areas the scopes leave out', async () => {
    const name = await userConnection({
      Scope: 'https://app.vssps.visualstudio.com/vso.project~offline_access',
    })
    await generate(name, personWithBrowser().person)
    const steps = await world.test(name)
    expect(steps.at(-1)).toMatchObject({ name: 'Areas', ok: true })
    expect(steps.at(-1)!.detail).toMatch(/may not read boards/)
  })

  it('a refusal is told on the page and to the program, with the step to repeat', async () => {
    const { person, pages } = personWithBrowser('cancel')
    await expect(generate(await userConnection(), person)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringMatching(/declined|cancel|refused/i) as string,
    })
    const last = await pages[0]!
    expect(last.html).toMatch(/close this (window|page|tab)/i)
    expect(last.html).toMatch(/not|refused|declined|cancel/i)
  })

  it('an answer with another state is not taken for the sign-in', async () => {
    const name = await userConnection()
    const { person } = personWithBrowser()
    const stops = new AbortController()
    const signedIn = generate(name, {
      ...person,
      openBrowser: async (url) => {
        const back = new URL(new URL(url).searchParams.get('redirect_uri')!)
        back.search = new URLSearchParams({ code: 'stolen', state: 'guessed' }).toString()
        const page = await openScriptedBrowser().open(back.href)
        expect(page.status === 200 && /signed in/i.test(page.html)).toBe(false)
        return person.openBrowser(url)
      },
    }).finally(() => stops.abort())
    // Either the answer is passed over and the real one counts, or the sign-in ends as refused; never a token for `stolen`.
    await signedIn.then(
      (status) => expect(status.identity).toBe(world.info.users[0]!.uniqueName),
      (thrown: unknown) => expect(thrown).toMatchObject({ code: 'SIGN_IN_REFUSED' }),
    )
  })
})

describe('with a Return URL that somebody else hosts', () => {
  const foreign = { ReturnUrl: 'https://zappysys.com/oauth' }

  it('takes the whole address that the browser ended at', async () => {
    const name = await userConnection(foreign)
    expect(
      await generate(
        name,
        personWhoPastes((landed) => landed.href),
      ),
    ).toMatchObject({ held: true })
    expect(await failedSteps(name)).toEqual([])
  })

  it('takes the code alone', async () => {
    const name = await userConnection(foreign)
    const person = personWhoPastes((landed) => landed.searchParams.get('code') ?? undefined)
    expect(await generate(name, person)).toMatchObject({ held: true })
  })

  it('refuses an address of another sign-in', async () => {
    const person = personWhoPastes((landed) => {
      landed.searchParams.set('state', 'of-another-sign-in')
      return landed.href
    })
    await expect(generate(await userConnection(foreign), person)).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    })
  })

  it('ends without a token when nothing is pasted', async () => {
    const name = await userConnection(foreign)
    await expect(
      generate(
        name,
        personWhoPastes(() => undefined),
      ),
    ).rejects.toMatchObject({ name: 'AzdoError' })
    expect(await (await world.credential(name)).status()).toMatchObject({ held: false })
  })

  it('a Return URL that is not registered is named, with the step to repeat', async () => {
    const name = await userConnection({ ReturnUrl: 'https://example.org/back' })
    let page: Page | undefined
    const person = scriptedPerson({
      askForAnswer: async () => {
        page = await openScriptedBrowser().open(person.shown.at(-1)!)
        return undefined
      },
    })
    await expect(generate(name, person)).rejects.toMatchObject({ name: 'AzdoError' })
    expect(page!.html).toContain('AADSTS50011')
  })
})

describe('with a device code', () => {
  const onAnotherDevice = (answer: 'accept' | 'cancel' = 'accept') =>
    scriptedPerson({
      way: 'device-code',
      showDeviceCode: ({ userCode, verificationUri }) => {
        const browser = openScriptedBrowser()
        const enter = async (): Promise<void> => {
          const page = await browser.open(verificationUri)
          const field = page.forms
            .flatMap((form) => form.fields)
            .find(({ kind, type }) => kind === 'input' && type === 'text')!
          let next = await browser.submit(page, { [field.name]: userCode })
          for (let pages = 0; pages < 6 && next.forms.length > 0; pages++) {
            const inputs = next.forms.flatMap((form) => form.fields)
            const password = inputs.find(({ type }) => type === 'password')
            if (password !== undefined) {
              const name = inputs.find(({ kind, type }) => kind === 'input' && /^(text|email)$/.test(type))!
              const { uniqueName, password: secret } = world.info.users[0]!
              next = await browser.submit(next, { [name.name]: uniqueName, [password.name]: secret })
            } else next = await browser.submit(next, {}, answer === 'cancel' ? /cancel|deny/i : undefined)
          }
        }
        void enter()
      },
    })

  it('signs in on another device', async () => {
    const name = await userConnection()
    expect(await generate(name, onAnotherDevice())).toMatchObject({
      held: true,
      identity: world.info.users[0]!.uniqueName,
    })
    expect(await failedSteps(name)).toEqual([])
  })

  it('ends when the person declines there', async () => {
    await expect(generate(await userConnection(), onAnotherDevice('cancel'))).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
    })
  })
})

describe('staying signed in', () => {
  it('without offline_access warns at once, and names Generate Token when the token ends', async () => {
    const name = await userConnection({ Scope: 'https://app.vssps.visualstudio.com/vso.project' })
    await world.control('/tokens', { lifetimeSeconds: 1 })
    try {
      const status = await generate(name, personWithBrowser().person)
      expect(status.warnings?.join(' ')).toMatch(/offline_access/)
      await sleep(1600)
      await expect((await world.credential(name)).authorization()).rejects.toMatchObject({
        code: 'SIGN_IN_REFUSED',
        hint: expect.stringMatching(/Generate (a )?token/i) as string,
      })
    } finally {
      await world.control('/tokens', { lifetimeSeconds: 3599 })
    }
  })

  it('with offline_access renews without the person, also in another process', async () => {
    const name = await userConnection()
    await world.control('/tokens', { lifetimeSeconds: 1 })
    try {
      await generate(name, personWithBrowser().person)
      const first = await (await world.credential(name)).authorization()
      await sleep(1100)
      expect(await (await world.credential(name)).authorization()).not.toBe(first)
      expect(await failedSteps(name)).toEqual([])
    } finally {
      await world.control('/tokens', { lifetimeSeconds: 3599 })
    }
  })

  it('a refresh token that is revoked ends with an error that names Generate Token', async () => {
    const name = await userConnection()
    await generate(name, personWithBrowser().person)
    expect(await failedSteps(name)).toEqual([])
    await world.control('/tokens/revoke', { refresh: true })
    const [failed] = await failedSteps(name)
    expect(failed?.error).toMatchObject({
      code: 'SIGN_IN_REFUSED',
      hint: expect.stringMatching(/Generate (a )?token/i) as string,
    })
    await generate(name, personWithBrowser().person)
    expect(await failedSteps(name)).toEqual([])
  })

  it('reads and writes the file of the reference page, readable by its owner only', async () => {
    const made = await userConnection()
    const path = join(world.folder, 'tokens.json')
    const name = await userConnection({ RefreshTokenFilePath: path })
    await generate(name, personWithBrowser().person)
    const kept = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    expect(Object.keys(kept)).toEqual(expect.arrayContaining(['access_token', 'refresh_token', 'expires_in']))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    // As somebody writes it by hand: an access token that has long ended, and what renews it.
    const by = { access_token: 'ended', refresh_token: kept.refresh_token, expires_in: 0 }
    await writeFile(path, JSON.stringify(by))
    expect(await failedSteps(name)).toEqual([])
    const renewed = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    expect(renewed.refresh_token).not.toBe(by.refresh_token)
    expect(renewed.access_token).not.toBe('ended')
    expect(made).not.toBe(name)
  })
})
