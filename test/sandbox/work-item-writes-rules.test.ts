import { describe, expect, test } from 'vitest'
import type { Json } from './devops-client.js'
import {
  type Operation,
  box,
  child,
  common,
  create,
  eachWithItsOwnSandbox,
  field,
  link,
  newId,
  parent,
  read,
  related,
  ruleErrors,
  stopAt,
  update,
  version,
} from './write-work-items.js'

eachWithItsOwnSandbox()

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
