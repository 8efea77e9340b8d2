import { beforeAll, describe, expect, test } from 'vitest'
import { createOrganization } from '../../sandbox/data/create-organization.js'
import { client, type Client, type Item } from './devops-client.js'

const options = { seed: 7, projects: 6, workItems: 3000 }
let box: Client
let items: Item[]

beforeAll(async () => {
  box = client(options)
  items = await box.items()
})

const closed = 'Microsoft.VSTS.Common.ClosedDate'

describe('the sandbox data', () => {
  test('is the same for the same seed, and another for another seed', async () => {
    expect(await client(options).items()).toEqual(items)
    expect(await client({ ...options, seed: 8 }).items()).not.toEqual(items)
  })

  test('has exactly the asked number of visible projects and work items', () => {
    expect(items).toHaveLength(3000)
    expect(box.organization.projects.filter(({ state }) => state === 'wellFormed')).toHaveLength(6)
    for (const workItems of [0, 1, 9, 10, 11]) {
      expect(createOrganization({ seed: 1, projects: 1, workItems }).items.count).toBe(workItems)
    }
  })

  test('finds an item by its id and none where an id is missing', () => {
    const { items: found } = box.organization
    for (let index = 0; index < found.count; index++) expect(found.indexOf(found.idAt(index))).toBe(index)
    for (const id of [0, -1, 10, 20, 1.5, NaN, found.idAt(found.count - 1) + 1])
      expect(found.indexOf(id)).toBeUndefined()
  })

  test('orders dates: created, then state change, then changed; closed exactly when the state is completed', () => {
    const completed = new Set<string>()
    for (const { type, state } of box.organization.items.columns.states) {
      if (state.category === 'Completed') completed.add(`${type.name}/${state.name}`)
    }
    for (const { fields } of items) {
      const [created, stateChange, changed] = [
        'System.CreatedDate',
        'Microsoft.VSTS.Common.StateChangeDate',
        'System.ChangedDate',
      ].map((name) => Date.parse(fields[name]))
      expect(created).toBeLessThanOrEqual(stateChange as number)
      expect(stateChange).toBeLessThanOrEqual(changed as number)
      const isCompleted = completed.has(`${fields['System.WorkItemType']}/${fields['System.State']}`)
      expect(closed in fields).toBe(isCompleted)
      expect('Microsoft.VSTS.Common.ClosedBy' in fields).toBe(isCompleted)
    }
  })

  test('keeps paths under the name of the project and parents within it, one with a smaller id', () => {
    const byId = new Map(items.map((item) => [item.id, item]))
    for (const { id, fields } of items) {
      const project = fields['System.TeamProject']
      for (const path of [fields['System.AreaPath'], fields['System.IterationPath']])
        expect(path.split('\\')[0]).toBe(project)
      const parent = fields['System.Parent']
      if (parent === undefined) continue
      expect(byId.get(parent)?.fields['System.TeamProject']).toBe(project)
      expect(parent).toBeLessThan(id)
    }
  })

  test('never holds null, and has items with empty, missing, long and unusual texts', () => {
    expect(items.flatMap(({ fields }) => Object.values(fields)).includes(null)).toBe(false)
    const texts = items.map(({ fields }) => fields['System.Description'])
    expect(texts).toContain('')
    expect(texts).toContain(undefined)
    expect(texts.some((text) => text?.length > 40_000)).toBe(true)
    const titles = items.map(({ fields }) => fields['System.Title'])
    for (const part of ['🚀', '"', "'", '\t', '\\', '検索'])
      expect(titles.some((title) => title.includes(part))).toBe(true)
    expect(titles.every((title) => title.length > 0 && title.length <= 255)).toBe(true)
  })

  test('has dates of every number of fraction digits, and items that share one', () => {
    const dates = items.map(({ fields }) => fields['System.ChangedDate'] as string)
    for (const digits of ['', '\\.\\d', '\\.\\d\\d', '\\.\\d\\d\\d']) {
      expect(
        dates.some((date) => new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d${digits}Z$`).test(date)),
      ).toBe(true)
    }
    expect(dates.some((date) => /\.\d*0Z$/.test(date))).toBe(false)
    expect(new Set(dates).size).toBeLessThan(dates.length)
  })

  test('has two people of one name, one without unique name, and custom fields of every kind', () => {
    const { people } = box.organization
    expect(new Set(people.map(({ id }) => id)).size).toBe(people.length)
    expect(people.filter(({ displayName }) => displayName === 'Jamal Hartnett')).toHaveLength(2)
    expect(people.some(({ uniqueName }) => uniqueName === '')).toBe(true)
    const mails = people.map(({ uniqueName }) => uniqueName.toLowerCase()).filter((name) => name !== '')
    expect(new Set(mails).size).toBe(mails.length)
    const types: Record<string, string> = {
      'Custom.RiskLevel': 'string',
      'Custom.Customer': 'string',
      'Custom.EstimatedCost': 'number',
      'Custom.GoLiveDate': 'string',
      'Custom.IsBillable': 'boolean',
      'Custom.ReviewCount': 'number',
      'Custom.Approver': 'object',
      'Custom.Notes': 'string',
    }
    for (const [name, type] of Object.entries(types)) {
      const values = items.map(({ fields }) => fields[name]).filter((value) => value !== undefined)
      expect(values.length, name).toBeGreaterThan(0)
      expect(
        values.every((value) => typeof value === type),
        name,
      ).toBe(true)
    }
  })

  test('leaves one of six projects without items, and gives the first one most', () => {
    const counts = box.organization.projects.map(
      ({ name }) => items.filter(({ fields }) => fields['System.TeamProject'] === name).length,
    )
    expect(counts[5]).toBe(0)
    expect(Math.max(...counts)).toBe(counts[0])
    expect(counts.slice(0, 5).every((count) => count > 0)).toBe(true)
  })

  test('refuses numbers it cannot make an organization of', () => {
    const good = { seed: 1, projects: 1, workItems: 1 }
    for (const bad of [
      { seed: 0.5 },
      { projects: 0 },
      { projects: 1.5 },
      { workItems: -1 },
      { workItems: NaN },
    ]) {
      expect(() => createOrganization({ ...good, ...bad })).toThrow(RangeError)
    }
  })
})
