import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { looksAtFault } from './check-looks.js'
import { openConsole, whyNot, type OpenConsole } from './open-console.js'

let the: OpenConsole
beforeAll(async () => {
  if (whyNot === undefined) the = await openConsole()
})
afterAll(() => the?.close())

/** Another program that uses the gateway. */
async function openClient(application: string): Promise<pg.Client> {
  const client = new pg.Client({ ...(await the.app.findGateway())!, application_name: application })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

describe.skipIf(whyNot !== undefined)('the health page', () => {
  it('shows a statement while it runs, and cancels it', async () => {
    const { page } = the
    await the.go('health')
    await page.getByText('Live').waitFor()
    const client = await openClient('Report <b>7</b>')
    const running = client.query('select pg_sleep(600)').then(
      () => 'ended',
      (error: { code?: string }) => error.code,
    )
    const sessions = page.getByRole('table', { name: 'Sessions' })
    const row = sessions.getByRole('row').filter({ hasText: 'Report <b>7</b>' })
    await row.getByText('select pg_sleep(600)').waitFor()
    await row.getByText('Running').waitFor()
    await row.getByRole('button', { name: /^Cancel the statement of session \d+$/ }).click()
    expect(await running).toBe('57014')
    await row.getByText('Idle').waitFor()
    await client.end()
    await row.waitFor({ state: 'detached' })
  })

  it('shows the budget of a connection as the service tells it', async () => {
    const { page } = the
    await the.go('health')
    await page.getByText('The service has set no limit so far.').waitFor()
    const client = await openClient('reader')
    await client.query('select id from box.work_items')
    const told = await fetch(`${the.sandbox.info.url}/_sandbox/rate-limit`)
    const { used } = (await told.json()) as { used: Record<string, number> }
    // Near the limit the service begins to tell what is left.
    await the.control('/rate-limit', {
      tstu: Math.ceil(Math.max(...Object.values(used)) / 0.9),
      maxDelayMs: 0,
    })
    onTestFinished(() => the.control('/rate-limit', { tstu: null }))
    await client.query('select count(*) from box.teams')
    await page.getByRole('img', { name: /^Budget of box: [\d,]+ of [\d,]+ left/ }).waitFor()
  })

  it('shows the last errors', async () => {
    const { page } = the
    await the.go('health')
    await page.getByText('Live').waitFor()
    const client = await openClient('reader')
    await the.control('/faults', { spec: 'expired:1' })
    onTestFinished(() => the.control('/faults', { spec: '' }))
    await expect(client.query('select * from box.iterations')).rejects.toThrow()
    const row = page.getByRole('table', { name: 'Last errors' }).getByRole('row').nth(1)
    await row.getByText(/^Session \d+$/).waitFor()
    expect(await row.innerText()).toMatch(/^20\d\d-.*\s+reader\s+Session \d+\s+[A-Z_]+\s+\S/)
    await expect(client.query("select 'h1dden'::int")).rejects.toThrow()
    await row.getByText('invalid input syntax for type integer: "…"').waitFor()
    expect(await row.innerText()).toMatch(/reader\s+Session \d+\s+22P02\s/)
  })

  it('can be used by everyone in every size and look', async () => {
    const { page } = the
    await the.go('health')
    const client = await openClient('reader')
    const running = client.query('select pg_sleep(600)').catch(() => undefined)
    await page.getByText('select pg_sleep(600)').waitFor()
    expect(await looksAtFault(page)).toEqual([])
    await page
      .getByRole('button', { name: /^Cancel the statement/ })
      .first()
      .click()
    await running
    expect(the.faults()).toEqual([])
  })
})
