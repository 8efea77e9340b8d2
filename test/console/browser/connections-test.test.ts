import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { looksAtFault, isFocused } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { sandboxSettings, settingControl } from './settings-form.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) opened = await openConsole({ connections: [], projects: 2, workItems: 20 })
})
afterEach(async () => {
  if (whyNot !== undefined) return
  await opened.control('/faults', { spec: '' })
  await opened.control('/entra', { error: null })
})
afterAll(() => opened?.close())

/** Adds a connection, tests it on its page, and gives the section once the test has stopped at a step. */
async function failingTest(
  name: string,
  more: Readonly<Record<string, string>>,
  way: 'app' | 'pat' = 'app',
): Promise<Locator> {
  const { app, page, sandbox } = opened
  await app.profiles.add(name, {
    Auth: way === 'app' ? 'AppCredentials' : 'Pat',
    ...sandboxSettings(sandbox.info, way),
    RetryMode: 'None',
    ...more,
  })
  await opened.go('connections')
  await page.reload()
  await page.getByRole('link', { name, exact: true }).click()
  const section = page.locator('#test')
  await section.getByRole('button', { name: 'Test Connection' }).click()
  await section.getByRole('alert').filter({ hasText: 'The test stopped here.' }).waitFor()
  return section
}

const steps = (section: Locator) => section.getByRole('listitem').locator('strong').allInnerTexts()
const remedy = (section: Locator) => section.getByRole('alert').innerText()

describe.skipIf(whyNot !== undefined)(
  'Test Connection in the console, where it fails (needs chromium)',
  () => {
    it('at the address says that nothing answers there', async () => {
      const { page } = opened
      const section = await failingTest('no-address', { Url: 'http://127.0.0.1:9' })
      expect(await steps(section)).toEqual(['Address'])
      expect(await remedy(section)).toMatch(/Service URL/)
      await section.getByRole('button', { name: 'Go to Service URL' }).click()
      await expect.poll(() => isFocused(settingControl(page, 'Url'))).toBe(true)
      expect(await looksAtFault(page)).toEqual([])
    })

    it('at the token names what is wrong with the secret, and the button leads to its remedy', async () => {
      const { expiredSecretClient } = opened.sandbox.info
      const section = await failingTest('expired-secret', {
        ClientId: expiredSecretClient.clientId,
        ClientSecret: expiredSecretClient.clientSecret,
      })
      expect(await steps(section)).toEqual(['Address', 'Token'])
      expect(await remedy(section)).toMatch(/Client Secret has expired[^]*step 2/)
      await section.getByRole('button', { name: 'Go to Client Secret' }).click()
      await expect.poll(() => isFocused(settingControl(opened.page, 'ClientSecret'))).toBe(true)
    })

    it('at the organization tells that the app is not a user of it', async () => {
      const { outsider } = opened.sandbox.info
      const section = await failingTest('outsider', {
        ClientId: outsider.clientId,
        ClientSecret: outsider.clientSecret,
      })
      expect(await steps(section)).toEqual(['Address', 'Token', 'Organization'])
      expect(await remedy(section)).toMatch(/step 4/)
    })

    it('at the organization tells that a Personal Access Token has expired', async () => {
      const section = await failingTest(
        'expired-pat',
        { PersonalAccessToken: opened.sandbox.info.expiredPat },
        'pat',
      )
      expect(await steps(section)).toEqual(['Address', 'Token', 'Organization'])
      expect(await remedy(section)).toMatch(/expired/)
    })

    it('at the projects tells what the service said', async () => {
      // The organization step asks for projects first: that passes, the next two do not.
      await opened.control('/faults', { spec: '500:burst=5@1@/_apis/projects' })
      const section = await failingTest('no-projects', {})
      expect(await steps(section)).toEqual(['Address', 'Token', 'Organization', 'Projects'])
      expect(await section.getByText('failed:').count()).toBe(1)
      expect(await remedy(section)).not.toBe('')
    })

    it('at the default project names the ones there are, and passes once one of them is chosen', async () => {
      const { page } = opened
      const section = await failingTest('wrong-project', { Project: 'Nowhere' })
      expect(await steps(section)).toContain('Default project')
      await page.getByText('2 projects can be seen.').waitFor()
      const names = await page
        .locator('#project')
        .getByRole('option', { includeHidden: true })
        .allTextContents()
      expect(await remedy(section)).toMatch(/"Nowhere" does not exist/)
      expect(await remedy(section)).toContain(names[0]!.trim())
      await section.getByRole('button', { name: 'Go to Default Project' }).click()
      await expect.poll(() => isFocused(page.locator('#project').getByRole('combobox'))).toBe(true)
      await page.locator('#project').getByRole('combobox').fill(names[0]!.trim())
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Use this project' }).click()
      await page.getByText('is the default project.').waitFor()
      await section.getByRole('button', { name: 'Test again' }).click()
      await section.getByText('The connection wrong-project works.').waitFor()
    })

    it('says that the sign-in service refused consent, with the step of the administrator', async () => {
      await opened.control('/entra', { error: 'AADSTS65001' })
      const section = await failingTest('no-consent', {})
      expect(await steps(section)).toEqual(['Address', 'Token'])
      expect(await remedy(section)).toMatch(/step 3.*Grant admin consent/)
      await section.getByRole('button', { name: 'Go to the settings' }).click()
      await expect.poll(() => isFocused(opened.page.locator('#settings-title'))).toBe(true)
      const checklist = opened.page.getByRole('complementary').getByRole('listitem')
      expect(await checklist.nth(2).innerText()).toContain('Grant admin consent')
    })

    it('shows texts of the service that hold HTML and script as text', async () => {
      const { page, app, sandbox } = opened
      const html = '<img src=x onerror="document.title=1"><b>bold</b>'
      await app.profiles.add('markup', {
        Auth: 'AppCredentials',
        ...sandboxSettings(sandbox.info, 'app'),
        Project: html,
      })
      await opened.go('connections')
      await page.reload()
      await page.getByText(html).first().waitFor()
      await page.getByRole('link', { name: 'markup', exact: true }).click()
      await page.locator('#test').getByRole('button', { name: 'Test Connection' }).click()
      await page.getByRole('alert').filter({ hasText: '<b>bold</b>' }).waitFor()
      expect(await page.locator('main img, main b').count()).toBe(0)
      expect(await page.locator('#project').getByRole('combobox').inputValue()).toBe(html)
      expect(await page.title()).not.toBe('1')
    })

    it('has shown no fault of its own', () => {
      expect(opened.faults()).toEqual([])
    })
  },
)
