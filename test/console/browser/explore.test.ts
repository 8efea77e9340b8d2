import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { queryEditor } from './query-editor.js'

let the: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) the = await openConsole()
})
afterAll(() => the?.close())

describe.skipIf(whyNot !== undefined)('the explore page', () => {
  it('finds tables by their names, descriptions and columns', async () => {
    const { page } = the
    await the.go('explore')
    const tables = page.getByRole('navigation', { name: 'Tables' }).getByRole('link')
    await tables.first().waitFor()
    const all = await tables.count()
    await page.getByLabel('Search tables and columns').fill('story points')
    await page.getByText('Columns: story_points').first().waitFor()
    expect(await tables.count()).toBeLessThan(all)
    await page.getByLabel('Search tables and columns').fill('no such thing')
    await page.getByText('No table or column has these words.').waitFor()
    await page.getByLabel('Search tables and columns').fill('')
    await expect.poll(() => tables.count()).toBe(all)
  })

  it('shows columns, keys, what is sent to the service, and the permissions', async () => {
    const { page } = the
    await the.go('explore')
    await page.getByRole('navigation', { name: 'Tables' }).getByRole('link', { name: 'work_items' }).click()
    const columns = page.getByRole('table', { name: 'Columns' })
    const row = (name: string) =>
      columns.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
    expect(await row('id').first().innerText()).toMatch(/id\s*key\s+integer\s+.*\s+service/)
    expect(await row('fields').first().innerText()).toMatch(/jsonb\s+.*\s+here/)
    await page.getByText('vso.work').first().waitFor()
    expect(await page.evaluate('location.hash')).toBe('#/explore/work_items')
  })

  it('draws the relations, whose tables are reached by keyboard, and lists them as well', async () => {
    const { page } = the
    await the.go('explore')
    const diagram = page.getByRole('group', { name: 'Relations as a diagram' })
    await diagram.waitFor()
    expect(await diagram.getByRole('link').count()).toBe(
      await page.getByRole('navigation', { name: 'Tables' }).getByRole('link').count(),
    )
    const overflow = () =>
      page
        .getByRole('region', { name: 'Relations as a diagram' })
        .evaluate((region: any) => region.scrollWidth - region.clientWidth)
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: 'Larger' }).click()
    await expect.poll(overflow).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Fit' }).click()
    await expect.poll(overflow).toBe(0)
    await diagram.getByRole('link', { name: 'Table builds' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'builds', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Relations' }).click()
    await diagram.getByRole('link', { name: 'Table pipelines' }).waitFor()
    await page.getByRole('button', { name: 'As a list' }).click()
    const list = page.getByRole('tabpanel').getByRole('listitem')
    expect(await list.allInnerTexts()).toContain('builds (definition_id) → pipelines (id)')
  })

  it('shows the first rows of a table', async () => {
    const { page } = the
    await the.go('explore/work_items')
    await page.getByRole('tab', { name: 'First rows' }).click()
    await page.getByText(/^Done: 20 rows in .*, [1-9]\d* service calls?$/).waitFor()
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('21')
  })

  it('opens an example in the query page, where it runs', async () => {
    const { page } = the
    await the.go('explore/projects')
    await page.getByRole('tab', { name: 'Examples' }).click()
    const sql = await page.getByRole('tabpanel').locator('pre').first().innerText()
    await page.getByRole('button', { name: 'Open in Query' }).first().click()
    const editor = await queryEditor(page)
    await expect.poll(() => editor.text()).toContain(sql)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText(/^Done: /).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('says so when there is no such table', async () => {
    await the.go('explore/%3Cb%3Enothing')
    await the.page.getByText('There is no table <b>nothing in this connection.').waitFor()
  })

  it('can be used by everyone in every size and look: all tables', async () => {
    await the.go('explore')
    await the.page.getByRole('group', { name: 'Relations as a diagram' }).waitFor()
    expect(await looksAtFault(the.page)).toEqual([])
    expect(the.faults()).toEqual([])
  })

  it.each(['Columns', 'Relations', 'First rows', 'Examples'])(
    'can be used by everyone in every size and look: %s of a table',
    async (view) => {
      const { page } = the
      await the.go('explore/builds')
      await page.getByRole('tab', { name: view }).click()
      if (view === 'First rows') await page.getByText(/^Done: 20 rows/).waitFor()
      expect(await looksAtFault(page)).toEqual([])
      expect(the.faults()).toEqual([])
    },
  )
})
