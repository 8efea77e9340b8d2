import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Answer, type Client } from './devops-client.js'

let box: Client
beforeAll(() => {
  box = client({ seed: 3, projects: 130, workItems: 800 })
})

const web = encodeURIComponent("Contoso's Web Shop")
const batch = '/_apis/wit/workitemsbatch?api-version=7.1'
const names = (answer: Answer): string[] => answer.body.value.map((one: { name: string }) => one.name)

function refused(answer: Answer, status: number, typeKey: string, message: RegExp): void {
  expect(answer.body).toMatchObject({ $id: '1', innerException: null, typeKey, errorCode: 0 })
  expect(answer.body.message).toMatch(message)
  expect(answer.body.typeName).toMatch(new RegExp(`\\.${typeKey}, \\w`))
  expect(answer.status).toBe(status)
}

describe('projects', () => {
  test('come in pages of 100 with a token in the header, the last page without', async () => {
    const first = await box.get('/_apis/projects?api-version=7.1')
    expect(first.body.count).toBe(100)
    const token = first.headers?.['x-ms-continuationtoken'] as string
    const second = await box.get(`/_apis/projects?api-version=7.1&continuationToken=${token}`)
    expect(second.headers).not.toHaveProperty('x-ms-continuationtoken')
    expect(new Set([...names(first), ...names(second)]).size).toBe(130)
    expect(names(await box.get('/_apis/projects?$top=2&$skip=1'))).toEqual(names(first).slice(1, 3))
  })

  test('in deletion show only when asked for', async () => {
    const { projects } = box.organization
    const project = projects[129] as { state: string; name: string }
    const { name } = project
    project.state = 'deleting'
    const listed = async (filter: string) =>
      names(await box.get(`/_apis/projects?$top=500&stateFilter=${filter}`))
    try {
      expect(await listed('deleting')).toEqual([name])
      expect(await listed('All')).toHaveLength(130)
      expect(await listed('wellFormed')).not.toContain(name)
      refused(
        await box.get(`/_apis/projects/${encodeURIComponent(name)}`),
        404,
        'ProjectDoesNotExistWithNameException',
        /TF200016/,
      )
    } finally {
      project.state = 'wellFormed'
    }
    expect((await box.get('/_apis/projects?stateFilter=nonsense')).status).toBe(400)
  })

  test('are found by name in any case and by id, with capabilities when asked', async () => {
    const byName = await box.get(
      `/_APIS/Projects/${web.toUpperCase().replaceAll('%2', '%2')}?includeCapabilities=true`,
    )
    expect(byName.body.name).toBe("Contoso's Web Shop")
    expect(byName.body.capabilities.processTemplate.templateName).toBe('Scrum')
    const byId = await box.get(`/_apis/projects/${byName.body.id}`)
    expect(byId.body).not.toHaveProperty('capabilities')
    expect(byId.body.defaultTeam.name).toBe("Contoso's Web Shop Team")
    refused(
      await box.get('/_apis/projects/Nope'),
      404,
      'ProjectDoesNotExistWithNameException',
      /exist: Nope\./,
    )
  })

  test('without description have no such property', async () => {
    const { body } = await box.get('/_apis/projects')
    expect(body.value[0]).toHaveProperty('description')
    expect(body.value[2]).not.toHaveProperty('description')
  })
})

describe('teams', () => {
  test('of a project come in pages of 100 by $top and $skip', async () => {
    const first = await box.get('/_apis/projects/northwind-traders/teams?api-version=7.1')
    expect(first.body.count).toBe(100)
    const rest = await box.get('/_apis/projects/northwind-traders/teams?$skip=100')
    expect(rest.body.count).toBeGreaterThan(0)
    expect(new Set([...names(first), ...names(rest)]).size).toBe(100 + rest.body.count)
  })

  test('of the organization need a preview version', async () => {
    refused(
      await box.get('/_apis/teams?api-version=7.1'),
      400,
      'VssInvalidPreviewVersionException',
      /under preview/,
    )
    const all = await box.get('/_apis/teams?api-version=7.1-preview.3&$top=5000')
    const visible = box.organization.teams.filter(({ project }) => project.state === 'wellFormed')
    expect(all.body.count).toBe(visible.length)
    const mine = await box.get('/_apis/teams?api-version=7.1-preview&$mine=true&$top=5000')
    expect(mine.body.count).toBeLessThan(all.body.count)
    expect(mine.body.count).toBeGreaterThan(0)
  })

  test('give their members, administrators marked, none when empty, a page of 100 of many', async () => {
    const path = '/_apis/projects/Fabrikam%20Fiber/teams'
    const many = await box.get(`${path}/Fabrikam%20Fiber%20Team/members`)
    expect(many.body.count).toBe(100)
    expect((await box.get(`${path}/Fabrikam%20Fiber%20Team/members?$skip=100`)).body.count).toBe(30)
    expect(many.body.value[0]).toMatchObject({
      isTeamAdmin: true,
      identity: { displayName: 'Jamal Hartnett' },
    })
    expect(many.body.value[1]).not.toHaveProperty('isTeamAdmin')
    expect((await box.get(`${path}/empty%20team/members`)).body).toEqual({ count: 0, value: [] })
    expect((await box.get(`${path}/%C3%89quipe%20Mobile`)).body.name).toBe('Équipe Mobile')
    refused(await box.get(`${path}/Nope/members`), 404, 'TeamNotFoundException', /'Nope' does not exist/)
  })
})

describe('api versions', () => {
  test('may be absent on GET, not on POST', async () => {
    expect((await box.get('/_apis/projects')).status).toBe(200)
    const answer = await box.post('/_apis/wit/wiql', { query: '' })
    refused(
      answer,
      400,
      'VssVersionNotSpecifiedException',
      /No api-version was supplied for the "POST" request/,
    )
  })

  test('are read from the Accept header too', async () => {
    const accept = { accept: 'application/json;api-version=9.9' }
    refused(await box.get('/_apis/projects', accept), 400, 'VssVersionOutOfRangeException', /version of 9\.9/)
    expect((await box.get('/_apis/projects?api-version=6.0', accept)).status).toBe(200)
  })

  test.each(['5.0', '6.0', '7.0', '7.0-preview', '7.1', '7.1-preview.4'])('%s is served', async (version) => {
    const answer = await box.get(`/_apis/projects?api-version=${version}`)
    expect(answer.headers?.['content-type']).toBe(`application/json; charset=utf-8; api-version=${version}`)
  })

  test.each(['4.1', '7.2', '7.2-preview.1', '7.1-preview.5'])('%s is out of range', async (version) => {
    refused(
      await box.get(`/_apis/projects?api-version=${version}`),
      400,
      'VssVersionOutOfRangeException',
      /range/,
    )
  })

  test.each(['x', '7', '7.1.1', '7.1-beta', ''])('%j is malformed', async (version) => {
    const { status, body } = await box.get(`/_apis/projects?api-version=${version}`)
    expect([status, body.message]).toEqual([
      400,
      expect.stringContaining(`Invalid api version string: "${version}"`),
    ])
  })
})

describe('bodies and addresses', () => {
  test('a body that is not declared as JSON is refused', async () => {
    const answer = await box.send('POST', batch, { 'content-type': 'text/plain' }, '{"ids":[1]}')
    expect([answer.status, answer.body.message]).toEqual([
      400,
      'The request indicated a Content-Type of "text/plain" for method type "POST" which is not supported. ' +
        'Valid content types for this method are: application/json.',
    ])
  })

  test('a body that is not JSON is refused', async () => {
    for (const body of ['{', '', '[]', '"x"', 'null']) {
      const answer = await box.send(
        'POST',
        batch,
        { 'content-type': 'application/json; charset=utf-8' },
        body,
      )
      refused(answer, 400, 'JsonReaderException', /TF400898/)
    }
  })

  test('what is not emulated says so', async () => {
    for (const [method, path] of [
      ['GET', '/_apis/tfvc/changesets'],
      ['DELETE', '/_apis/wit/wiql?api-version=7.1'],
      ['GET', '/a/b/c/_apis/projects'],
      ['GET', '/Fabrikam%20Fiber/_workitems'],
    ] as const) {
      refused(await box.send(method, path, {}), 501, 'NotEmulatedException', /does not emulate/)
    }
    expect((await box.get('/_apis/projects/%zz')).status).toBe(400)
  })

  test('connectionData names the caller and needs a preview version; resourceAreas is that of a server', async () => {
    refused(
      await box.get('/_apis/connectionData?api-version=7.1'),
      400,
      'VssInvalidPreviewVersionException',
      /preview/,
    )
    const { body } = await box.get('/_apis/connectionData?api-version=7.1-preview')
    expect(body.authenticatedUser).toMatchObject({ id: box.me.id, providerDisplayName: box.me.displayName })
    expect(body.instanceId).toBe(box.organization.id)
    expect((await box.get('/_apis/resourceAreas')).body).toEqual({ count: 0, value: null })
  })
})

describe('work item metadata', () => {
  test('fields of the organization are the union, those of a project what its types use', async () => {
    const all = await box.get('/_apis/wit/fields?api-version=7.1')
    const basic = await box.get(`/${encodeURIComponent('Zażółć – 東京 ✓')}/_apis/wit/fields?api-version=7.1`)
    expect(all.body.count).toBeGreaterThan(basic.body.count)
    expect(names(basic)).not.toContain('Approver')
    const { body } = await box.get('/_apis/wit/fields/custom.approver')
    expect(body).toMatchObject({ type: 'string', isIdentity: true, isPicklist: false, usage: 'workItem' })
    expect((await box.get('/_apis/wit/fields/Risk%20Level')).body).toMatchObject({
      isPicklist: true,
      type: 'string',
    })
    const unknown = await box.get('/_apis/wit/fields/Custom.Nope')
    refused(
      unknown,
      404,
      'WorkItemTrackingFieldDefinitionNotFoundException',
      /TF51535: Cannot find field Custom\.Nope\./,
    )
  })

  test('types, their states and fields are those of the project', async () => {
    const types = await box.get(`/${web}/_apis/wit/workitemtypes`)
    expect(names(types)).toEqual([
      ...['Epic', 'Feature', 'Product Backlog Item', 'Task', 'Bug', 'Impediment'],
      ...[
        'Test Case',
        'Code Review Request',
        'Code Review Response',
        'Feedback Request',
        'Feedback Response',
      ],
      ...['Shared Steps', 'Shared Parameter', 'Test Plan', 'Test Suite'],
    ])
    const states = await box.get(`/${web}/_apis/wit/workitemtypes/product%20backlog%20item/states`)
    expect(states.body.value[3]).toEqual({ name: 'Done', color: '339933', category: 'Completed' })
    const fields = await box.get(`/${web}/_apis/wit/workitemtypes/Bug/fields?$expand=all`)
    const risk = fields.body.value.find(
      (field: { referenceName: string }) => field.referenceName === 'Custom.RiskLevel',
    )
    expect(risk.allowedValues).toContain('High')
    expect((await box.get(`/${web}/_apis/wit/workitemtypes/User%20Story`)).status).toBe(404)
    expect((await box.get('/Nope/_apis/wit/workitemtypes')).status).toBe(404)
  })

  test('classification nodes show children only to the asked depth, with the structure in the path', async () => {
    const path = `/${web}/_apis/wit/classificationnodes`
    const roots = await box.get(path)
    expect(roots.body.value.map((node: { structureType: string }) => node.structureType)).toEqual([
      'area',
      'iteration',
    ])
    expect(roots.body.value[0]).toMatchObject({ hasChildren: true })
    expect(roots.body.value[0]).not.toHaveProperty('children')
    const areas = await box.get(`${path}/Areas?$depth=1`)
    expect(areas.body.children[0]).not.toHaveProperty('children')
    const deep = await box.get(`${path}/areas/R&D?$depth=5`)
    expect(deep.body.children[0].path).toBe("\\Contoso's Web Shop\\Area\\R&D\\東京")
    const sprint = await box.get(`${path}/iterations/Release%201/Sprint%202`)
    expect(sprint.body.attributes).toEqual({
      startDate: '2021-01-18T00:00:00Z',
      finishDate: '2021-01-29T00:00:00Z',
    })
    const ids = [deep.body.id, sprint.body.id]
    expect(names(await box.get(`${path}?ids=${ids.join(',')}`))).toEqual(['R&D', 'Sprint 2'])
    expect((await box.get(`${path}/areas/Nope`)).status).toBe(404)
    expect((await box.get(`${path}/nonsense`)).status).toBe(400)
  })
})

describe('reading work items', () => {
  test('answers in the order asked for', async () => {
    const ids = [33, 2, 801, 5]
    const answer = await box.post(batch, { ids, fields: ['System.Id', 'System.Title'] })
    expect(answer.body.value.map(({ id }: { id: number }) => id)).toEqual(ids)
    expect(Object.keys(answer.body.value[0].fields)).toEqual(['System.Id', 'System.Title'])
    const list = await box.get(`/_apis/wit/workitems?ids=${ids.join(',')}&fields=System.Id,System.Title`)
    expect(list.body).toEqual(answer.body)
  })

  test('takes 200 ids and refuses 201', async () => {
    const ids = Array.from({ length: 201 }, () => 1)
    expect((await box.post(batch, { ids: ids.slice(1) })).body.count).toBe(200)
    const message = /^VS403474: You requested 201 work items which exceeds the limit of 200$/
    refused(await box.post(batch, { ids }), 400, 'WorkItemTrackingBatchLimitExceededException', message)
  })

  test('a missing item fails the call, or leaves null in its place when told to omit', async () => {
    const message = /TF401232: Work item 10 does not exist/
    refused(await box.post(batch, { ids: [1, 10] }), 404, 'WorkItemUnauthorizedAccessException', message)
    const answer = await box.post(batch, { ids: [1, 10, 2], errorPolicy: 'omit' })
    expect(answer.body.value.map((item: { id: number } | null) => item?.id ?? null)).toEqual([1, null, 2])
    refused(
      await box.get('/_apis/wit/workitems/999999'),
      404,
      'WorkItemUnauthorizedAccessException',
      /TF401232/,
    )
  })

  test('an unknown field and fields together with $expand are refused', async () => {
    const unknown = await box.post(batch, { ids: [1], fields: ['System.Id', 'Custom.Nope'] })
    refused(
      unknown,
      400,
      'WorkItemTrackingFieldDefinitionNotFoundException',
      /TF51535: Cannot find field Custom\.Nope\./,
    )
    const both = await box.post(batch, { ids: [1], fields: ['System.Id'], $expand: 'relations' })
    refused(both, 400, 'ConflictingParametersException', /can not be used with the fields parameter/)
    expect((await box.post(batch, { ids: [1], fields: ['System.Id'], $expand: 'none' })).status).toBe(200)
    expect((await box.post(batch, { ids: ['1'] })).status).toBe(400)
    expect((await box.post(batch, {})).status).toBe(400)
  })

  test('expands relations, links and the less usual fields when asked', async () => {
    const { items } = box.organization
    const child = Array.from(items.columns.parent).findIndex((parent) => parent >= 0)
    const [id, parent] = [items.idAt(child), items.idAt(items.columns.parent[child] as number)]
    const plain = (await box.post(batch, { ids: [id] })).body.value[0]
    expect(Object.keys(plain).sort()).toEqual(['fields', 'id', 'rev', 'url'])
    expect(plain.fields).not.toHaveProperty('System.Id')
    expect(plain.fields['System.Parent']).toBe(parent)
    const full = (await box.post(batch, { ids: [parent, id], $expand: 'all' })).body.value
    expect(full[1].relations[0]).toMatchObject({
      rel: 'System.LinkTypes.Hierarchy-Reverse',
      url: expect.stringMatching(new RegExp(`/workItems/${parent}$`)),
    })
    expect(full[0].relations.map(({ url }: { url: string }) => url)).toContain(full[1].url)
    expect(full[1].fields['System.Id']).toBe(id)
    expect(full[1]._links.self.href).toBe(full[1].url)
    expect(
      (await box.get(`/${web}/_apis/wit/workItems/${id}?$expand=relations`)).body.relations,
    ).toHaveLength(full[1].relations.length)
  })

  test('shows identities as objects, also those without unique name', async () => {
    const ids = Array.from({ length: 180 }, (_, index) => box.organization.items.idAt(index))
    const { body } = await box.post(batch, { ids, fields: ['System.AssignedTo'] })
    const people = body.value.map(
      ({ fields }: { fields: Record<string, unknown> }) => fields['System.AssignedTo'],
    )
    expect(people).toContain(undefined)
    expect(people).toContainEqual(
      expect.objectContaining({ uniqueName: '', descriptor: expect.stringMatching(/^svc\./) }),
    )
    const one = people.find((person: unknown) => person !== undefined)
    expect(Object.keys(one).sort()).toEqual(
      ['_links', 'descriptor', 'displayName', 'id', 'imageUrl', 'uniqueName', 'url'].sort(),
    )
  })

  test('asOf a time gives what was then, and refuses what is no time', async () => {
    expect((await box.post(batch, { ids: [1], asOf: new Date().toISOString() })).status).toBe(200)
    expect((await box.post(batch, { ids: [1], asOf: '2000-01-01T00:00:00Z' })).status).toBe(404)
    const { changed, created } = box.organization.items.columns
    const edited = changed.findIndex((time, index) => time > (created[index] as number))
    const asOf = new Date(created[edited] as number).toISOString()
    const answer = await box.post(batch, { ids: [box.organization.items.idAt(edited)], asOf })
    expect(answer.body.value[0].rev).toBe(1)
    expect((await box.post(batch, { ids: [1], asOf: 'yesterday' })).status).toBe(400)
  })
})
