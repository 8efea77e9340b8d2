import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { changeService } from './change-service.js'
import { shrinkService } from './differential/shrink-service.js'
import { settleSandbox } from './settled-sandbox.js'
import { startSystem, type System } from './system.js'

const page = fileURLToPath(new URL('../../docs/pushdown.md', import.meta.url))

/** A line of the table: formulas of how many calls the statement takes. */
interface Budget {
  readonly name: string
  readonly sql: string
  readonly first: string
  readonly again: string
  readonly changed: string
}

const budgets = readFileSync(page, 'utf8')
  .split('\n## Call budgets\n')[1]!
  .split('\n')
  .filter((line) => /^\|.*`/.test(line))
  .map((line): Budget => {
    const [name, sql, first, again, changed] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return {
      name: name!,
      sql: expanded(sql!.replaceAll('`', '')),
      first: first!,
      again: again!,
      changed: changed!,
    }
  })

/** A list of numbers that is told by its ends. */
function expanded(sql: string): string {
  return sql.replace(/(\d+), …, (\d+)/, (_, from: string, to: string) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i).join(', '),
  )
}

/** What the letters of the formulas stand for, counted in whole tables. */
const counted: Readonly<Record<string, string>> = {
  P: "projects where state = 'wellFormed'",
  T: 'teams',
  R: 'repositories where not is_disabled',
  C: 'repositories where not is_disabled and default_branch is not null',
  D: 'pipelines',
  B: 'builds',
  U: "builds where status <> 'completed'",
  G: 'groups',
  W: 'wikis where is_disabled is not true',
}
/** Full pages, each followed by another; with an overlap of one row where they are told by how many rows come before. */
const furtherPages = (table: string, of: string, size: number, overlap = 0): string =>
  `(select coalesce(sum((rows - ${overlap}) / ${size - overlap}), 0)::int as n from (select count(*) as rows from ${table} group by ${of}) lists)`
const pages: Readonly<Record<string, string>> = {
  M: furtherPages('commits', 'repository_id', 1000, 1),
  N: furtherPages('test_runs', 'project_id', 100, 1),
  O: furtherPages('wiki_pages', 'wiki_id', 100),
}
const inProject = "project = 'Fabrikam Fiber'"

describe('call budgets', () => {
  let system: System
  let client: pg.Client
  let owner: pg.Client
  const numbers: Record<string, number> = {}

  beforeAll(async () => {
    system = await startSystem({ workItems: 1200 })
    await settleSandbox(system.sandbox.info)
    await shrinkService(system.sandbox.info)
    client = await system.client()
    owner = await system.owner()
    for (const [letter, of] of Object.entries(counted)) {
      const whole = await client.query<{ n: number }>(`select count(*)::int as n from ${of}`)
      numbers[letter] = whole.rows[0]!.n
      if (!/project/.test(of) && letter !== 'G') {
        const part = await client.query<{ n: number }>(
          `select count(*)::int as n from ${of} ${/ where /.test(of) ? 'and' : 'where'} ${inProject}`,
        )
        numbers[`${letter}f`] = part.rows[0]!.n
      }
    }
    for (const [letter, sql] of Object.entries(pages))
      numbers[letter] = (await client.query<{ n: number }>(sql)).rows[0]!.n
  })
  afterAll(() => system?.close())

  /** What a formula comes to, letters being numbers. */
  const value = async (formula: string, letters: Readonly<Record<string, number>>): Promise<number> => {
    const sql = formula.replace(/\b([A-Za-z]f?)\b/g, (name) => {
      const number = { ...numbers, ...letters }[name]
      if (number === undefined) throw new Error(`nothing says what ${name} is in: ${formula}`)
      return `${number}.0`
    })
    return Number((await owner.query<{ n: string }>(`select ${sql} as n`)).rows[0]!.n)
  }
  const run = async (sql: string) => {
    const before = (await system.requests()).length
    const { rows } = await client.query<Record<string, unknown>>(sql)
    const calls = (await system.requests())
      .slice(before)
      .map(({ method, path, query }) => `${method} ${path} ${query}`)
    return { rows, calls }
  }

  it('are told for 40 statements or more, by as many names', () => {
    expect(new Set(budgets.map(({ name }) => name)).size).toBe(budgets.length)
    expect(budgets.length).toBeGreaterThanOrEqual(40)
    const unnamed = tables.filter(({ name }) => !budgets.some(({ sql }) => sql.includes(`from ${name}`)))
    expect(unnamed.map(({ name }) => name)).toEqual([])
  })

  it.each(budgets)('$name', async ({ sql, first, again, changed }) => {
    await owner.query(
      `truncate azdo.coverage, azdo.parents_read, ${tables.map(({ name }) => `box.${name}`).join()}`,
    )
    const one = await run(sql)
    const held = await owner.query<{ n: number }>('select count(*)::int as n from box.work_items')
    const letters = { k: one.rows.length, n: held.rows[0]!.n, L: held.rows[0]!.n > 200 ? 1 : 0 }
    expect(one.calls.length, one.calls.join('\n')).toBe(await value(first, letters))
    const two = await run(sql)
    expect(two.calls.length, two.calls.join('\n')).toBe(await value(again, letters))
    if (changed === '') return
    const service = changeService(system.sandbox.info)
    const ids = await owner.query<{ id: number }>('select id from box.work_items order by id limit 12')
    for (const { id } of ids.rows) await service.update(id, { 'System.Title': `changed ${Date.now()}` })
    const three = await run(sql)
    // A read looks a little further back than the one before; what changed here must not be in the next one's view.
    await service.moveClock(120)
    expect(three.calls.length, three.calls.join('\n')).toBe(
      await value(changed, { ...letters, c: ids.rows.length }),
    )
  })
})
