import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFocused, looksAtFault, untilTrue } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'

let opened: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) opened = await openConsole({ workItems: 20 })
})
afterAll(() => opened?.close())

describe.skipIf(whyNot !== undefined)('the console in a browser (needs chromium and the built pages)', () => {
  it('is opened by its link, whose code leaves the address bar', async () => {
    const { page, origin } = opened
    expect(page.url()).toBe(`${origin}/#/connections`)
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    expect(await page.title()).toBe('Connections – azdo-connector')
  })

  it('shows another browser nothing but how to get in', async () => {
    const { page } = await opened.otherBrowser()
    await page.goto(`${opened.origin}/#/query`)
    await page.getByRole('heading', { name: 'Open the console with its link' }).waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    expect(await page.locator('body').innerText()).not.toContain('box')
    expect(await looksAtFault(page)).toEqual([])
  })

  it('refuses a link that was used, and takes the next one the terminal prints', async () => {
    const fresh = opened.link()
    const first = await opened.otherBrowser()
    await first.page.goto(fresh)
    await first.page.getByRole('navigation', { name: 'Pages' }).waitFor()
    const second = await opened.otherBrowser()
    await second.page.goto(fresh)
    await second.page.getByRole('alert').filter({ hasText: 'was not accepted' }).waitFor()
    expect(opened.link()).not.toBe(fresh)
    await second.page.goto('about:blank')
    await second.page.goto(opened.link())
    await second.page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  it('shows a page the person has no session for any more how to get in', async () => {
    const other = await opened.otherBrowser()
    await other.page.goto(opened.link())
    await other.page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await other.page.context().clearCookies()
    // Not by a click: the page may find out by itself before.
    await other.page.evaluate("location.hash = '#/connect'")
    await other.page.getByRole('heading', { name: 'Open the console with its link' }).waitFor()
  })

  it('leads to every page by the keyboard, and tells each by its title', async () => {
    const { page } = opened
    await opened.go('connections')
    const titles: string[] = []
    for (const name of ['Connections', 'Query', 'Explore', 'Connect', 'Health']) {
      const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true })
      await link.focus()
      await page.keyboard.press('Enter')
      await untilTrue(page, `document.title.startsWith('${name} ')`)
      await page.locator('main').getByRole('heading', { level: 1 }).first().waitFor()
      expect(await link.getAttribute('aria-current')).toBe('page')
      titles.push(await page.title())
    }
    expect(new Set(titles).size).toBe(5)
  })

  it('has a link that skips to the content, first in the order of the keyboard', async () => {
    const { page } = opened
    await opened.go('connections')
    await page.reload()
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the content' })
    expect(await isFocused(skip)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    expect(page.url()).toBe(`${opened.origin}/#/connections`)
  })

  it('keeps the look that was chosen across reloads, and follows the system again when asked to', async () => {
    const { page } = opened
    await opened.go('connections')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('button', { name: 'Dark', exact: true }).click()
    const shown = () => page.evaluate('document.documentElement.dataset.theme')
    expect(await shown()).toBe('dark')
    await page.reload()
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    expect(await shown()).toBe('dark')
    expect(await page.getByRole('button', { name: 'Dark', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    )
    await page.getByRole('button', { name: 'As the system' }).click()
    expect(await shown()).toBe('light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await untilTrue(page, "document.documentElement.dataset.theme === 'dark'")
  })

  it('loads below 300 kB compressed before the editor, from its own address only', async () => {
    const { page } = await opened.otherBrowser()
    const loads: { url: string; bytes: Promise<number> }[] = []
    page.on('response', (response) => {
      const bytes = response
        .request()
        .sizes()
        .then((sizes) => sizes.responseBodySize)
      loads.push({ url: response.url(), bytes })
    })
    await page.goto(opened.link())
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
    await page.getByText('fabrikam').first().waitFor()
    const sizes = await Promise.all(loads.map(({ bytes }) => bytes))
    expect(sizes.length).toBeGreaterThan(4)
    expect(loads.filter(({ url }) => !url.startsWith(`${opened.origin}/`))).toEqual([])
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(300_000)
  })

  it('reports no fault of its own, nor anything its Content-Security-Policy refused', () => {
    expect(opened.faults()).toEqual([])
  })
})
