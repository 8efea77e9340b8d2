import { describe, expect, test } from 'vitest'
import type { Answer } from './devops-client.js'
import {
  agile,
  box,
  eachWithItsOwnSandbox,
  field,
  link,
  newId,
  parent,
  read,
  scrum,
  update,
  version,
} from './write-work-items.js'

eachWithItsOwnSandbox()

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
