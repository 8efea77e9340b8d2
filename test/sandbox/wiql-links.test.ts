import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Client, type Item, type Json } from './devops-client.js'

interface Entry {
  rel?: string
  source?: number
  target: number
}

let box: Client
let items: Item[]
let byId: Map<number, Item>
/** Links to other items as the items themselves show them. */
let relations: Map<number, { rel: string; target: number }[]>

beforeAll(async () => {
  box = client({ seed: 5, projects: 3, workItems: 1200 })
  items = await box.items()
  byId = new Map(items.map((item) => [item.id, item]))
  relations = new Map()
  for (let from = 0; from < items.length; from += 200) {
    const ids = items.slice(from, from + 200).map(({ id }) => id)
    const { body } = await box.post('/_apis/wit/workitemsbatch?api-version=7.1', {
      ids,
      $expand: 'relations',
    })
    for (const item of body.value) {
      const links = (item.relations ?? []).flatMap(({ rel, url }: Json) => {
        const target = /\/workItems\/(\d+)$/.exec(url)?.[1]
        return target === undefined ? [] : [{ rel, target: Number(target) }]
      })
      relations.set(item.id, links)
    }
  }
})

const address = '/_apis/wit/wiql?api-version=7.1'
async function run(rest: string, top?: number): Promise<Json> {
  const query = `SELECT [System.Id] FROM WorkItemLinks ${rest}`
  const answer = await box.post(top === undefined ? address : `${address}&$top=${top}`, { query })
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.message}`)
  return answer.body
}
const entriesOf = (body: Json): Entry[] =>
  body.workItemRelations.map(({ rel, source, target }: Json) => ({
    ...(source ? { rel, source: source.id } : {}),
    target: target.id,
  }))
const field = (id: number, name: string) => byId.get(id)?.fields[name]
const type = (id: number) => field(id, 'System.WorkItemType')
const state = (id: number) => field(id, 'System.State')
const child = 'System.LinkTypes.Hierarchy-Forward'
const parent = 'System.LinkTypes.Hierarchy-Reverse'
const related = 'System.LinkTypes.Related'

/** Sources by id, each followed by its links by id, as a direct reading of the items gives them. */
function expected(
  source: (id: number) => boolean,
  link: (rel: string) => boolean,
  target: (id: number) => boolean,
  keep: (links: number) => boolean = (links) => links > 0,
): Entry[] {
  return items.flatMap(({ id }) => {
    if (!source(id)) return []
    const links = (relations.get(id) ?? []).filter(({ rel, target: other }) => link(rel) && target(other))
    links.sort((a, b) => a.target - b.target)
    return keep(links.length)
      ? [{ target: id }, ...links.map(({ rel, target: other }) => ({ rel, source: id, target: other }))]
      : []
  })
}

describe('queries of direct links', () => {
  const conditions =
    "WHERE ([Source].[System.WorkItemType] = 'Feature') AND ([System.Links.LinkType] = 'Child') AND ([Target].[System.State] = 'New')"
  const feature = (id: number) => type(id) === 'Feature'
  const isChild = (rel: string) => rel === child
  const isNew = (id: number) => state(id) === 'New'

  test('give sources with a fitting link before their links, by default and with MustContain', async () => {
    const wanted = expected(feature, isChild, isNew)
    expect(wanted.length).toBeGreaterThan(10)
    for (const mode of ['', ' MODE (MustContain)', ' mode(mustcontain)']) {
      expect(entriesOf(await run(conditions + mode))).toEqual(wanted)
    }
  })

  test('give every source with MayContain, and those without a fitting link with DoesNotContain', async () => {
    expect(entriesOf(await run(`${conditions} MODE (MayContain)`))).toEqual(
      expected(feature, isChild, isNew, () => true),
    )
    const without = expected(feature, isChild, isNew, (links) => links === 0)
    expect(without.length).toBeGreaterThan(3)
    expect(entriesOf(await run(`${conditions} MODE (DoesNotContain)`))).toEqual(without)
  })

  test('take link types by reference or friendly name, in lists and combined; empty means any', async () => {
    const all = () => true
    const cases: [string, (rel: string) => boolean][] = [
      ["[System.Links.LinkType] = 'Parent'", (rel) => rel === parent],
      [`[Links].[System.Links.LinkType] = '${parent.toUpperCase()}'`, (rel) => rel === parent],
      ["[Link Type] = 'System.LinkTypes.Related-Forward'", (rel) => rel === related],
      [
        "[System.Links.LinkType] = 'related' OR [System.Links.LinkType] = 'Successor'",
        (rel) => rel === related || rel === 'System.LinkTypes.Dependency-Forward',
      ],
      [
        "[System.Links.LinkType] IN ('Predecessor', 'Child')",
        (rel) => rel === 'System.LinkTypes.Dependency-Reverse' || rel === child,
      ],
      ["[System.Links.LinkType] NOT IN ('Parent', 'Child')", (rel) => rel !== parent && rel !== child],
      ["[System.Links.LinkType] <> 'Parent'", (rel) => rel !== parent],
      ["NOT [System.Links.LinkType] = 'Parent'", (rel) => rel !== parent],
      ["[System.Links.LinkType] = ''", all],
      ["[System.Links.LinkType] <> ''", all],
    ]
    for (const [condition, link] of cases) {
      const wanted = expected(isNew, link, all)
      expect(
        wanted.some(({ rel }) => rel !== undefined),
        condition,
      ).toBe(true)
      const where = `WHERE (${condition}) AND [Source].[System.State] = 'New'`
      expect(entriesOf(await run(where)), condition).toEqual(wanted)
    }
    expect(entriesOf(await run('', 5))).toEqual(expected(all, all, all).slice(0, 5))
  })

  test('order sources and the links of each, and say what they are', async () => {
    const body = await run(`${conditions} ORDER BY [System.Title] DESC`)
    expect(body).toMatchObject({
      queryType: 'oneHop',
      queryResultType: 'workItemLink',
      columns: [{ referenceName: 'System.Id' }],
      sortColumns: [{ field: { referenceName: 'System.Title' }, descending: true }],
    })
    expect(body.workItems).toBeUndefined()
    expect(body.workItemRelations[0]).toEqual({
      target: { id: expect.any(Number), url: expect.stringMatching(/\/_apis\/wit\/workItems\/\d+$/) },
    })
    const entries = entriesOf(body)
    expect(new Set(entries.map(({ target, source }) => `${source} ${target}`)).size).toBe(entries.length)
    const title = (id: number) => String(field(id, 'System.Title')).toLowerCase()
    const inOrder = (ids: number[]) =>
      ids.every((id, at) => at === 0 || title(ids[at - 1] as number) >= title(id))
    const sources = entries.filter(({ source }) => source === undefined).map(({ target }) => target)
    expect(inOrder(sources)).toBe(true)
    for (const id of sources) {
      expect(inOrder(entries.filter(({ source }) => source === id).map(({ target }) => target))).toBe(true)
    }
    expect([...entries].sort(byEntry)).toEqual(expected(feature, isChild, isNew).sort(byEntry))
  })

  function byEntry(a: Entry, b: Entry): number {
    return (a.source ?? 0) - (b.source ?? 0) || a.target - b.target
  }
})

describe('recursive queries', () => {
  const parentOf = (id: number) => relations.get(id)?.find(({ rel }) => rel === parent)?.target
  const childrenOf = (id: number): number[] =>
    (relations.get(id) ?? [])
      .flatMap(({ rel, target }) => (rel === child ? [target] : []))
      .sort((a, b) => a - b)
  /** Depth first, by id. */
  function walk(tops: number[], beneath: (id: number) => number[]): Entry[] {
    const visit = (id: number): Entry[] =>
      beneath(id).flatMap((other) => [{ rel: child, source: id, target: other }, ...visit(other)])
    return tops.flatMap((id) => [{ target: id }, ...visit(id)])
  }
  const isChild = `[System.Links.LinkType] = '${child}'`

  test('give the fitting items and beneath them fitting children, level by level', async () => {
    const source = (id: number) => type(id) === 'Epic'
    const target = (id: number) => state(id) !== 'Closed'
    const body = await run(
      `WHERE [Source].[System.WorkItemType] = 'Epic' AND ${isChild} AND [Target].[System.State] <> 'Closed' MODE (Recursive)`,
    )
    expect(body).toMatchObject({ queryType: 'tree', queryResultType: 'workItemLink' })
    const wanted = walk(items.map(({ id }) => id).filter(source), (id) => childrenOf(id).filter(target))
    expect(wanted.filter(({ source: of }) => of !== undefined && type(of) !== 'Epic').length).toBeGreaterThan(
      5,
    )
    expect(entriesOf(body)).toEqual(wanted)
  })

  test('show each item once, beneath its parent where both are found', async () => {
    const source = (id: number) => field(id, 'System.TeamProject') === 'Fabrikam Fiber'
    const entries = entriesOf(
      await run(`WHERE [Source].[System.TeamProject] = 'Fabrikam Fiber' AND ${isChild} MODE (Recursive)`),
    )
    const own = items.map(({ id }) => id).filter(source)
    expect(entries.map(({ target }) => target).sort((a, b) => a - b)).toEqual(own)
    expect(entries).toEqual(
      walk(
        own.filter((id) => parentOf(id) === undefined),
        childrenOf,
      ),
    )
  })

  test('from the children (ReturnMatchingChildren) give those that fit and the parents above them that fit', async () => {
    const source = (id: number) => state(id) !== 'Closed'
    const found = new Set(items.map(({ id }) => id).filter((id) => type(id) === 'Task'))
    const above = new Map<number, number[]>()
    const waiting = [...found]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const up = parentOf(id)
      if (up === undefined || !source(up)) continue
      above.set(
        up,
        [...(above.get(up) ?? []), id].sort((a, b) => a - b),
      )
      if (!found.has(up)) waiting.push(up)
      found.add(up)
    }
    const beneath = (id: number) => above.get(id) ?? []
    const tops = [...found].filter((id) => ![...above.values()].some((ids) => ids.includes(id)))
    const body = await run(
      `WHERE [Source].[System.State] <> 'Closed' AND ${isChild} AND [Target].[System.WorkItemType] = 'Task' ` +
        'MODE (Recursive, ReturnMatchingChildren)',
    )
    expect(body.queryType).toBe('tree')
    expect(entriesOf(body)).toEqual(
      walk(
        tops.sort((a, b) => a - b),
        beneath,
      ),
    )
  })

  test('order every level', async () => {
    const entries = entriesOf(
      await run(
        `WHERE [Source].[System.WorkItemType] = 'Epic' AND ${isChild} ORDER BY [System.State], [System.Id] DESC MODE (Recursive)`,
      ),
    )
    const levels = new Map<number | undefined, number[]>()
    for (const { source, target } of entries) levels.set(source, [...(levels.get(source) ?? []), target])
    expect(levels.size).toBeGreaterThan(5)
    for (const level of levels.values()) {
      const sorted = [...level].sort((a, b) => {
        const [one, other] = [String(state(a)).toLowerCase(), String(state(b)).toLowerCase()]
        return one < other ? -1 : one > other ? 1 : b - a
      })
      expect(level).toEqual(sorted)
    }
  })
})

describe('size', () => {
  test('more than 20,000 lines are an error, not a cut, unless $top asks for fewer', async () => {
    const large = client({ seed: 1, projects: 2, workItems: 21_000 })
    const modes = ['MayContain', 'Recursive']
    for (const mode of modes) {
      const query = `SELECT [System.Id] FROM WorkItemLinks WHERE [System.Links.LinkType] = 'Child' MODE (${mode})`
      const refusal = await large.post(address, { query })
      expect(refusal.status).toBe(400)
      expect(refusal.body).toMatchObject({ typeKey: 'WorkItemTrackingQueryResultSizeLimitExceededException' })
      const answer = await large.post(`${address}&$top=19999`, { query })
      expect(answer.body.workItemRelations).toHaveLength(19_999)
    }
  })
})

describe('what the service refuses', () => {
  const isChild = "[System.Links.LinkType] = 'Child'"
  test.each([
    ['WHERE [Source].[System.Id] = 1 OR [Target].[System.Id] = 1', '«[Target].[System.Id]»'],
    [`WHERE ${isChild} OR [Target].[System.Id] = 1`, 'joined by AND only'],
    ['WHERE [System.Id] = 1', 'needs [Source] or [Target]'],
    ['WHERE [Source].[System.CreatedDate] = [Target].[System.CreatedDate]', 'joined by AND only'],
    ['WHERE [Source].[Nope] = 1', 'TF51005'],
    ["WHERE [System.Links.LinkType] = 'Nope'", "link type does not exist. The error is caused by «'Nope'»"],
    ["WHERE [System.Links.LinkType] > 'Child'", 'operator >'],
    ["WHERE EVER [System.Links.LinkType] = 'Child'", 'operator EVER'],
    ['WHERE [System.Links.LinkType] = 5', 'link type does not exist'],
    [`WHERE ${isChild} MODE (Sometimes)`, 'mode is not known'],
    [`WHERE ${isChild} MODE (MustContain, ReturnMatchingChildren)`, 'mode is not known'],
    ['MODE (Recursive)', 'forward end'],
    ["WHERE [System.Links.LinkType] = 'Parent' MODE (Recursive)", 'forward end'],
    ["WHERE [System.Links.LinkType] = 'Related' MODE (Recursive)", 'forward end'],
    ["WHERE [System.Links.LinkType] IN ('Child', 'Duplicate') MODE (Recursive)", 'forward end'],
    [`WHERE ${isChild} ASOF '2024-01-01' MODE (Recursive)`, 'ASOF'],
    [`WHERE ${isChild} ORDER BY [Source].[System.Id]`, '«[Source].[System.Id]»'],
  ])('%s', async (rest, message) => {
    await expect(run(rest)).rejects.toThrow(`400`)
    await expect(run(rest)).rejects.toThrow(message)
  })
})
