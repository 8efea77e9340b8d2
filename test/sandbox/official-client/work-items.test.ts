import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import { Operation } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js'
import {
  TreeNodeStructureType,
  TreeStructureGroup,
  WorkItemExpand,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
let sandbox: Sandbox
let tracking: IWorkItemTrackingApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 4, projects: 2, workItems: 100 })
  const { url, organization, pat } = sandbox.info
  const api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  tracking = await api.getWorkItemTrackingApi()
})
afterAll(() => sandbox.close())

const title = (value: string) => ({ op: Operation.Add, path: '/fields/System.Title', value })

async function newItem(text: string, type = 'Task'): Promise<number> {
  return Number((await tracking.createWorkItem({}, [title(text)], project, type)).id)
}

describe('Microsoft’s client', () => {
  test('creates a work item, changes it under a test of its revision, and finds it by a query', async () => {
    const created = await tracking.createWorkItem({}, [title('Größe – 東京')], project, 'User Story')
    expect(created).toMatchObject({
      rev: 1,
      fields: { 'System.Title': 'Größe – 東京', 'System.State': 'New' },
    })
    const id = Number(created.id)
    const change = [
      { op: Operation.Test, path: '/rev', value: 1 },
      { op: Operation.Replace, path: '/fields/System.State', value: 'Active' },
      { op: Operation.Add, path: '/fields/System.AssignedTo', value: 'raisa@fabrikam.example' },
    ]
    const changed = await tracking.updateWorkItem({}, change, id)
    expect(changed).toMatchObject({ id, rev: 2, fields: { 'System.State': 'Active' } })
    expect(changed.fields?.['System.AssignedTo']).toMatchObject({ displayName: 'Raisa Pokrovskaya' })
    await expect(tracking.updateWorkItem({}, change, id)).rejects.toMatchObject({
      statusCode: 412,
      message: expect.stringContaining('VS403351'),
    })
    const query = `SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'Größe – 東京'`
    const found = await tracking.queryByWiql({ query })
    expect(found.workItems?.map((item) => item.id)).toEqual([id])
  })

  test('is told which rule a write breaks', async () => {
    await expect(tracking.createWorkItem({}, [], project, 'Bug')).rejects.toMatchObject({
      statusCode: 400,
      message: 'TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty.',
    })
  })

  test('validates without writing, bypasses rules, and expands', async () => {
    const id = await newItem('valid')
    const validated = await tracking.updateWorkItem({}, [title('x')], id, project, true)
    expect(validated).toMatchObject({ rev: 1, fields: { 'System.Title': 'valid' } })
    const dated = { op: Operation.Add, path: '/fields/System.CreatedDate', value: '2020-01-01T00:00:00Z' }
    const document = [title('old'), dated]
    const old = await tracking.createWorkItem(
      {},
      document,
      project,
      'Task',
      false,
      true,
      true,
      WorkItemExpand.All,
    )
    expect(old.fields?.['System.CreatedDate']).toBe('2020-01-01T00:00:00Z')
    expect(old.fields?.['System.Id']).toBe(old.id)
  })

  test('reads the template of a type', async () => {
    const template = await tracking.getWorkItemTemplate(project, 'Bug')
    expect(template.fields).toMatchObject({ 'System.WorkItemType': 'Bug', 'System.State': 'New' })
  })

  test('links items and removes the link', async () => {
    const [parent, child] = [await newItem('parent', 'User Story'), await newItem('child')]
    const { url } = await tracking.getWorkItem(parent)
    const value = { rel: 'System.LinkTypes.Hierarchy-Reverse', url, attributes: { comment: 'belongs' } }
    const linked = await tracking.updateWorkItem(
      {},
      [{ op: Operation.Add, path: '/relations/-', value }],
      child,
    )
    expect(linked.relations).toMatchObject([{ rel: value.rel, attributes: { comment: 'belongs' } }])
    const other = await tracking.getWorkItem(parent, undefined, undefined, WorkItemExpand.Relations)
    expect(other.relations?.map(({ rel }) => rel)).toEqual(['System.LinkTypes.Hierarchy-Forward'])
    await tracking.updateWorkItem({}, [{ op: Operation.Remove, path: '/relations/0' }], child)
    const bare = await tracking.getWorkItem(parent, undefined, undefined, WorkItemExpand.Relations)
    expect(bare.relations ?? []).toEqual([])
  })

  test('deletes, lists the recycle bin, restores and destroys', async () => {
    const id = await newItem('going')
    const deleted = await tracking.deleteWorkItem(id, project)
    expect(deleted).toMatchObject({ id, name: 'going', type: 'Task', project })
    expect(await tracking.getWorkItem(id)).toBeNull()
    const references = await tracking.getDeletedWorkItemShallowReferences(project)
    expect(references.map((one) => one.id)).toContain(id)
    expect(await tracking.getDeletedWorkItems([id], project)).toMatchObject([{ id, name: 'going' }])
    expect((await tracking.getDeletedWorkItem(id, project)).resource?.fields?.['System.Title']).toBe('going')
    await tracking.restoreWorkItem({ isDeleted: false }, id, project)
    expect((await tracking.getWorkItem(id)).id).toBe(id)
    await tracking.deleteWorkItem(id, project)
    await tracking.destroyWorkItem(id, project)
    expect(await tracking.getDeletedWorkItem(id, project)).toBeNull()
    const other = await newItem('gone at once')
    await tracking.deleteWorkItem(other, project, true)
    expect(await tracking.getDeletedWorkItem(other, project)).toBeNull()
  })

  test('makes, reads, changes, moves and deletes iterations and areas', async () => {
    const group = TreeStructureGroup.Iterations
    const attributes = { startDate: '2028-05-01T00:00:00Z', finishDate: '2028-05-12T00:00:00Z' }
    const made = await tracking.createOrUpdateClassificationNode(
      { name: 'Spring', attributes },
      project,
      group,
    )
    expect(made).toMatchObject({ name: 'Spring', structureType: TreeNodeStructureType.Iteration })
    const sprint = await tracking.createOrUpdateClassificationNode(
      { name: 'Week 1' },
      project,
      group,
      'Spring',
    )
    expect(sprint.path).toBe('\\Fabrikam Fiber\\Iteration\\Spring\\Week 1')
    const read = await tracking.getClassificationNode(project, group, 'Spring/Week 1')
    expect(read.id).toBe(sprint.id)
    const renamed = await tracking.updateClassificationNode({ name: 'Spring 2028' }, project, group, 'Spring')
    expect(renamed.attributes).toEqual(attributes)
    const moved = await tracking.createOrUpdateClassificationNode(
      { id: Number(sprint.id) },
      project,
      group,
      'Release 1',
    )
    expect(moved.path).toBe('\\Fabrikam Fiber\\Iteration\\Release 1\\Week 1')
    await tracking.deleteClassificationNode(project, group, 'Release 1/Week 1')
    const ids = [Number(made.id), Number(sprint.id)]
    await expect(tracking.getClassificationNodes(project, ids)).resolves.toBeNull()
    const [found] = await tracking.getClassificationNodes(project, ids.slice(0, 1))
    expect(found?.name).toBe('Spring 2028')
    // The client leaves out a group whose number is 0.
    const areas = 'areas' as unknown as TreeStructureGroup
    const area = await tracking.createOrUpdateClassificationNode({ name: 'Field' }, project, areas)
    const roots = await tracking.getRootNodes(project, 1)
    expect(roots[0]?.children?.map(({ id }) => id)).toContain(area.id)
  })
})
