import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countWorkItems } from '../../src/fetch/count-work-items.js'
import { createScanTrace, type FetchParts } from '../../src/fetch/fetch-parts.js'
import { createRequestBudget } from '../../src/fetch/request-budget.js'
import type { ScanPlan } from '../../src/planner/fetch-plan.js'
import type { RestClient } from '../../src/rest/rest-client.js'
import { tablesWith } from '../../src/tables/catalog.js'
import { openClient, sendJson, startServiceServer, type ServiceServer } from '../rest/service-server.js'

const table = tablesWith([]).find(({ name }) => name === 'work_items')!
const scan = { connection: 'box', table } as ScanPlan
let server: ServiceServer
let client: RestClient

beforeEach(async () => {
  server = await startServiceServer()
  client = openClient(server.url).client
})
afterEach(async () => {
  await client.close()
  await server.close()
})

/** Items 1 to `total`, by queries as the service answers them. */
const serveItems = (total: number) => {
  server.answer = ({ query, body }, response) => {
    const above = Number(/\[System\.Id\] > (\d+)/.exec(body)?.[1] ?? 0)
    const length = Math.min(total - above, Number(query['$top']))
    sendJson(response, 200, { workItems: Array.from({ length }, (_, i) => ({ id: above + 1 + i })) })
  }
}
const queries = () => server.received.map(({ body }) => (JSON.parse(body) as { query: string }).query)

/** Counts the items of some projects; undefined: of all. */
const count = async (conditions: readonly string[], projects?: readonly string[], limit = 0) => {
  const told: string[] = []
  const parts = {
    client: () => client,
    signal: new AbortController().signal,
    budget: createRequestBudget(limit),
    onProgress: (text: string) => void told.push(text),
    onTrace: () => undefined,
    onWait: () => undefined,
  } as unknown as FetchParts
  const rows = projects?.map((name) => ({ name }))
  const trace = createScanTrace(table.name, conditions, parts)
  const asked = {
    all: () => Promise.reject(new Error('not asked')),
    confining: rows && (async () => rows),
    scanned: undefined,
  }
  const number = await countWorkItems(scan, conditions, asked, trace, parts)
  return { number, trace, told }
}

describe('counting work items', () => {
  it('takes a query for every 19,999', async () => {
    serveItems(45_000)
    const { number, trace, told } = await count(['[System.Rev] > 0', "[System.AssignedTo] = ''"])
    expect(number).toBe(45_000)
    expect(queries()).toEqual(
      ['', ' AND [System.Id] > 19999', ' AND [System.Id] > 39998'].map(
        (above) =>
          `SELECT [System.Id] FROM WorkItems WHERE [System.Rev] > 0 AND [System.AssignedTo] = ''${above} ORDER BY [System.Id]`,
      ),
    )
    expect(trace).toMatchObject({ requests: 3, rows: 0 })
    expect(told.at(-1)).toBe('counting work_items: 45000 rows')
  })

  it('names the projects', async () => {
    serveItems(5)
    expect((await count([], ["A's", 'B'])).number).toBe(5)
    expect(queries()).toEqual([
      "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] IN ('A''s', 'B') ORDER BY [System.Id]",
    ])
  })

  it('asks nothing when there is no such project, or when there are more than a query can name', async () => {
    serveItems(5)
    expect((await count([], [])).number).toBe(0)
    const many = Array.from({ length: 1_000 }, (_, i) => `Project number ${i}`)
    expect((await count([], many)).number).toBeUndefined()
    expect(queries()).toEqual([])
  })

  it.each([
    'TF51005: The query references a field that does not exist. The error is caused by «[Custom.Cost]».',
    'TF51011: The specified project does not exist. The error is caused by «[System.TeamProject]».',
  ])('tells nothing when a condition is refused: %s', async (message) => {
    server.answer = (_, response) => sendJson(response, 400, { message, typeKey: 'Refused' })
    expect((await count(['[Custom.Cost] > 5'], ['A'])).number).toBeUndefined()
    expect(queries()).toHaveLength(1)
  })

  it('fails when it takes more requests than the statement may send', async () => {
    serveItems(45_000)
    await expect(count([], undefined, 2)).rejects.toMatchObject({ code: 'REQUESTS_LIMITED' })
    expect(queries()).toHaveLength(2)
  })
})
