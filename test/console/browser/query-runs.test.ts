import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'
import { queryEditor, type QueryEditor } from './query-editor.js'

let the: OpenConsole
let editor: QueryEditor
beforeAll(async () => {
  if (whyNot === undefined) the = await openConsole()
})
afterAll(() => the?.close())
beforeEach(async () => {
  if (whyNot !== undefined) return
  // A page of its own: without the tabs of the test before.
  await the.page.evaluate('localStorage.clear()')
  await the.go('query')
  await the.page.reload()
  editor = await queryEditor(the.page)
})

describe.skipIf(whyNot !== undefined)('the query page', () => {
  it('runs the statement at the cursor, and shows its rows, its cost and how the service is asked', async () => {
    const { page } = the
    await editor.write(
      "select 1 as one;\nselect id, title, state from work_items where type = 'Bug' and title ~ 'a' order by id",
    )
    await editor.run()
    await page.getByText(/^Done: [1-9]\d* rows in/).waitFor()
    const grid = page.getByRole('grid')
    expect(await grid.getByRole('columnheader').allInnerTexts()).toEqual([
      'Row',
      expect.stringMatching(/^id\s+integer$/),
      expect.stringMatching(/^title\s+text$/),
      expect.stringMatching(/^state\s+text$/),
    ])
    expect(await grid.getByRole('row').count()).toBeGreaterThan(3)
    expect(await page.getByText(/service calls?, /).innerText()).toMatch(
      /^[1-9]\d* service calls?, [\d.]+ kB$/,
    )
    await editor.view('What it cost')
    const reads = page.getByRole('table', { name: 'What was read' })
    expect(await reads.innerText()).toMatch(/work_items[^]*'Bug'[^]*Azure DevOps/)
    await page.getByText('/_apis/wit/wiql').first().waitFor()
    expect(await page.getByRole('tabpanel').last().innerText()).toMatch(/Checked here[^]*title ~ 'a'/)
    await editor.write('select 1 as one')
    await editor.run()
    await editor.done('1 row')
    await editor.view('What it cost')
    await page.getByText('Nothing was asked of Azure DevOps').waitFor()
    expect(the.faults()).toEqual([])
  })

  it('counts what a query costs while it runs', async () => {
    const { page } = the
    // Each answer takes longer than the page is told nothing.
    await the.control('/faults', { spec: 'latency=3000' })
    onTestFinished(() => the.control('/faults', { spec: '' }))
    await editor.write('select count(title), count(*) from work_items where id < 250')
    await editor.run()
    await editor.view('What it cost')
    const panel = page.getByRole('tabpanel').last()
    const cost = (name: string) =>
      panel.getByText(name, { exact: true }).first().locator('xpath=following-sibling::dd').innerText()
    const seen: { running: boolean; calls: number; bytes: string }[] = []
    const look = async () => {
      const isRunning = () => page.getByText(/^Running, /).isVisible()
      const before = await isRunning()
      const [calls, bytes] = [Number(await cost('Service calls')), await cost('Received')]
      seen.push({ running: before && (await isRunning()), calls, bytes })
      return before
    }
    await page.getByText(/^Running, /).waitFor()
    await expect.poll(look, { timeout: 60_000, interval: 200 }).toBe(false)
    const running = seen.filter((one) => one.running)
    const counts = seen.map(({ calls }) => calls)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(new Set(running.map(({ calls }) => calls).filter((calls) => calls > 0)).size).toBeGreaterThan(1)
    expect(new Set(running.map(({ bytes }) => bytes)).size).toBeGreaterThan(1)
    expect(the.faults()).toEqual([])
  })

  it.each(['by the button', 'by the keyboard'])('closes the list of names when it is run %s', async (how) => {
    const { page } = the
    const list = page.getByRole('listbox', { name: 'Completions' })
    await editor.write('select 1 as one -- ')
    await page.keyboard.press('Home')
    await page.keyboard.type('sel')
    await list.waitFor()
    if (how === 'by the button') await page.getByRole('button', { name: 'Run', exact: true }).press('Enter')
    else await editor.run()
    await list.waitFor({ state: 'detached' })
  })

  it('shows every kind of value so that it can be read, and the whole of it on Enter', async () => {
    const { page } = the
    await editor.write(`select null::text as nothing, 12345.5::numeric as number,
      timestamptz '2026-01-31 08:00:00.5+00' as at, '{"a": {"b": [1, 2]}}'::jsonb as fields,
      '<p>Hello <b>you</b></p><script>document.title = "taken"</script>' as html,
      array['x', 'y z'] as tags, '<img src=x onerror="document.title = 1">' as picture`)
    await editor.run()
    await editor.done('1 row')
    const cells = page.getByRole('gridcell')
    await cells.first().waitFor()
    expect(await cells.nth(0).locator('.null').innerText()).toBe('NULL')
    expect(await cells.nth(2).locator('[title]').getAttribute('title')).toBe('2026-01-31 08:00:00.5+00')
    expect(await cells.nth(4).innerText()).toBe('Hello you')
    expect(await cells.nth(5).locator('.chip').allInnerTexts()).toEqual(['x', 'y z'])
    await page.getByLabel('HTML as plain text').uncheck()
    expect(await cells.nth(4).innerText()).toContain('<b>you</b>')
    expect(await cells.nth(6).innerText()).toContain('<img src=x')
    expect(await page.locator('[role=gridcell] :is(img, b, script)').count()).toBe(0)

    await page.getByRole('grid').focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    const dialog = page.getByRole('dialog', { name: 'fields, row 1' })
    await dialog.locator('summary').nth(1).click()
    await dialog.locator('summary').nth(2).click()
    await expect.poll(() => dialog.innerText()).toMatch(/b:[^]*0:\s*1[^]*1:\s*2/)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.title()).toBe('Query – azdo-connector')
    expect(the.faults()).toEqual([])
  })

  it('holds 100,000 rows with few elements, and reaches the last by keyboard', async () => {
    const { page } = the
    await editor.write("select n, 'row ' || n as words, n * 2 as twice from generate_series(1, 100000) n")
    await editor.run()
    await editor.done('100,000 rows')
    const grid = page.getByRole('grid')
    const cells = () => page.getByRole('gridcell').count()
    expect(await grid.getAttribute('aria-rowcount')).toBe('100001')
    expect(await cells()).toBeLessThan(300)
    await grid.focus()
    await page.keyboard.press('Control+End')
    await page.getByRole('gridcell', { name: 'row 100000', exact: true }).waitFor()
    expect(await cells()).toBeLessThan(300)
    const seen = await grid.getAttribute('aria-activedescendant')
    expect(await page.locator(`[id="${seen}"]`).innerText()).toBe('200000')
    for (const share of [0.75, 0.5, 0.25]) {
      await page.evaluate(
        `(() => { const grid = document.querySelector('[role=grid]'); grid.scrollTop = grid.scrollHeight * ${share} })()`,
      )
      await page.getByRole('gridcell', { name: `row ${100_000 * share}`, exact: true }).waitFor()
      expect(await cells()).toBeLessThan(300)
    }
    await page.keyboard.press('Control+Home')
    await page.getByRole('gridcell', { name: 'row 1', exact: true }).waitFor()
    // The cursor stays in sight, neither below the edge nor under the names.
    for (let step = 0; step < 40; step++) await page.keyboard.press('ArrowDown')
    await page.locator('.cursor', { hasText: '41' }).waitFor()
    const box = (await page.locator('.cursor').boundingBox())!
    const frame = (await grid.boundingBox())!
    expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height)
    expect(box.y).toBeGreaterThanOrEqual(frame.y + 44)
    expect(the.faults()).toEqual([])
  })

  it('reads no more rows than asked for, and says that there are more', async () => {
    const { page } = the
    await page.getByLabel('Rows at most').selectOption('1000')
    await editor.write('select n from generate_series(1, 5000) n')
    await editor.run()
    await editor.done('1,000 rows')
    await page.getByText('There are more rows than the first 1,000.').waitFor()
  })

  it('copies a selection and saves a result as CSV, JSON and NDJSON', async () => {
    const { page } = the
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await editor.write(
      "select n, case n when 2 then null else 'w,' || n end as word from generate_series(1, 3) n",
    )
    await editor.run()
    await editor.done('3 rows')
    await page.getByRole('grid').focus()
    for (const key of ['Control+Home', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Control+c'])
      await page.keyboard.press(key)
    await page.getByText('4 cells copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('1\tw,1\n2\t')
    const saved = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`Query-1.${name.toLowerCase()}`)
      return readFile(await download.path(), 'utf8')
    }
    expect(await saved('CSV')).toBe('\ufeffn,word\r\n1,"w,1"\r\n2,\r\n3,"w,3"\r\n')
    expect(JSON.parse(await saved('JSON'))).toEqual([
      { n: 1, word: 'w,1' },
      { n: 2, word: null },
      { n: 3, word: 'w,3' },
    ])
    expect(await saved('NDJSON')).toBe('{"n":1,"word":"w,1"}\n{"n":2,"word":null}\n{"n":3,"word":"w,3"}\n')
  })

  it('stops a query that runs, and the gateway stops it too', async () => {
    const { page } = the
    await editor.write('select pg_sleep(600)')
    await editor.run()
    await page.getByText(/^Running, /).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped. 0 rows had arrived.').waitFor()
    await editor.write(
      "select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid() and state = 'active'",
    )
    await editor.run()
    await editor.done('1 row')
    expect(await page.getByRole('gridcell').first().innerText()).toBe('0')
  })

  it('marks the place of an error and shows the hint', async () => {
    const { page } = the
    await editor.write('select 1;\n\nselect id,\n  titel from work_items')
    await editor.run()
    const alert = page.getByRole('alert')
    await alert.getByText('column "titel" does not exist').waitFor()
    expect(await alert.innerText()).toMatch(/Line 4, column 3/)
    expect(await alert.innerText()).toMatch(/title/)
    expect(await page.locator('.cm-errorMark').innerText()).toBe('titel')
    await editor.write('select 1')
    expect(await page.locator('.cm-errorMark').count()).toBe(0)
  })

  it('asks for the values of parameters, NULL among them', async () => {
    const { page } = the
    await editor.write('select $1::int + 1 as more, $2::text is null as missing')
    await page.getByLabel('$1', { exact: true }).fill('41')
    await page.getByLabel('$2 is NULL').check()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await editor.done('1 row')
    expect(await page.getByRole('gridcell').allInnerTexts()).toEqual(['42', 'true'])
    await page.getByLabel('$2 is NULL').uncheck()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('gridcell', { name: 'false' }).waitFor()
  })

  it('draws a first chart by the columns, and another when it is chosen', async () => {
    const { page } = the
    await editor.write('select state, count(*)::int as count from work_items group by state order by state')
    await editor.run()
    await page.getByText(/^Done: /).waitFor()
    await editor.view('Chart')
    const drawing = page.getByRole('img', { name: /of count along state/ })
    await drawing.waitFor()
    expect(await drawing.getAttribute('aria-label')).toMatch(/^(Pie|Bars) of count along state, \d+ points\./)
    for (const form of ['Bars', 'Lines', 'Areas', 'Pie', 'Dots']) {
      await page.getByLabel('Form').selectOption({ label: form })
      await page.getByRole('img', { name: new RegExp(`^${form} of`) }).waitFor()
    }
    await page.getByLabel('Form').selectOption({ label: 'Bars' })
    // Something is painted: not every point of the canvas is the same.
    await page.waitForFunction(
      "(() => { const canvas = document.querySelector('canvas'); const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); return new Set(new Uint32Array(data.buffer)).size > 3 })()",
    )
    await page.locator('summary', { hasText: 'The chart as a table' }).click()
    expect(await page.getByRole('table', { name: 'The chart as a table' }).innerText()).toMatch(
      /Active\s+\d+/,
    )
    expect(the.faults()).toEqual([])
  })

  it('keeps tabs, their texts and parameters across a reload, but no result', async () => {
    const { page } = the
    await editor.write('-- Kept\nselect $1::text as kept')
    await page.getByLabel('$1', { exact: true }).fill('value')
    await editor.run()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await editor.done('1 row')
    await page.getByRole('button', { name: 'New query' }).click()
    await editor.write('select 2')
    await page.reload()
    const tabs = page.getByRole('tablist', { name: 'Queries' }).getByRole('tab')
    await expect.poll(() => tabs.allInnerTexts()).toEqual(['Kept', 'Query 2'])
    expect(await (await queryEditor(page)).text()).toBe('select 2')
    await page.getByRole('tab', { name: 'Kept' }).click()
    await expect.poll(() => editor.text()).toBe('-- Kept\nselect $1::text as kept')
    expect(await page.getByLabel('$1', { exact: true }).inputValue()).toBe('value')
    expect(await page.getByRole('grid').count()).toBe(0)
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('"rows":[[')
    await page.getByRole('button', { name: 'Close this query' }).click()
    await expect.poll(() => tabs.allInnerTexts()).toEqual(['Query 2'])
  })

  it('finds what was run before in the history', async () => {
    const { page } = the
    for (const sql of ['select 11 as first', 'select 22 as second']) {
      await editor.write(sql)
      await editor.run()
      await page.getByRole('gridcell', { name: sql.slice(7, 9) }).waitFor()
    }
    await page.getByRole('button', { name: 'History' }).click()
    const dialog = page.getByRole('dialog', { name: 'History' })
    expect(await dialog.locator('pre').allInnerTexts()).toEqual(['select 22 as second', 'select 11 as first'])
    await dialog.getByLabel('Search the history').fill('FIRST')
    expect(await dialog.locator('pre').allInnerTexts()).toEqual(['select 11 as first'])
    await dialog.getByRole('button', { name: 'Open' }).click()
    await expect.poll(() => editor.text()).toBe('select 11 as first')
  })

  it('completes tables and columns of the connection', async () => {
    const { page } = the
    await editor.write('select  from work_it')
    await page.keyboard.type('e')
    await page.getByRole('option', { name: /^work_items/ }).waitFor()
    await page.keyboard.press('Escape')
    await editor.write('select * from work_items where story')
    await page.keyboard.type('_')
    await page.getByRole('option', { name: /^story_points/ }).click()
    await expect.poll(() => editor.text()).toBe('select * from work_items where story_points')
  })

  it.each(['Rows', 'a value', 'the history', 'Chart', 'What it cost', 'Messages'])(
    'can be used by everyone in every size and look: %s',
    async (view) => {
      const { page } = the
      await editor.write('select id, title, state, tags, fields, $1::text as given from work_items limit 40')
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await editor.done('40 rows')
      if (view === 'a value') await page.getByRole('gridcell').first().dblclick()
      else if (view === 'the history') await page.getByRole('button', { name: 'History' }).click()
      else await editor.view(view)
      if (view.includes(' ') && view !== 'What it cost') await page.getByRole('dialog').waitFor()
      if (view === 'What it cost') await page.getByText('/_apis/wit/wiql').first().waitFor()
      if (view === 'Chart') await page.getByRole('img', { name: / of / }).waitFor()
      expect(await looksAtFault(page)).toEqual([])
      expect(the.faults()).toEqual([])
    },
  )
})
