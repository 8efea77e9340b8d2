import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Answer, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 5, projects: 6, workItems: 200 })
})

const scrum = '6b724908-ef14-45cf-84f8-768b5384da45'
const fiber = '/_apis/projects/Fabrikam%20Fiber'
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
const names = (answer: Answer): string[] => answer.body.value.map((one: { name: string }) => one.name)
const pass = (seconds: number) => box.clock.setOffset(box.clock.offsetMs + seconds * 1000)

function patch(address: string, body: unknown, type = 'application/json'): Promise<Answer> {
  return box.send('PATCH', `${address}?${v}`, { 'content-type': type }, JSON.stringify(body))
}

function create(name: unknown, templateTypeId = scrum): Promise<Answer> {
  const versioncontrol = { sourceControlType: 'Git' }
  return box.post(`/_apis/projects?${v}`, {
    name,
    description: 'New.',
    capabilities: { versioncontrol, processTemplate: { templateTypeId } },
  })
}

const status = async (operation: Answer): Promise<string> =>
  (await box.get(`/_apis/operations/${operation.body.id}`)).body.status

describe('projects made, changed and deleted', () => {
  test('a project is created as a queued operation that begins and ends as time passes', async () => {
    const operation = await create('Coho Winery')
    expect(operation.status).toBe(202)
    expect(operation.body).toMatchObject({ status: 'queued' })
    expect(operation.body.url).toMatch(`/_apis/operations/${operation.body.id}`)
    expect(names(await box.get('/_apis/projects?stateFilter=new'))).toEqual(['Coho Winery'])
    expect((await box.get('/_apis/projects/Coho%20Winery')).status).toBe(404)
    pass(0.5)
    expect(await status(operation)).toBe('inProgress')
    expect(names(await box.get('/_apis/projects?stateFilter=createPending'))).toEqual(['Coho Winery'])
    pass(1)
    expect(await status(operation)).toBe('succeeded')
    const { body } = await box.get('/_apis/projects/coho%20winery?includeCapabilities=true')
    expect(body).toMatchObject({
      name: 'Coho Winery',
      description: 'New.',
      state: 'wellFormed',
      visibility: 'private',
      capabilities: { processTemplate: { templateName: 'Scrum', templateTypeId: scrum } },
      defaultTeam: { name: 'Coho Winery Team' },
    })
    expect((await box.get(`/_apis/operations/${body.id}`)).status).toBe(404)
  })

  test('a new project has a team of who made it, areas, iterations, types, groups and settings of its own', async () => {
    await create('Coho Winery')
    pass(2)
    const at = '/Coho%20Winery/_apis'
    const members = await box.get('/_apis/projects/Coho%20Winery/teams/Coho%20Winery%20Team/members')
    expect(members.body.value).toEqual([
      expect.objectContaining({ isTeamAdmin: true, identity: expect.objectContaining({ id: box.me.id }) }),
    ])
    const nodes = (await box.get(`${at}/wit/classificationnodes`)).body.value
    expect(nodes.map(({ path }: Json) => path)).toEqual(['\\Coho Winery\\Area', '\\Coho Winery\\Iteration'])
    const ids = box.organization.nodes.flatMap(({ areas, iterations }) => [areas.id, iterations.id])
    expect(new Set(ids).size).toBe(ids.length)
    expect(names(await box.get(`${at}/wit/workitemtypes`))).toContain('Product Backlog Item')
    expect((await box.get(`${at}/work/teamsettings/iterations`)).body.value).toEqual([])
    expect((await box.get(`${at}/work/teamsettings/teamfieldvalues`)).body.defaultValue).toBe('Coho Winery')
    expect(names(await box.get(`${at}/work/boards`))).toEqual(['Epics', 'Features', 'Backlog items'])
  })

  test('a work item can be created in a new project and found by a query', async () => {
    await create('Coho Winery')
    pass(2)
    const made = await box.send(
      'POST',
      `/Coho%20Winery/_apis/wit/workitems/$Bug?${v}`,
      { 'content-type': 'application/json-patch+json' },
      JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'Corked' }]),
    )
    expect(made.body.fields).toMatchObject({
      'System.TeamProject': 'Coho Winery',
      'System.AreaPath': 'Coho Winery',
      'System.State': 'New',
    })
    expect(
      await box.ids("SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER 'Coho Winery'"),
    ).toEqual([made.body.id])
  })

  test('names that are taken, bad or missing are refused, as are unknown processes', async () => {
    const taken = await create('fabrikam FIBER')
    expect(taken.status).toBe(409)
    expect(taken.body.typeKey).toBe('ProjectAlreadyExistsException')
    expect(taken.body.message).toMatch(/^TF200019: /)
    for (const bad of ['', undefined, 7, 'a/b', '_x', 'x.', 'x'.repeat(65), 'tab\there']) {
      expect((await create(bad)).status, String(bad)).toBe(400)
    }
    expect((await create('Fine', '00000000-0000-0000-0000-000000000000')).status).toBe(404)
    expect((await box.post(`/_apis/projects?${v}`, { name: 'Fine' })).status).toBe(400)
    expect(names(await box.get('/_apis/projects?stateFilter=all'))).not.toContain('Fine')
  })

  test('a rename shows everywhere when its operation is done, and the old name is free', async () => {
    const before = (await box.get(fiber)).body
    const item = (
      await box.ids("SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = 'Fabrikam Fiber'")
    )[0]
    expect((await patch(fiber, { name: 'Fabrikam Glass', description: '' })).status).toBe(202)
    expect((await box.get(fiber)).status).toBe(200)
    pass(2)
    expect((await box.get(fiber)).status).toBe(404)
    const after = (await box.get(`/_apis/projects/${before.id}`)).body
    expect(after).toMatchObject({ name: 'Fabrikam Glass', revision: before.revision + 1 })
    expect(after).not.toHaveProperty('description')
    const { fields } = (await box.get(`/_apis/wit/workitems/${item}`)).body
    expect(fields['System.TeamProject']).toBe('Fabrikam Glass')
    expect(fields['System.AreaPath'].split('\\')[0]).toBe('Fabrikam Glass')
    expect(fields['System.IterationPath'].split('\\')[0]).toBe('Fabrikam Glass')
    expect((await create('Fabrikam Fiber')).status).toBe(202)
  })

  test('a rename to a taken name is refused, one to the same name in other letters is not', async () => {
    expect((await patch(fiber, { name: 'proseware' })).status).toBe(409)
    expect((await patch(fiber, { name: 'FABRIKAM FIBER' })).status).toBe(202)
    pass(2)
    expect((await box.get(fiber)).body.name).toBe('FABRIKAM FIBER')
    expect((await patch(fiber, { visibility: 'open' })).status).toBe(400)
    expect((await patch(fiber, { capabilities: {} })).status).toBe(501)
  })

  test('a deleted project is seen nowhere, gives its name back and can be restored', async () => {
    const { id } = (await box.get(fiber)).body
    const [item] = await box.ids(
      "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = 'Fabrikam Fiber'",
    )
    const operation = await box.send('DELETE', `${fiber}?${v}`, {})
    expect(operation.status).toBe(202)
    pass(0.5)
    expect((await box.get(fiber)).status).toBe(404)
    expect((await box.get(`/_apis/wit/workitems/${item}`)).status).toBe(404)
    expect(names(await box.get('/_apis/projects?stateFilter=deleting'))).toContain('Fabrikam Fiber')
    pass(1)
    expect(await status(operation)).toBe('succeeded')
    expect(names(await box.get('/_apis/projects?stateFilter=deleted'))).toEqual(['Fabrikam Fiber'])
    expect(names(await box.get('/_apis/projects?stateFilter=all'))).not.toContain('Fabrikam Fiber')
    const teams = (await box.get('/_apis/teams?api-version=7.1-preview.3&$top=999')).body.value
    expect(teams.some((team: Json) => team.projectId === id)).toBe(false)
    const groups = (await box.get('/_apis/graph/groups?api-version=7.1-preview.1')).body.value
    expect(groups.some(({ principalName }: Json) => principalName.startsWith('[Fabrikam Fiber]'))).toBe(false)
    expect(await box.ids('SELECT [System.Id] FROM WorkItems')).not.toHaveLength(0)
    expect((await patch(`/_apis/projects/${id}`, { state: 'wellFormed' })).status).toBe(202)
    pass(2)
    expect((await box.get(fiber)).body.id).toBe(id)
    expect((await box.get(`/_apis/wit/workitems/${item}`)).body.id).toBe(item)
  })
})

describe('project properties', () => {
  const address = `${fiber}/properties`
  const preview = 'api-version=7.1-preview.1'
  const change = (body: unknown) =>
    box.send(
      'PATCH',
      `${address}?${preview}`,
      { 'content-type': 'application/json-patch+json' },
      JSON.stringify(body),
    )

  test('tell the process and the default team', async () => {
    const { value } = (await box.get(`${address}?${preview}`)).body
    const all = Object.fromEntries(value.map((one: Json) => [one.name, one.value]))
    expect(all['System.Process Template']).toBe('Agile')
    expect(all['System.Microsoft.TeamFoundation.Team.Default']).toBe(
      (await box.get(fiber)).body.defaultTeam.id,
    )
  })

  test('are added, changed and removed by a patch, and chosen by names with wildcards', async () => {
    expect((await change([{ op: 'add', path: '/My/Alias', value: 'x' }])).status).toBe(204)
    const chosen = async (keys: string) => (await box.get(`${address}?${preview}&keys=${keys}`)).body.value
    expect(await chosen('my/*')).toEqual([{ name: 'My/Alias', value: 'x' }])
    expect(await chosen('System.SourceControl*')).toHaveLength(3)
    await change([{ op: 'remove', path: '/My/Alias' }])
    expect(await chosen('My/Alias')).toEqual([])
    expect((await change([{ op: 'move', path: '/a' }])).status).toBe(400)
    expect((await box.get(address)).status).toBe(200)
    expect((await box.get(`${address}?${v}`)).body.typeKey).toBe('VssInvalidPreviewVersionException')
  })
})

describe('teams', () => {
  test('are created with who made them as administrator, renamed and deleted', async () => {
    const made = await box.post(`${fiber}/teams?${v}`, { name: 'Größe & Güte' })
    expect(made.body).toMatchObject({ name: 'Größe & Güte', description: '', projectName: 'Fabrikam Fiber' })
    const members = await box.get(`${fiber}/teams/${made.body.id}/members`)
    expect(members.body.value).toMatchObject([{ isTeamAdmin: true, identity: { id: box.me.id } }])
    const renamed = await patch(`${fiber}/teams/${made.body.id}`, { name: 'Other', description: 'D' })
    expect(renamed.body).toMatchObject({ id: made.body.id, name: 'Other', description: 'D' })
    expect((await box.send('DELETE', `${fiber}/teams/Other?${v}`, {})).status).toBe(204)
    expect((await box.get(`${fiber}/teams/Other`)).status).toBe(404)
    expect(names(await box.get(`${fiber}/teams`))).not.toContain('Other')
    const later = await Promise.all(['One', 'Two'].map((name) => box.post(`${fiber}/teams?${v}`, { name })))
    expect(new Set([made, ...later].map(({ body }) => body.id)).size).toBe(3)
  })

  test('with a name that is taken or bad are refused; the default team stays', async () => {
    expect((await box.post(`${fiber}/teams?${v}`, { name: 'EMPTY team' })).status).toBe(400)
    expect((await box.post(`${fiber}/teams?${v}`, { name: 'Contributors' })).status).toBe(400)
    expect((await box.post(`${fiber}/teams?${v}`, { name: 'a:b' })).status).toBe(400)
    expect((await box.post(`${fiber}/teams?${v}`, {})).status).toBe(400)
    const refused = await box.send('DELETE', `${fiber}/teams/Fabrikam%20Fiber%20Team?${v}`, {})
    expect(refused.status).toBe(400)
    expect(names(await box.get(`${fiber}/teams`))[0]).toBe('Fabrikam Fiber Team')
  })

  test('$expandIdentity shows the group that a team is, $mine only those the caller is in', async () => {
    const [first] = (await box.get(`${fiber}/teams?$expandIdentity=true`)).body.value
    expect(first.identity).toMatchObject({
      id: first.id,
      isContainer: true,
      providerDisplayName: '[Fabrikam Fiber]\\Fabrikam Fiber Team',
    })
    const mine = names(await box.get(`${fiber}/teams?$mine=true`))
    expect(mine).toContain('Fabrikam Fiber Team')
    expect(mine).not.toContain('Empty Team')
    const { myTeams, otherReadableTeams } = (
      await box.get(`${fiber}/categorizedteams?api-version=7.1-preview.1`)
    ).body
    expect(myTeams.map(({ name }: Json) => name)).toEqual(mine)
    expect(otherReadableTeams.map(({ name }: Json) => name)).toContain('Empty Team')
  })
})

describe('what lies around projects', () => {
  test('processes and the collection', async () => {
    const { value } = (await box.get('/_apis/process/processes')).body
    expect(value.map(({ name, isDefault }: Json) => [name, isDefault])).toEqual([
      ['Agile', true],
      ['Scrum', false],
      ['Basic', false],
    ])
    expect((await box.get(`/_apis/process/processes/${scrum}`)).body.name).toBe('Scrum')
    expect((await box.get('/_apis/process/processes/nope')).status).toBe(404)
    const [collection] = (await box.get('/_apis/projectcollections')).body.value
    expect((await box.get(`/_apis/projectcollections/${collection.id}`)).body.state).toBe('Started')
    expect((await box.get('/_apis/projectcollections/other')).status).toBe(404)
  })

  test('a patch that is no JSON Patch is refused by its content type', async () => {
    const answer = await box.send('PATCH', `${fiber}/properties?api-version=7.1-preview.1`, json, '[]')
    expect(answer.status).toBe(400)
    expect(answer.body.message).toMatch(/application\/json-patch\+json/)
  })
})
