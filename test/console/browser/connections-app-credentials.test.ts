import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFocused, looksAtFault, untilTrue } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import {
  beginConnection,
  fillSettings,
  sandboxSettings,
  saveSettings,
  settingControl,
} from './settings-form.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) opened = await openConsole({ connections: [] })
})
afterAll(() => opened?.close())

// One flow, step by step: each test goes on where the one before has ended.
describe.skipIf(whyNot !== undefined)('App Credentials in the console, from nothing to first rows', () => {
  it('begins with a page that says how to begin', async () => {
    const { page } = opened
    await page.getByRole('heading', { name: 'No connection yet' }).waitFor()
    expect(await looksAtFault(page)).toEqual([])
  })

  it('offers every way of signing in with what it is for', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'New connection' }).click()
    await page.getByRole('heading', { name: 'How do you sign in?' }).waitFor()
    const ways = await page.locator('main li strong').allInnerTexts()
    expect(ways).toEqual([
      'App Credentials',
      'User Credentials',
      'Personal Access Token (PAT)',
      'Access Token',
      'Managed Identity',
    ])
    expect(await looksAtFault(page)).toEqual([])
    await opened.go('connections')
  })

  it('says beside each field what is wrong with it, and goes to the first', async () => {
    const { page } = opened
    await beginConnection(page, 'App Credentials', 'work')
    await fillSettings(page, { TokenUrl: 'not an address' })
    await saveSettings(page)
    await page.getByRole('alert').filter({ hasText: 'marked below' }).waitFor()
    const faulty = page.locator('[aria-invalid=true]')
    expect(await faulty.count()).toBe(4)
    expect(await isFocused(faulty.first())).toBe(true)
    const told = async (key: string): Promise<string> => {
      const ids = await settingControl(page, key).getAttribute('aria-describedby')
      return page.locator(`#${ids!.split(' ')[0]!}`).innerText()
    }
    expect(await told('TokenUrl')).toMatch(/^Token URL .*not an address/)
    expect(await told('ClientId')).toMatch(/^Client ID is missing\./)
    expect(await told('ClientSecret')).toMatch(/^Client Secret is missing\./)
    expect(await told('Organization')).toMatch(/^Organization/)
    expect(await looksAtFault(page)).toEqual([])
  })

  it('lists the steps of an administrator, whose ticks stay and whose links lead to the fields', async () => {
    const { page } = opened
    const steps = page.getByRole('complementary', { name: 'What an administrator does once' })
    await steps.getByRole('checkbox').first().check()
    await steps.getByText('1 of 5 done').waitFor()
    await steps.getByRole('button', { name: 'Scopes' }).click()
    await untilTrue(page, "document.activeElement.name === 'Scope'")
    expect(await settingControl(page, 'Scope').inputValue()).toMatch(/\.default$/)
    await page.reload()
    await steps.getByText('1 of 5 done').waitFor()
  })

  it('refuses a name that no connection can have, at its field', async () => {
    const { page, sandbox } = opened
    await page.getByLabel(/^Name/).fill('')
    await saveSettings(page)
    await page.getByText('A connection needs a name.').waitFor()
    expect(await page.getByLabel(/^Name/).getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel(/^Name/).fill('no good')
    await fillSettings(page, sandboxSettings(sandbox.info, 'app'))
    await saveSettings(page)
    const name = page.getByLabel(/^Name/)
    await untilTrue(page, "document.activeElement.getAttribute('aria-invalid') === 'true'")
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    await page.getByText(/cannot be named "no good"/).waitFor()
  })

  it('saves the settings, and the secret does not come back', async () => {
    const { page, sandbox } = opened
    await page.getByLabel(/^Name/).fill('work')
    await saveSettings(page)
    await page.getByRole('heading', { name: 'work', level: 1 }).waitFor()
    await untilTrue(page, "document.activeElement.id === 'token-title'")
    const secret = settingControl(page, 'ClientSecret')
    expect(await secret.inputValue()).toBe('')
    expect(await secret.getAttribute('placeholder')).toMatch(/Stored/)
    expect(await page.content()).not.toContain(sandbox.info.clientSecret)
    const { values } = await opened.app.profiles.get('work')
    expect(values).toEqual({
      Auth: 'AppCredentials',
      ...sandboxSettings(sandbox.info, 'app'),
    })
  })

  it('generates a token and says whose it is and until when', async () => {
    const { page, sandbox } = opened
    const token = page.locator('#token')
    await token.getByRole('button', { name: 'Generate Token' }).click()
    await token.getByText('A token was generated.').waitFor()
    await token.getByText('Signed in', { exact: true }).waitFor()
    await token.getByText(`${sandbox.info.clientId} (application)`).waitFor()
    await token.getByText(/in (59|60) minutes/).waitFor()
  })

  it('lists the projects from then on, to search and to choose by the keyboard', async () => {
    const { page } = opened
    const section = page.locator('#project')
    await section.getByText('4 projects can be seen.').waitFor()
    const field = section.getByRole('combobox')
    await field.click()
    const all = await section.getByRole('option').allInnerTexts()
    expect(all).toHaveLength(4)
    const wanted = all[2]!
    await field.pressSequentially(wanted.slice(0, 4).toLowerCase())
    await section.getByRole('option', { name: wanted, exact: true }).waitFor()
    expect(await looksAtFault(page)).toEqual([])
    const shown = await section.getByRole('option').allInnerTexts()
    for (let n = 0; n <= shown.indexOf(wanted); n++) await field.press('ArrowDown')
    await field.press('Enter')
    expect(await field.inputValue()).toBe(wanted)
    await section.getByRole('button', { name: 'Use this project' }).click()
    await section.getByText(`${wanted} is the default project.`).waitFor()
    expect((await opened.app.profiles.get('work')).values['Project']).toBe(wanted)
  })

  it('tests the connection, step by step', async () => {
    const { page } = opened
    const test = page.locator('#test')
    await test.getByRole('button', { name: 'Test Connection' }).click()
    await test.getByText('The connection work works.').waitFor()
    expect(await test.getByRole('listitem').locator('strong').allInnerTexts()).toEqual([
      'Address',
      'Token',
      'Organization',
      'Projects',
      'Default project',
      'Areas',
    ])
    expect(await test.getByText('failed:').count()).toBe(0)
    expect(await looksAtFault(page)).toEqual([])
  })

  it('leads to the first rows', async () => {
    const { page } = opened
    await page.getByRole('link', { name: 'Go to the first query' }).click()
    await page.getByRole('heading', { name: 'Query', level: 1 }).waitFor()
    await page.locator('.cm-content').click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('select id, title, project from work_items order by id limit 3')
    await page.keyboard.press('ControlOrMeta+Enter')
    const { values } = await opened.app.profiles.get('work')
    await page.getByRole('grid').getByText(values['Project']!, { exact: true }).first().waitFor()
  })

  it('has shown no fault of its own', () => {
    expect(opened.faults()).toEqual([])
  })
})
