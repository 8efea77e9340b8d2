import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFocused } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { sandboxSettings, settingControl } from './settings-form.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) opened = await openConsole({ connections: [], projects: 2, workItems: 20 })
})
afterAll(() => opened?.close())

/** Presses Tab until the keyboard is at something of that name. */
async function tabTo(name: RegExp): Promise<void> {
  const { page } = opened
  const at = `(() => {
    const e = document.activeElement
    const label = e.labels?.[0]?.innerText ?? ''
    return [e.getAttribute('aria-label') ?? '', label, e.innerText ?? ''].join(' ').trim()
  })()`
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab')
    if (name.test(await page.evaluate<string>(at))) return
  }
  throw new Error(`no press of Tab leads to ${name}`)
}

describe.skipIf(whyNot !== undefined)('the console by the keyboard alone (needs chromium)', () => {
  it('sets a connection up, signs in, tests it and opens the query page', async () => {
    const { page, sandbox } = opened
    const { Url, ...values } = sandboxSettings(sandbox.info, 'app')
    await tabTo(/^New connection$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'How do you sign in?' }).waitFor()
    await tabTo(/^App Credentials/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'New connection: App Credentials' }).waitFor()
    await tabTo(/^Name/)
    await page.keyboard.type('keys')
    await tabTo(/^Token URL/)
    await page.keyboard.type(values['TokenUrl']!)
    await page.keyboard.press('Escape')
    await tabTo(/^Client ID/)
    await page.keyboard.type(values['ClientId']!)
    await tabTo(/^Client Secret\s+required/)
    await page.keyboard.type(values['ClientSecret']!)
    await tabTo(/^Organization/)
    await page.keyboard.type(values['Organization']!)
    await tabTo(/^More settings$/)
    await page.keyboard.press('Enter')
    await tabTo(/^Service URL/)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(Url!)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'keys', level: 1 }).waitFor()
    await tabTo(/^Generate Token$/)
    await page.keyboard.press('Enter')
    await page.getByText('A token was generated.').waitFor()
    await tabTo(/^Test Connection$/)
    await page.keyboard.press('Space')
    await page.getByText('The connection keys works.').waitFor()
    await tabTo(/^Go to the first query$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Query', level: 1 }).waitFor()
  })

  it('keeps the focus in a dialog, and gives it back when Escape closes that', async () => {
    const { page } = opened
    await opened.go('connections')
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    await tabTo(/^Import$/)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Import a connection' })
    await dialog.waitFor()
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      // The browser's own controls are the only other place a modal dialog lets the focus go.
      expect(
        await page.evaluate(
          "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
        ),
      ).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await isFocused(page.getByRole('button', { name: 'Import' }))).toBe(true)
  })

  it('closes a list by Escape and keeps what was typed', async () => {
    const { page } = opened
    await opened.go('connections/keys')
    const field = settingControl(page, 'TokenUrl')
    await field.focus()
    await page.keyboard.press('ArrowDown')
    expect(await field.getAttribute('aria-expanded')).toBe('true')
    const before = await field.inputValue()
    await page.keyboard.press('Escape')
    expect(await field.getAttribute('aria-expanded')).toBe('false')
    expect(await field.inputValue()).toBe(before)
    expect(await isFocused(field)).toBe(true)
  })
})
