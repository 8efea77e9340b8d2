import { beforeAll, describe, expect, test } from 'vitest'
import { addNode, createNodeIds, type ClassificationNode } from '../../sandbox/data/classification-nodes.js'
import type { FieldValue } from '../../sandbox/data/field-value.js'
import type { Person } from '../../sandbox/data/people.js'
import type { WorkItemChange } from '../../sandbox/data/work-item-history.js'
import { createCustomFields } from '../../sandbox/data/tracking/custom-fields.js'
import { client, type Client, type Item } from './devops-client.js'

const address = '/_apis/wit/wiql?api-version=7.1'
const select = (where: string) => `SELECT [System.Id] FROM WorkItems WHERE ${where}`

/** Indexes of all items that can be seen. */
function present(box: Client): number[] {
  const { items } = box.organization
  return Array.from({ length: items.count }, (_, index) => index).filter(
    (index) => items.presence(index) === 'present',
  )
}

/** Ids of the items of which some revision, the present one included, has a value that passes. */
function everIds(box: Client, name: string, passes: (value: FieldValue | undefined) => boolean): number[] {
  const { items } = box.organization
  return present(box)
    .filter((index) =>
      Array.from({ length: items.present(index).rev }, (_, at) => items.revision(index, at + 1)).some(
        (revision) => passes(revision?.value(name)),
      ),
    )
    .map((index) => items.idAt(index))
}

describe('EVER', () => {
  let box: Client
  beforeAll(() => {
    box = client({ seed: 31, projects: 3, workItems: 500 })
  })

  test('asks for all revisions, in each of its spellings', async () => {
    const wanted = everIds(box, 'system.state', (value) => value === 'Active')
    const now = await box.ids(select("[System.State] = 'Active'"))
    expect(wanted.length).toBeGreaterThan(now.length)
    for (const where of [
      "EVER [System.State] = 'active'",
      "[System.State] EVER 'Active'",
      "[State] WAS EVER 'Active'",
      "[System.Id] > 0 AND EVER [System.State] = 'Active'",
    ]) {
      expect(await box.ids(select(where)), where).toEqual(wanted)
    }
  })

  test('takes identities, dates, numbers, paths, macros and the empty value', async () => {
    const isPerson = (value: FieldValue | undefined, id: string) =>
      typeof value === 'object' && value.id === id
    const me = everIds(box, 'system.assignedto', (value) => isPerson(value, box.me.id))
    expect(me.length).toBeGreaterThan(0)
    expect(await box.ids(select('EVER [System.AssignedTo] = @Me'))).toEqual(me)
    expect(await box.ids(select("EVER [System.AssignedTo] = ''"))).toEqual(
      everIds(box, 'system.assignedto', (value) => value === undefined),
    )
    const path = String(box.organization.items.revision(3, 1)?.value('system.iterationpath'))
    expect(await box.ids(select(`EVER [System.IterationPath] = '${path.replaceAll("'", "''")}'`))).toEqual(
      everIds(box, 'system.iterationpath', (value) => value === path),
    )
    const changed = Number(box.organization.items.revision(8, 1)?.value('system.changeddate'))
    const day = new Date(changed).toISOString().slice(0, 10)
    const onDay = (value: FieldValue | undefined) =>
      typeof value === 'number' && new Date(value).toISOString().startsWith(day)
    expect(await box.ids(select(`EVER [System.ChangedDate] = '${day}'`))).toEqual(
      everIds(box, 'system.changeddate', onDay),
    )
    expect(await box.ids(select('EVER [System.Rev] = 3'))).toEqual(
      everIds(box, 'system.rev', (value) => value === 3),
    )
  })

  test('the history of an item is what was said in any of its revisions', async () => {
    const said = everIds(box, 'system.history', (value) => value !== undefined)
    const word = everyWord(box)
    const has = (value: FieldValue | undefined) => wordsOf(value).includes(word)
    const wanted = everIds(box, 'system.history', has)
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.length).toBeLessThan(said.length)
    expect(await box.ids(select(`[System.History] CONTAINS WORDS '${word}'`))).toEqual(wanted)
    const without = present(box)
      .map((index) => box.organization.items.idAt(index))
      .filter((id) => !wanted.includes(id))
    expect(await box.ids(select(`[System.History] NOT CONTAINS WORDS '${word}'`))).toEqual(without)
    expect(await box.ids(select(`[System.History] CONTAINS '${word.slice(1)}'`))).toEqual(
      everIds(box, 'system.history', (value) =>
        String(value ?? '')
          .toLowerCase()
          .includes(word.slice(1)),
      ),
    )
  })

  function wordsOf(value: FieldValue | undefined): string[] {
    return String(value ?? '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}_]+/u)
  }

  /** A word of some comment. */
  function everyWord(of: Client): string {
    const { items } = of.organization
    for (const index of present(of)) {
      const text = items.commentsOf(index)[0]?.text
      const word = wordsOf(text).find((one) => /^[a-z]{5,}$/.test(one))
      if (word) return word
    }
    throw new Error('Nothing was said.')
  }
})

describe('ASOF', () => {
  let box: Client
  beforeAll(() => {
    box = client({ seed: 32, projects: 3, workItems: 600 })
  })

  async function itemsAt(asOf: string): Promise<Item[]> {
    const { items } = box.organization
    const ids = present(box).map((index) => items.idAt(index))
    const found: Item[] = []
    for (let from = 0; from < ids.length; from += 200) {
      const body = { ids: ids.slice(from, from + 200), asOf, $expand: 'fields', errorPolicy: 'omit' }
      const answer = await box.post('/_apis/wit/workitemsbatch?api-version=7.1', body)
      found.push(...answer.body.value.filter((item: Item | null) => item !== null))
    }
    return found
  }

  test.each(['2023-03-01T00:00:00Z', '2025-01-15T13:14:15.678Z'])(
    'finds the items as they were at %s, as the batch shows them, and says the time',
    async (asOf) => {
      const then = await itemsAt(asOf)
      expect(then.length).toBeGreaterThan(100)
      const idsOf = (holds: (fields: Item['fields']) => boolean) =>
        then.filter(({ fields }) => holds(fields)).map(({ id }) => id)
      const at = (query: string) => box.ids(`${query} ASOF '${asOf}'`)
      expect(await at('SELECT [System.Id] FROM WorkItems')).toEqual(then.map(({ id }) => id))
      const active = idsOf((f) => f['System.State'] === 'Active')
      expect(active).not.toEqual(await box.ids(select("[System.State] = 'Active'")))
      expect(await at(select("[System.State] = 'Active'"))).toEqual(active)
      expect(await at(select('[System.AssignedTo] = @Me'))).toEqual(
        idsOf((f) => f['System.AssignedTo']?.id === box.me.id),
      )
      expect(await at(select("[System.Tags] CONTAINS 'api'"))).toEqual(
        idsOf((f) => /api/i.test(f['System.Tags'] ?? '')),
      )
      const sorted = await at('SELECT [System.Id] FROM WorkItems ORDER BY [System.ChangedDate] DESC')
      const changed = new Map(then.map(({ id, fields }) => [id, Date.parse(fields['System.ChangedDate'])]))
      expect(sorted).toEqual(
        [...sorted].sort((a, b) => Number(changed.get(b)) - Number(changed.get(a)) || a - b),
      )
      const { body } = await box.post(address, { query: `SELECT [System.Id] FROM WorkItems ASOF '${asOf}'` })
      expect(Date.parse(body.asOf)).toBe(Date.parse(asOf))
    },
  )

  test('takes dates as the documentation writes them, midnight without a time, and macros', async () => {
    const all = await box.ids("SELECT [System.Id] FROM WorkItems ASOF '2024-03-02T00:00:00Z'")
    for (const time of ["'2024-03-02'", "'03-02-2024'", "'3/2/24 00:00'", "'03/02/2024 01:00:00+01:00'"]) {
      expect(await box.ids(`SELECT [System.Id] FROM WorkItems ASOF ${time}`), time).toEqual(all)
    }
    box.clock.setOffset(Date.parse('2024-03-05T10:00:00Z') - Date.now())
    expect(await box.ids('SELECT [System.Id] FROM WorkItems ASOF @Today - 3')).toEqual(all)
    box.clock.setOffset(0)
  })

  test('finds nothing before there was anything', async () => {
    expect(await box.ids("SELECT [System.Id] FROM WorkItems ASOF '2020-01-01'")).toEqual([])
  })
})

describe('after writes', () => {
  const links = { addLinks: [], removeLinks: [] }
  const fields = (...pairs: [string, FieldValue | undefined][]): WorkItemChange => ({
    fields: new Map(pairs),
    ...links,
  })

  test('the present values count, and earlier ones with EVER and ASOF', async () => {
    const box = client({ seed: 33, projects: 2, workItems: 300 })
    const { items, people } = box.organization
    const someone = people[4] as Person
    const before = box.clock.now()
    const index = 40
    const id = items.idAt(index)
    const old = String(items.value(index, 'System.Title'))
    items.update(
      index,
      fields(['System.Title', 'Quite a new title'], ['System.Tags', undefined]),
      someone,
      before + 5000,
    )
    box.clock.setOffset(60_000)
    expect(await box.ids(select("[System.Title] = 'quite a NEW title'"))).toEqual([id])
    const quoted = `'${old.replaceAll("'", "''")}'`
    expect(await box.ids(select(`[System.Title] = ${quoted}`))).not.toContain(id)
    expect(await box.ids(select(`EVER [System.Title] = ${quoted}`))).toContain(id)
    const earlier = new Date(before).toISOString()
    expect(await box.ids(`${select(`[System.Title] = ${quoted}`)} ASOF '${earlier}'`)).toContain(id)
    expect(await box.ids(select('[System.Id] IN (@MyRecentActivity)'))).not.toContain(id)
    const all = await box.ids('SELECT [System.Id] FROM WorkItems ORDER BY [System.ChangedDate] DESC')
    expect(all[0]).toBe(id)
    expect(all).toHaveLength(300)
  })

  test('created items are found, deleted ones are not until restored, destroyed ones never', async () => {
    const box = client({ seed: 34, projects: 2, workItems: 300 })
    const { items, people } = box.organization
    const someone = people[4] as Person
    const now = box.clock.now()
    const all = (await box.items()).map(({ id }) => id)
    const made = items.create(
      fields(
        ['System.Title', 'Made by hand'],
        ['System.TeamProject', 'Fabrikam Fiber'],
        ['System.WorkItemType', 'Bug'],
        ['System.State', 'New'],
        ['System.AreaPath', 'Fabrikam Fiber'],
        ['System.IterationPath', 'Fabrikam Fiber'],
      ),
      someone,
      now,
    )
    const id = items.idAt(made)
    const everything = 'SELECT [System.Id] FROM WorkItems'
    expect(await box.ids(everything)).toEqual([...all, id])
    expect(
      await box.ids(select("[System.WorkItemType] IN GROUP 'Bug Category' AND [System.Id] > 330")),
    ).toContain(id)
    const yesterday = new Date(now - 86_400_000).toISOString()
    expect(await box.ids(`${everything} ASOF '${yesterday}'`)).toEqual(all)
    items.remove(made, someone, now + 1000)
    items.remove(7, someone, now + 1000)
    const left = all.filter((one) => one !== items.idAt(7))
    expect(await box.ids(everything)).toEqual(left)
    expect(await box.ids(`${everything} ASOF '${yesterday}'`)).toEqual(left)
    expect(await box.ids(`${everything} WHERE NOT [System.Id] = 1`)).toEqual(left.filter((one) => one !== 1))
    items.restore(7, someone, now + 2000)
    items.destroy(9, someone, now + 3000)
    expect(await box.ids(everything)).toEqual(all.filter((one) => one !== items.idAt(9)))
  })

  test('items of a project that is being deleted are gone, written ones too', async () => {
    const box = client({ seed: 38, projects: 3, workItems: 200 })
    const { items, people, projects } = box.organization
    const all = (await box.items()).filter((item) => item.fields['System.TeamProject'] !== 'Fabrikam Fiber')
    const own = present(box).find((index) => items.value(index, 'System.TeamProject') === 'Fabrikam Fiber')
    const someone = people[4] as Person
    items.update(own as number, fields(['System.Title', 'Late']), someone, box.clock.now())
    const project = projects[0] as { state: string }
    project.state = 'deleting'
    expect(await box.ids('SELECT [System.Id] FROM WorkItems')).toEqual(all.map(({ id }) => id))
    expect(await box.ids(select("[System.Title] = 'Late'"))).toEqual([])
    const query = 'SELECT [System.Id] FROM WorkItemLinks MODE (MayContain)'
    const { body } = await box.post(address, { query })
    const found = new Set(body.workItemRelations.map((entry: any) => entry.target.id))
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([...found]))
  })

  test('links that were added are found, removed ones only as of then, those to deleted items never', async () => {
    const box = client({ seed: 35, projects: 2, workItems: 60 })
    const { items, people } = box.organization
    const someone = people[4] as Person
    const rel = 'System.LinkTypes.Duplicate-Forward'
    const now = box.clock.now()
    const [from, to] = [items.idAt(10), items.idAt(20)]
    const added = [{ rel, other: 20, attributes: {} }]
    items.update(10, { fields: new Map(), addLinks: added, removeLinks: [] }, someone, now)
    const links = async (asOf = '') => {
      const query = `SELECT [System.Id] FROM WorkItemLinks WHERE [System.Links.LinkType] = 'Duplicate'${asOf}`
      const { body } = await box.post(address, { query })
      return body.workItemRelations.map((entry: any) => [entry.rel, entry.source?.id, entry.target.id])
    }
    const found = [
      [undefined, undefined, from],
      [rel, from, to],
    ]
    expect(await links()).toEqual(found)
    items.remove(20, someone, now + 1000)
    expect(await links()).toEqual([])
    items.restore(20, someone, now + 2000)
    expect(await links()).toEqual(found)
    const link = items.linksOf(10).filter((one) => one.rel === rel)
    items.update(10, { fields: new Map(), addLinks: [], removeLinks: link }, someone, now + 3000)
    expect(await links()).toEqual([])
    const meanwhile = new Date(now + 2500).toISOString()
    expect(await links(` ASOF '${meanwhile}'`)).toEqual(found)
    const earlier = new Date(now - 1000).toISOString()
    expect(await links(` ASOF '${earlier}'`)).toEqual([])
  })

  test('trees follow a new parent', async () => {
    const box = client({ seed: 36, projects: 2, workItems: 200 })
    const { items, people } = box.organization
    const someone = people[4] as Person
    const isChild = "[System.Links.LinkType] = 'Child'"
    const sourcesOf = async (id: number) => {
      const query = `SELECT [System.Id] FROM WorkItemLinks WHERE ${isChild} MODE (Recursive)`
      const { body } = await box.post(address, { query })
      return body.workItemRelations
        .filter((entry: any) => entry.target.id === id)
        .map((entry: any) => entry.source?.id)
    }
    const index = present(box).find((one) => items.value(one, 'System.Parent') !== undefined) as number
    const id = items.idAt(index)
    expect(await sourcesOf(id)).toEqual([items.value(index, 'System.Parent')])
    const other = present(box).find(
      (one) =>
        one !== index &&
        items.childrenOf(one).length === 0 &&
        items.value(one, 'System.Parent') === undefined,
    ) as number
    const old = items.linksOf(index).filter(({ rel }) => rel === 'System.LinkTypes.Hierarchy-Reverse')
    const added = [{ rel: 'System.LinkTypes.Hierarchy-Reverse', other, attributes: {} }]
    const now = box.clock.now()
    items.update(index, { fields: new Map(), addLinks: added, removeLinks: old }, someone, now)
    expect(await sourcesOf(id)).toEqual([items.idAt(other)])
    items.remove(other, someone, now + 1000)
    expect(await sourcesOf(id)).toEqual([undefined])
  })

  test('fields and areas added since can be asked for', async () => {
    const box = client({ seed: 37, projects: 2, workItems: 50 })
    const { organization } = box
    const { items, people, nodes } = organization
    await expect(box.ids(select("[Custom.Wish] = ''"))).rejects.toThrow('TF51005')
    organization
      .part(createCustomFields)
      .add(
        { name: 'Wish', referenceName: 'Custom.Wish', kind: 'string', readOnly: false, extended: false },
        undefined,
      )
    const root = nodes[0]?.areas as ClassificationNode
    const added = addNode(organization.seed, organization.part(createNodeIds)(), root, 'Søuth')
    expect(await box.ids(select("[System.AreaPath] UNDER 'Fabrikam Fiber\\Søuth'"))).toEqual([])
    expect(await box.ids(select("[Wish] = ''"))).toHaveLength(50)
    const index = present(box).find(
      (one) => items.value(one, 'System.TeamProject') === 'Fabrikam Fiber',
    ) as number
    const change = fields(['Custom.Wish', 'a boat'], ['System.AreaPath', added.path])
    items.update(index, change, people[1] as Person, box.clock.now())
    const id = items.idAt(index)
    expect(await box.ids(select("[Wish] CONTAINS 'BOAT'"))).toEqual([id])
    expect(await box.ids(select("[System.AreaPath] UNDER 'Fabrikam Fiber\\søuth'"))).toEqual([id])
    expect(await box.ids('SELECT [System.Id] FROM WorkItems ORDER BY [Wish] DESC')).toHaveLength(50)
    expect((await box.ids('SELECT [System.Id] FROM WorkItems ORDER BY [Wish] DESC'))[0]).toBe(id)
  })
})
