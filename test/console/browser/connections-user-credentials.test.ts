import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { beginConnection, fillSettings, sandboxSettings, saveSettings } from './settings-form.js'
import { heading, signIn, signInAndAccept } from './sign-in-window.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) opened = await openConsole({ connections: [], projects: 2, workItems: 20 })
})
afterAll(() => opened?.close())

/** Consent is remembered, so every test has a person of its own. */
let people = 0
const nextPerson = () => opened.sandbox.info.users[people++]!

/** A stored connection, open on its page. */
async function openUser(name: string, more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const { app, page, sandbox } = opened
  await app.profiles.add(name, {
    Auth: 'UserCredentials',
    ...sandboxSettings(sandbox.info, 'user'),
    ...more,
  })
  await opened.go('connections')
  await page.reload()
  await page.getByRole('link', { name, exact: true }).click()
  await heading(page, name)
  return page
}

/** Presses Generate Token, and gives the window that opens, where nobody is signed in yet. */
async function signInWindow(page: Page): Promise<Page> {
  await page.context().clearCookies({ name: /^(?!azdo)/ })
  const window = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Generate Token' }).click()
  return window
}

describe.skipIf(whyNot !== undefined)('User Credentials in the console (needs chromium)', () => {
  it('are set up in the form, and the sign-in opens a window that goes on by itself', async () => {
    const { page, sandbox } = opened
    await beginConnection(page, 'User Credentials', 'mine')
    await fillSettings(page, sandboxSettings(sandbox.info, 'user'))
    expect(await looksAtFault(page)).toEqual([])
    await saveSettings(page)
    await heading(page, 'mine')
    const window = await signInWindow(page)
    const person = nextPerson()
    await page.getByText('A sign-in window has opened.').waitFor()
    expect(await looksAtFault(page)).toEqual([])
    await signInAndAccept(window, person)
    await heading(window, 'The sign-in is done')
    await window.close()
    await page.getByText('A token was generated.').waitFor()
    const facts = page.locator('#token')
    await facts.getByText(`${person.uniqueName} (person)`).waitFor()
    await facts.getByText('Work items (full)').waitFor()
    expect(await looksAtFault(page)).toEqual([])
    await page.getByText('2 projects can be seen.').waitFor()
    await page.getByRole('button', { name: 'Test Connection' }).click()
    await page.getByText('The connection mine works.').waitFor()
  })

  it('says what to do when the person cancels in the window', async () => {
    const page = await openUser('cancelled')
    const window = await signInWindow(page)
    await signIn(window, nextPerson())
    await heading(window, 'Permissions requested')
    await window.getByRole('button', { name: 'Cancel' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'No token was generated.' })
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/cancelled|declined/)
    expect(await alert.innerText()).toMatch(/step 8/)
    await window.close()
  })

  it('are given up by Cancel, and nothing waits any more', async () => {
    const page = await openUser('given-up')
    const window = await signInWindow(page)
    await heading(window, 'Sign in to your account')
    await page.locator('#token').getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Signing in was cancelled.').waitFor()
    await window.close()
    expect(await page.getByText('A sign-in window has opened.').count()).toBe(0)
  })

  it('take the pasted address where the Return URL is somebody else’s', async () => {
    const page = await openUser('pasted', { ReturnUrl: 'https://zappysys.com/oauth' })
    const window = await signInWindow(page)
    const nowhere = window.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
    await signInAndAccept(window, nextPerson())
    const landed = (await nowhere).url()
    expect(landed).toMatch(/^https:\/\/zappysys\.com\/oauth\?code=/)
    await window.close()
    expect(await looksAtFault(page)).toEqual([])
    await page.getByLabel('Address or code').fill(landed)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('A token was generated.').waitFor()
    expect(await page.content()).not.toContain(new URL(landed).searchParams.get('code'))
  })

  it('show a device code to enter elsewhere, big and to copy', async () => {
    const page = await openUser('device')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Sign in on another device' }).click()
    const code = page.locator('#token strong')
    await code.waitFor()
    const text = await code.innerText()
    expect(text).toMatch(/^[A-Z0-9-]{6,}$/)
    expect(
      await code.evaluate((element: any) =>
        parseInt(element.ownerDocument.defaultView.getComputedStyle(element).fontSize),
      ),
    ).toBeGreaterThan(24)
    await page.getByRole('button', { name: 'Copy Device code' }).click()
    await page.getByRole('button', { name: 'Copied Device code' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text)
    expect(await looksAtFault(page)).toEqual([])
    const address = await page.locator('#token a').first().getAttribute('href')
    const { page: elsewhere } = await opened.otherBrowser()
    await elsewhere.goto(address!)
    await heading(elsewhere, 'Enter code')
    await elsewhere.getByLabel('Code').fill(text)
    await elsewhere.getByRole('button', { name: 'Next' }).click()
    await heading(elsewhere, 'Are you trying to sign in?')
    await elsewhere.getByRole('button', { name: 'Continue' }).click()
    await signInAndAccept(elsewhere, nextPerson())
    await page.getByText('A token was generated.').waitFor()
    expect(await code.count()).toBe(0)
  })

  it('have shown no fault of their own', () => {
    expect(opened.faults()).toEqual([])
  })
})
