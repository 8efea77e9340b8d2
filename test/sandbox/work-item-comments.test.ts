import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

let box: Client
let discussion: string
let id: number
beforeEach(() => {
  box = client({ seed: 4, projects: 3, workItems: 200 })
  const { items } = box.organization
  const index = Array.from({ length: items.count }, (_, at) => at).find(
    (at) => items.value(at, 'System.TeamProject') === 'Fabrikam Fiber' && items.commentsOf(at).length >= 3,
  )
  id = items.idAt(index as number)
  discussion = `/Fabrikam%20Fiber/_apis/wit/workItems/${id}/comments`
})

const version = 'api-version=7.1-preview.4'
const json = { 'content-type': 'application/json' }
const get = async (path: string): Promise<Json> => {
  const answer = await box.get(path)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const add = async (text: string, query = ''): Promise<Json> =>
  (await box.post(`${discussion}?${version}${query}`, { text })).body
const edit = (comment: number, text: string) =>
  box.send('PATCH', `${discussion}/${comment}?${version}`, json, JSON.stringify({ text }))
const remove = (comment: number) => box.send('DELETE', `${discussion}/${comment}?${version}`, {})
const idsOf = ({ comments }: Json): number[] => comments.map((one: Json) => one.id)

describe('the discussion of an item', () => {
  test('is as long as its comment count says, the newest first, in pages', async () => {
    const all = await get(discussion)
    const { fields } = await get(`/_apis/wit/workItems/${id}`)
    expect(all.totalCount).toBe(fields['System.CommentCount'])
    expect(all.count).toBe(all.comments.length)
    expect(all).not.toHaveProperty('continuationToken')
    const ascending = await get(`${discussion}?order=asc`)
    expect(idsOf(ascending)).toEqual(idsOf(all).reverse())
    for (const order of ['asc', 'desc']) {
      const read: number[] = []
      for (let next = `${discussion}?$top=1&order=${order}`; next !== '';) {
        const page = await get(next)
        expect(page).toMatchObject({ count: 1, totalCount: all.totalCount })
        read.push(...idsOf(page))
        next = page.nextPage ? page.nextPage.replace('http://sandbox.test/fabrikam', '') : ''
      }
      expect(read).toEqual(idsOf(order === 'asc' ? ascending : all))
    }
  })

  test('agrees with the revisions', async () => {
    const { comments } = await get(`${discussion}?order=asc`)
    const { value } = await get(`/_apis/wit/workItems/${id}/revisions`)
    const said = value.filter(({ fields }: Json) => fields['System.History'])
    expect(comments.map(({ text }: Json) => text)).toEqual(
      said.map(({ fields }: Json) => fields['System.History']),
    )
    expect(comments.map(({ createdDate }: Json) => createdDate)).toEqual(
      said.map(({ fields }: Json) => fields['System.ChangedDate']),
    )
  })

  test('needs a preview version and the project of the item', async () => {
    expect((await box.get(`${discussion}?api-version=7.1`)).body.typeKey).toBe(
      'VssInvalidPreviewVersionException',
    )
    const other = discussion.replace('Fabrikam%20Fiber', 'Contoso%27s%20Web%20Shop')
    expect((await box.get(other)).status).toBe(404)
    expect((await box.get(`/_apis/wit/workItems/${id}/comments`)).status).toBe(501)
  })
})

describe('a comment', () => {
  test('that is added is a revision, and the other way round', async () => {
    const before = (await get(`/_apis/wit/workItems/${id}`)).rev
    const made = await add('Größe <b>fett</b>')
    expect(made).toMatchObject({ workItemId: id, version: 1, format: 'html', createdBy: { id: box.me.id } })
    const item = await get(`/_apis/wit/workItems/${id}`)
    expect(item).toMatchObject({ rev: before + 1, fields: { 'System.History': 'Größe <b>fett</b>' } })
    expect(item.commentVersionRef.commentId).toBe(made.id)
    const { items, people } = box.organization
    const fields = new Map([['System.History', 'By patch']])
    items.update(
      items.indexOf(id) as number,
      { fields, addLinks: [], removeLinks: [] },
      people[1]!,
      box.clock.now(),
    )
    const [newest, older] = (await get(discussion)).comments
    expect(newest).toMatchObject({ text: 'By patch', createdBy: { id: people[1]!.id } })
    expect(older.id).toBe(made.id)
  })

  test('keeps its versions when it is edited', async () => {
    const made = await add('one')
    expect((await edit(made.id, 'two')).body).toMatchObject({ id: made.id, version: 2, text: 'two' })
    const versions = `${discussion}/${made.id}/versions`
    const { value } = await get(`${versions}?api-version=7.1-preview.1`)
    expect(value.map(({ text }: Json) => text)).toEqual(['one', 'two'])
    expect(await get(`${versions}/1?api-version=7.1-preview.1`)).toEqual(value[0])
    expect((await box.get(`${versions}/3?api-version=7.1-preview.1`)).status).toBe(404)
    expect(await get(`${discussion}/${made.id}`)).toMatchObject({
      text: 'two',
      createdDate: made.createdDate,
    })
  })

  test('that is deleted is shown on demand only', async () => {
    const made = await add('gone soon')
    const { totalCount } = await get(discussion)
    expect((await remove(made.id)).body).toMatchObject({ id: made.id, isDeleted: true })
    const after = await get(discussion)
    expect(after.totalCount).toBe(totalCount - 1)
    expect(idsOf(after)).not.toContain(made.id)
    expect(idsOf(await get(`${discussion}?includeDeleted=true`))).toContain(made.id)
    expect((await box.get(`${discussion}/${made.id}`)).status).toBe(404)
    expect((await get(`${discussion}/${made.id}?includeDeleted=true`)).isDeleted).toBe(true)
    expect((await remove(made.id)).status).toBe(404)
    expect((await edit(made.id, 'x')).status).toBe(404)
  })

  test('can be fetched with others by ids', async () => {
    const all = idsOf(await get(discussion))
    const wanted = [all[2], all[0]]
    const batch = await get(`${discussion}?ids=${wanted.join(',')}`)
    expect(idsOf(batch)).toEqual(wanted)
    expect(batch).toMatchObject({ count: 2, totalCount: all.length })
    expect((await box.get(`${discussion}?ids=${all[0]},999999999`)).status).toBe(404)
  })

  test('in Markdown is rendered on demand', async () => {
    const made = await add('**Look** at <this>\n\n[here](https://example.com/?a=1)', '&format=markdown')
    expect(made.format).toBe('markdown')
    const one = `${discussion}/${made.id}`
    expect(await get(one)).not.toHaveProperty('renderedText')
    const html =
      '<p><strong>Look</strong> at &lt;this&gt;</p>\n<p><a href="https://example.com/?a=1">here</a></p>'
    expect((await get(`${one}?$expand=renderedText`)).renderedText).toBe(html)
    const only = await get(`${one}?$expand=renderedTextOnly`)
    expect(only).toMatchObject({ renderedText: html })
    expect(only).not.toHaveProperty('text')
  })

  test('needs a text', async () => {
    for (const text of ['', ' ', undefined, 7])
      expect((await box.post(`${discussion}?${version}`, { text })).status).toBe(400)
  })
})

describe('reactions', () => {
  test('come and go for the caller alone', async () => {
    const made = await add('well?')
    const reactions = `${discussion}/${made.id}/reactions`
    const preview = 'api-version=7.1-preview.1'
    const send = async (method: string, type: string) =>
      (await box.send(method, `${reactions}/${type}?${preview}`, {})).body
    const before =
      (await get(`${reactions}?${preview}`)).value.find(({ type }: Json) => type === 'heart')?.count ?? 0
    expect(await send('PUT', 'heart')).toMatchObject({
      type: 'heart',
      count: before + 1,
      isCurrentUserEngaged: true,
    })
    expect(await send('PUT', 'Heart')).toMatchObject({ count: before + 1 })
    const users = await get(`${reactions}/heart/users?${preview}`)
    expect(users.value.map((person: Json) => person.id)).toContain(box.me.id)
    const expanded = await get(`${discussion}/${made.id}?$expand=reactions`)
    expect(expanded.reactions).toContainEqual(
      expect.objectContaining({ type: 'heart', isCurrentUserEngaged: true }),
    )
    expect(await send('DELETE', 'heart')).toMatchObject({ count: before, isCurrentUserEngaged: false })
    expect((await send('PUT', 'shrug')).message).toContain('shrug')
  })

  test('are there for some comments from the start', async () => {
    const { items } = box.organization
    let found = 0
    for (let index = 0; index < items.count; index++) {
      if (items.value(index, 'System.TeamProject') !== 'Fabrikam Fiber') continue
      const address = `/Fabrikam%20Fiber/_apis/wit/workItems/${items.idAt(index)}/comments?$expand=reactions`
      for (const { reactions } of (await get(address)).comments) found += reactions.length
    }
    expect(found).toBeGreaterThan(5)
  })
})
