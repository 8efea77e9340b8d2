import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFocused, looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined)
    opened = await openConsole({ connections: ['box', 'crate'], projects: 2, workItems: 20 })
})
afterAll(() => opened?.close())

describe.skipIf(whyNot !== undefined)('the page for other programs (needs chromium)', () => {
  it('has steps and a text for each program, reached by arrow keys', async () => {
    const { page } = opened
    await opened.go('connect')
    const tabs = page.getByRole('tab')
    await tabs.first().waitFor()
    const labels = await tabs.allInnerTexts()
    expect(labels).toHaveLength(7)
    const texts = new Set<string>()
    await tabs.first().focus()
    for (const label of labels) {
      const tab = page.getByRole('tab', { name: label, exact: true })
      expect(await isFocused(tab)).toBe(true)
      expect(await tab.getAttribute('aria-selected')).toBe('true')
      const panel = page.getByRole('tabpanel')
      expect(await panel.getByRole('listitem').count()).toBeGreaterThan(0)
      texts.add(await panel.locator('pre').innerText())
      await page.keyboard.press('ArrowRight')
    }
    expect(texts.size).toBe(labels.length)
    expect(await looksAtFault(page)).toEqual([])
  })

  it('copies an address that a program can use as it is', async () => {
    const { page } = opened
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('tab').first().click()
    await page.getByRole('button', { name: 'Copy Address' }).click()
    await page.getByRole('button', { name: 'Copied Address' }).waitFor()
    const address = (await page.evaluate('navigator.clipboard.readText()')) as string
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    expect((await client.query('select count(*)::int as n from projects')).rows).toEqual([{ n: 2 }])
    await client.end()
  })

  it('writes for the connection that is chosen, and keeps the choice for the other pages', async () => {
    const { page } = opened
    await page.getByLabel('Connection', { exact: true }).selectOption('crate')
    await page.getByRole('tabpanel').getByText(/crate/).waitFor()
    expect(await page.getByRole('tabpanel').locator('pre').innerText()).not.toContain('box')
    await page.reload()
    await page.getByRole('tabpanel').getByText(/crate/).waitFor()
    expect(await page.getByLabel('Connection', { exact: true }).inputValue()).toBe('crate')
  })

  it('shows the single values for a form of another program', async () => {
    const { page } = opened
    const gateway = (await opened.app.findGateway())!
    const values = await page
      .getByRole('region', { name: 'Any other program' })
      .locator('dd code')
      .allInnerTexts()
    expect(values).toEqual([gateway.host, String(gateway.port), gateway.database, gateway.user, 'crate'])
  })

  it('leads to the connections while there is none', async () => {
    const { page, app } = opened
    await app.profiles.remove('box')
    await app.profiles.remove('crate')
    await page.reload()
    await page.getByRole('link', { name: 'Set up a connection' }).waitFor()
    expect(await looksAtFault(page)).toEqual([])
  })

  it('has shown no fault of its own', () => {
    expect(opened.faults()).toEqual([])
  })
})
