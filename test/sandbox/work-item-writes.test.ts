import { describe, expect, test } from 'vitest'
import {
  agile,
  basic,
  box,
  common,
  create,
  eachWithItsOwnSandbox,
  field,
  newId,
  patchType,
  read,
  ruleErrors,
  scrum,
  stopAt,
  update,
  version,
} from './write-work-items.js'

eachWithItsOwnSandbox()

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
