import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 5, projects: 3, workItems: 300 })
})

const json = { 'content-type': 'application/json' }
const get = async (path: string): Promise<Json> => {
  const answer = await box.get(path)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const revisions = (id: number, query = '') => get(`/_apis/wit/workItems/${id}/revisions${query}`)
const updates = (id: number, query = '') => get(`/_apis/wit/workItems/${id}/updates${query}`)

/** An item with many revisions. */
function longLived(): number {
  const { items } = box.organization
  const index = Array.from({ length: items.count }, (_, at) => at).find((at) => items.present(at).rev >= 8)
  return items.idAt(index as number)
}

function write(id: number, fields: Record<string, string | number | undefined>): void {
  const { items, people } = box.organization
  const change = { fields: new Map(Object.entries(fields)), addLinks: [], removeLinks: [] }
  items.update(items.indexOf(id) as number, change, people[1]!, box.clock.now())
}

describe('revisions', () => {
  test('are whole snapshots that end in the present state, dates growing', async () => {
    const id = longLived()
    const { value } = await revisions(id)
    const present = await get(`/_apis/wit/workItems/${id}`)
    expect(value.map(({ rev }: Json) => rev)).toEqual(value.map((_: Json, at: number) => at + 1))
    expect(value.at(-1).fields).toEqual(present.fields)
    const dates = value.map(({ fields }: Json) => Date.parse(fields['System.ChangedDate']))
    expect(dates).toEqual([...dates].sort((a, b) => a - b))
    expect(new Set(dates).size).toBe(dates.length)
    expect(value[0].url).toBe(`http://sandbox.test/fabrikam/_apis/wit/workItems/${id}/revisions/1`)
  })

  test('come in pages by $top and $skip, and one by its number', async () => {
    const id = longLived()
    const all = (await revisions(id)).value
    expect((await revisions(id, '?$top=3&$skip=2')).value).toEqual(all.slice(2, 5))
    expect((await revisions(id, '?$skip=1000')).value).toEqual([])
    const third = await get(`/_apis/wit/workItems/${id}/revisions/3`)
    expect(third.fields).toEqual(all[2].fields)
    expect(third._links.parent.href).toMatch(new RegExp(`/workItems/${id}$`))
    expect(all[2]).not.toHaveProperty('_links')
    for (const wrong of [0, all.length + 1, 'x'])
      expect((await box.get(`/_apis/wit/workItems/${id}/revisions/${wrong}`)).status).toBe(404)
  })

  test('of unknown and deleted items are not found', async () => {
    const { items, people } = box.organization
    items.remove(items.indexOf(1) as number, people[0]!, box.clock.now())
    for (const id of [1, 10, 999999, 'x']) {
      for (const what of ['revisions', 'updates']) {
        const answer = await box.get(`/_apis/wit/workItems/${id}/${what}`)
        expect(answer.status).toBe(404)
        expect(answer.body.message).toMatch(/^TF401232: Work item/)
      }
    }
  })
})

describe('updates', () => {
  test('applied one after the other give the revisions', async () => {
    const id = longLived()
    const all = (await revisions(id, '?$expand=fields')).value
    const fields: Record<string, Json> = {}
    for (const update of (await updates(id)).value) {
      delete fields['System.History']
      for (const [name, { oldValue, newValue }] of Object.entries<Json>(update.fields ?? {})) {
        expect(oldValue).toEqual(fields[name])
        if (newValue === undefined) delete fields[name]
        else fields[name] = newValue
      }
      if (update.fields) expect(fields).toEqual(all[update.rev - 1].fields)
    }
  })

  test('are revised when the next one is made, the newest never', async () => {
    const id = longLived()
    const steps = (await updates(id)).value.filter(({ fields }: Json) => fields)
    for (const [at, step] of steps.entries()) {
      const next = steps[at + 1]
      expect(step.revisedDate).toBe(
        next ? next.fields['System.ChangedDate'].newValue : '9999-01-01T00:00:00Z',
      )
    }
    expect(steps[0].revisedBy.name).toMatch(/^.+( <.+>)?$/)
  })

  test('count links that change alone, so that their ids are not revisions', async () => {
    const { items } = box.organization
    const parent = Array.from({ length: items.count }, (_, at) => at).find(
      (at) => items.childrenOf(at).length > 1,
    ) as number
    const id = items.idAt(parent)
    const { value } = await updates(id)
    expect(value.map((one: Json) => one.id)).toEqual(value.map((_: Json, at: number) => at + 1))
    const alone = value.filter(({ fields }: Json) => !fields)
    expect(alone.length).toBeGreaterThan(0)
    expect(alone[0].relations.added[0]).toMatchObject({ rel: expect.stringMatching(/^System\.LinkTypes/) })
    expect(value.length).toBeGreaterThan(items.present(parent).rev)
    const one = await get(`/_apis/wit/workItems/${id}/updates/${value.length}`)
    expect(one).toMatchObject(value.at(-1))
    expect(one._links.parent.href).toMatch(new RegExp(`/workItems/${id}$`))
    expect((await updates(id, '?$top=1&$skip=1')).value).toEqual([value[1]])
  })

  test('tell of a write, with only what changed', async () => {
    write(1, { 'System.Title': 'Neuer „Titel“', 'Custom.Customer': undefined })
    const last = (await updates(1)).value.at(-1)
    expect(last.fields['System.Title'].newValue).toBe('Neuer „Titel“')
    expect(last.fields['System.Rev'].newValue).toBe(last.fields['System.Rev'].oldValue + 1)
    expect(last.fields).not.toHaveProperty('System.State')
    expect(last.revisedBy.id).toBe(box.organization.people[1]!.id)
  })

  test('tell of links at both ends, when they come and when they go', async () => {
    const { items, people } = box.organization
    const [a, b] = [0, 1].map((at) => items.count - 1 - at) as [number, number]
    const link = { rel: 'System.LinkTypes.Dependency-Forward', other: b, attributes: { comment: 'first' } }
    const none = { fields: new Map(), addLinks: [], removeLinks: [] }
    items.update(a, { ...none, addLinks: [link] }, people[0]!, box.clock.now())
    const added = items.linksOf(a).filter(({ rel, other }) => rel === link.rel && other === b)
    const told = async (index: number) => (await updates(items.idAt(index))).value.at(-1).relations
    expect((await told(a)).added).toMatchObject([{ rel: link.rel, attributes: { comment: 'first' } }])
    expect((await told(b)).added).toMatchObject([{ rel: 'System.LinkTypes.Dependency-Reverse' }])
    items.update(a, { ...none, removeLinks: added }, people[0]!, box.clock.now())
    expect((await told(a)).removed).toMatchObject([{ rel: link.rel }])
    expect((await told(b)).removed).toHaveLength(1)
  })
})

describe('tags', () => {
  const tags = '/Fabrikam%20Fiber/_apis/wit/tags'
  const inFiber = async (tag: string) =>
    box.ids(
      `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = 'Fabrikam Fiber' AND [System.Tags] CONTAINS '${tag}'`,
    )

  test('of a project are those its items have, new ones included', async () => {
    const items = (await box.items()).filter((one) => one.fields['System.TeamProject'] === 'Fabrikam Fiber')
    const used = new Set(items.flatMap(({ fields }) => (fields['System.Tags'] ?? '').split('; ')))
    used.delete('')
    const { value } = await get(tags)
    expect(new Set(value.map(({ name }: Json) => name))).toEqual(used)
    write(items[0]!.id, { 'System.Tags': 'Brand-new; UX' })
    const after = (await get(tags)).value
    expect(after.map(({ name }: Json) => name)).toContain('Brand-new')
    expect(await get(`${tags}/brand-NEW`)).toEqual(after.find(({ name }: Json) => name === 'Brand-new'))
    expect((await box.get(`${tags}/none`)).status).toBe(404)
  })

  test('renamed or deleted change on their items', async () => {
    const had = await inFiber('bug bash')
    expect(had.length).toBeGreaterThan(0)
    const tag = await get(`${tags}/bug%20bash`)
    const patch = async (name: string) =>
      box.send('PATCH', `${tags}/${tag.id}?api-version=7.1`, json, JSON.stringify({ name }))
    expect((await patch('UX')).status).toBe(409)
    expect((await patch('Bug hunt')).body).toMatchObject({ id: tag.id, name: 'Bug hunt' })
    expect(await inFiber('Bug hunt')).toEqual(had)
    expect(await inFiber('bug bash')).toEqual([])
    expect((await box.send('DELETE', `${tags}/Bug%20hunt?api-version=7.1`, {})).status).toBe(204)
    expect(await inFiber('Bug hunt')).toEqual([])
    expect((await get(tags)).value.map(({ name }: Json) => name)).not.toContain('Bug hunt')
  })
})

describe('attachments', () => {
  const attachments = '/Fabrikam%20Fiber/_apis/wit/attachments'
  const bytes = { 'content-type': 'application/octet-stream' }

  test('come back as they went up', async () => {
    const made = await box.send(
      'POST',
      `${attachments}?fileName=a%20%23b.txt&api-version=7.1`,
      bytes,
      'Größe 東京',
    )
    expect(made.status).toBe(201)
    const { pathname, search } = new URL(made.body.url)
    const got = await box.get(pathname.replace('/fabrikam', '') + search)
    expect(String(got.content)).toBe('Größe 東京')
    expect(got.headers?.['content-disposition']).toContain('a%20%23b.txt')
    expect((await box.get(`${attachments}/${made.body.id.replace(/./g, '0')}`)).status).toBe(404)
  })

  test('can go up in parts, in order', async () => {
    const start = await box.send('POST', `${attachments}?fileName=x&uploadType=chunked&api-version=7.1`, {})
    const address = `${attachments}/${start.body.id}?api-version=7.1`
    const put = (range: string, text: string) =>
      box.send('PUT', address, { ...bytes, 'content-range': `bytes ${range}` }, text)
    expect((await put('0-2/5', 'abc')).status).toBe(201)
    expect((await box.get(address)).status).toBe(404)
    expect((await put('0-2/5', 'abc')).status).toBe(400)
    expect((await put('3-4/5', 'de')).status).toBe(201)
    expect(String((await box.get(address)).content)).toBe('abcde')
  })
})

describe('metadata', () => {
  const fiber = '/Fabrikam%20Fiber/_apis/wit'

  test('categories name types that exist, the hidden ones among them', async () => {
    for (const project of ['Fabrikam%20Fiber', 'Contoso%27s%20Web%20Shop']) {
      const { value } = await get(`/${project}/_apis/wit/workitemtypecategories`)
      const types = (await get(`/${project}/_apis/wit/workitemtypes`)).value.map(({ name }: Json) => name)
      for (const { workItemTypes } of value)
        for (const { name } of workItemTypes) expect(types).toContain(name)
      const hidden = value.find(({ referenceName }: Json) => referenceName === 'Microsoft.HiddenCategory')
      expect(hidden.workItemTypes.map(({ name }: Json) => name)).toContain('Code Review Request')
      expect(hidden.workItemTypes.map(({ name }: Json) => name)).not.toContain('Bug')
    }
    expect(
      (await get(`${fiber}/workitemtypecategories/requirement%20category`)).defaultWorkItemType.name,
    ).toBe('User Story')
    expect((await box.get(`${fiber}/workitemtypecategories/none`)).status).toBe(404)
  })

  test('relation types name their opposite ends', async () => {
    const { value } = await get('/_apis/wit/workitemrelationtypes')
    const byName = new Map<string, Json>(value.map((one: Json) => [one.referenceName, one]))
    for (const { referenceName, attributes } of value) {
      const opposite = attributes.oppositeEndReferenceName
      if (opposite) expect(byName.get(opposite)?.attributes.oppositeEndReferenceName).toBe(referenceName)
    }
    expect(byName.get('System.LinkTypes.Hierarchy-Reverse')?.name).toBe('Parent')
  })

  test('transitions tell where a checkin leads, as the type does', async () => {
    const [id] = await box.ids(
      "SELECT [System.Id] FROM WorkItems WHERE [System.State] = 'Active' AND [System.WorkItemType] = 'User Story'",
    )
    const { value } = await get(`/_apis/wit/workitemtransitions?ids=${id},10`)
    expect(value[0]).toEqual({ id, stateOnTransition: 'Resolved' })
    expect(value[1]).toMatchObject({ id: 10, errorCode: expect.any(String) })
    const { transitions } = await get(`${fiber}/workitemtypes/User%20Story`)
    expect(transitions.Active).toContainEqual({ to: 'Resolved', actions: ['Microsoft.VSTS.Actions.Checkin'] })
    expect(transitions.Removed.map(({ to }: Json) => to)).not.toContain('Closed')
  })

  test('a field of a type tells its allowed values on demand', async () => {
    const field = `${fiber}/workitemtypes/Bug/fields/Microsoft.VSTS.Common.Severity`
    expect(await get(field)).not.toHaveProperty('allowedValues')
    expect((await get(`${field}?$expand=allowedValues`)).allowedValues).toHaveLength(4)
    expect((await box.get(`${fiber}/workitemtypes/Bug/fields/Custom.None`)).status).toBe(404)
  })

  test('templates of a team are made, changed and deleted', async () => {
    const templates = '/Fabrikam%20Fiber/Fabrikam%20Fiber%20Team/_apis/wit/templates'
    const body = { name: 'T', workItemTypeName: 'bug', fields: { 'System.Title': 'x' } }
    const made = await box.post(`${templates}?api-version=7.1`, body)
    expect(made.status).toBe(201)
    const one = `${templates}/${made.body.id}`
    expect((await get(`${templates}?workitemtypename=Bug`)).value.map(({ id }: Json) => id)).toContain(
      made.body.id,
    )
    const changed = JSON.stringify({ ...body, name: 'U', fields: {} })
    await box.send('PUT', `${one}?api-version=7.1`, json, changed)
    expect(await get(one)).toMatchObject({ name: 'U', workItemTypeName: 'Bug', fields: {} })
    expect((await box.send('DELETE', `${one}?api-version=7.1`, {})).status).toBe(204)
    expect((await box.get(one)).status).toBe(404)
    expect(
      (await box.post(`${templates}?api-version=7.1`, { ...body, workItemTypeName: 'None' })).status,
    ).toBe(400)
  })

  test('icons come as JSON, or as a picture of the color', async () => {
    const { value } = await get('/_apis/wit/workitemicons')
    expect(value).toHaveLength(41)
    const svg = await box.get('/_apis/wit/workitemicons/icon_book?color=009CCC', { accept: 'image/svg+xml' })
    expect(svg.content).toContain('#009CCC')
    expect((await box.get('/_apis/wit/workitemicons/icon_none')).status).toBe(404)
  })
})

describe('custom fields', () => {
  test('are made, found by every reader, locked, deleted and restored', async () => {
    const made = await box.post('/_apis/wit/fields?api-version=7.1', { name: 'Größe (cm)', type: 'double' })
    expect(made.body).toMatchObject({ referenceName: 'Custom.Grecm', type: 'double' })
    const one = `/_apis/wit/fields/${made.body.referenceName}`
    const patch = async (body: Json) =>
      (await box.send('PATCH', `${one}?api-version=7.1`, json, JSON.stringify(body))).body
    expect((await patch({ isLocked: true })).isLocked).toBe(true)
    expect(await box.ids(`SELECT [System.Id] FROM WorkItems WHERE [${made.body.referenceName}] > 3`)).toEqual(
      [],
    )
    expect(
      (await box.post('/_apis/wit/fields?api-version=7.1', { name: 'größe (CM)', type: 'string' })).status,
    ).toBe(409)
    expect((await box.send('DELETE', `${one}?api-version=7.1`, {})).status).toBe(204)
    expect((await box.get(one)).status).toBe(404)
    const named = async (expand: string) =>
      (await get(`/_apis/wit/fields?$expand=${expand}`)).value.find(
        ({ referenceName }: Json) => referenceName === made.body.referenceName,
      )
    expect(await named('none')).toBeUndefined()
    expect((await named('includeDeleted')).isDeleted).toBe(true)
    expect((await patch({ isDeleted: false })).isDeleted).toBe(false)
    expect(await get(one)).toMatchObject({ isDeleted: false, isLocked: true })
  })

  test('cannot be made of a list that is not there, nor system fields deleted', async () => {
    const post = (body: Json) => box.post('/_apis/wit/fields?api-version=7.1', body)
    const risk = await get('/_apis/wit/fields/Custom.RiskLevel')
    const made = await post({ name: 'Risk 2', type: 'string', isPicklist: true, picklistId: risk.picklistId })
    expect(made.body).toMatchObject({ isPicklist: true, picklistId: risk.picklistId })
    const other = { name: 'Risk 3', type: 'string', picklistId: risk.picklistId.replace(/./g, '0') }
    expect((await post(other)).status).toBe(404)
    expect((await post({ name: 'No type', type: 'colour' })).status).toBe(400)
    expect((await box.send('DELETE', '/_apis/wit/fields/System.Title?api-version=7.1', {})).status).toBe(400)
  })
})
