import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Answer, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 6, projects: 4, workItems: 600 })
  box.clock.setOffset(Date.UTC(2026, 2, 18, 12) - Date.now())
})

const v = 'api-version=7.1'
const team = '/Fabrikam%20Fiber/Fabrikam%20Fiber%20Team/_apis/work'
const iterations = `${team}/teamsettings/iterations`
const get = async (path: string): Promise<Json> => {
  const answer = await box.get(path)
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)?.slice(0, 200)}`).toBe(200)
  return answer.body
}
const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
  box.send(
    method,
    `${path}?${v}`,
    { 'content-type': 'application/json' },
    body === undefined ? '' : JSON.stringify(body),
  )
const values = async (path: string): Promise<Json[]> => (await get(path)).value
const ids = (items: Json[]): number[] => items.map(({ target }) => target.id)

/** Puts a task of a story into the iteration of the story. */
async function besideItsParent(): Promise<void> {
  for (const { id, fields } of await box.items()) {
    const inProject = fields['System.TeamProject'] === 'Fabrikam Fiber'
    if (!inProject || fields['System.WorkItemType'] !== 'Task' || !fields['System.Parent']) continue
    const path = (await get(`/_apis/wit/workitems/${fields['System.Parent']}`)).fields['System.IterationPath']
    if (!path.includes('Sprint')) continue
    const body = JSON.stringify([{ op: 'add', path: '/fields/System.IterationPath', value: path }])
    const type = { 'content-type': 'application/json-patch+json' }
    expect((await box.send('PATCH', `/_apis/wit/workitems/${id}?${v}`, type, body)).status).toBe(200)
    return
  }
}

describe('team settings', () => {
  test('without a team in the address are those of the default team', async () => {
    expect(await get('/Fabrikam%20Fiber/_apis/work/teamsettings')).toEqual(await get(`${team}/teamsettings`))
    const other = await get('/Fabrikam%20Fiber/Empty%20Team/_apis/work/teamsettings')
    expect(other.backlogIteration.id).toBe('00000000-0000-0000-0000-000000000000')
    expect((await box.get('/Fabrikam%20Fiber/Nobody/_apis/work/teamsettings')).status).toBe(404)
  })

  test('are changed one by one, in words or in the numbers of the official client', async () => {
    const change = async (body: unknown) => (await send('PATCH', `${team}/teamsettings`, body)).body
    expect((await change({ bugsBehavior: 'AsRequirements' })).bugsBehavior).toBe('asRequirements')
    expect((await change({ bugsBehavior: 0 })).bugsBehavior).toBe('off')
    expect((await change({ workingDays: ['Friday', 'monday'] })).workingDays).toEqual(['monday', 'friday'])
    const shown = await change({ backlogVisibilities: { 'Microsoft.EpicCategory': false } })
    expect(shown.backlogVisibilities).toMatchObject({
      'Microsoft.EpicCategory': false,
      'Microsoft.FeatureCategory': true,
    })
    expect((await get(`${team}/teamsettings`)).workingDays).toEqual(['monday', 'friday'])
    for (const bad of [{ bugsBehavior: 'never' }, { workingDays: ['someday'] }, { backlogIteration: 'x' }])
      expect((await send('PATCH', `${team}/teamsettings`, bad)).status).toBe(400)
  })

  test('have a default iteration, or the macro that stands for the one of now', async () => {
    const [current] = await values(`${iterations}?$timeframe=current`)
    expect(await get(`${team}/teamsettings`)).toMatchObject({
      defaultIterationMacro: '@CurrentIteration',
      defaultIteration: { id: current.id },
    })
    const [first] = await values(iterations)
    const chosen = (await send('PATCH', `${team}/teamsettings`, { defaultIteration: first.id })).body
    expect(chosen.defaultIteration.id).toBe(first.id)
    expect(chosen).not.toHaveProperty('defaultIterationMacro')
    box.clock.setOffset(Date.UTC(2040, 0, 1) - Date.now())
    const late = (await send('PATCH', `${team}/teamsettings`, { defaultIterationMacro: '@currentIteration' }))
      .body
    expect(late.defaultIteration).toBeNull()
  })

  test('areas: the default team has all, and can be given others', async () => {
    const address = `${team}/teamsettings/teamfieldvalues`
    expect(await get(address)).toMatchObject({
      field: { referenceName: 'System.AreaPath' },
      defaultValue: 'Fabrikam Fiber',
      values: [{ value: 'Fabrikam Fiber', includeChildren: true }],
    })
    const wanted = [
      { value: 'Fabrikam Fiber\\Web API', includeChildren: false },
      { value: 'Fabrikam Fiber\\Web', includeChildren: true },
    ]
    const body = { defaultValue: 'Fabrikam Fiber\\Web', values: wanted }
    expect((await send('PATCH', address, body)).body).toMatchObject({
      defaultValue: 'Fabrikam Fiber\\Web',
      values: [wanted[1], wanted[0]],
    })
    const bad = { defaultValue: 'x', values: [{ value: 'Fabrikam Fiber\\Nowhere' }] }
    expect((await send('PATCH', address, bad)).status).toBe(400)
    expect((await get(address)).values).toHaveLength(2)
  })
})

describe('iterations of a team', () => {
  test('are past, current and future by the clock', async () => {
    const frames = async () => (await values(iterations)).map(({ attributes }) => attributes.timeFrame)
    const all = await frames()
    expect(all.filter((frame) => frame === 'current')).toHaveLength(1)
    expect(all).toEqual(
      [...all].sort(
        (a, b) => ['past', 'current', 'future'].indexOf(a) - ['past', 'current', 'future'].indexOf(b),
      ),
    )
    const [current] = await values(`${iterations}?$timeframe=current`)
    expect(Date.parse(current.attributes.startDate)).toBeLessThanOrEqual(box.clock.now())
    box.clock.setOffset(Date.UTC(2040, 0, 1) - Date.now())
    expect(new Set(await frames())).toEqual(new Set(['past']))
    expect(await values(`${iterations}?$timeframe=current`)).toEqual([])
    expect((await box.get(`${iterations}?$timeframe=past`)).status).toBe(400)
  })

  test('are chosen and given up', async () => {
    const [first] = await values(iterations)
    expect((await send('DELETE', `${iterations}/${first.id}`)).status).toBe(204)
    expect((await box.get(`${iterations}/${first.id}`)).status).toBe(404)
    expect((await box.get(`${iterations}/${first.id}/capacities`)).status).toBe(404)
    const again = await send('POST', iterations, { id: first.id })
    expect(again.status).toBe(201)
    expect(again.body._links.classificationNode.href).toMatch(
      /\/classificationNodes\/Iterations\/Release%201\/Sprint%201$/,
    )
    expect((await values(iterations))[0].id).toBe(first.id)
    expect((await send('POST', iterations, { id: box.me.id })).status).toBe(400)
  })

  test('without dates have null in their place', async () => {
    const nodes = await get('/Fabrikam%20Fiber/_apis/wit/classificationnodes/iterations?$depth=1')
    const folder = nodes.children.find((node: Json) => !node.attributes)
    const added = await send('POST', iterations, { id: folder.identifier })
    expect(added.body.attributes).toMatchObject({ startDate: null, finishDate: null })
    expect((await values(iterations)).at(-1)?.id).toBe(folder.identifier)
  })

  test('hold the requirements and tasks that queries find, children under their parents', async () => {
    await besideItsParent()
    let linked = 0
    for (const { id, path } of await values(iterations)) {
      const { workItemRelations } = await get(`${iterations}/${id}/workitems`)
      const found = await box.ids(
        `SELECT [System.Id] FROM WorkItems WHERE [System.IterationPath] = '${path}' AND ` +
          "[System.WorkItemType] IN ('User Story', 'Task', 'Bug')",
      )
      expect(ids(workItemRelations).sort((a, b) => a - b)).toEqual(found)
      for (const { rel, source, target } of workItemRelations) {
        if (rel === null) continue
        linked++
        const { body } = await box.get(`/_apis/wit/workitems/${target.id}?fields=System.Parent`)
        expect(body.fields['System.Parent']).toBe(source.id)
      }
    }
    expect(linked).toBeGreaterThan(0)
  })
})

describe('capacity', () => {
  const sprint = async () => `${iterations}/${(await values(iterations))[8].id}`

  test('is that of members of the team, and sums up', async () => {
    const members = (
      await values('/_apis/projects/Fabrikam%20Fiber/teams/Fabrikam%20Fiber%20Team/members?$top=500')
    ).map(({ identity }) => identity.id)
    const planned = (
      await Promise.all((await values(iterations)).map(({ id }) => get(`${iterations}/${id}/capacities`)))
    ).filter(({ teamMembers }) => teamMembers.length > 0)
    expect(planned.length).toBeGreaterThan(5)
    for (const { teamMembers, totalCapacityPerDay } of planned) {
      const hours = teamMembers.flatMap(({ activities }: Json) =>
        activities.map((one: Json) => one.capacityPerDay),
      )
      expect(totalCapacityPerDay).toBeCloseTo(hours.reduce((sum: number, one: number) => sum + one, 0))
      for (const { teamMember } of teamMembers) expect(members).toContain(teamMember.id)
    }
  })

  test('is replaced as a whole or changed for one member, and days off count on working days only', async () => {
    const address = await sprint()
    const { id } = box.organization.people[0]!
    const friday = { start: '2021-05-07T00:00:00Z', end: '2021-05-10T00:00:00Z' }
    await send('PATCH', `${address}/teamdaysoff`, { daysOff: [] })
    const put = await send('PUT', `${address}/capacities`, [
      { teamMember: { id }, activities: [{ name: 'Design', capacityPerDay: 5 }], daysOff: [friday] },
    ])
    expect(put.body).toMatchObject({ count: 1, value: [{ teamMember: { id } }] })
    expect(await get(`${address}/capacities`)).toMatchObject({ totalCapacityPerDay: 5, totalDaysOff: 2 })
    await send('PATCH', `${address}/capacities/${id}`, {
      activities: [{ name: 'Design', capacityPerDay: 2.5 }],
    })
    expect(await get(`${address}/capacities/${id}`)).toMatchObject({
      activities: [{ capacityPerDay: 2.5, name: 'Design' }],
      daysOff: [friday],
    })
    await send('PATCH', `${address}/teamdaysoff`, { daysOff: [{ start: friday.start, end: friday.start }] })
    expect((await get(`${address}/capacities`)).totalDaysOff).toBe(3)
    const other = box.organization.people[1]!.id
    expect((await box.get(`${address}/capacities/${other}`)).status).toBe(404)
    const bad = [
      { activities: [{ capacityPerDay: 99 }] },
      { daysOff: [{ start: 'x', end: 'y' }] },
      { activities: 1 },
    ]
    for (const body of bad)
      expect((await send('PATCH', `${address}/capacities/${id}`, body)).status).toBe(400)
  })

  test('of all teams of the project adds up those of the teams', async () => {
    const node = (await values(iterations))[8].id
    const all = await get(`/Fabrikam%20Fiber/_apis/work/iterations/${node}/iterationcapacities`)
    expect(all.teams).toHaveLength((await values('/_apis/projects/Fabrikam%20Fiber/teams')).length)
    const own = await get(`${iterations}/${node}/capacities`)
    const [first] = all.teams
    expect(first).toMatchObject({
      teamCapacityPerDay: own.totalCapacityPerDay,
      teamTotalDaysOff: own.totalDaysOff,
    })
  })
})

describe('boards', () => {
  test('have a column for every board column that items of theirs are in', async () => {
    const columns = new Set((await values(`${team}/boards/Stories/columns`)).map(({ name }) => name))
    const seen = new Set<string>()
    for (const { fields } of await box.items()) {
      const open = fields['System.TeamProject'] === 'Fabrikam Fiber' && fields['System.State'] !== 'Removed'
      if (open && fields['System.BoardColumn']) seen.add(fields['System.BoardColumn'])
    }
    expect(seen.size).toBeGreaterThan(2)
    for (const name of seen) expect(columns).toContain(name)
    const lanes = (await values(`${team}/boards/Stories/rows`)).map(({ name }) => name)
    for (const { fields } of await box.items())
      if (fields['System.BoardLane']) expect(lanes).toContain(fields['System.BoardLane'])
    expect(lanes[0]).toBeNull()
  })

  test('are found by id and by name, for each team another', async () => {
    const [own] = await values(`${team}/boards`)
    const [other] = await values('/Fabrikam%20Fiber/Empty%20Team/_apis/work/boards')
    expect(other.name).toBe(own.name)
    expect(other.id).not.toBe(own.id)
    expect(await get(`${team}/boards/${own.id}`)).toEqual(
      await get(`${team}/boards/${own.name.toLowerCase()}`),
    )
    expect((await box.get(`${team}/boards/${other.id}`)).status).toBe(404)
    const { fields, columns } = await get(`${team}/boards/Stories`)
    expect(fields.columnField.referenceName).toMatch(/^WEF_[0-9A-F]{32}_Kanban\.Column$/)
    expect(columns.map(({ columnType }: Json) => columnType)).toEqual([
      'incoming',
      'inProgress',
      'inProgress',
      'outgoing',
    ])
    expect((await values('/Fabrikam%20Fiber/_apis/work/boardcolumns')).map(({ name }) => name)).toContain(
      'Resolved',
    )
    expect((await values('/Fabrikam%20Fiber/_apis/work/boardrows')).map(({ name }) => name)).toContain(
      'Expedite',
    )
  })

  test('take new columns and rows, and refuse such as hold no state of a type', async () => {
    const address = `${team}/boards/Features`
    const before = await get(address)
    const put = await send('PUT', `${address}/columns`, [
      before.columns[0],
      { name: 'Doing', itemLimit: 3, isSplit: true, stateMappings: { Feature: 'Active' } },
      before.columns.at(-1),
    ])
    expect(put.body.value).toMatchObject([
      { id: before.columns[0].id },
      { name: 'Doing', itemLimit: 3, isSplit: true, columnType: 'inProgress' },
      { id: before.columns.at(-1).id },
    ])
    expect((await get(address)).revision).toBe(before.revision + 1)
    const bad = [
      { name: 'A', stateMappings: {} },
      { name: 'B', stateMappings: { Feature: 'Nope' } },
    ]
    expect((await send('PUT', `${address}/columns`, bad)).status).toBe(400)
    expect((await send('PUT', `${address}/rows`, [{ name: 'Lane' }])).status).toBe(400)
    const rows = await send('PUT', `${address}/rows`, [before.rows[0], { name: 'Lane' }])
    expect(rows.body.value).toMatchObject([{ name: null }, { name: 'Lane' }])
    expect((await get(address)).rows).toHaveLength(2)
  })

  test('hold bugs when the team plans them as requirements', async () => {
    const mapped = async () => Object.keys((await values(`${team}/boards/Stories/columns`))[0].stateMappings)
    expect(await mapped()).toEqual(['User Story'])
    await send('PATCH', `${team}/teamsettings`, { bugsBehavior: 'asRequirements' })
    expect(await mapped()).toEqual(['User Story', 'Bug'])
    await send('PATCH', `${team}/teamsettings`, { bugsBehavior: 'off' })
    expect(await mapped()).toEqual(['User Story'])
  })
})

describe('backlogs', () => {
  test('have the levels of the process', async () => {
    const levels = await values(`${team}/backlogs`)
    expect(levels.map(({ name, rank, type }) => [name, rank, type])).toEqual([
      ['Epics', 4, 'portfolio'],
      ['Features', 3, 'portfolio'],
      ['Stories', 2, 'requirement'],
      ['Tasks', 1, 'task'],
    ])
    expect((await get(`${team}/backlogs/stories`)).id).toBe('Microsoft.RequirementCategory')
    expect((await box.get(`${team}/backlogs/Nope`)).status).toBe(404)
    const names = (await values(`/Contoso's%20Web%20Shop/_apis/work/backlogs`)).map(({ name }) => name)
    expect(names).toContain('Backlog items')
  })

  test('hold the open items of the team’s areas', async () => {
    const level = `${team}/backlogs/Microsoft.RequirementCategory/workItems`
    const open = (area: string) =>
      box.ids(
        "SELECT [System.Id] FROM WorkItems WHERE [System.WorkItemType] = 'User Story' AND " +
          `[System.State] NOT IN ('Closed', 'Removed') AND [System.AreaPath] UNDER '${area}'`,
      )
    const sorted = async () => ids((await get(level)).workItems).sort((a, b) => a - b)
    expect(await sorted()).toEqual(await open('Fabrikam Fiber'))
    const web = { values: [{ value: 'Fabrikam Fiber\\Web', includeChildren: true }] }
    await send('PATCH', `${team}/teamsettings/teamfieldvalues`, web)
    expect(await sorted()).toEqual(await open('Fabrikam Fiber\\Web'))
  })

  test('come in the order of the backlog, which can be changed', async () => {
    const level = `${team}/backlogs/Microsoft.RequirementCategory/workItems`
    const order = ids((await get(level)).workItems)
    const rank = 'Microsoft.VSTS.Common.StackRank'
    const free: number[] = []
    for (const id of order) {
      const { fields } = (await box.get(`/_apis/wit/workitems/${id}`)).body
      if (fields[rank] !== undefined && fields['System.Parent'] === undefined) free.push(id)
    }
    const [first, second, ...rest] = free
    const last = rest.at(-1)!
    const body = { parentId: 0, previousId: first, nextId: second, ids: [last] }
    const moved = await send('PATCH', `${team}/workitemsorder`, body)
    expect(moved.body.value).toMatchObject([{ id: last }])
    const after = ids((await get(level)).workItems)
    expect(after.indexOf(last)).toBeGreaterThan(after.indexOf(first!))
    expect(after.indexOf(last)).toBeLessThan(after.indexOf(second!))
    expect((await send('PATCH', `${team}/workitemsorder`, { ids: [999_999] })).status).toBe(404)
  })

  test('the configurations agree with the process and the team', async () => {
    const configuration = await get(`${team}/backlogconfiguration`)
    expect(configuration).toMatchObject({
      bugsBehavior: 'asTasks',
      taskBacklog: { workItemTypes: [{ name: 'Task' }, { name: 'Bug' }] },
      requirementBacklog: { defaultWorkItemType: { name: 'User Story' } },
      backlogFields: { typeFields: { Effort: 'Microsoft.VSTS.Scheduling.StoryPoints' } },
    })
    const process = await get('/Fabrikam%20Fiber/_apis/work/processconfiguration')
    expect(process.bugWorkItems.workItemTypes).toMatchObject([{ name: 'Bug' }])
    expect(process.portfolioBacklogs.map(({ name }: Json) => name)).toEqual([
      'Epic Category',
      'Feature Category',
    ])
  })
})

describe('plans and task boards', () => {
  test('plans are made, changed by revision and deleted', async () => {
    const address = '/Fabrikam%20Fiber/_apis/work/plans'
    expect(await values(address)).toHaveLength(2)
    const { body } = await send('POST', address, { name: 'New', properties: { a: 1 } })
    expect(body).toMatchObject({ name: 'New', revision: 1, createdByIdentity: { id: box.me.id } })
    const change = { name: 'Changed', revision: 1 }
    expect((await send('PUT', `${address}/${body.id}`, change)).body).toMatchObject({
      name: 'Changed',
      revision: 2,
    })
    expect((await send('PUT', `${address}/${body.id}`, change)).status).toBe(409)
    expect((await send('DELETE', `${address}/${body.id}`)).status).toBe(204)
    expect((await box.get(`${address}/${body.id}`)).status).toBe(404)
    expect((await box.get(`${address}/${body.id}/deliverytimeline`)).status).toBe(501)
  })

  test('every task of a sprint is in the column of its state', async () => {
    const { columns } = await get(`${team}/taskboardcolumns`)
    expect(columns.map(({ name }: Json) => name)).toEqual(['New', 'Active', 'Closed'])
    let count = 0
    for (const { id } of (await values(iterations)).slice(0, 12)) {
      for (const { state, column } of await values(`${team}/taskboardworkitems/${id}`)) {
        count++
        expect(column).toBe(state === 'Removed' ? null : state === 'Resolved' ? 'Active' : state)
      }
    }
    expect(count).toBeGreaterThan(5)
  })
})

describe('processes', () => {
  const agile = '/_apis/work/processes/adcc42ab-9882-485e-a3ed-7678f01f66bc'
  const bug = `${agile}/workItemTypes/Microsoft.VSTS.WorkItemTypes.Bug`

  test('tell their projects, types, states and fields as work item tracking does', async () => {
    const processes = await values('/_apis/work/processes?$expand=projects')
    const projects = processes.flatMap((process) => process.projects.map(({ name }: Json) => name))
    expect(projects).toHaveLength((await values('/_apis/projects')).length)
    const states = (await values(`${bug}/states`)).map(({ name }) => name)
    expect(states).toEqual(
      (await values('/Fabrikam%20Fiber/_apis/wit/workitemtypes/Bug/states')).map(({ name }) => name),
    )
    const fields = (await values(`${bug}/fields`)).map(({ referenceName }) => referenceName)
    const tracked = await values('/Fabrikam%20Fiber/_apis/wit/workitemtypes/Bug/fields')
    expect(fields.sort()).toEqual(tracked.map(({ referenceName }) => referenceName).sort())
    expect((await box.get(`${agile}/workItemTypes/Nope`)).status).toBe(404)
    expect((await box.get('/_apis/work/processes/nope')).status).toBe(404)
    expect((await box.get(`${bug}?$expand=layout`)).status).toBe(501)
  })

  test('pick lists are those of fields', async () => {
    const [list] = await values('/_apis/work/processes/lists')
    const field = (await values('/_apis/wit/fields')).find(({ isPicklist }) => isPicklist)
    expect(list.id).toBe(field.picklistId)
    expect((await get(`/_apis/work/processes/lists/${list.id}`)).items.length).toBeGreaterThan(2)
  })

  test('behaviors put types on levels', async () => {
    const [epic] = await values(`${agile}/workItemTypesBehaviors/Microsoft.VSTS.WorkItemTypes.Epic/behaviors`)
    const behavior = await get(`${agile}/behaviors/${epic.behavior.id}`)
    expect(behavior).toMatchObject({
      name: 'Epics',
      inherits: { behaviorRefName: 'System.PortfolioBacklogBehavior' },
    })
    const plain = await values(`${agile}/behaviors`)
    expect(plain.every((one) => !('fields' in one))).toBe(true)
  })
})
