import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startSandbox, type Sandbox, type SandboxInfo } from '../whole-suite/start-sandbox.js'
import { installedBrowser, openRealBrowser, type RealBrowser } from './real-browser.js'
import { isBuilt, openSignInCommands, type SignInCommands } from './sign-in-command.js'

const possible = isBuilt && installedBrowser !== undefined
if (!possible)
  console.log(
    `sign-in in a real browser is not tested: ${isBuilt ? 'no chromium is installed' : 'nothing is built (npm run build)'}`,
  )

let sandbox: Sandbox
let info: SandboxInfo
let azdo: SignInCommands
beforeAll(async () => {
  if (!possible) return
  sandbox = await startSandbox({ port: 0, seed: 6, projects: 2, workItems: 20 })
  info = sandbox.info
  azdo = await openSignInCommands()
})
afterAll(async () => {
  await azdo?.close()
  await sandbox?.close()
})

/** Consent is remembered, so every test has a person of its own. */
let people = 0
const nextPerson = () => info.users[people++]!

async function browser(): Promise<RealBrowser> {
  const opened = await openRealBrowser()
  onTestFinished(() => opened.close())
  return opened
}

async function addUser(name: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
  const values = {
    Url: info.url,
    Organization: info.organization,
    AuthUrl: info.authUrl,
    TokenUrl: info.tokenUrl,
    ClientId: info.publicClient.clientId,
    ...settings,
  }
  const set = Object.entries(values).map(([key, value]) => `${key}=${value}`)
  const end = await azdo.run(['connection', 'add', name, '--auth', 'user-credentials', '--set', ...set])
  expect(end, end.err).toMatchObject({ code: 0 })
}

const heading = (page: Page, text: string) =>
  page.getByRole('heading', { name: text, exact: true }).waitFor({ timeout: 30_000 })

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await heading(page, 'Sign in to your account')
  await page.getByLabel('User name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** `azdo token generate NAME` up to where the desktop's browser opens, and the address it opens at. */
async function generateInBrowser(name: string) {
  const { env, openedFile } = await azdo.desktop()
  const command = azdo.start(['token', 'generate', name], { env })
  await command.says(/add the Redirect URI/)
  return { command, address: await readFile(openedFile, 'utf8') }
}

describe.skipIf(!possible)('azdo token generate with a real browser (needs chromium)', () => {
  it('goes on after a wrong password, asks for consent and ends on a page that can be closed', async () => {
    await addUser('in-browser')
    const { command, address } = await generateInBrowser('in-browser')
    const { page } = await browser()
    const person = nextPerson()
    await page.goto(address)
    await signIn(page, person.uniqueName, `${person.password}-mistyped`)
    await page.getByRole('alert').filter({ hasText: 'AADSTS50126' }).waitFor()
    expect(await page.getByLabel('User name').inputValue()).toBe(person.uniqueName)
    await signIn(page, person.uniqueName, person.password)
    await heading(page, 'Permissions requested')
    expect((await page.getByRole('listitem').allInnerTexts()).join('\n')).toContain('vso.work')
    await page.getByRole('button', { name: 'Accept' }).click()
    await heading(page, 'The sign-in is done')
    expect(await page.locator('body').innerText()).toMatch(/You can close this window/i)
    expect(new URL(page.url()).hostname).toMatch(/^(localhost|127\.0\.0\.1)$/)
    const ended = await command.ended
    expect(ended, ended.err).toMatchObject({ code: 0 })
    expect(ended.out).toMatch(/^in-browser: token held \(User Credentials\)$/m)
    expect(ended.out).toContain(`identity     user ${person.uniqueName}`)
    const tested = await azdo.run(['test', 'in-browser'])
    expect(tested, tested.err).toMatchObject({ code: 0 })
  })

  it.each(['sign-in', 'consent'])('is told when the person cancels on the page for %s', async (where) => {
    const name = `cancelled-${where}`
    await addUser(name)
    const { command, address } = await generateInBrowser(name)
    const { page } = await browser()
    await page.goto(address)
    if (where === 'consent') {
      const person = nextPerson()
      await signIn(page, person.uniqueName, person.password)
      await heading(page, 'Permissions requested')
    }
    await page.getByRole('button', { name: 'Cancel' }).click()
    await heading(page, 'The sign-in was refused')
    expect(await page.locator('body').innerText()).toMatch(/No access was given. You can close this window/)
    const ended = await command.ended
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toMatch(/cancelled, or consent .* declined.*\n.*step 8 \(Generate Token\)/)
    expect((await azdo.run(['token', 'status', name])).out).toMatch(/no token held/)
  })

  it('takes the address of a Return URL that somebody else hosts, though no page comes up there', async () => {
    await addUser('pasted', { ReturnUrl: 'https://zappysys.com/oauth' })
    const command = azdo.start(['token', 'generate', 'pasted', '--no-browser'])
    const [, address] = await command.says(/^(http\S+\/authorize\S+)$/m)
    const opened = await browser()
    const { page } = opened
    const person = nextPerson()
    await page.goto(address!)
    await signIn(page, person.uniqueName, person.password)
    await heading(page, 'Permissions requested')
    const nowhere = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
    await page.getByRole('button', { name: 'Accept' }).click()
    expect((await nowhere).failure()?.errorText).toBe('net::ERR_NAME_NOT_RESOLVED')
    await expect.poll(() => opened.address()).toMatch(/^https:\/\/zappysys\.com\/oauth\?code=/)
    const landed = await opened.address()
    command.type(landed)
    const ended = await command.ended
    expect(ended, ended.err).toMatchObject({ code: 0 })
    expect(ended.out).toContain(`identity     user ${person.uniqueName}`)
    expect(ended.out + ended.err).not.toContain(new URL(landed).searchParams.get('code'))
  })

  it('shows a device code that a browser elsewhere takes, after one that was mistyped', async () => {
    await addUser('device')
    const command = azdo.start(['token', 'generate', 'device', '--device-code'])
    const [, address, code] = await command.says(/open (http\S+) and enter the code (\S+)/)
    const { page } = await browser()
    const person = nextPerson()
    const enter = async (text: string) => {
      await heading(page, 'Enter code')
      await page.getByLabel('Code').fill(text)
      await page.getByRole('button', { name: 'Next' }).click()
    }
    await page.goto(address!)
    await enter('WRONGCODE')
    await page.getByRole('alert').filter({ hasText: "That code didn't work" }).waitFor()
    await enter(code!)
    await heading(page, 'Are you trying to sign in?')
    await page.getByRole('button', { name: 'Continue' }).click()
    await signIn(page, person.uniqueName, person.password)
    await heading(page, 'Permissions requested')
    await page.getByRole('button', { name: 'Accept' }).click()
    await heading(page, 'You have signed in')
    const ended = await command.ended
    expect(ended, ended.err).toMatchObject({ code: 0 })
    expect(ended.out).toMatch(/^device: token held/m)
    expect(ended.out).toContain(`identity     user ${person.uniqueName}`)
  })
})
