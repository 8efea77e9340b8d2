import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Client, type Item } from './devops-client.js'

let box: Client
let items: Item[]
beforeAll(async () => {
  box = client({ seed: 11, projects: 4, workItems: 1500 })
  items = await box.items()
})

const select = (where: string) => `SELECT [System.Id] FROM WorkItems WHERE ${where}`
const expected = (holds: (fields: Item['fields']) => boolean) =>
  items.filter(({ fields }) => holds(fields)).map(({ id }) => id)
/** The query gives exactly the items that satisfy the same condition read off their fields, and some of them. */
async function same(where: string, holds: (fields: Item['fields']) => boolean): Promise<void> {
  const ids = expected(holds)
  expect(ids.length, where).toBeGreaterThan(0)
  expect(ids.length, where).toBeLessThan(items.length)
  expect(await box.ids(select(where)), where).toEqual(ids)
}
const lower = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.toLowerCase() : undefined
const priority = 'Microsoft.VSTS.Common.Priority'
const day = (value: string | undefined): string | undefined => value?.slice(0, 10)

describe('flat queries', () => {
  test('without WHERE give all items by id, with or without brackets and in any case', async () => {
    const all = items.map(({ id }) => id)
    for (const query of [
      'SELECT [System.Id] FROM WorkItems',
      'select System.Id,\n"x" from workitems'.replace(',\n"x"', '\n'),
    ]) {
      expect(await box.ids(query)).toEqual(all)
    }
  })

  test('compare texts without regard to case; <> includes empty', async () => {
    await same("[System.State] = 'ACTIVE'", (f) => f['System.State'] === 'Active')
    await same("[State] <> 'active'", (f) => f['System.State'] !== 'Active')
    await same("[Custom.Customer] = 'CONTOSO'", (f) => lower(f['Custom.Customer']) === 'contoso')
    await same("[Custom.Customer] <> 'contoso'", (f) => lower(f['Custom.Customer']) !== 'contoso')
    await same("[Custom.Customer] = ''", (f) => f['Custom.Customer'] === undefined)
    await same("[Custom.Customer] <> ''", (f) => f['Custom.Customer'] !== undefined)
    await same(
      "[Custom.Customer] = 'O''Brien & Söhne GmbH'",
      (f) => f['Custom.Customer'] === "O'Brien & Söhne GmbH",
    )
    await same(
      '[Custom.Customer] = "ACME ""Quoted"" Inc."',
      (f) => f['Custom.Customer'] === 'ACME "Quoted" Inc.',
    )
  })

  test('combine AND, OR, NOT and parentheses with the usual precedence', async () => {
    const active = (f: Item['fields']) => f['System.State'] === 'Active'
    const bug = (f: Item['fields']) => f['System.WorkItemType'] === 'Bug'
    const first = (f: Item['fields']) => f[priority] === 1
    const [a, b, p] = ["[System.State] = 'Active'", "[System.WorkItemType] = 'Bug'", `[${priority}] = 1`]
    await same(`${a} OR ${b} AND ${p}`, (f) => active(f) || (bug(f) && first(f)))
    await same(`(${a} OR ${b}) AND ${p}`, (f) => (active(f) || bug(f)) && first(f))
    await same(`NOT ${a} AND ${b}`, (f) => !active(f) && bug(f))
    await same(`NOT (${a} AND ${b}) AND NOT NOT ${p}`, (f) => !(active(f) && bug(f)) && first(f))
  })

  test('compare numbers, booleans and lists; an empty field is in no range', async () => {
    await same(`[${priority}] > 2`, (f) => f[priority] > 2)
    await same(`[${priority}] <= 2`, (f) => f[priority] <= 2)
    await same(`[${priority}] <> 2`, (f) => f[priority] !== 2)
    await same(`[${priority}] = ''`, (f) => f[priority] === undefined)
    await same(`[${priority}] IN (1, '3')`, (f) => f[priority] === 1 || f[priority] === 3)
    await same(`[${priority}] NOT IN (1, 3)`, (f) => f[priority] !== 1 && f[priority] !== 3)
    await same('[Custom.EstimatedCost] < -1.5', (f) => f['Custom.EstimatedCost'] < -1.5)
    await same('[Custom.IsBillable] = True', (f) => f['Custom.IsBillable'] === true)
    await same("[Custom.IsBillable] = 'false'", (f) => f['Custom.IsBillable'] === false)
    await same('[Custom.IsBillable] <> TRUE', (f) => f['Custom.IsBillable'] !== true)
    await same("[System.State] IN ('new', 'Done', 'Unknown')", (f) =>
      ['New', 'Done'].includes(f['System.State']),
    )
    const parent = items.map(({ fields }) => fields['System.Parent']).find((id) => id !== undefined)
    await same(`[System.Parent] = ${parent}`, (f) => f['System.Parent'] === parent)
    await same(
      '[System.Id] >= 100 AND [System.Id] < 250',
      (f) => f['System.Id'] >= 100 && f['System.Id'] < 250,
    )
  })

  test('find a path and everything beneath it, not paths that begin alike', async () => {
    const release = 'Fabrikam Fiber\\Release 1'
    const path = 'System.IterationPath'
    await same(
      `[${path}] UNDER '${release}'`,
      (f) => f[path] === release || f[path].startsWith(`${release}\\`),
    )
    await same(
      `[${path}] NOT UNDER '${release}'`,
      (f) => f[path] !== release && !f[path].startsWith(`${release}\\`),
    )
    await same(`[${path}] = '${release.toUpperCase()}'`, (f) => f[path] === release)
    await same("[System.AreaPath] UNDER 'Contoso''s Web Shop\\R&D'", (f) =>
      f['System.AreaPath'].startsWith("Contoso's Web Shop\\R&D"),
    )
    await same(`[${path}] IN ('${release}', '${release}0')`, (f) =>
      [release, `${release}0`].includes(f[path]),
    )
  })

  test('match tags by part of a tag, never across two, without regard to case', async () => {
    const tags = (f: Item['fields']): string[] => (f['System.Tags'] ?? '').toLowerCase().split('; ')
    await same("[System.Tags] CONTAINS 'SECURITY'", (f) => tags(f).some((tag) => tag.includes('security')))
    await same("[Tags] CONTAINS 'api'", (f) => tags(f).some((tag) => tag.includes('api')))
    await same("[Tags] NOT CONTAINS 'api'", (f) => !tags(f).some((tag) => tag.includes('api')))
    expect(await box.ids(select("[System.Tags] CONTAINS '; '"))).toEqual([])
    await same('[System.Tags] IS EMPTY', (f) => f['System.Tags'] === undefined)
    await same('[System.Tags] IS NOT EMPTY', (f) => f['System.Tags'] !== undefined)
  })

  test('match identities by display name, unique name or both, and @Me', async () => {
    const person = (f: Item['fields']) => f['System.AssignedTo']
    await same("[System.AssignedTo] = 'jamal hartnett'", (f) => person(f)?.displayName === 'Jamal Hartnett')
    const mail = 'jamal.hartnett2@contoso.example'
    await same(`[System.AssignedTo] = '${mail.toUpperCase()}'`, (f) => person(f)?.uniqueName === mail)
    await same(`[Assigned To] IN ('Jamal Hartnett <${mail}>')`, (f) => person(f)?.uniqueName === mail)
    await same('[System.AssignedTo] = @Me', (f) => person(f)?.id === box.me.id)
    await same("[System.AssignedTo] = ''", (f) => person(f) === undefined)
    await same("[System.AssignedTo] CONTAINS 'hartnett'", (f) => person(f)?.displayName === 'Jamal Hartnett')
    await same('[System.AssignedTo] = [System.ChangedBy]', (f) => person(f)?.id === f['System.ChangedBy'].id)
  })

  test('search titles by part, by words and by beginnings; long texts for emptiness', async () => {
    const title = (f: Item['fields']): string => f['System.Title'].toLowerCase()
    await same("[System.Title] CONTAINS 'invoice EX'", (f) => title(f).includes('invoice ex'))
    await same("[System.Title] CONTAINS WORDS 'invo*'", (f) => /\binvo/.test(title(f)))
    await same(
      "[System.Title] CONTAINS WORDS 'menu mobile'",
      (f) => /\bmobile\b/.test(title(f)) && /\bmenu\b/.test(title(f)),
    )
    expect(await box.ids(select("[System.Title] CONTAINS WORDS 'invo'"))).toEqual([])
    await same('[System.Description] IS EMPTY', (f) => (f['System.Description'] ?? '') === '')
    await same('[System.Description] IS NOT EMPTY', (f) => (f['System.Description'] ?? '') !== '')
  })
})

describe('dates', () => {
  const changed = 'System.ChangedDate'

  test('are compared by whole days without timePrecision', async () => {
    const middle = day(items[700]?.fields[changed]) as string
    for (const operator of ['=', '<>', '<', '<=', '>', '>='] as const) {
      await same(`[${changed}] ${operator} '${middle}'`, (f) => {
        const own = day(f[changed]) as string
        return {
          '=': own === middle,
          '<>': own !== middle,
          '<': own < middle,
          '<=': own <= middle,
          '>': own > middle,
          '>=': own >= middle,
        }[operator]
      })
    }
    await same(
      "[Microsoft.VSTS.Common.ClosedDate] = ''",
      (f) => f['Microsoft.VSTS.Common.ClosedDate'] === undefined,
    )
    await same(`[System.CreatedDate] = [${changed}]`, (f) => day(f['System.CreatedDate']) === day(f[changed]))
  })

  test('with a time are refused without timePrecision and exact with it', async () => {
    const middle = items[700]?.fields[changed] as string
    await expect(box.ids(select(`[${changed}] >= '${middle}'`))).rejects.toThrow(
      'You cannot supply a time with the date when running a query using date precision. ' +
        `The error is caused by «[${changed}] >= '${middle}'».`,
    )
    const exact = (where: string) =>
      box.ids(select(where), '/_apis/wit/wiql?api-version=7.1&timePrecision=TRUE')
    const at = Date.parse(middle)
    expect(await exact(`[${changed}] >= '${middle}'`)).toEqual(expected((f) => Date.parse(f[changed]) >= at))
    expect(await exact(`[${changed}] = '${middle}'`)).toEqual(expected((f) => f[changed] === middle))
    expect(await exact(`[${changed}] < '${day(middle)}'`)).toEqual(
      expected((f) => Date.parse(f[changed]) < Date.parse(day(middle) as string)),
    )
    const shifted = new Date(at + 7_200_000).toISOString().replace('Z', '+02:00')
    expect(await exact(`[${changed}] = '${shifted}'`)).toEqual(expected((f) => f[changed] === middle))
  })

  test('may be macros with offsets', async () => {
    const days = Math.ceil((Date.now() - Date.parse('2024-01-01T12:00:00Z')) / 86_400_000)
    const from = new Date(Math.floor(Date.now() / 86_400_000 - days) * 86_400_000).toISOString().slice(0, 10)
    await same(`[${changed}] >= @Today - ${days}`, (f) => (day(f[changed]) as string) >= from)
    await same(`[${changed}] >= @Today-${days}`, (f) => (day(f[changed]) as string) >= from)
    const year = new Date().getUTCFullYear()
    const back = year - 2024
    await same(`[${changed}] >= @StartOfYear - ${back}`, (f) => f[changed] >= '2024')
    await same(`[${changed}] >= @StartOfYear('-${back}y')`, (f) => f[changed] >= '2024')
    await same(
      `[${changed}] < @StartOfMonth('-${back * 12 + new Date().getUTCMonth()}')`,
      (f) => f[changed] < '2024',
    )
    await same(
      `[${changed}] < @StartOfWeek - 150`,
      (f) => Date.parse(f[changed]) < sunday() - 150 * 7 * 86_400_000,
    )
  })

  function sunday(): number {
    const today = Math.floor(Date.now() / 86_400_000) * 86_400_000
    return today - new Date(today).getUTCDay() * 86_400_000
  }
})

describe('projects and macros', () => {
  test('@Project is the project of the address, which itself does not confine the query', async () => {
    const address = `/${encodeURIComponent("Contoso's Web Shop")}/_apis/wit/wiql?api-version=7.1`
    const own = expected((f) => f['System.TeamProject'] === "Contoso's Web Shop")
    expect(await box.ids(select('[System.TeamProject] = @project'), address)).toEqual(own)
    expect(await box.ids(select("[System.TeamProject] = 'contoso''s web shop'"))).toEqual(own)
    expect(await box.ids('SELECT [System.Id] FROM WorkItems', address)).toHaveLength(items.length)
    await expect(box.ids(select('[System.TeamProject] = @Project'))).rejects.toThrow('@Project')
    const team = address.replace('/_apis', '/Bob%27s%20Builders/_apis')
    expect(await box.ids(select('[System.TeamProject] = @project'), team)).toEqual(own)
    await expect(box.ids(select('[System.Id] > 0'), team.replace('Builders', 'Nobody'))).rejects.toThrow(
      '404',
    )
  })
})

describe('order and size', () => {
  test('sorts by several fields, empty first, ties by id', async () => {
    const sorted = [...items].sort((a, b) => {
      const [left, right] = [a.fields[priority] ?? 0, b.fields[priority] ?? 0]
      return right - left || (a.fields['System.CreatedDate'] < b.fields['System.CreatedDate'] ? -1 : 1)
    })
    const query = `SELECT [System.Id], [System.Title] FROM WorkItems ORDER BY [${priority}] DESC, [Created Date] ASC`
    expect(await box.ids(query)).toEqual(
      sorted
        .sort((a, b) => {
          const [left, right] = [a.fields[priority] ?? 0, b.fields[priority] ?? 0]
          return (
            right - left ||
            Date.parse(a.fields['System.CreatedDate']) - Date.parse(b.fields['System.CreatedDate']) ||
            a.id - b.id
          )
        })
        .map(({ id }) => id),
    )
    const byState = await box.ids(
      'SELECT [System.Id] FROM WorkItems ORDER BY [System.State], [System.Id] DESC',
    )
    const state = new Map(items.map((item) => [item.id, item.fields['System.State'].toLowerCase()]))
    byState.forEach((id, at) => {
      const before = byState[at - 1]
      if (before === undefined) return
      const [one, other] = [state.get(before) as string, state.get(id) as string]
      expect(one < other || (one === other && before > id)).toBe(true)
    })
  })

  test('says what it selected and sorted by', async () => {
    const query = 'SELECT [ID], [System.Title] FROM WorkItems ORDER BY [Title] DESC'
    const { body } = await box.post('/_apis/wit/wiql?api-version=7.1&$top=3', { query })
    expect(body).toMatchObject({
      queryType: 'flat',
      queryResultType: 'workItem',
      columns: [{ referenceName: 'System.Id', name: 'ID' }, { referenceName: 'System.Title' }],
      sortColumns: [{ field: { referenceName: 'System.Title' }, descending: true }],
    })
    expect(body.workItems).toHaveLength(3)
    expect(body.workItems[0].url).toBe(
      `http://sandbox.test/fabrikam/_apis/wit/workItems/${body.workItems[0].id}`,
    )
    expect(Math.abs(Date.parse(body.asOf) - Date.now())).toBeLessThan(60_000)
  })

  test('$top cuts after sorting', async () => {
    const query = 'SELECT [System.Id] FROM WorkItems ORDER BY [System.ChangedDate] DESC'
    const all = await box.ids(query)
    expect(await box.ids(query, '/_apis/wit/wiql?api-version=7.1&$top=7')).toEqual(all.slice(0, 7))
    expect(await box.ids('SELECT ID FROM WorkItems', '/_apis/wit/wiql?api-version=7.1&$top=7')).toHaveLength(
      7,
    )
    await expect(box.ids(query, '/_apis/wit/wiql?api-version=7.1&$top=-1')).rejects.toThrow('400')
  })

  test('more than 20,000 items are an error, not a cut, unless $top asks for fewer', async () => {
    const large = client({ seed: 1, projects: 2, workItems: 20_001 })
    const all = 'SELECT [System.Id] FROM WorkItems'
    const address = (top: number) => `/_apis/wit/wiql?api-version=7.1&$top=${top}`
    const message = 'VS402337: The number of work items returned exceeds the size limit of 20000.'
    for (const query of [all, `${all} ORDER BY [System.ChangedDate]`]) {
      await expect(large.ids(query)).rejects.toThrow(message)
      await expect(large.ids(query, address(20_001))).rejects.toThrow(message)
      expect(await large.ids(query, address(19_999))).toHaveLength(19_999)
    }
    expect(await large.ids(`${all} WHERE [System.Id] > 1`)).toHaveLength(20_000)
    const refusal = await large.post(address(50_000), { query: all })
    expect(refusal.body).toMatchObject({
      typeKey: 'WorkItemTrackingQueryResultSizeLimitExceededException',
      eventId: 3200,
    })
  })
})

describe('what the service refuses', () => {
  test.each([
    [
      "[System.Nope] = 'x'",
      'TF51005: The query references a field that does not exist. The error is caused by «[System.Nope]».',
    ],
    [
      '[System.Title] = @TeamProject',
      'TF51005: The query references a field that does not exist. The error is caused by «@TeamProject».',
    ],
    [
      "[System.AreaPath] UNDER 'Fabrikam Fiber\\Nope'",
      "TF51011: The specified area path does not exist. The error is caused by «'Fabrikam Fiber\\Nope'».",
    ],
    ["[System.IterationPath] = '\\Fabrikam Fiber'", 'TF51011: The specified iteration path does not exist.'],
    ["[System.TeamProject] = 'Nope'", 'project does not exist'],
    ["[System.Description] = 'x'", 'operator ='],
    ['[System.Id] CONTAINS 5', 'operator CONTAINS'],
    ["[System.State] UNDER 'x'", 'operator UNDER'],
    ['[System.Id] IS EMPTY', 'operator IS EMPTY'],
    ["[System.Id] = 'abc'", 'type of ID'],
    ["[System.CreatedDate] > '2024-02-30'", 'date is not valid'],
    ["[System.CreatedDate] > 'soon'", 'date is not valid'],
    ["[System.Title] = 'a' garbage", 'Expecting end of string. The error is caused by «garbage».'],
    ['[System.Title] = ', 'end of string'],
    ["[System.Title] = 'open", 'Unexpected character'],
    ["([System.Title] = 'a'", 'end of string'],
    ['[System.Title] = [System.Id]', 'different types'],
    ['[System.State] = [Any]', 'TF51005'],
    ["[Source].[System.State] = 'x'", '«[Source].[System.State]»'],
    ["[System.State] CONTAINS ''", 'needs a text'],
    ['[System.AssignedTo] CONTAINS @Me', 'needs a text'],
    ['[System.Title] = @Me', 'macro does not fit'],
    ['[System.Parent] = @Follows', 'macro does not fit'],
    ['[System.Id] > @Follows', 'macro does not fit'],
    ["[System.Id] IN GROUP 'x'", 'operator IN GROUP'],
    ['[System.WorkItemType] IN GROUP 5', 'named by a text'],
    ["NOT EVER [System.State] = 'Active'", 'cannot be negated'],
    ["NOT ([System.Id] = 1 OR EVER [System.State] = 'Active')", 'cannot be negated'],
    ["EVER [System.State] <> 'Active'", 'only compares with a value'],
    ['EVER [System.AssignedTo] = [System.CreatedBy]', 'only compares with a value'],
    ['EVER [Custom.IsBillable] = true', 'operator EVER'],
    ["EVER [System.Description] CONTAINS 'x'", 'operator EVER'],
    ["[System.History] = 'x'", 'operator ='],
    [`[System.Title] CONTAINS WORDS '${'x'.repeat(101)}'`, 'exceeds 100 characters'],
    ["[System.Id] = 1 ASOF 'soon'", 'date is not valid'],
    ['[System.Id] = 1 ASOF 5', 'date is not valid'],
    ['[System.Id] = 1 ASOF @Me', 'macro does not fit'],
    ['[System.Id] = 1 MODE (MustContain)', 'Only queries of links have a mode'],
    ['[System.Id] = 1 ORDER BY [System.Description]', 'cannot be sorted'],
    ['[System.Id] = 1 ORDER BY [System.History]', 'cannot be sorted'],
  ])('%s', async (where, message) => {
    await expect(box.ids(select(where))).rejects.toThrow(message)
  })

  test('an unknown state gives no rows', async () => {
    expect(await box.ids(select("[System.State] = 'Nope'"))).toEqual([])
  })

  test('unknown fields are refused in SELECT and ORDER BY too', async () => {
    await expect(box.ids('SELECT [Nope] FROM WorkItems')).rejects.toThrow('«[Nope]»')
    await expect(box.ids('SELECT [System.Id] FROM WorkItems ORDER BY [Nope]')).rejects.toThrow('«[Nope]»')
  })

  test('a query longer than 32,000 characters is refused, one as long is not', async () => {
    const query = select("[System.Title] = 'x'")
    expect(await box.ids(query.padEnd(32_000))).toEqual([])
    await expect(box.ids(query.padEnd(32_001))).rejects.toThrow('32000')
  })

  test('deep nesting and long lists are read', async () => {
    expect(await box.ids(select(`${'('.repeat(100)}[System.Id] = 1${')'.repeat(100)}`))).toEqual([1])
    await expect(
      box.ids(select(`${'('.repeat(15_000)}[System.Id] = 1${')'.repeat(15_000)}`)),
    ).rejects.toThrow('501')
    await expect(box.ids(select(`${'NOT '.repeat(7000)} [System.Id] = 1`))).rejects.toThrow('501')
    const many = Array.from({ length: 4000 }, (_, index) => index + 1).join(',')
    expect(await box.ids(select(`[System.Id] IN (${many})`))).toHaveLength(items.length)
  })
})
