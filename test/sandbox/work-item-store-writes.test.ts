import { beforeEach, describe, expect, test } from 'vitest'
import type { FieldValue } from '../../sandbox/data/field-value.js'
import type { Organization } from '../../sandbox/data/organization.js'
import type { Person } from '../../sandbox/data/people.js'
import type { WorkItemChange, WorkItemLink } from '../../sandbox/data/work-item-history.js'
import { client, type Client } from './devops-client.js'

const now = Date.UTC(2026, 8, 1)
const parentEnd = 'System.LinkTypes.Hierarchy-Reverse'
const childEnd = 'System.LinkTypes.Hierarchy-Forward'

const change = (
  fields: Record<string, FieldValue | undefined>,
  more: Partial<WorkItemChange> = {},
): WorkItemChange => ({ fields: new Map(Object.entries(fields)), addLinks: [], removeLinks: [], ...more })

describe('writing work items', () => {
  let box: Client
  let organization: Organization
  let items: Organization['items']
  let me: Person

  beforeEach(() => {
    box = client({ seed: 5, projects: 2, workItems: 120 })
    organization = box.organization
    items = organization.items
    me = organization.people[3] as Person
  })

  const generated = () => Array.from({ length: items.generated }, (_, index) => index)
  const priorityCourse = (index: number) =>
    Array.from({ length: items.present(index).rev }, (_, at) =>
      items.revision(index, at + 1)?.value('microsoft.vsts.common.priority'),
    )
  const newItem = (fields: Record<string, FieldValue> = {}, more: Partial<WorkItemChange> = {}) =>
    items.create(
      change(
        {
          'System.TeamProject': organization.projects[0]!.name,
          'System.WorkItemType': 'User Story',
          'System.State': 'New',
          'System.Title': 'Fresh',
          ...fields,
        },
        more,
      ),
      me,
      now,
    )
  const read = (index: number, query = '') => box.get(`/_apis/wit/workitems/${items.idAt(index)}${query}`)

  test('an update makes the next revision; the earlier ones stay as they were', async () => {
    const index = 40
    const before = items.present(index)
    const title = before.value('system.title')
    const priorities = priorityCourse(index)
    const after = items.update(index, change({ 'System.Title': 'Other', 'System.Tags': 'a; b' }), me, now)
    expect(after.rev).toBe(before.rev + 1)
    expect(after.value('system.title')).toBe('Other')
    expect(after.value('system.changedby')).toBe(me)
    expect(after.value('system.changeddate')).toBe(now)
    expect(after.value('system.createddate')).toBe(before.value('system.createddate'))
    const old = items.revision(index, before.rev)
    expect(old?.value('system.title')).toBe(title)
    expect(old?.value('system.reviseddate')).toBe(now)
    expect(priorityCourse(index)).toEqual([...priorities, priorities.at(-1)])
    expect((await read(index)).body).toMatchObject({
      rev: before.rev + 1,
      fields: { 'System.Title': 'Other' },
    })
    expect(items.asOf(index, now - 1)?.rev).toBe(before.rev)
    expect(items.written.get(index)?.rev).toBe(after.rev)
  })

  test('revisions of one item never share a date, even when the clock stands still or goes back', () => {
    const dates = [now, now, now - 5].map((time) =>
      items.update(7, change({ 'System.Title': String(time) }), me, time).value('system.changeddate'),
    )
    expect(dates).toEqual([now, now + 1, now + 2])
  })

  test('clearing a field takes it away, a history text says something once', () => {
    items.update(3, change({ 'System.History': 'Said', 'System.Description': undefined }), me, now)
    const count = Number(items.value(3, 'System.CommentCount'))
    expect(items.value(3, 'System.Description')).toBeUndefined()
    expect(items.value(3, 'System.History')).toBe('Said')
    expect(items.commentsOf(3).at(-1)).toMatchObject({
      text: 'Said',
      createdBy: me,
      version: 1,
      deleted: false,
    })
    items.update(3, change({ 'System.Title': 'Next' }), me, now)
    expect(items.value(3, 'System.History')).toBeUndefined()
    expect(items.value(3, 'System.CommentCount')).toBe(count)
  })

  test('a new item gets the next id, its dates and people, and stands at the root of its project', async () => {
    const last = items.idAt(items.count - 1)
    const index = newItem()
    expect(items.idAt(index)).toBe(last + 1)
    expect(items.idAt(newItem())).toBe(last + 2)
    expect(items.indexOf(last + 1)).toBe(index)
    expect(items.indexOf(last + 3)).toBeUndefined()
    const name = organization.projects[0]!.name
    const { body } = await read(index, '?$expand=all')
    expect(body).toMatchObject({ id: last + 1, rev: 1 })
    expect(body.fields).toMatchObject({
      'System.Id': last + 1,
      'System.AreaPath': name,
      'System.IterationPath': name,
      'System.CreatedDate': '2026-09-01T00:00:00Z',
      'System.ChangedDate': '2026-09-01T00:00:00Z',
      'System.RevisedDate': '9999-01-01T00:00:00Z',
      'System.BoardColumn': 'New',
      'System.CommentCount': 0,
    })
    expect(body.fields['System.CreatedBy'].id).toBe(me.id)
    expect(body).not.toHaveProperty('relations')
    expect(() => newItem({ 'System.AreaPath': `${name}\\Nowhere` })).toThrow(RangeError)
    expect(items.count).toBe(index + 2)
  })

  test('a link shows at both ends, makes a revision of both, and can be taken away again', () => {
    const [parent, child] = [newItem(), newItem({ 'System.WorkItemType': 'Task' })]
    items.update(
      child,
      change({}, { addLinks: [{ rel: parentEnd, other: parent, attributes: {} }] }),
      me,
      now + 5,
    )
    expect(items.value(child, 'System.Parent')).toBe(items.idAt(parent))
    expect(items.childrenOf(parent)).toEqual([child])
    expect(items.linksOf(parent)).toEqual([
      expect.objectContaining({
        rel: childEnd,
        other: child,
        attributes: { isLocked: false, name: 'Child' },
      }),
    ])
    expect([items.present(parent).rev, items.present(child).rev]).toEqual([2, 2])
    const removeLinks = [items.linksOf(child)[0] as WorkItemLink]
    items.update(child, change({}, { removeLinks }), me, now + 9)
    expect(items.value(child, 'System.Parent')).toBeUndefined()
    expect(items.revision(child, 2)?.value('system.parent')).toBe(items.idAt(parent))
    expect(items.childrenOf(parent)).toEqual([])
    for (const end of [parent, child]) {
      expect(items.linksOf(end)).toEqual([])
      expect(items.linkHistoryOf(end)).toEqual([
        expect.objectContaining({ addedAt: now + 5, removedAt: now + 9, removedBy: me }),
      ])
    }
  })

  test('comments are added, edited and deleted, each in a revision of its own', async () => {
    const index = newItem()
    const comment = items.comment(index, 'First *words*', 'markdown', me, now + 1)
    expect(items.present(index)).toMatchObject({ rev: 2, comment })
    expect(items.value(index, 'System.CommentCount')).toBe(1)
    const project = organization.projects[0]!.id
    expect((await read(index)).body.commentVersionRef).toEqual({
      commentId: comment.id,
      version: 1,
      createdInRevision: 2,
      url: `http://sandbox.test/fabrikam/${project}/_apis/wit/workItems/${items.idAt(index)}/comments/${comment.id}/versions/1`,
    })
    const other = organization.people[4] as Person
    items.editComment(index, comment.id, { text: 'Better' }, other, now + 2)
    expect(items.commentsOf(index)).toEqual([
      { ...comment, text: 'Better', version: 2, modifiedBy: other, modifiedAt: now + 2 },
    ])
    expect(items.commentVersionsOf(index, comment.id).map(({ text }) => text)).toEqual([
      'First *words*',
      'Better',
    ])
    items.editComment(index, comment.id, { deleted: true }, me, now + 3)
    expect(items.commentsOf(index)[0]).toMatchObject({ version: 3, deleted: true })
    expect(items.present(index).rev).toBe(4)
    expect(items.value(index, 'System.CommentCount')).toBe(0)
    expect(() => items.editComment(index, 1, { deleted: true }, me, now)).toThrow(RangeError)
  })

  test('a deleted item is not found until it is restored, and hidden from those it is linked with', async () => {
    const child = generated().find((index) => items.value(index, 'System.Parent') !== undefined)!
    const parent = items.indexOf(Number(items.value(child, 'System.Parent')))!
    const { rev } = items.present(parent)
    const { rev: childRev } = items.present(child)
    items.remove(parent, me, now)
    expect(items.presence(parent)).toBe('deleted')
    expect(items.indexOf(items.idAt(parent))).toBe(parent)
    expect(items.present(parent).value('system.isdeleted')).toBe(true)
    expect(items.asOf(parent, now)).toBeUndefined()
    expect((await read(parent)).status).toBe(404)
    expect((await read(parent, '?asOf=2026-08-01T00:00:00Z')).status).toBe(404)
    expect(items.value(child, 'System.Parent')).toBeUndefined()
    expect(items.linksOf(child).some(({ rel }) => rel === parentEnd)).toBe(false)
    expect(items.present(child).rev).toBe(childRev + 1)
    expect(items.revision(child, childRev)?.value('system.parent')).toBe(items.idAt(parent))
    expect(items.revision(child, childRev + 1)?.value('system.parent')).toBeUndefined()
    items.restore(parent, me, now + 1)
    expect(items.present(parent).rev).toBe(rev + 2)
    expect(items.present(parent).value('system.isdeleted')).toBeUndefined()
    expect((await read(parent)).body.rev).toBe(rev + 2)
    expect(items.value(child, 'System.Parent')).toBe(items.idAt(parent))
    expect(items.present(child).rev).toBe(childRev + 2)
    expect(items.present(child).value('system.changeddate')).toBeGreaterThan(now)
    expect(items.childrenOf(parent)).toContain(child)
  })

  test('an item that comes back shows a parent that came back before it, and no other change', () => {
    const child = generated().find((index) => items.value(index, 'System.Parent') !== undefined)!
    const parent = items.indexOf(Number(items.value(child, 'System.Parent')))!
    items.remove(child, me, now)
    items.remove(parent, me, now)
    const { rev } = items.present(child)
    items.restore(child, me, now + 1)
    expect(items.value(child, 'System.Parent')).toBeUndefined()
    items.restore(parent, me, now + 2)
    expect(items.value(child, 'System.Parent')).toBe(items.idAt(parent))
    expect(items.present(child).rev).toBe(rev + 2)
    items.remove(parent, me, now + 3)
    items.destroy(parent, me, now + 4)
    expect(items.present(child).rev).toBe(rev + 3)
  })

  test('a destroyed item is gone, and its id is not given again', () => {
    const index = newItem()
    const id = items.idAt(index)
    items.destroy(index, me, now)
    expect(items.indexOf(id)).toBeUndefined()
    expect(items.asOf(index, now)).toBeUndefined()
    expect(items.idAt(newItem())).toBe(id + 1)
  })

  test('the stream tells every revision written, above all watermarks there were', () => {
    const start = items.revisionsBefore(items.generated)
    expect(items.stream).toEqual([])
    const index = newItem({}, { addLinks: [{ rel: parentEnd, other: 0, attributes: {} }] })
    items.comment(index, 'Hm.', 'html', me, now)
    items.remove(index, me, now)
    expect(items.stream.map((entry) => [entry.index === 0 ? 0 : 'new', entry.rev])).toEqual([
      ['new', 1],
      [0, Number(items.columns.rev[0]) + 1],
      ['new', 2],
      ['new', 3],
      [0, Number(items.columns.rev[0]) + 2],
    ])
    expect(items.stream.map(({ watermark }) => watermark - start)).toEqual([1, 2, 3, 4, 5])
    for (const { index: of, rev, watermark } of items.stream)
      expect(items.revision(of, rev)?.value('system.watermark')).toBe(watermark)
  })

  test('generated and written items show new names of areas and projects at once', () => {
    const { areas, project } = organization.nodes[0]!
    const area = areas.children[0]!
    const index = newItem({ 'System.AreaPath': area.path })
    const old = generated().find((at) => items.value(at, 'System.AreaPath') === area.path)!
    area.name = 'Renamed'
    area.path = `${project.name}\\Renamed`
    items.namesChanged()
    for (const at of [index, old]) expect(items.value(at, 'System.AreaPath')).toBe(area.path)
    project.name = 'New name'
    items.namesChanged()
    for (const at of [index, old]) expect(items.value(at, 'System.TeamProject')).toBe('New name')
  })
})
