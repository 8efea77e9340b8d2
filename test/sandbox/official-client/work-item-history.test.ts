import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import { Operation } from 'azure-devops-node-api/interfaces/common/VSSInterfaces.js'
import {
  CommentExpandOptions,
  CommentReactionType,
  CommentSortOrder,
  FieldType,
  FieldUsage,
  GetFieldsExpand,
  QueryExpand,
  QueryType,
  WorkItemExpand,
  WorkItemTypeFieldsExpandLevel,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
const team = { project, team: 'Fabrikam Fiber Team' }
let sandbox: Sandbox
let tracking: IWorkItemTrackingApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 4, projects: 2, workItems: 100 })
  const { url, organization, pat } = sandbox.info
  const api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  tracking = await api.getWorkItemTrackingApi()
})
afterAll(() => sandbox.close())

const title = (value: string) => [{ op: Operation.Add, path: '/fields/System.Title', value }]

async function newItem(): Promise<number> {
  return Number((await tracking.createWorkItem({}, title('First'), project, 'Bug')).id)
}

describe('Microsoft’s client', () => {
  test('reads what an item was and what changed', async () => {
    const id = await newItem()
    await tracking.updateWorkItem({}, title('Second'), id)
    const revisions = await tracking.getRevisions(id, 10, 0, WorkItemExpand.All)
    expect(revisions.map(({ fields }) => fields?.['System.Title'])).toEqual(['First', 'Second'])
    expect((await tracking.getRevision(id, 1)).fields?.['System.Title']).toBe('First')
    const updates = await tracking.getUpdates(id)
    expect(updates[1]?.fields?.['System.Title']).toEqual({ oldValue: 'First', newValue: 'Second' })
    expect(updates[1]?.revisedDate?.getUTCFullYear()).toBe(9999)
    expect((await tracking.getUpdate(id, 2)).rev).toBe(2)
  })

  test('reads the reporting streams to their end and on from there', async () => {
    const all: number[] = []
    let token: string | undefined
    for (let isLast = false; !isLast;) {
      const batch = await tracking.readReportingRevisionsGet(
        undefined,
        ['System.Id', 'System.Rev'],
        undefined,
        token,
        undefined,
        true,
        false,
        false,
        false,
        undefined,
        false,
        100,
      )
      all.push(...(batch.values ?? []).map(({ id }) => Number(id)))
      token = batch.continuationToken
      isLast = batch.isLastBatch === true
    }
    expect(all.length).toBeGreaterThan(300)
    const id = await newItem()
    const more = await tracking.readReportingRevisionsPost({ types: ['Bug'] }, project, token)
    expect(more.values?.map((one) => one.id)).toEqual([id])
    const links = await tracking.getReportingLinksByLinkType(undefined, ['System.LinkTypes.Hierarchy'])
    expect(links.values?.length).toBeGreaterThan(10)
    expect(links.isLastBatch).toBe(true)
    const discussions = await tracking.readReportingDiscussions(project, undefined, 5)
    expect(discussions.values).toHaveLength(5)
  })

  test('discusses an item', async () => {
    const id = await newItem()
    const comment = await tracking.addComment({ text: 'Größe?' }, project, id)
    const commentId = Number(comment.id)
    expect((await tracking.updateComment({ text: 'Größe!' }, project, id, commentId)).version).toBe(2)
    await tracking.addComment({ text: 'second' }, project, id)
    const list = await tracking.getComments(
      project,
      id,
      1,
      undefined,
      false,
      CommentExpandOptions.All,
      CommentSortOrder.Asc,
    )
    expect(list).toMatchObject({ totalCount: 2, count: 1, comments: [{ text: 'Größe!' }] })
    const next = await tracking.getComments(
      project,
      id,
      1,
      list.continuationToken,
      false,
      CommentExpandOptions.None,
      CommentSortOrder.Asc,
    )
    expect(next.comments?.map((one) => one.text)).toEqual(['second'])
    expect((await tracking.getCommentsBatch(project, id, [commentId])).count).toBe(1)
    const reaction = await tracking.createCommentReaction(project, id, commentId, CommentReactionType.Heart)
    expect(reaction).toMatchObject({ type: CommentReactionType.Heart, isCurrentUserEngaged: true })
    expect((await tracking.getCommentReactions(project, id, commentId)).length).toBeGreaterThan(0)
    expect(await tracking.getCommentVersions(project, id, commentId)).toHaveLength(2)
    await tracking.deleteComment(project, id, commentId)
    expect((await tracking.getComments(project, id)).totalCount).toBe(1)
  })

  test('keeps queries and runs them', async () => {
    const wiql = 'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project'
    const made = await tracking.createQuery({ name: 'Kept', wiql }, project, 'My Queries')
    expect(made).toMatchObject({ path: 'My Queries/Kept', queryType: QueryType.Flat })
    const id = String(made.id)
    const run = await tracking.queryById(id, team)
    expect(run.workItems?.length).toBeGreaterThan(10)
    await tracking.updateQuery({ name: 'Renamed' }, project, id)
    const found = await tracking.getQuery(project, 'My Queries/Renamed', QueryExpand.Wiql)
    expect(found).toMatchObject({ id, wiql })
    expect((await tracking.searchQueries(project, 'renam')).value).toHaveLength(1)
    const [mine, shared] = await tracking.getQueries(project, QueryExpand.Minimal, 1)
    expect([mine?.name, shared?.name]).toEqual(['My Queries', 'Shared Queries'])
    expect(shared?.children?.length).toBeGreaterThan(3)
    await tracking.deleteQuery(project, id)
    expect(await tracking.getQuery(project, id)).toBeNull()
    expect(await tracking.getQuery(project, id, QueryExpand.None, 0, true)).toMatchObject({ isDeleted: true })
  })

  test('reads and writes the small metadata', async () => {
    const field = await tracking.createField({
      name: 'Measure',
      type: FieldType.Double,
      usage: FieldUsage.WorkItem,
    })
    expect(field).toMatchObject({ referenceName: 'Custom.Measure', type: FieldType.Double })
    await tracking.deleteField('Custom.Measure')
    const fields = await tracking.getFields(undefined, GetFieldsExpand.IncludeDeleted)
    expect(fields.find(({ referenceName }) => referenceName === 'Custom.Measure')?.isDeleted).toBe(true)
    expect((await tracking.updateField({ isDeleted: false }, 'Custom.Measure')).isDeleted).toBe(false)

    const state = await tracking.getWorkItemTypeFieldWithReferences(
      project,
      'Bug',
      'System.State',
      WorkItemTypeFieldsExpandLevel.All,
    )
    expect(state.allowedValues).toContain('Resolved')
    expect(await tracking.getWorkItemTypeStates(project, 'Bug')).toHaveLength(4)
    expect((await tracking.getWorkItemTypeCategory(project, 'Microsoft.BugCategory')).name).toBe(
      'Bug Category',
    )
    expect(await tracking.getRelationTypes()).toHaveLength(18)
    expect((await tracking.getRelationType('AttachedFile')).name).toBe('Attached File')
    expect(await tracking.getWorkItemIcons()).toHaveLength(41)
    expect(await tracking.getWorkItemNextStatesOnCheckinAction([await newItem()])).toMatchObject([
      { stateOnTransition: 'Resolved' },
    ])
    const [tag] = await tracking.getTags(project)
    expect((await tracking.updateTag({ name: 'Renamed' }, project, String(tag?.id))).name).toBe('Renamed')
    expect((await tracking.getTag(project, 'Renamed')).id).toBe(tag?.id)
  })

  test('keeps templates of a team', async () => {
    const template = { name: 'New', workItemTypeName: 'Bug', fields: { 'System.Title': 'From a template' } }
    const { id } = await tracking.createTemplate(template, team)
    expect((await tracking.getTemplates(team, 'Bug')).map((one) => one.id)).toContain(id)
    expect((await tracking.getTemplate(team, String(id))).fields).toEqual(template.fields)
    await tracking.deleteTemplate(team, String(id))
    expect(await tracking.getTemplate(team, String(id))).toBeNull()
  })

  test('attaches a file to an item and gets it back', async () => {
    const bytes = Readable.from([Buffer.from('Größe 東京')])
    const { id, url } = await tracking.createAttachment({}, bytes, 'größe.txt', 'simple', project)
    const item = await newItem()
    const relation = { rel: 'AttachedFile', url, attributes: { comment: 'see' } }
    await tracking.updateWorkItem({}, [{ op: Operation.Add, path: '/relations/-', value: relation }], item)
    const read = await tracking.getWorkItem(item, undefined, undefined, WorkItemExpand.Relations)
    expect(read.relations).toMatchObject([{ rel: 'AttachedFile', url }])
    expect(await text(await tracking.getAttachmentContent(String(id)))).toBe('Größe 東京')
  })
})
