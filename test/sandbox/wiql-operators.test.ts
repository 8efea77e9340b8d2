import { beforeAll, describe, expect, test } from 'vitest'
import type { FieldDefinition } from '../../sandbox/data/fields.js'
import { randomStream } from '../../sandbox/data/random.js'
import { client, type Client, type Item, type Json } from './devops-client.js'

let box: Client
let items: Item[]
beforeAll(async () => {
  box = client({ seed: 23, projects: 3, workItems: 900 })
  items = await box.items()
})

/** What a query may compare: one value, or for an identity each of its names. Undefined is empty. */
function readings(kind: FieldDefinition['kind'], value: Json): (string | number)[] {
  if (value === undefined || value === '') return []
  if (kind === 'dateTime') return [Date.parse(value.slice(0, 10))]
  if (kind === 'identity') {
    const { displayName, uniqueName } = value
    return [displayName, uniqueName, `${displayName} <${uniqueName}>`].map((name) => name.toLowerCase())
  }
  return [typeof value === 'number' ? value : String(value).toLowerCase()]
}

type Naive = (own: (string | number)[], wanted: (string | number)[][]) => boolean
const first = (wanted: (string | number)[][]) => wanted[0]?.[0] as string | number
const equal: Naive = (own, wanted) =>
  wanted.some((one) => (one.length === 0 ? own.length === 0 : one.some((name) => own.includes(name))))
const compared =
  (holds: (left: string | number, right: string | number) => boolean): Naive =>
  (own, wanted) =>
    own.length > 0 && holds(own[0] as string | number, first(wanted))
const words = (text: string) => text.split(/[^\p{L}\p{N}_]+/u)
const not =
  (holds: Naive): Naive =>
  (own, wanted) =>
    !holds(own, wanted)
const under: Naive = (own, wanted) => own[0] === first(wanted) || `${own[0]}`.startsWith(`${first(wanted)}\\`)
const contains: Naive = (own, wanted) => own.some((text) => `${text}`.includes(`${first(wanted)}`))
const tagContains: Naive = (own, wanted) =>
  own.some((text) => `${text}`.split('; ').some((tag) => tag.length > 0 && tag.includes(`${first(wanted)}`)))
const containsWords: Naive = (own, wanted) =>
  words(`${first(wanted)}`).every((word) => own.some((text) => words(`${text}`).includes(word)))

const equality: Record<string, Naive> = { '=': equal, '<>': not(equal) }
const listed: Record<string, Naive> = { ...equality, IN: equal, 'NOT IN': not(equal) }
const ordered: Record<string, Naive> = {
  ...listed,
  '<': compared((a, b) => a < b),
  '<=': compared((a, b) => a <= b),
  '>': compared((a, b) => a > b),
  '>=': compared((a, b) => a >= b),
}
const texts = { ...ordered, CONTAINS: contains, 'NOT CONTAINS': not(contains) }
const search = { 'CONTAINS WORDS': containsWords, 'NOT CONTAINS WORDS': not(containsWords) }
const empty = {
  'IS EMPTY': ((own) => own.length === 0) as Naive,
  'IS NOT EMPTY': ((own) => own.length > 0) as Naive,
}

/** Operators of each kind as facts 5.2 lists them. */
const operators: Record<string, Record<string, Naive>> = {
  boolean: equality,
  integer: ordered,
  double: ordered,
  dateTime: ordered,
  string: texts,
  identity: texts,
  treePath: { ...listed, UNDER: under, 'NOT UNDER': not(under) },
  plainText: { ...search, ...empty, CONTAINS: tagContains, 'NOT CONTAINS': not(tagContains) },
  html: { ...search, ...empty, CONTAINS: contains, 'NOT CONTAINS': not(contains) },
}

/** One field of each kind, with the awkward ones. */
const fields = [
  'Custom.IsBillable',
  'System.Id',
  'System.Parent',
  'Custom.ReviewCount',
  'Microsoft.VSTS.Scheduling.RemainingWork',
  'System.CreatedDate',
  'Microsoft.VSTS.Common.ClosedDate',
  'System.State',
  'System.TeamProject',
  'Custom.Customer',
  'System.Title',
  'System.AssignedTo',
  'Custom.Approver',
  'System.AreaPath',
  'System.IterationPath',
  'System.Tags',
  'System.Description',
]

describe.each(fields)('%s', (referenceName) => {
  test('is found by every operator its type has, and no other', async () => {
    const field = box.organization.fields.find((one) => one.referenceName === referenceName)
    if (!field) throw new Error(referenceName)
    const { kind } = field
    const own = { ...operators[kind], ...(referenceName === 'System.Title' ? search : {}) }
    const present = items.map((item) => item.fields[referenceName]).filter((value) => value !== undefined)
    const random = randomStream(referenceName.length)
    for (const [operator, holds] of Object.entries(own)) {
      for (let round = 0; round < 3; round++) {
        const drawn = Array.from({ length: 3 }, () => present[Math.floor(random() * present.length)])
        const { literals, wanted } = operands(kind, operator, drawn)
        const list = `(${literals.join(', ')})`
        const right = operator.endsWith('IN') ? list : operator.endsWith('EMPTY') ? '' : literals[0]
        const where = `[${referenceName}] ${operator} ${right}`
        const used = operator.endsWith('IN') ? wanted : wanted.slice(0, 1)
        const fitting = items.filter((item) => holds(readings(kind, item.fields[referenceName]), used))
        expect(await box.ids(`SELECT [System.Id] FROM WorkItems WHERE ${where}`), where).toEqual(
          fitting.map(({ id }) => id),
        )
      }
    }
    const others = [...new Set(Object.values(operators).flatMap((known) => Object.keys(known)))]
    for (const operator of others.filter((known) => !(known in own))) {
      const right = operator.endsWith('IN') ? "('1')" : operator.endsWith('EMPTY') ? '' : "'1'"
      const where = `[${referenceName}] ${operator} ${right}`
      await expect(box.ids(`SELECT [System.Id] FROM WorkItems WHERE ${where}`), where).rejects.toThrow(
        `The operator ${operator} cannot be used`,
      )
    }
  })
})

/** Literals made of values that items have, and what they mean. */
function operands(kind: FieldDefinition['kind'], operator: string, drawn: Json[]) {
  const part = (text: string) =>
    operator.endsWith('WORDS')
      ? (words(text).find((word) => word.length > 3) ?? 'nothing')
      : operator.endsWith('CONTAINS')
        ? text.slice(1, 6)
        : text
  const shown = drawn.map((value) => {
    if (kind === 'dateTime') return value.slice(0, 10)
    if (kind === 'identity') return part(`${value.displayName} <${value.uniqueName}>`)
    return typeof value === 'string' ? part(value) : value
  })
  // In capitals, but for the letters that have none of one letter.
  const capitals = (text: string) =>
    text.toUpperCase().toLowerCase() === text.toLowerCase() ? text.toUpperCase() : text
  const literals = shown.map((value) =>
    typeof value === 'string' ? `'${capitals(value.replaceAll("'", "''"))}'` : String(value),
  )
  const wanted = shown.map((value) => {
    if (kind === 'dateTime') return [Date.parse(value)]
    if (typeof value !== 'string') return [typeof value === 'number' ? value : String(value)]
    return [value.toLowerCase()]
  })
  return { literals, wanted }
}

describe('groups', () => {
  const select = (where: string) => `SELECT [System.Id] FROM WorkItems WHERE ${where}`
  const idsOf = (holds: (fields: Item['fields']) => boolean) =>
    items.filter(({ fields: own }) => holds(own)).map(({ id }) => id)

  test('IN GROUP finds the types of a category in each project, by either name', async () => {
    const requirement: Record<string, string> = {
      'Fabrikam Fiber': 'User Story',
      "Contoso's Web Shop": 'Product Backlog Item',
      'Zażółć – 東京 ✓': 'Issue',
    }
    const wanted = idsOf((f) => requirement[f['System.TeamProject']] === f['System.WorkItemType'])
    expect(wanted.length).toBeGreaterThan(0)
    for (const name of ['Microsoft.RequirementCategory', 'requirement category']) {
      expect(await box.ids(select(`[System.WorkItemType] IN GROUP '${name}'`))).toEqual(wanted)
    }
    expect(
      await box.ids(select("[System.WorkItemType] NOT IN GROUP 'Microsoft.RequirementCategory'")),
    ).toEqual(idsOf((f) => requirement[f['System.TeamProject']] !== f['System.WorkItemType']))
    expect(await box.ids(select("[System.WorkItemType] IN GROUP 'Nope'"))).toEqual([])
  })

  test('IN GROUP finds the people of a team, and of a group through the groups in it', async () => {
    const team = box.organization.teams.find(({ name }) => name === "Bob's Builders")
    const members = new Set(team?.members.map(({ person }) => person.id))
    const inTeam = idsOf((f) => members.has(f['System.AssignedTo']?.id))
    expect(inTeam.length).toBeGreaterThan(0)
    const name = "[Fabrikam Fiber]\\Bob''s Builders"
    expect(await box.ids(select(`[System.AssignedTo] IN GROUP '${name}'`))).toEqual(inTeam)
    expect(await box.ids(select(`NOT [System.AssignedTo] IN GROUP '${name}'`))).toEqual(
      idsOf((f) => !members.has(f['System.AssignedTo']?.id)),
    )
    const contributors = await box.ids(
      select(`[System.AssignedTo] IN GROUP '[Fabrikam Fiber]\\Contributors'`),
    )
    expect(contributors).toEqual(expect.arrayContaining(inTeam))
    expect(await box.ids(select("[System.AssignedTo] IN GROUP '[Fabrikam Fiber]\\Nobody'"))).toEqual([])
    expect(await box.ids(select("[System.AssignedTo] IN GROUP '[Fabrikam Fiber]\\Empty Team'"))).toEqual([])
  })
})
