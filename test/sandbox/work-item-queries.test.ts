import { beforeEach, describe, expect, test } from 'vitest'
import { createDevOps } from '../../sandbox/devops/routes.js'
import { client, type Answer, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 6, projects: 3, workItems: 300 })
})

const queries = '/Fabrikam%20Fiber/_apis/wit/queries'
const json = { 'content-type': 'application/json' }
const version = 'api-version=7.1'
const flat =
  "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.WorkItemType] = 'Bug'"

const get = async (path: string): Promise<Json> => {
  const answer = await box.get(path)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const create = (folder: string, body: Json) => box.post(`${queries}/${folder}?${version}`, body)
const patch = (reference: string, body: Json, query = '') =>
  box.send('PATCH', `${queries}/${reference}?${version}${query}`, json, JSON.stringify(body))
const remove = (reference: string) => box.send('DELETE', `${queries}/${reference}?${version}`, {})
const names = (folder: Json): string[] => (folder.children ?? []).map(({ name }: Json) => name)

function refused(answer: Answer, status: number, typeKey: string, message: RegExp): void {
  expect(answer.body.message).toMatch(message)
  expect(answer).toMatchObject({ status, body: { typeKey } })
}

describe('the tree of queries', () => {
  test('has two roots, and as many levels as $depth says, at most two', async () => {
    const { value } = await get(queries)
    expect(value.map(({ path }: Json) => path)).toEqual(['My Queries', 'Shared Queries'])
    expect(value[1]).toMatchObject({ isFolder: true, hasChildren: true, isPublic: true })
    expect(value[1]).not.toHaveProperty('children')
    expect(value[1]).not.toHaveProperty('createdBy')
    const deep = (await get(`${queries}?$depth=2`)).value[1]
    const triage = deep.children.find(({ name }: Json) => name === 'Triage – 東京')
    const older = triage.children.find(({ name }: Json) => name === 'Older')
    expect(older).toMatchObject({ isFolder: true, hasChildren: true })
    expect(older).not.toHaveProperty('children')
    const empty = deep.children.find(({ name }: Json) => name === 'Empty')
    expect(empty).not.toHaveProperty('hasChildren')
    expect((await box.get(`${queries}?$depth=3`)).status).toBe(400)
  })

  test('is found by path in any case and by id', async () => {
    const byPath = await get(`${queries}/shared%20queries/TRIAGE%20–%20東京/older/untouched%20for%20a%20year`)
    expect(byPath.path).toBe('Shared Queries/Triage – 東京/Older/Untouched for a year')
    expect(await get(`${queries}/${byPath.id}`)).toEqual(byPath)
    const awkward = encodeURIComponent('R&D + Ops #1 (50% done)')
    expect((await get(`${queries}/Shared%20Queries/${awkward}`)).queryType).toBe('flat')
    refused(
      await box.get(`${queries}/Shared%20Queries/None`),
      404,
      'QueryItemNotFoundException',
      /^TF401243: The query Shared Queries\/None does not exist/,
    )
    const other = `/Contoso%27s%20Web%20Shop/_apis/wit/queries/${byPath.id}`
    expect((await box.get(other)).status).toBe(404)
  })

  test('shows what $expand asks for', async () => {
    const path = `${queries}/Shared%20Queries/Current%20Sprint/Unfinished%20work`
    const none = await get(path)
    expect(none).not.toHaveProperty('wiql')
    expect(none).not.toHaveProperty('columns')
    expect(none.queryType).toBe('tree')
    const minimal = await get(`${path}?$expand=minimal`)
    expect(Object.keys(minimal).sort()).toEqual(['id', 'isPublic', 'name', 'path', 'queryType', 'wiql'])
    const wiql = await get(`${path}?$expand=wiql`)
    expect(wiql).toMatchObject(none)
    expect(wiql.columns.map(({ referenceName }: Json) => referenceName)).toEqual([
      'System.Id',
      'System.Title',
      'System.State',
    ])
    const all = await get(`${path}?$expand=all`)
    expect(all.filterOptions).toBe('linksRecursiveMayContain')
    expect(all.linkClauses.clauses[0]).toMatchObject({
      field: { referenceName: 'System.Links.LinkType' },
      value: 'System.LinkTypes.Hierarchy-Forward',
    })
    expect(all.sourceClauses.clauses).toHaveLength(3)
    expect(all.targetClauses.clauses[0]).toMatchObject({
      field: { name: 'Work Item Type' },
      operator: { name: '=' },
      value: 'Task',
    })
    const flatOne = await get(
      `${queries}/Shared%20Queries/${encodeURIComponent('R&D + Ops #1 (50% done)')}?$expand=clauses`,
    )
    expect(flatOne.clauses).toMatchObject({
      logicalOperator: 'and',
      clauses: [
        { value: '@project' },
        { logicalOperator: 'or', clauses: [{ value: 'R&D' }, { value: 'ö' }] },
        { operator: { referenceName: 'SupportedOperations.NotEquals' } },
      ],
    })
    expect(
      (await get(`${queries}/Shared%20Queries/Triage%20–%20東京/Wrong?$expand=wiql`)).isInvalidSyntax,
    ).toBe(true)
  })

  test('is searched by name of the query, not of the folder', async () => {
    const found = await get(`${queries}?$filter=RePort`)
    expect(found).toMatchObject({ count: 50, hasMore: true })
    expect(await get(`${queries}?$filter=report&$top=200`)).toMatchObject({ count: 60, hasMore: false })
    expect((await get(`${queries}?$filter=triage`)).value).toEqual([])
    expect((await box.get(`${queries}?$filter=x&$top=201`)).status).toBe(400)
  })

  test('is read in batches by id', async () => {
    const [mine, shared] = (await get(queries)).value
    const ids = [shared.id, mine.id]
    const batch = await box.post(`/Fabrikam%20Fiber/_apis/wit/queriesbatch?${version}`, { ids })
    expect(batch.body.value.map(({ id }: Json) => id)).toEqual(ids)
    const wrong = { ids: [mine.id, mine.id.replace(/./g, '0')] }
    const fail = await box.post(`/Fabrikam%20Fiber/_apis/wit/queriesbatch?${version}`, wrong)
    expect(fail.status).toBe(404)
    const omit = await box.post(`/Fabrikam%20Fiber/_apis/wit/queriesbatch?${version}`, {
      ...wrong,
      errorPolicy: 'omit',
    })
    expect(omit.body.value).toMatchObject([{ id: mine.id }, null])
  })
})

describe('queries are', () => {
  test('created, renamed, changed and run', async () => {
    const made = await create('My%20Queries/Drafts', { name: 'Bugs', wiql: flat })
    expect(made).toMatchObject({
      status: 201,
      body: { path: 'My Queries/Drafts/Bugs', isPublic: false, createdBy: { id: box.me.id } },
    })
    const { id } = made.body
    const run = await get(`/Fabrikam%20Fiber/_apis/wit/wiql/${id}`)
    const expected = await box.ids(flat, `/Fabrikam%20Fiber/_apis/wit/wiql?${version}`)
    expect(expected.length).toBeGreaterThan(3)
    expect(run.workItems.map((item: Json) => item.id)).toEqual(expected)
    expect((await get(`/Fabrikam%20Fiber/_apis/wit/wiql/${id}?$top=2`)).workItems).toHaveLength(2)
    const head = await box.send('HEAD', `/Fabrikam%20Fiber/_apis/wit/wiql/${id}`, {})
    expect(head.headers?.['x-total-count']).toBe(String(expected.length))
    expect(await get(`${queries}/${id}`)).toMatchObject({ lastExecutedBy: { id: box.me.id } })
    const changed = await patch(id, { name: 'Tasks', wiql: flat.replace('Bug', 'Task') })
    expect(changed.body.path).toBe('My Queries/Drafts/Tasks')
    expect(changed.body.wiql).toContain("'Task'")
    expect((await box.get(`${queries}/My%20Queries/Drafts/Bugs`)).status).toBe(404)
  })

  test('run with links and trees as their kind says', async () => {
    const tree = await get(`${queries}/Shared%20Queries/Current%20Sprint/Unfinished%20work`)
    const links = await get(
      `${queries}/Shared%20Queries/${encodeURIComponent('Triage – 東京')}/${encodeURIComponent('Blocked & waiting (“later”)')}`,
    )
    expect(links.queryType).toBe('oneHop')
    for (const { id, queryType } of [tree, links]) {
      const run = await get(`/Fabrikam%20Fiber/_apis/wit/wiql/${id}`)
      expect(run).toMatchObject({ queryType, queryResultType: 'workItemLink' })
      expect(run).not.toHaveProperty('workItems')
    }
    const [, shared] = (await get(queries)).value
    expect((await box.get(`/Fabrikam%20Fiber/_apis/wit/wiql/${shared.id}`)).status).toBe(400)
  })

  test('refused when their text, name or folder is wrong', async () => {
    refused(
      await create('My%20Queries', { name: 'X', wiql: 'SELECT [No.Such] FROM WorkItems' }),
      400,
      'ValidationException',
      /TF51005/,
    )
    expect((await create('My%20Queries', { name: 'X', wiql: 'SELEKT' })).status).toBe(400)
    expect((await create('My%20Queries', { name: 'a/b', wiql: flat })).status).toBe(400)
    expect((await create('My%20Queries/Assigned%20to%20me', { name: 'X', wiql: flat })).status).toBe(400)
    refused(
      await create('My%20Queries', { name: 'ASSIGNED to me', wiql: flat }),
      400,
      'LegacyQueryItemException',
      /^TF237018/,
    )
    const check = await box.post(`${queries}/My%20Queries?validateWiqlOnly=true&${version}`, {
      name: 'X',
      wiql: flat,
    })
    expect(check.status).toBe(200)
    expect((await box.get(`${queries}/My%20Queries/X`)).status).toBe(404)
  })

  test('deleted with all in their folder, and had back by id', async () => {
    await create('Shared%20Queries/Empty', { name: 'Sub', isFolder: true })
    const inner = (await create('Shared%20Queries/Empty/Sub', { name: 'Inner', wiql: flat })).body.id
    const folder = (await get(`${queries}/Shared%20Queries/Empty/Sub`)).id
    expect((await remove('Shared%20Queries/Empty/Sub')).status).toBe(204)
    for (const gone of [folder, inner, 'Shared%20Queries/Empty/Sub?$includeDeleted=true'])
      expect((await box.get(`${queries}/${gone}`)).status).toBe(404)
    expect(await get(`${queries}/${inner}?$includeDeleted=true`)).toMatchObject({ isDeleted: true })
    expect(names(await get(`${queries}/Shared%20Queries/Empty?$depth=1`))).toEqual([])
    expect(names(await get(`${queries}/Shared%20Queries/Empty?$depth=1&$includeDeleted=true`))).toEqual([
      'Sub',
    ])
    expect((await patch(inner, { isDeleted: false })).status).toBe(400)
    await patch(folder, { isDeleted: false }, '&$undeleteDescendants=true')
    expect((await get(`${queries}/Shared%20Queries/Empty/Sub/Inner`)).id).toBe(inner)
    refused(await remove('Shared%20Queries'), 400, 'LegacyQueryItemException', /^TF237023/)
  })

  test('moved by posting their id to another folder', async () => {
    const { id } = (await create('My%20Queries', { name: 'Wanderer', wiql: flat })).body
    expect((await create('My%20Queries/Drafts', { id })).body.path).toBe('My Queries/Drafts/Wanderer')
    expect(names(await get(`${queries}/My%20Queries?$depth=1`))).not.toContain('Wanderer')
    const drafts = (await get(`${queries}/My%20Queries/Drafts`)).id
    expect((await create('My%20Queries/Drafts', { id: drafts })).status).toBe(400)
  })

  test('kept for a while without a name', async () => {
    const made = await box.post(`/Fabrikam%20Fiber/_apis/wit/tempqueries?api-version=7.1-preview.1`, {
      wiql: flat,
    })
    const run = await get(`/Fabrikam%20Fiber/_apis/wit/wiql/${made.body.id}`)
    expect(run.workItems.length).toBeGreaterThan(0)
    expect((await box.get(`${queries}/${made.body.id}`)).status).toBe(404)
  })

  test('of one person not to be seen by another, except the shared ones', async () => {
    const mine = await create('My%20Queries', { name: 'Private', wiql: flat })
    const shared = await create('Shared%20Queries', { name: 'Public', wiql: flat })
    const other = box.organization.people.find(({ id }) => id !== box.me.id)!
    const devops = createDevOps(box.organization, () => 'http://sandbox.test', box.clock)
    const asOther = async (path: string) =>
      devops.handle({
        method: 'GET',
        path: `${queries}/${path}`,
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.alloc(0),
        identity: other,
      })
    expect((await asOther(mine.body.id)).status).toBe(404)
    expect((await asOther('My%20Queries/Private')).status).toBe(404)
    expect((await asOther(shared.body.id)).body).toMatchObject({ name: 'Public' })
  })
})
