import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { queryEditor } from './query-editor.js'

let the: OpenConsole
let other: Page
beforeAll(async () => {
  if (whyNot !== undefined) return
  the = await openConsole({ projects: 2, workItems: 20 })
  other = await the.page.context().newPage()
  for (const page of [the.page, other]) await page.goto(`${the.origin}/#/query`)
})
afterAll(() => the?.close())

const tabs = (page: Page) => page.getByRole('tablist', { name: 'Queries' }).getByRole('tab')
const titles = (page: Page) => tabs(page).allInnerTexts()
const chosen = (page: Page) =>
  page.getByRole('tablist', { name: 'Queries' }).getByRole('tab', { selected: true }).innerText()
const both = () => [the.page, other]

// One story of two windows: each test goes on where the one before has ended.
describe.skipIf(whyNot !== undefined)('two windows of the query page', () => {
  it('have the same tabs, and each shows its own', async () => {
    const { page } = the
    await (await queryEditor(page)).write('-- One\nselect 1')
    await expect.poll(() => titles(other)).toEqual(['One'])
    await other.getByRole('button', { name: 'New query' }).click()
    await (await queryEditor(other)).write('-- Two\nselect 2')
    for (const each of both()) await expect.poll(() => titles(each)).toEqual(['One', 'Two'])
    expect([await chosen(page), await chosen(other)]).toEqual(['One', 'Two'])
  })

  it('keep what the other one has written', async () => {
    const { page } = the
    await (await queryEditor(page)).write('-- First\nselect 10')
    await (await queryEditor(other)).write('-- Second\nselect 20')
    for (const each of both()) await expect.poll(() => titles(each)).toEqual(['First', 'Second'])
    const again = await page.context().newPage()
    await again.goto(`${the.origin}/#/query`)
    await expect.poll(() => titles(again)).toEqual(['First', 'Second'])
    await tabs(again).first().click()
    const editor = await queryEditor(again)
    await expect.poll(() => editor.text()).toBe('-- First\nselect 10')
    await tabs(again).last().click()
    await expect.poll(() => editor.text()).toBe('-- Second\nselect 20')
    await again.close()
  })

  it('show after loading again what they have shown', async () => {
    for (const page of both()) await page.reload()
    await expect.poll(async () => [await chosen(the.page), await chosen(other)]).toEqual(['First', 'Second'])
  })

  it('have one history', async () => {
    const { page } = the
    for (const each of both()) {
      const editor = await queryEditor(each)
      await each.getByRole('textbox', { name: /^SQL/ }).click()
      await editor.run()
      await editor.done('1 row')
    }
    await page.getByRole('button', { name: 'History' }).click()
    const dialog = page.getByRole('dialog', { name: 'History' })
    await expect.poll(() => dialog.getByRole('listitem').count()).toBe(2)
    await page.keyboard.press('Escape')
  })

  it('stop what runs in a tab that the other one closes, and go to its neighbour', async () => {
    const { page } = the
    const editor = await queryEditor(other)
    await editor.write('-- Second\nselect pg_sleep(600)')
    await editor.run()
    await other.getByText(/^Running, /).waitFor()
    await tabs(page).last().click()
    await page.getByRole('button', { name: 'Close this query' }).click()
    for (const each of both()) await expect.poll(() => titles(each)).toEqual(['First'])
    expect(await chosen(other)).toBe('First')
    await other.goto(`${the.origin}/#/health`)
    await other.getByText('Live').waitFor()
    await other.getByText('select pg_sleep(600)').waitFor({ state: 'detached' })
  })

  it('have shown no fault of their own', () => {
    expect(the.faults()).toEqual([])
  })
})
