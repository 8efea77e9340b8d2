import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

let box: Client
beforeEach(() => {
  box = client({ seed: 7, projects: 3, workItems: 200 })
})

const stream = '/_apis/wit/reporting/workitemrevisions'
const links = '/_apis/wit/reporting/workitemlinks'

async function batch(address: string): Promise<Json> {
  const answer = await box.get(address)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}

/** All rows from a place on, by nextLink, and the last batch. */
async function readAll(address: string, between?: () => void): Promise<{ rows: Json[]; last: Json }> {
  const rows: Json[] = []
  for (let next = address; ;) {
    const last = await batch(next)
    rows.push(...last.values)
    if (last.isLastBatch) return { rows, last }
    const { pathname, search } = new URL(last.nextLink)
    next = pathname.replace('/fabrikam', '') + search
    between?.()
  }
}

const key = ({ id, rev }: Json): string => `${id}.${rev}`

function write(index: number, fields: Record<string, string | undefined>): void {
  const { items, people } = box.organization
  const change = { fields: new Map(Object.entries(fields)), addLinks: [], removeLinks: [] }
  items.update(index, change, people[0]!, box.clock.now())
}

describe('the stream of revisions', () => {
  test('holds every revision once, in batches of the asked size', async () => {
    const { items } = box.organization
    const { rows } = await readAll(`${stream}?$maxPageSize=37`)
    const expected = Array.from({ length: items.count }, (_, index) => index).flatMap((index) =>
      Array.from({ length: items.present(index).rev }, (_, at) =>
        key({ id: items.idAt(index), rev: at + 1 }),
      ),
    )
    expect(rows.map(key)).toEqual(expected)
    expect((await batch(`${stream}?$maxPageSize=37`)).values).toHaveLength(37)
    expect((await batch(stream)).values).toHaveLength(200)
    expect((await batch(`${stream}?$maxPageSize=5000`)).values.length).toBeLessThanOrEqual(1000)
  })

  test('goes on after its last batch with what has changed since', async () => {
    const { last } = await readAll(stream)
    const again = await batch(`${stream}?continuationToken=${encodeURIComponent(last.continuationToken)}`)
    expect(again).toMatchObject({ values: [], isLastBatch: true })
    write(3, { 'System.Title': 'New title' })
    const then = await batch(`${stream}?continuationToken=${encodeURIComponent(again.continuationToken)}`)
    expect(then.values).toHaveLength(1)
    expect(then.values[0]).toMatchObject({
      id: box.organization.items.idAt(3),
      rev: box.organization.items.present(3).rev,
      fields: { 'System.Title': 'New title' },
    })
  })

  test('tells what changes while it is read later, once', async () => {
    let turn = 0
    const written: string[] = []
    const { rows } = await readAll(`${stream}?$maxPageSize=100`, () => {
      const index = (turn++ * 31) % 200
      write(index, { 'System.Title': `Turn ${turn}` })
      written.push(
        key({ id: box.organization.items.idAt(index), rev: box.organization.items.present(index).rev }),
      )
    })
    const keys = rows.map(key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(written.length).toBeGreaterThan(5)
    expect(keys).toEqual(expect.arrayContaining(written))
  })

  test('from a start time tells what is not older, and keeps to that with its token', async () => {
    const start = '2024-01-01T00:00:00Z'
    const { rows: all } = await readAll(stream)
    const { rows } = await readAll(`${stream}?startDateTime=${start}&$maxPageSize=20`)
    const wanted = all.filter(({ fields }) => Date.parse(fields['System.ChangedDate']) >= Date.parse(start))
    expect(wanted.length).toBeGreaterThan(20)
    expect(rows.map(key)).toEqual(wanted.map(key))
    const both = await box.get(`${stream}?startDateTime=${start}&continuationToken=1;0`)
    expect(both.status).toBe(400)
    expect((await box.get(`${stream}?continuationToken=nonsense`)).status).toBe(400)
    expect((await box.get(`${stream}?startDateTime=nonsense`)).status).toBe(400)
  })

  test('with the latest only has each item once, as it is', async () => {
    write(5, { 'System.Title': 'Later' })
    const { rows } = await readAll(`${stream}?includeLatestOnly=true`)
    const items = await box.items()
    expect(rows.map(({ id }) => id).sort((a, b) => a - b)).toEqual(items.map(({ id }) => id))
    for (const { id, rev, fields } of rows) {
      const item = items.find((one) => one.id === id)
      expect(item).toMatchObject({ rev, fields: { 'System.Title': fields['System.Title'] } })
    }
  })

  test('has long texts on demand only, and people as texts or small objects', async () => {
    const [plain] = (await batch(`${stream}?$maxPageSize=1`)).values
    expect(plain.fields).not.toHaveProperty('System.Description')
    expect(plain.fields['System.CreatedBy']).toMatch(/^[^<]+( <.+>)?$/)
    const named = await batch(`${stream}?fields=System.Description,system.title`)
    expect(Object.keys(named.values[0].fields)).toEqual(['System.Title'])
    const expanded = await batch(`${stream}?$expand=fields&includeIdentityRef=true`)
    expect(expanded.values.some(({ fields }: Json) => 'System.Description' in fields)).toBe(true)
    expect(Object.keys(expanded.values[0].fields['System.CreatedBy'])).toEqual([
      'id',
      'displayName',
      'uniqueName',
    ])
    const unknown = await box.get(`${stream}?fields=Custom.None`)
    expect(unknown.body.message).toBe('TF51535: Cannot find field custom.none.')
    expect(unknown.status).toBe(400)
  })

  test('tells tags as objects that the project lists', async () => {
    const { rows } = await readAll(`${stream}?includeTagRef=true&includeLatestOnly=true&fields=System.Tags`)
    const [tags] = rows.map(({ fields }) => fields['System.Tags']).filter(Boolean)
    expect(tags[0]).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: expect.any(String) })
  })

  test('of a type or a project drops an item that leaves it, without a word', async () => {
    const { items, nodes } = box.organization
    const fiber = `/Fabrikam%20Fiber${stream}`
    const { rows } = await readAll(`${fiber}?types=Bug,Task`)
    const expected = (await box.items()).filter(
      ({ fields }) =>
        fields['System.TeamProject'] === 'Fabrikam Fiber' &&
        ['Bug', 'Task'].includes(fields['System.WorkItemType']),
    )
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)))
    const moved = expected[0]!.id
    const target = nodes[1]!
    write(items.indexOf(moved) as number, {
      'System.TeamProject': target.project.name,
      'System.AreaPath': target.areas.path,
      'System.IterationPath': target.iterations.path,
    })
    const after = await readAll(fiber)
    expect(after.rows.map(({ id }) => id)).not.toContain(moved)
    const other = await readAll(`/${target.project.id}${stream}`)
    expect(other.rows.map(({ id }) => id)).toContain(moved)
  })

  test('has items of the recycle bin on demand, marked, and destroyed ones never', async () => {
    const { items, people } = box.organization
    items.remove(1, people[0]!, box.clock.now())
    items.destroy(2, people[0]!, box.clock.now())
    const ids = async (query: string) =>
      new Set((await readAll(`${stream}${query}`)).rows.map(({ id }) => id))
    expect(await ids('')).not.toContain(items.idAt(1))
    const withDeleted = (await readAll(`${stream}?includeDeleted=true`)).rows
    const deleted = withDeleted.filter(({ id }) => id === items.idAt(1))
    expect(deleted.map(({ fields }) => fields['System.IsDeleted'] ?? false)).toEqual([
      ...Array<boolean>(deleted.length - 1).fill(false),
      true,
    ])
    expect(await ids('?includeDeleted=true')).not.toContain(items.idAt(2))
    items.restore(1, people[0]!, box.clock.now())
    expect(await ids('')).toContain(items.idAt(1))
  })

  test('takes its filter in the body of a POST as well', async () => {
    const types = ['Bug']
    const body = { types, fields: ['System.Title'], includeLatestOnly: true }
    const posted = await box.post(`${stream}?api-version=7.1`, body)
    const got = await batch(`${stream}?types=Bug&fields=System.Title&includeLatestOnly=true`)
    expect(posted.body.values).toEqual(got.values)
    expect((await box.post(`${stream}?api-version=7.1`, { types: 'Bug' })).status).toBe(400)
  })

  test('of discussions has the revisions with comments only', async () => {
    const { items, people } = box.organization
    items.comment(0, 'Hello', 'html', people[0]!, box.clock.now())
    const { rows } = await readAll('/_apis/wit/reporting/workItemRevisions/discussions?$maxPageSize=10')
    const { rows: same } = await readAll(`${stream}?includeDiscussionChangesOnly=true`)
    const comments = Array.from({ length: items.count }, (_, index) => items.commentsOf(index).length)
    expect(rows).toHaveLength(comments.reduce((sum, one) => sum + one, 0))
    expect(rows.map(key)).toEqual(same.map(key))
    expect(rows.at(-1)).toMatchObject({ id: items.idAt(0), rev: items.present(0).rev })
  })

  test('costs a page its own rows, wherever it begins', async () => {
    const large = client({ seed: 1, projects: 3, workItems: 50_000 })
    const total = large.organization.items.revisionsBefore(50_000)
    const time = async (watermark: number) => {
      const began = performance.now()
      const { body } = await large.get(`${stream}?continuationToken=${watermark};0`)
      expect(body.values).toHaveLength(200)
      return performance.now() - began
    }
    await time(0)
    await time(Math.floor(total / 2))
    expect(await time(total - 300)).toBeLessThan(1000)
  })
})

describe('the stream of links', () => {
  test('holds every link between items once, from its source', async () => {
    const { rows } = await readAll(links)
    const told = rows.map(({ rel, sourceId, targetId }) => `${rel} ${sourceId} ${targetId}`)
    expect(new Set(told).size).toBe(told.length)
    const { items } = box.organization
    const expected = Array.from({ length: items.count }, (_, index) => index).flatMap((index) =>
      items.linksOf(index).flatMap(({ rel, other }) => {
        if (other === undefined || rel.endsWith('-Reverse')) return []
        if (rel.endsWith('Related') && other > index) return []
        return [`${rel.replace('-Forward', '')} ${items.idAt(index)} ${items.idAt(other)}`]
      }),
    )
    expect([...told].sort()).toEqual(expected.sort())
    expect(rows[0]).toMatchObject({ isActive: true, changedOperation: 'create' })
  })

  test('tells of links that come and go, with its token', async () => {
    const { items, people } = box.organization
    const { last } = await readAll(links)
    const none = { fields: new Map(), addLinks: [], removeLinks: [] }
    const link = { rel: 'System.LinkTypes.Duplicate-Forward', other: 20, attributes: { comment: 'same' } }
    items.update(10, { ...none, addLinks: [link] }, people[0]!, box.clock.now())
    const from = (token: string) => `${links}?continuationToken=${encodeURIComponent(token)}`
    const came = await batch(from(last.continuationToken))
    const row = { rel: 'System.LinkTypes.Duplicate', sourceId: items.idAt(10), targetId: items.idAt(20) }
    expect(came.values).toMatchObject([{ ...row, isActive: true, comment: 'same' }])
    const added = items.linksOf(10).filter(({ rel }) => rel === link.rel)
    items.update(10, { ...none, removeLinks: added }, people[1]!, box.clock.now())
    const went = await batch(from(came.continuationToken))
    expect(went.values).toMatchObject([
      { ...row, isActive: false, changedOperation: 'remove', changedBy: { id: people[1]!.id } },
    ])
    expect((await batch(from(went.continuationToken))).values).toEqual([])
  })

  test('can be asked for by link type, work item type, project and time', async () => {
    const { rows } = await readAll(links)
    const related = await readAll(`${links}?linkTypes=System.LinkTypes.Related`)
    expect(related.rows).toEqual(rows.filter(({ rel }) => rel === 'System.LinkTypes.Related'))
    expect(related.rows.length).toBeGreaterThan(0)
    const since = await readAll(`${links}?startDateTime=2024-01-01`)
    expect(since.rows).toEqual(rows.filter(({ changedDate }) => changedDate >= '2024-01-01'))
    const items = new Map((await box.items()).map((one) => [one.id, one.fields]))
    const tasks = await readAll(`/Fabrikam%20Fiber${links}?types=Task`)
    expect(tasks.rows).toEqual(
      rows.filter(({ sourceId, targetId }) => {
        const ends = [items.get(sourceId)!, items.get(targetId)!]
        return (
          ends.some((fields) => fields['System.WorkItemType'] === 'Task') &&
          ends.some((fields) => fields['System.TeamProject'] === 'Fabrikam Fiber')
        )
      }),
    )
  })
})
