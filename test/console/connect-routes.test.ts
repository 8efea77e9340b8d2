import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogTable, type CatalogTable, type DsnText } from '../../src/console/api-schema.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 2, workItems: 50 })
})
afterAll(() => system?.close())

describe('the catalog', () => {
  it('has every table with its columns, keys, references and examples', async () => {
    const tables = (await system.browser.json('/catalog?connection=box')) as CatalogTable[]
    expect(catalogTable.array().parse(tables)).toEqual(tables)
    const names = tables.map(({ name }) => name)
    const items = tables.find(({ name }) => name === 'work_items')!
    expect(items).toMatchObject({ area: 'boards', key: ['id'] })
    expect(items.columns.find(({ name }) => name === 'state')).toMatchObject({ type: 'text', pushed: true })
    for (const { references, examples } of tables) {
      expect(names).toEqual(expect.arrayContaining(references.map(({ table }) => table)))
      expect(examples.length).toBeGreaterThan(0)
    }
  })

  it('has examples that run, and do not ask for half the organization', async () => {
    const tables = (await system.browser.json('/catalog?connection=box')) as CatalogTable[]
    for (const { name, examples } of tables) {
      const ends = examples.map(async ({ title, sql }) => {
        const lines = await system.browser.all('/queries', { body: { connection: 'box', sql } })
        const requests = lines.reduce((sum, { trace }) => sum + (trace?.requests ?? 0), 0)
        return [name, title, lines.at(-1).error?.message ?? 'runs', requests < 100 ? 'few' : requests]
      })
      for (const end of await Promise.all(ends)) expect(end).toEqual([name, end[1], 'runs', 'few'])
    }
  }, 120_000)

  it('is asked of a connection that is there', async () => {
    expect(await system.browser.ask('/catalog')).toMatchObject({ status: 400 })
    expect(await system.browser.ask('/catalog?connection=x')).toMatchObject({ status: 404 })
  })
})

describe('the texts for other programs', () => {
  it('are those of azdo dsn, and a client comes in with them', async () => {
    const texts = (await system.browser.json('/connections/box/dsn')) as DsnText[]
    expect(texts.map((each) => each.for)).toEqual([
      'psql',
      'odbc',
      'jdbc',
      'dotnet',
      'python',
      'excel',
      'powerbi',
    ])
    const client = new pg.Client({ connectionString: texts[0]!.text.trim() })
    await client.connect()
    const { rows } = await client.query('select count(*)::int as n from projects')
    await client.end()
    expect(rows).toEqual([{ n: 2 }])
  })
})

describe('the sandbox', () => {
  it('is added with one call', async () => {
    expect(await system.browser.json('/sandbox', { method: 'POST', body: {} })).toEqual({ name: 'sandbox' })
    const names = (await system.browser.json('/connections')).map(({ name }: { name: string }) => name)
    expect(names).toEqual(['box', 'sandbox'])
  })
})

describe('secrets', () => {
  it('are in no answer, but for the password in the texts for other programs', async () => {
    const { browser, sandbox, gateway } = system
    const paths = ['/session', '/ways', '/connections', '/connections/box/connection-string']
    const more = ['/connections/box/projects', '/catalog?connection=box', '/health']
    const answers = await Promise.all([...paths, ...more].map((path) => browser.ask(path)))
    const lines = [
      ...(await browser.all('/connections/box/token', { body: {} })),
      ...(await browser.all('/connections/box/test', { body: {} })),
      ...(await browser.all('/queries', { body: { connection: 'box', sql: 'select * from projects' } })),
    ]
    const all = [...answers.map(({ text }) => text), JSON.stringify(lines)].join('\n')
    const { clientSecret, pat } = sandbox.info
    for (const secret of [clientSecret, pat, gateway.password]) {
      expect(secret.length).toBeGreaterThan(8)
      expect(all).not.toContain(secret)
    }
    expect(all).not.toMatch(/eyJ[\w-]{10}/)
    expect((await browser.ask('/connections/box/dsn')).text).toContain(gateway.password)
  })
})
