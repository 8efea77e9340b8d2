import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import {
  QueryResultType,
  QueryType,
  type WorkItemQueryResult,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

let sandbox: Sandbox
let tracking: IWorkItemTrackingApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 3, projects: 2, workItems: 300 })
  const { url, organization, pat } = sandbox.info
  const api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  tracking = await api.getWorkItemTrackingApi()
})
afterAll(() => sandbox.close())

const idsOf = ({ workItems }: WorkItemQueryResult) => (workItems ?? []).map(({ id }) => Number(id))

describe('Microsoft’s client', () => {
  test('runs flat queries, with a project, a precision and a limit', async () => {
    const query = 'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project'
    const all = await tracking.queryByWiql({ query }, { project: 'Fabrikam Fiber' })
    expect(all).toMatchObject({ queryType: QueryType.Flat, queryResultType: QueryResultType.WorkItem })
    expect(all.asOf).toBeInstanceOf(Date)
    expect(idsOf(all).length).toBeGreaterThan(10)
    const dated = `${query} AND [System.ChangedDate] > '2021-01-01T00:00:00Z'`
    const some = await tracking.queryByWiql({ query: dated }, { project: 'Fabrikam Fiber' }, true, 7)
    expect(idsOf(some)).toEqual(idsOf(all).slice(0, 7))
    await expect(tracking.queryByWiql({ query: dated }, { project: 'Fabrikam Fiber' })).rejects.toThrow(
      'date precision',
    )
  })

  test('runs queries as of a time', async () => {
    const asOf = '2023-05-06T07:08:09.12Z'
    const query = `SELECT [System.Id] FROM WorkItems ASOF '${asOf}'`
    const result = await tracking.queryByWiql({ query })
    expect(result.asOf?.getTime()).toBe(Date.parse(asOf))
    const ids = idsOf(result).slice(0, 200)
    const items = await tracking.getWorkItemsBatch({ ids, asOf: result.asOf as Date, fields: ['System.Id'] })
    expect(items.map(({ id }) => id)).toEqual(ids)
  })

  test('runs link and tree queries and reads their relations', async () => {
    const query = "SELECT [System.Id] FROM WorkItemLinks WHERE [System.Links.LinkType] = 'Child'"
    const links = await tracking.queryByWiql({ query })
    expect(links).toMatchObject({
      queryType: QueryType.OneHop,
      queryResultType: QueryResultType.WorkItemLink,
    })
    const link = links.workItemRelations?.find(({ source }) => source)
    const parent = await tracking.getWorkItem(Number(link?.target?.id), ['System.Parent'])
    expect(parent.fields?.['System.Parent']).toBe(link?.source?.id)
    const tree = await tracking.queryByWiql({ query: `${query} MODE (Recursive)` })
    expect(tree.queryType).toBe(QueryType.Tree)
    const targets = tree.workItemRelations?.map(({ target }) => target?.id)
    expect(new Set(targets).size).toBe(300)
  })
})
