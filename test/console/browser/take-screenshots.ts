import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { openConsole, type OpenConsole } from './open-console.js'
import { queryEditor } from './query-editor.js'

/** One picture of the console's document: what it is called, how wide the window is, and how to come there. */
interface Shot {
  readonly name: string
  readonly width?: number
  readonly height?: number
  prepare(console: OpenConsole): Promise<void>
}

const perState = `-- Open work by type and state
select type, state, count(*)::int as count
from work_items
where state in ('New', 'Active', 'Resolved')
group by type, state
order by type, state`

const bugs = `-- Open bugs
select id, title, state, assigned_to, priority, tags, changed_date, description
from work_items
where type = 'Bug' and state <> 'Closed'
order by changed_date desc`

const shots: readonly Shot[] = [
  { name: 'connections', prepare: ({ page }) => open(page, 'connections', 'box') },
  {
    name: 'connection-form',
    prepare: async ({ page }) => {
      await open(page, 'connections?add=AppCredentials', 'Client ID')
    },
  },
  { name: 'query', height: 900, prepare: (the) => runQuery(the, bugs) },
  { name: 'query-narrow', width: 360, height: 900, prepare: (the) => runQuery(the, bugs) },
  {
    name: 'query-chart',
    height: 900,
    prepare: async (the) => {
      await runQuery(the, perState)
      await the.page.getByRole('tab', { name: 'Chart' }).click()
      await the.page.getByRole('img', { name: / of count along / }).waitFor()
    },
  },
  {
    name: 'query-cost',
    height: 900,
    prepare: async (the) => {
      await runQuery(the, bugs)
      await the.page.getByRole('tab', { name: 'What it cost' }).click()
      await the.page.getByText('/_apis/wit/wiql').first().waitFor()
    },
  },
  { name: 'explore', height: 900, prepare: ({ page }) => open(page, 'explore', 'All tables') },
  {
    name: 'explore-table',
    height: 900,
    prepare: ({ page }) => open(page, 'explore/work_items', 'Permissions it needs'),
  },
  {
    name: 'connect',
    prepare: async (the) => {
      await open(the.page, 'connect', 'psql')
      await hidePassword(the)
    },
  },
  {
    name: 'health',
    prepare: async (the) => {
      await startReport(the)
      await open(the.page, 'health', 'pg_sleep')
    },
  },
]
const looks = ['light', 'dark'] as const

/** The pictures there are, as files. */
export const screenshotNames = shots
  .flatMap(({ name }) => looks.map((look) => `${name}-${look}.png`))
  .toSorted()

/** Writes every picture into a folder, against a sandbox of fixed data; what else is in the folder goes. */
export async function takeScreenshots(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const the = await openConsole({ seed: 1, projects: 3, workItems: 2000 })
  try {
    for (const { name, width = 1280, height = 800, prepare } of shots) {
      await the.page.setViewportSize({ width, height })
      await the.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await prepare(the)
      await the.page.evaluate('scrollTo(0, 0)')
      for (const colorScheme of looks) {
        await the.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        // Two frames: one in which the colours change, one that is painted in them.
        await the.page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        )
        await the.page.screenshot({
          path: join(folder, `${name}-${colorScheme}.png`),
          animations: 'disabled',
        })
      }
    }
  } finally {
    await the.close()
  }
  for (const file of await readdir(folder))
    if (!screenshotNames.includes(file)) await rm(join(folder, file), { recursive: true })
}

async function open(page: Page, place: string, text: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/${place}`)
  await page.locator('main').getByText(text).first().waitFor()
}

async function runQuery({ page }: OpenConsole, sql: string): Promise<void> {
  await open(page, 'query', 'Query')
  const editor = await queryEditor(page)
  if ((await editor.text()) !== sql) await editor.write(sql)
  await editor.run()
  await page.getByText(/^Done: \d/).waitFor()
  await page.getByRole('tab', { name: 'Rows' }).click()
  await page.getByRole('gridcell').first().waitFor()
  await page.locator('main').focus()
}

/** The password of a database that is gone by then is nobody's secret; a picture is to show none all the same. */
async function hidePassword({ app, page }: OpenConsole): Promise<void> {
  const { password } = (await app.findGateway())!
  await page.evaluate(`(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode())
      texts.currentNode.data = texts.currentNode.data.replaceAll(${JSON.stringify(password)}, '••••••••')
  })()`)
  const left = await page.evaluate<string>('document.body.innerText')
  if (left.includes(password)) throw new Error('the picture would show a password')
}

/** Another program with a statement that runs. */
async function startReport({ app }: OpenConsole): Promise<void> {
  const client = new pg.Client({ ...(await app.findGateway())!, application_name: 'Power BI' })
  // It ends with the gateway.
  client.on('error', () => undefined)
  await client.connect()
  client.query('select count(*), pg_sleep(600) from box.work_items').catch(() => undefined)
}
