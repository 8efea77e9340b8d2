import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Answer, type Client, type Json } from './devops-client.js'

const version = 'api-version=7.1'
const agile = 'Fabrikam%20Fiber'
const scrum = "Contoso's%20Web%20Shop"
const basic = encodeURIComponent('Zażółć – 東京 ✓')
const patchType = { 'content-type': 'application/json-patch+json' }
const common = 'Microsoft.VSTS.Common'
const parent = 'System.LinkTypes.Hierarchy-Reverse'
const child = 'System.LinkTypes.Hierarchy-Forward'
const related = 'System.LinkTypes.Related'
let box: Client

beforeEach(() => {
  box = client({ seed: 11, projects: 4, workItems: 200 })
})

interface Operation {
  op: string
  path: string
  value?: unknown
  from?: string
}

const field = (name: string, value: unknown, op = 'add'): Operation => ({
  op,
  path: `/fields/${name}`,
  value,
})
const link = (rel: string, id: number, attributes?: unknown): Operation => ({
  op: 'add',
  path: '/relations/-',
  value: { rel, url: `http://sandbox.test/fabrikam/_apis/wit/workItems/${id}`, attributes },
})

function create(type: string, operations: Operation[], query = '', project = agile): Promise<Answer> {
  const path = `/${project}/_apis/wit/workitems/$${encodeURIComponent(type)}?${version}${query}`
  return box.send('POST', path, patchType, JSON.stringify(operations))
}

async function newId(type = 'Task', title = 'New', more: Operation[] = [], project = agile): Promise<number> {
  const { status, body } = await create(type, [field('System.Title', title), ...more], '', project)
  if (status !== 200) throw new Error(body.message)
  return body.id
}

function update(id: number, operations: Operation[], query = ''): Promise<Answer> {
  return box.send(
    'PATCH',
    `/_apis/wit/workitems/${id}?${version}${query}`,
    patchType,
    JSON.stringify(operations),
  )
}

/** Stops the sandbox's clock at a time. */
function stopAt(time: number): void {
  box.clock.now = () => time
}

const read = async (id: number, query = '?$expand=all') =>
  (await box.get(`/_apis/wit/workitems/${id}${query}`)).body as Json

const ruleErrors = (answer: Answer) => {
  expect(answer.status).toBe(400)
  expect(answer.body.typeKey).toBe('RuleValidationException')
  expect(answer.body.eventId).toBe(3200)
  return answer.body.customProperties.RuleValidationErrors as Json[]
}

describe('a new work item', () => {
  test('has the defaults of its type and project, and is found by every later read', async () => {
    stopAt(Date.UTC(2026, 10, 21, 12, 30))
    const { status, body } = await create('Bug', [field('System.Title', 'It "breaks" – 東京')])
    expect(status).toBe(200)
    expect(body.rev).toBe(1)
    expect(body.fields).toMatchObject({
      'System.Title': 'It "breaks" – 東京',
      'System.TeamProject': 'Fabrikam Fiber',
      'System.AreaPath': 'Fabrikam Fiber',
      'System.IterationPath': 'Fabrikam Fiber',
      'System.WorkItemType': 'Bug',
      'System.State': 'New',
      'System.Reason': 'New',
      'System.CreatedDate': '2026-11-21T12:30:00Z',
      'System.ChangedDate': '2026-11-21T12:30:00Z',
      [`${common}.StateChangeDate`]: '2026-11-21T12:30:00Z',
      [`${common}.Priority`]: 2,
      [`${common}.Severity`]: '3 - Medium',
    })
    expect(body.fields['System.CreatedBy'].uniqueName).toBe(box.me.uniqueName)
    expect(body.fields).not.toHaveProperty([`${common}.ActivatedDate`])
    expect(body._links.workItemType.href).toMatch(/Bug$/)
    expect((await read(body.id)).fields['System.Title']).toBe('It "breaks" – 東京')
    const found = await box.ids(`SELECT [System.Id] FROM WorkItems WHERE [System.Title] CONTAINS 'breaks" –'`)
    expect(found).toEqual([body.id])
  })

  test('gets the next number after the largest, also after that one was destroyed', async () => {
    const first = await newId()
    await box.send('DELETE', `/_apis/wit/workitems/${first}?destroy=true&${version}`, {})
    expect(await newId()).toBe(first + 1)
  })

  test('needs a title that is not blank: the error names the field in the form of the service', async () => {
    for (const operations of [[], [field('System.Title', '  ')]]) {
      const answer = await create('Task', operations)
      const [error] = ruleErrors(answer)
      expect(answer.body.message).toBe(
        'TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty.',
      )
      expect(error).toEqual({
        fieldReferenceName: 'System.Title',
        fieldStatusFlags: 'required, invalidEmpty',
        errorMessage: answer.body.message,
        fieldStatusCode: 524289,
        ruleValidationErrors: null,
      })
    }
  })

  test('tells of all fields that are wrong, the first one in the message', async () => {
    const answer = await create('Bug', [field(`${common}.Priority`, 5), field(`${common}.Severity`, 'Bad')])
    expect(ruleErrors(answer).map((error) => error.fieldReferenceName)).toEqual([
      'System.Title',
      `${common}.Priority`,
      `${common}.Severity`,
    ])
    expect(answer.body.message).toMatch(/2 additional errors occurred during validation/)
  })

  test('begins in the first state of its type only', async () => {
    const answer = await create('Task', [field('System.Title', 'a'), field('System.State', 'Closed')])
    expect(ruleErrors(answer)[0].errorMessage).toBe(
      "The field 'State' contains the value 'Closed' that is not in the list of supported values",
    )
    const bypassed = [field('System.Title', 'a'), field('System.State', 'Closed')]
    expect((await create('Task', bypassed, '&bypassRules=true')).body.fields['System.State']).toBe('Closed')
  })

  test('of a type the project has not is a 404, named by its reference name it is found', async () => {
    const unknown = await create('User Story', [field('System.Title', 'a')], '', scrum)
    expect(unknown).toMatchObject({ status: 404, body: { typeKey: 'WorkItemTypeNotFoundException' } })
    expect(unknown.body.message).toMatch(/^VS402323: /)
    const named = await create('Microsoft.VSTS.WorkItemTypes.Issue', [field('System.Title', 'a')], '', basic)
    expect(named.body.fields['System.WorkItemType']).toBe('Issue')
  })

  test('can be asked for its defaults before there is one', async () => {
    const { body } = await box.get(`/${agile}/_apis/wit/workitems/$Bug?${version}`)
    expect(body).not.toHaveProperty('id')
    expect(body.fields).toMatchObject({ 'System.State': 'New', [`${common}.Priority`]: 2 })
    expect(body.fields['System.CreatedBy'].uniqueName).toBe(box.me.uniqueName)
    const some = await box.get(`/${agile}/_apis/wit/workitems/$Bug?fields=System.State&${version}`)
    expect(some.body.fields).toEqual({ 'System.State': 'New' })
  })
})

describe('the patch document', () => {
  test('must be declared as such, be a list of operations, and lead somewhere', async () => {
    const path = `/_apis/wit/workitems/1?${version}`
    const plain = await box.send('PATCH', path, { 'content-type': 'application/json' }, '[]')
    expect(plain.status).toBe(400)
    expect(plain.body.message).toMatch(
      /not supported\. Valid content types for this method are: application\/json-patch\+json\./,
    )
    for (const bad of [['x'], [{ op: 'add' }], [{ op: 'grow', path: '/fields/System.Title' }]])
      expect((await box.send('PATCH', path, patchType, JSON.stringify(bad))).status).toBe(400)
    for (const place of ['/nowhere', '/fields', '/relations/x', '/rev/1', 'fields/System.Title'])
      expect((await update(1, [{ op: 'add', path: place, value: 1 }])).status).toBe(400)
    const unknown = await update(1, [field('Custom.Nope', 1)])
    expect(unknown.body.message).toBe('TF51535: Cannot find field Custom.Nope.')
  })

  test('takes names of fields beside reference names, operations by number, and members in any case', async () => {
    const id = await newId()
    const { body } = await box.send(
      'PATCH',
      `/_apis/wit/workitems/${id}?${version}`,
      patchType,
      JSON.stringify([
        { Op: 2, Path: '/fields/Title', Value: 'by name' },
        { op: 0, path: '/fields/microsoft.vsts.common.PRIORITY', value: '1' },
      ]),
    )
    expect(body.fields).toMatchObject({ 'System.Title': 'by name', [`${common}.Priority`]: 1 })
  })

  test('changes nothing when its test of the revision fails, which is a 412', async () => {
    const id = await newId()
    const operations = [{ op: 'test', path: '/rev', value: 2 }, field('System.Title', 'changed')]
    const failed = await update(id, operations)
    expect(failed.status).toBe(412)
    expect(failed.body.typeKey).toBe('TestPatchOperationFailedException')
    expect(failed.body.message).toBe(
      'VS403351: Test Operation for path /rev failed, value 1 was not equal to test value 2.',
    )
    expect((await read(id)).fields['System.Title']).toBe('New')
    const passed = await update(id, [
      { op: 'test', path: '/rev', value: 1 },
      field('System.Title', 'changed'),
    ])
    expect(passed.body).toMatchObject({ rev: 2, fields: { 'System.Title': 'changed' } })
  })

  test('tests, copies and moves values of fields', async () => {
    const id = await newId('Bug', 'one', [field('System.AssignedTo', 'raisa@fabrikam.example')])
    const tested = await update(id, [
      field('System.Title', 'one', 'test'),
      field('System.AssignedTo', 'Raisa Pokrovskaya <raisa@fabrikam.example>', 'test'),
      field('System.Description', null, 'test'),
      { op: 'copy', from: '/fields/System.Title', path: '/fields/System.Description' },
    ])
    expect(tested.body.fields['System.Description']).toBe('one')
    const failed = await update(id, [field('System.Title', 'One', 'test')])
    expect(failed.status).toBe(412)
    const from = '/fields/System.Description'
    const moved = await update(id, [{ op: 'move', from, path: '/fields/Microsoft.VSTS.TCM.ReproSteps' }])
    expect(moved.body.fields['Microsoft.VSTS.TCM.ReproSteps']).toBe('one')
    expect(moved.body.fields).not.toHaveProperty(['System.Description'])
    const copied = [{ op: 'copy', from: '/fields/System.CreatedDate', path: '/fields/Custom.GoLiveDate' }]
    const { fields } = (await update(id, copied)).body
    expect(fields['Custom.GoLiveDate']).toBe(fields['System.CreatedDate'])
  })

  test('clears by null, by empty text and by remove', async () => {
    const names = ['System.Description', 'Custom.Customer', 'Custom.ReviewCount']
    const id = await newId('Bug', 'a', [
      field('System.Description', 'x'),
      field('Custom.Customer', 'x'),
      field('Custom.ReviewCount', 0),
    ])
    expect((await read(id)).fields['Custom.ReviewCount']).toBe(0)
    const { body } = await update(id, [
      field('System.Description', null),
      field('Custom.Customer', ''),
      { op: 'remove', path: '/fields/Custom.ReviewCount' },
    ])
    for (const name of names) expect(body.fields).not.toHaveProperty([name])
  })

  test('that changes nothing makes no revision', async () => {
    const id = await newId('Bug', 'same', [field('System.AssignedTo', 'raisa@fabrikam.example')])
    const answer = await update(id, [
      field('System.Title', 'same'),
      field('System.AssignedTo', 'Raisa Pokrovskaya'),
      field(`${common}.Priority`, '2'),
    ])
    expect(answer.body.rev).toBe(1)
  })

  test('only validated, it shows what would be wrong and leaves everything as it is', async () => {
    const id = await newId()
    const valid = await update(id, [field('System.Title', 'other')], '&validateOnly=true')
    expect(valid.body).toMatchObject({ id, rev: 1, fields: { 'System.Title': 'New' } })
    ruleErrors(await update(id, [field('System.State', 'Nope')], '&validateOnly=true'))
    const { count } = box.organization.items
    const created = await create('Task', [field('System.Title', 'x')], '&validateOnly=true')
    expect(created.body.fields['System.Title']).toBe('x')
    expect(created.body).not.toHaveProperty('id')
    expect(box.organization.items.count).toBe(count)
  })
})

describe('values', () => {
  test.each([
    ['Custom.ReviewCount', '42', 42],
    ['Custom.ReviewCount', -3, -3],
    ['Custom.EstimatedCost', '1.5', 1.5],
    ['Custom.EstimatedCost', 1e-7, 1e-7],
    ['Custom.IsBillable', 'TRUE', true],
    ['Custom.IsBillable', 0, false],
    ['Custom.Customer', 12, '12'],
    ['Custom.Customer', true, 'True'],
    ['Custom.GoLiveDate', '2026-05-01', '2026-05-01T00:00:00Z'],
    ['Custom.GoLiveDate', '2026-05-01T10:00:00.1230000+02:00', '2026-05-01T08:00:00.123Z'],
    ['Custom.GoLiveDate', '2026-05-01T10:00:00', '2026-05-01T10:00:00Z'],
    ['Custom.Notes', '<b>kept</b> & "so"', '<b>kept</b> & "so"'],
    ['Custom.RiskLevel', 'very HIGH – ask first', 'Very high – ask first'],
  ])('%s written as %j is kept as %j', async (name, written, kept) => {
    const { body } = await create('Bug', [field('System.Title', 'a'), field(name, written)])
    expect(body.fields[name]).toBe(kept)
  })

  test.each([
    ['Custom.ReviewCount', 'many', 'invalidType'],
    ['Custom.ReviewCount', 1.5, 'invalidType'],
    ['Custom.EstimatedCost', ' ', 'invalidType'],
    ['Custom.IsBillable', 'maybe', 'invalidType'],
    ['Custom.GoLiveDate', 'soon', 'invalidType'],
    ['Custom.GoLiveDate', 17, 'invalidType'],
    ['Custom.GoLiveDate', '0001-01-01', 'invalidType'],
    ['Custom.Customer', { a: 1 }, 'invalidType'],
    ['Custom.Customer', 'x'.repeat(256), 'invalidTooLong'],
    ['System.Title', 'x'.repeat(256), 'invalidTooLong'],
    ['Custom.RiskLevel', 'Unheard of', 'invalidListValue'],
    ['System.Reason', 'Just so', 'invalidListValue'],
  ])('%s cannot be %j', async (name, written, flag) => {
    const answer = await create('Bug', [field('System.Title', 'a'), field(name, written)])
    const [error, ...others] = ruleErrors(answer)
    expect(error.fieldReferenceName).toBe(name)
    expect(error.fieldStatusFlags).toContain(flag)
    expect(others).toEqual([])
  })

  test('a person is found by unique name in any case, by "Name <unique name>", id, object or a name only one has', async () => {
    const { people } = box.organization
    const raisa = people[1]!
    for (const written of [
      'RAISA@fabrikam.example',
      'Someone <raisa@fabrikam.example>',
      raisa.id,
      'raisa pokrovskaya',
      { uniqueName: 'raisa@fabrikam.example' },
      { displayName: 'x', id: raisa.id },
      { descriptor: raisa.descriptor },
    ]) {
      const { body } = await create('Task', [field('System.Title', 'a'), field('System.AssignedTo', written)])
      expect(body.fields['System.AssignedTo']).toMatchObject({ id: raisa.id, displayName: raisa.displayName })
    }
  })

  test('a person nobody knows, or whose name two have, is a rule error; when rules are bypassed the text stays', async () => {
    for (const [written, word] of [
      ['nobody@example.com', 'unknown'],
      ['Jamal Hartnett', 'ambiguous'],
    ] as const) {
      const operations = [field('System.Title', 'a'), field('System.AssignedTo', written)]
      const answer = await create('Task', operations)
      expect(ruleErrors(answer)[0].errorMessage).toBe(
        `The identity value '${written}' for field 'Assigned To' is an ${word} identity.`,
      )
      const bypassed = await create('Task', operations, '&bypassRules=true')
      expect(bypassed.body.fields['System.AssignedTo']).toBe(written)
    }
  })

  test('tags come apart at semicolons and commas, once each in the spelling the project knows, sorted', async () => {
    const known = (await box.get(`/${agile}/_apis/wit/tags`)).body.value?.[0]?.name ?? 'UX'
    const written = ` zebra;Apple, apple;;${String(known).toUpperCase()} , zebra `
    const { body } = await create('Task', [field('System.Title', 'a'), field('System.Tags', written)])
    const tags = body.fields['System.Tags'].split('; ')
    expect(new Set(tags)).toEqual(new Set(['Apple', known, 'zebra']))
    expect(tags.map((tag: string) => tag.toLowerCase())).toEqual(
      tags.map((tag: string) => tag.toLowerCase()).sort(),
    )
    const cleared = await update(body.id, [field('System.Tags', ' ; ')])
    expect(cleared.body.fields).not.toHaveProperty(['System.Tags'])
    const many = Array.from({ length: 101 }, (_, at) => `t${at}`).join(';')
    expect((await update(body.id, [field('System.Tags', many)])).status).toBe(400)
    const most = await update(body.id, [field('System.Tags', many.replace('t0;', ''))])
    expect(most.body.fields['System.Tags'].split('; ')).toHaveLength(100)
  })

  test('an area or iteration is named by path or id, and must be there', async () => {
    const path = 'Fabrikam Fiber\\Web\\Checkout & Payment'
    const { body } = await create('Task', [
      field('System.Title', 'a'),
      field('System.AreaPath', `\\${path.toUpperCase()}`),
    ])
    expect(body.fields['System.AreaPath']).toBe(path)
    const area = (await read(body.id)).fields
    expect(area['System.NodeName']).toBe('Checkout & Payment')
    const byId = await create('Task', [
      field('System.Title', 'a'),
      field('System.AreaId', area['System.AreaId']),
    ])
    expect(byId.body.fields['System.AreaPath']).toBe(path)
    for (const [name, value] of [
      ['System.AreaPath', 'Fabrikam Fiber\\Nowhere'],
      ['System.IterationPath', "Contoso's Web Shop"],
      ['System.IterationId', 999_999],
    ] as const) {
      const answer = await create('Task', [field('System.Title', 'a'), field(name, value)])
      expect(answer.status).toBe(400)
      expect(answer.body.message).toBe(`TF401347: Invalid tree name given for work item -1, field '${name}'.`)
    }
  })

  test('a field of other types, and one that only the service writes, are refused', async () => {
    const foreign = await create('Task', [field('System.Title', 'a'), field('Custom.Customer', 'x')])
    expect(foreign.body.message).toBe('TF51535: Cannot find field Custom.Customer.')
    const id = await newId('User Story')
    for (const name of [
      'System.BoardColumn',
      'System.Parent',
      'System.CreatedDate',
      'System.Rev',
      'System.CommentCount',
    ]) {
      const answer = await update(id, [field(name, name.endsWith('Date') ? '2020-01-01' : 7)])
      expect(ruleErrors(answer)[0].errorMessage).toBe(
        `TF401326: Invalid field status 'ReadOnly' for field '${name}'.`,
      )
    }
  })

  test('a format of a long text is kept with it', async () => {
    const id = await newId('Bug', 'a', [
      field('System.Description', '# Title'),
      { op: 'add', path: '/multilineFieldsFormat/System.Description', value: 'Markdown' },
    ])
    expect((await read(id)).multilineFieldsFormat['System.Description']).toBe('markdown')
    const wrong = [{ op: 'add', path: '/multilineFieldsFormat/System.Title', value: 'markdown' }]
    expect((await update(id, wrong)).status).toBe(400)
  })
})

describe('states', () => {
  test('moving on sets date and person of each stage, moving back clears them', async () => {
    const stage = (fields: Json, name: string) => [
      fields[`${common}.${name}Date`],
      fields[`${common}.${name}By`]?.uniqueName,
    ]
    const none = [undefined, undefined]
    stopAt(Date.UTC(2026, 0, 1))
    const id = await newId('Bug')
    const moveTo = async (state: string, day: number) => {
      stopAt(Date.UTC(2026, 0, day))
      return (await update(id, [field('System.State', state)])).body.fields
    }
    const at = (day: number) => [`2026-01-0${day}T00:00:00Z`, box.me.uniqueName]

    const active = await moveTo('active', 2)
    expect(active).toMatchObject({ 'System.State': 'Active', 'System.Reason': 'Approved' })
    expect(active[`${common}.StateChangeDate`]).toBe('2026-01-02T00:00:00Z')
    expect([stage(active, 'Activated'), stage(active, 'Resolved')]).toEqual([at(2), none])
    const closed = await moveTo('Closed', 3)
    expect([stage(closed, 'Activated'), stage(closed, 'Resolved'), stage(closed, 'Closed')]).toEqual([
      at(2),
      at(3),
      at(3),
    ])
    const resolved = await moveTo('Resolved', 4)
    expect([stage(resolved, 'Activated'), stage(resolved, 'Resolved'), stage(resolved, 'Closed')]).toEqual([
      at(2),
      at(4),
      none,
    ])
    const fresh = await moveTo('New', 5)
    for (const name of ['Activated', 'Resolved', 'Closed']) expect(stage(fresh, name)).toEqual(none)
  })

  test('what was removed cannot be completed before it is back', async () => {
    const id = await newId('User Story')
    await update(id, [field('System.State', 'Removed')])
    ruleErrors(await update(id, [field('System.State', 'Closed')]))
    expect((await update(id, [field('System.State', 'Active')])).status).toBe(200)
    expect((await update(id, [field('System.State', 'Closed')])).body.fields['System.State']).toBe('Closed')
  })

  test('a completed task has no remaining work, and takes none', async () => {
    const remaining = 'Microsoft.VSTS.Scheduling.RemainingWork'
    const id = await newId('Task', 'a', [field(remaining, 4)])
    ruleErrors(await update(id, [field('System.State', 'Closed'), field(remaining, 3)]))
    const closed = await update(id, [field('System.State', 'Closed')])
    expect(closed.body.fields).not.toHaveProperty([remaining])
  })

  test('a board column follows the state', async () => {
    const id = await newId('User Story')
    const { body } = await update(id, [
      field('System.State', 'Resolved'),
      field('System.Reason', 'Duplicate'),
    ])
    expect(body.fields).toMatchObject({ 'System.BoardColumn': 'Resolved', 'System.Reason': 'Duplicate' })
  })

  test('an item can be of another type, and go to another project', async () => {
    const id = await newId('Bug', 'a', [field('System.AreaPath', 'Fabrikam Fiber\\Web')])
    const retyped = await update(id, [field('System.WorkItemType', 'Issue')])
    expect(retyped.body.fields).toMatchObject({ 'System.WorkItemType': 'Issue', 'System.State': 'Active' })
    expect((await update(id, [field('System.TeamProject', "Contoso's Web Shop")])).status).toBe(404)
    const moved = await update(id, [
      field('System.TeamProject', "contoso's web shop"),
      field('System.WorkItemType', 'Impediment'),
      field('System.State', 'Open'),
    ])
    expect(moved.body.fields).toMatchObject({
      'System.TeamProject': "Contoso's Web Shop",
      'System.AreaPath': "Contoso's Web Shop",
      'System.IterationPath': "Contoso's Web Shop",
      'System.WorkItemType': 'Impediment',
      'System.State': 'Open',
    })
    expect((await update(id, [field('System.TeamProject', 'Nope')])).status).toBe(404)
  })
})

test('an item with 10,000 revisions takes no more', async () => {
  const id = await newId()
  const { items, people } = box.organization
  const index = items.indexOf(id) as number
  for (let rev = 2; rev <= 10_000; rev++) {
    const fields = new Map([['System.Title', `title ${rev}`]])
    items.update(index, { fields, addLinks: [], removeLinks: [] }, people[0]!, box.clock.now())
  }
  const answer = await update(id, [field('System.Title', 'one more')])
  expect(answer).toMatchObject({ status: 500, body: { eventId: 3200 } })
  expect((await read(id)).rev).toBe(10_000)
})

describe('bypassing the rules', () => {
  test('lets who and when be set, and any value', async () => {
    const { body } = await create(
      'Task',
      [
        field('System.Title', 'old'),
        field('System.CreatedDate', '2020-02-03T04:05:06Z'),
        field('System.ChangedDate', '2020-02-04T00:00:00Z'),
        field('System.CreatedBy', 'raisa@fabrikam.example'),
        field('System.ChangedBy', 'raisa@fabrikam.example'),
        field(`${common}.Priority`, 99),
      ],
      '&bypassRules=true',
    )
    expect(body.fields).toMatchObject({
      'System.CreatedDate': '2020-02-03T04:05:06Z',
      'System.ChangedDate': '2020-02-04T00:00:00Z',
      [`${common}.StateChangeDate`]: '2020-02-04T00:00:00Z',
      [`${common}.Priority`]: 99,
    })
    expect(body.fields['System.CreatedBy'].uniqueName).toBe('raisa@fabrikam.example')
    const full = await read(body.id)
    expect(full.fields['System.AuthorizedAs'].uniqueName).toBe(box.me.uniqueName)
  })

  test('does not let dates go back, lie in the future, or the creation change later', async () => {
    const id = await newId()
    const dated = (name: string, date: string) => update(id, [field(name, date)], '&bypassRules=true')
    const back = await dated('System.ChangedDate', '2020-01-01T00:00:00Z')
    expect(back).toMatchObject({ status: 400 })
    expect(back.body.message).toBe('VS402625: Dates must be increasing with each revision.')
    expect((await dated('System.ChangedDate', '2999-01-01T00:00:00Z')).status).toBe(400)
    const created = (await read(id)).fields['System.CreatedDate']
    const ignored = await dated('System.CreatedDate', '2020-01-01T00:00:00Z')
    expect(ignored.body).toMatchObject({ rev: 1, fields: { 'System.CreatedDate': created } })
  })
})

describe('discussion', () => {
  test('System.History adds a comment, each time', async () => {
    const id = await newId()
    await update(id, [field('System.History', 'looks <b>good</b>')])
    const { body } = await update(id, [field('System.History', 'looks <b>good</b>')])
    expect(body.fields).toMatchObject({ 'System.CommentCount': 2, 'System.History': 'looks <b>good</b>' })
    const index = box.organization.items.indexOf(id) as number
    expect(box.organization.items.commentsOf(index).map(({ text }) => text)).toEqual([
      'looks <b>good</b>',
      'looks <b>good</b>',
    ])
    const quiet = await update(id, [field('System.Title', 'quiet')])
    expect(quiet.body.fields).not.toHaveProperty(['System.History'])
  })
})

describe('links', () => {
  test('are seen from both ends, and removed at both', async () => {
    const [story, task] = [await newId('User Story'), await newId('Task')]
    const { body } = await update(task, [link(parent, story, { comment: 'belongs' })])
    expect(body.relations).toEqual([
      { rel: parent, url: expect.stringMatching(new RegExp(`/${story}$`)), attributes: expect.any(Object) },
    ])
    expect(body.relations[0].attributes).toMatchObject({
      name: 'Parent',
      comment: 'belongs',
      isLocked: false,
    })
    expect(body.fields['System.Parent']).toBe(story)
    expect((await read(story)).relations[0]).toMatchObject({ rel: child, attributes: { name: 'Child' } })
    const removed = await update(task, [{ op: 'remove', path: '/relations/0' }])
    expect(removed.body).not.toHaveProperty('relations')
    expect(removed.body.fields).not.toHaveProperty(['System.Parent'])
    expect(await read(story)).not.toHaveProperty('relations')
  })

  test('can be made with the item, changed in their comment, and replaced in one go', async () => {
    const [first, second] = [await newId('User Story'), await newId('User Story')]
    const made = await create('Task', [
      field('System.Title', 'a'),
      link(parent, first),
      {
        op: 'add',
        path: '/relations/-',
        value: { rel: 'Hyperlink', url: 'https://example.com/?a=1#b', attributes: { comment: 'c' } },
      },
    ])
    expect(made.body.relations.map(({ rel }: { rel: string }) => rel)).toEqual([parent, 'Hyperlink'])
    const { id } = made.body
    const commented = [{ op: 'replace', path: '/relations/0/attributes/comment', value: 'new' }]
    const remark = (await update(id, commented)).body.relations.find(
      ({ rel }: { rel: string }) => rel === parent,
    )
    expect(remark.attributes.comment).toBe('new')
    const at = (await read(id)).relations.findIndex(({ rel }: { rel: string }) => rel === parent)
    const moved = await update(id, [{ op: 'remove', path: `/relations/${at}` }, link(parent, second)])
    expect(moved.body.fields['System.Parent']).toBe(second)
    expect((await update(id, [{ op: 'remove', path: '/relations/9' }])).status).toBe(400)
  })

  test('one parent at most, from either end', async () => {
    const [first, second, task] = [await newId('User Story'), await newId('User Story'), await newId('Task')]
    await update(task, [link(parent, first)])
    const two = await update(task, [link(parent, second)])
    expect(two.status).toBe(400)
    expect(two.body.message).toBe(
      `TF201036: You cannot add a Parent link between work items ${task} and ${second} because a work item can have only one Parent link.`,
    )
    const other = await update(second, [link(child, task)])
    expect(other.body.message).toBe(
      `TF201036: You cannot add a Child link between work items ${second} and ${task} because a work item can have only one Parent link.`,
    )
  })

  test('no circles, whatever their length and direction', async () => {
    const ids = [await newId('Epic'), await newId('Feature'), await newId('User Story')] as const
    const [top, middle, bottom] = ids
    await update(middle, [link(parent, top)])
    await update(middle, [link(child, bottom)])
    for (const answer of [
      await update(top, [link(parent, bottom)]),
      await update(bottom, [link(child, top)]),
    ]) {
      expect(answer.status).toBe(400)
      expect(answer.body.message).toMatch(/^TF201035: /)
    }
    const looped = await create('Feature', [
      field('System.Title', 'a'),
      link(parent, bottom),
      link(child, top),
    ])
    expect(looped.body.message).toMatch(/^TF201035: /)
    expect((await update(top, [link(related, bottom)])).status).toBe(200)
    const next = 'System.LinkTypes.Dependency-Forward'
    await update(top, [link(next, middle)])
    expect((await update(middle, [link(next, top)])).body.message).toMatch(/^TF201035: /)
  })

  test('not to itself, not twice, not to what is not there or deleted, not of unknown kinds', async () => {
    const [one, two, gone] = [await newId(), await newId(), await newId()]
    await box.send('DELETE', `/_apis/wit/workitems/${gone}?${version}`, {})
    expect((await update(one, [link(related, one)])).status).toBe(400)
    expect((await update(one, [link(related, two)])).status).toBe(200)
    expect((await update(one, [link(related, two)])).status).toBe(400)
    for (const id of [gone, 10, 999_999]) {
      const answer = await update(one, [link(related, id)])
      expect(answer).toMatchObject({ status: 404, body: { typeKey: 'WorkItemUnauthorizedAccessException' } })
    }
    expect((await update(one, [link('Some.Link', two)])).status).toBe(400)
    const artifact = { rel: 'ArtifactLink', url: 'https://example.com', attributes: { name: 'Build' } }
    expect((await update(one, [{ op: 'add', path: '/relations/-', value: artifact }])).status).toBe(400)
  })

  test('a file is attached only after it was uploaded, with its size, at most a hundred of them', async () => {
    const bytes = { 'content-type': 'application/octet-stream' }
    const upload = (name: string) =>
      box.send('POST', `/_apis/wit/attachments?fileName=${name}&${version}`, bytes, 'twelve bytes')
    const attach = (url: string): Operation => ({
      op: 'add',
      path: '/relations/-',
      value: { rel: 'AttachedFile', url, attributes: { comment: 'see' } },
    })
    const id = await newId()
    const { url } = (await upload('a.txt')).body
    const { body } = await update(id, [attach(url)])
    expect(body.relations[0]).toMatchObject({
      rel: 'AttachedFile',
      url,
      attributes: { comment: 'see', name: 'a.txt', resourceSize: 12 },
    })
    expect((await update(id, [attach(url.replace(/attachments.*/, 'attachments/none'))])).status).toBe(404)
    const more: Operation[] = []
    for (let at = 0; at < 100; at++) more.push(attach((await upload(`${at}.txt`)).body.url))
    expect((await update(id, more)).status).toBe(400)
    expect((await update(id, more.slice(1))).body.relations).toHaveLength(100)
  })

  test('a thousand links of an item and no more', async () => {
    const id = await newId()
    const page = (at: number): Operation => ({
      op: 'add',
      path: '/relations/-',
      value: { rel: 'Hyperlink', url: `https://example.com/${at}` },
    })
    const thousand = Array.from({ length: 1000 }, (_, at) => page(at))
    expect((await update(id, [...thousand, page(1000)])).status).toBe(400)
    expect((await update(id, thousand)).body.relations).toHaveLength(1000)
    expect((await update(id, [page(1000)])).status).toBe(400)
    expect((await update(await newId(), [link(related, id)])).status).toBe(400)
  })
})

describe('a batch', () => {
  const send = (body: unknown, method = 'PATCH') =>
    box.send(
      method,
      `/_apis/wit/$batch?${version}`,
      { 'content-type': 'application/json' },
      JSON.stringify(body),
    )
  const one = (uri: string, body: unknown) => ({
    method: 'PATCH',
    uri: `${uri}?api-version=7.1`,
    headers: { 'Content-Type': 'application/json-patch+json' },
    body,
  })

  test.each(['PATCH', 'POST'])(
    'makes two items and links them by the numbers they go by in it (%s)',
    async (method) => {
      const uri = `/${agile}/_apis/wit/workitems/$`
      const answer = await send(
        [
          one(`${uri}User%20Story`, [
            field('System.Title', 'parent'),
            { op: 'add', path: '/id', value: '-1' },
          ]),
          one(`${uri}Task`, [
            field('System.Title', 'child'),
            { op: 'add', path: '/id', value: -2 },
            link(parent, -1),
          ]),
        ],
        method,
      )
      expect(answer.status).toBe(200)
      expect(answer.body.value.map(({ code }: { code: number }) => code)).toEqual([200, 200])
      const [story, task] = answer.body.value.map(({ body }: { body: string }) => JSON.parse(body))
      expect(task.fields['System.Parent']).toBe(story.id)
      expect((await read(story.id)).relations[0].url).toMatch(new RegExp(`/${task.id}$`))
    },
  )

  test('answers each request by itself: a failed one stops no other', async () => {
    const id = await newId()
    const answer = await send([
      one(`/_apis/wit/workitems/${id}`, [field('System.State', 'Nope')]),
      one('/_apis/wit/workitems/999999', [field('System.Title', 'x')]),
      { ...one(`/_apis/wit/workitems/${id}`, []), headers: {} },
      one('/_apis/wit/fields', []),
      { ...one(`/_apis/wit/workitems/${id}`, []), method: 'DELETE' },
      one(`http://sandbox.test/fabrikam/${agile}/_apis/wit/workItems/${id}`, [field('System.Title', 'done')]),
    ])
    expect(answer.body.count).toBe(6)
    expect(answer.body.value.map(({ code }: { code: number }) => code)).toEqual([
      400, 404, 400, 400, 400, 200,
    ])
    expect(JSON.parse(answer.body.value[0].body).typeKey).toBe('RuleValidationException')
    expect((await read(id)).fields['System.Title']).toBe('done')
  })

  test('takes 200 requests and refuses 201', async () => {
    const id = await newId()
    const requests = Array.from({ length: 201 }, () => one(`/_apis/wit/workitems/${id}`, []))
    expect((await send(requests)).status).toBe(400)
    expect((await send(requests.slice(1))).body.count).toBe(200)
  })
})

describe('deleting', () => {
  const remove = (id: number, query = '') =>
    box.send('DELETE', `/_apis/wit/workitems/${id}?${version}${query}`, {})
  const restore = (id: number, body: unknown = { IsDeleted: false }) =>
    box.send(
      'PATCH',
      `/_apis/wit/recyclebin/${id}?${version}`,
      { 'content-type': 'application/json' },
      JSON.stringify(body),
    )

  test('puts an item into the recycle bin, out of reads, queries and links, and restoring brings all back', async () => {
    const [story, task] = [await newId('User Story', 'to go'), await newId('Task')]
    await update(task, [link(parent, story)])
    const deleted = await remove(story)
    expect(deleted.status).toBe(200)
    expect(deleted.body).toMatchObject({
      id: story,
      type: 'User Story',
      name: 'to go',
      project: 'Fabrikam Fiber',
      deletedBy: `${box.me.displayName} <${box.me.uniqueName}>`,
      code: 200,
    })
    expect((await box.get(`/_apis/wit/workitems/${story}`)).status).toBe(404)
    expect((await update(story, [field('System.Title', 'x')])).status).toBe(404)
    expect((await remove(story)).status).toBe(404)
    expect(await read(task)).not.toHaveProperty('relations')
    const wiql = `SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'to go'`
    expect(await box.ids(wiql)).toEqual([])

    const restored = await restore(story)
    expect(restored.body).toMatchObject({ id: story, resource: { id: story } })
    expect(await box.ids(wiql)).toEqual([story])
    expect((await read(task)).fields['System.Parent']).toBe(story)
    expect((await read(story)).rev).toBeGreaterThan(deleted.body.resource.rev - 1)
    expect((await restore(story)).status).toBe(404)
  })

  test('the recycle bin lists what is in it, in short or by id, of one project or all', async () => {
    const mine = await newId()
    const theirs = await newId('Task', 'a', [], scrum)
    await remove(mine)
    await remove(theirs)
    const ids = (answer: Answer) => answer.body.value.map(({ id }: { id: number }) => id)
    const all = await box.get('/_apis/wit/recyclebin')
    expect(ids(all)).toEqual([mine, theirs])
    expect(Object.keys(all.body.value[0])).toEqual(['id', 'url'])
    expect(ids(await box.get(`/${agile}/_apis/wit/recyclebin`))).toEqual([mine])
    const named = await box.get(`/_apis/wit/recyclebin?ids=${theirs},1`)
    expect(named.body.value).toMatchObject([
      { id: theirs, type: 'Task', code: 200 },
      { id: 1, code: 404 },
    ])
    const one = await box.get(`/_apis/wit/recyclebin/${mine}`)
    expect(one.body).toMatchObject({ id: mine, resource: { fields: { 'System.Title': 'New' } } })
    expect((await box.get('/_apis/wit/recyclebin/1')).status).toBe(404)
    expect((await restore(mine, { IsDeleted: true })).status).toBe(400)
  })

  test('destroyed items are nowhere, whether destroyed at once or out of the recycle bin', async () => {
    const [one, two] = [await newId(), await newId()]
    expect(await remove(one, '&destroy=true')).toMatchObject({ status: 204, body: undefined })
    await remove(two)
    expect((await box.send('DELETE', `/_apis/wit/recyclebin/${two}?${version}`, {})).status).toBe(204)
    for (const id of [one, two]) {
      expect((await box.get(`/_apis/wit/workitems/${id}`)).status).toBe(404)
      expect((await box.get(`/_apis/wit/recyclebin/${id}`)).status).toBe(404)
    }
    expect((await box.get('/_apis/wit/recyclebin')).body.count).toBe(0)
  })

  test('several at once have an outcome each', async () => {
    const ids = [await newId(), 999_999, await newId()]
    const { body } = await box.post(`/_apis/wit/workitemsdelete?${version}`, { ids, destroy: false })
    expect(body.results).toMatchObject([
      { id: ids[0], code: 200 },
      { id: 999_999, code: 404 },
      { id: ids[2] },
    ])
    expect(body.results[1].message).toMatch(/^TF401232/)
    const destroyed = await box.post(`/_apis/wit/workitemsdelete?${version}`, { ids: [1], destroy: true })
    expect(destroyed.body.results).toEqual([{ id: 1, code: 200 }])
    expect((await box.get('/_apis/wit/recyclebin')).body.count).toBe(2)
  })

  test('generated items can be changed, deleted and restored like any other', async () => {
    const before = await read(2)
    const { body } = await update(2, [field('System.Title', 'rewritten')])
    expect(body.rev).toBe(before.rev + 1)
    expect(Date.parse(body.fields['System.ChangedDate'])).toBeGreaterThan(
      Date.parse(before.fields['System.ChangedDate']),
    )
    await remove(2)
    await restore(2)
    expect((await read(2)).fields['System.Title']).toBe('rewritten')
  })
})
