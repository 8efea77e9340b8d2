import { beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/data/people.js'
import { createTeamSettings } from '../../sandbox/data/team-settings.js'
import type { Team } from '../../sandbox/data/teams.js'
import { client, type Client, type Item } from './devops-client.js'

let box: Client
let items: Item[]
beforeEach(async () => {
  box = client({ seed: 41, projects: 3, workItems: 700 })
  items = await box.items()
})

const select = (where: string) => `SELECT [System.Id] FROM WorkItems WHERE ${where}`
const wiql = '_apis/wit/wiql?api-version=7.1'
const fabrikam = `/Fabrikam%20Fiber/${wiql}`
const setNow = (date: string) => box.clock.setOffset(Date.parse(date) - Date.now())
const idsOf = (holds: (fields: Item['fields']) => boolean) =>
  items.filter(({ fields }) => holds(fields)).map(({ id }) => id)
const inIteration = (path: string) => idsOf((f) => f['System.IterationPath'] === path)

describe('@CurrentIteration', () => {
  const current = select('[System.IterationPath] = @CurrentIteration')
  // The sprint that holds this day begins 6 sprints of 14 days after 2021-01-04.
  const sprint7 = 'Fabrikam Fiber\\Release 2\\Sprint 7'

  beforeEach(() => setNow('2021-04-01T12:00:00Z'))

  test('is the iteration of the project’s default team, of the team in the address, or of the one it names', async () => {
    const wanted = inIteration(sprint7)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await box.ids(current, fabrikam)).toEqual(wanted)
    expect(await box.ids(current, `/Fabrikam%20Fiber/Bob%27s%20Builders/${wiql}`)).toEqual(wanted)
    const named = (team: string) => select(`[System.IterationPath] = @currentIteration('${team}')`)
    const team = "[Fabrikam Fiber]\\Bob''s Builders"
    expect(await box.ids(named(team), fabrikam)).toEqual(wanted)
    expect(await box.ids(named(`${team} <id:00000000-0000-0000-0000-000000000000>`), fabrikam)).toEqual(
      wanted,
    )
    expect(await box.ids(named(team), `/${wiql}`)).toEqual(wanted)
  })

  test('moves by whole iterations and with the clock, the last day included', async () => {
    const at = (offset: string) =>
      box.ids(select(`[System.IterationPath] = @CurrentIteration ${offset}`), fabrikam)
    expect(await at('+ 1')).toEqual(inIteration('Fabrikam Fiber\\Release 2\\Sprint 8'))
    expect(await at('- 1')).toEqual(inIteration('Fabrikam Fiber\\Release 1\\Sprint 6'))
    expect(await at('-6')).toEqual(inIteration('Fabrikam Fiber\\Release 1\\Sprint 1'))
    expect(await at('- 7')).toEqual([])
    setNow('2021-04-09T23:59:00Z')
    expect(await at('')).toEqual(inIteration(sprint7))
    setNow('2021-04-12T00:00:01Z')
    expect(await at('')).toEqual(inIteration('Fabrikam Fiber\\Release 2\\Sprint 8'))
    setNow('2020-12-31T00:00:00Z')
    expect(await at('')).toEqual([])
  })

  test('is among the iterations the team has chosen', async () => {
    const team = box.organization.teams.find(({ name }) => name === "Bob's Builders") as Team
    const settings = box.organization.part(createTeamSettings)(team)
    settings.iterations = settings.iterations.filter(({ path }) => path !== sprint7)
    const address = `/Fabrikam%20Fiber/Bob%27s%20Builders/${wiql}`
    expect(await box.ids(current, address)).toEqual([])
    expect(await box.ids(current, fabrikam)).toEqual(inIteration(sprint7))
  })

  test('takes the other operators of a path', async () => {
    const own = inIteration(sprint7)
    const rest = items.map(({ id }) => id).filter((id) => !own.includes(id))
    const path = '[System.IterationPath]'
    expect(await box.ids(select(`${path} <> @CurrentIteration`), fabrikam)).toEqual(rest)
    expect(await box.ids(select(`${path} UNDER @CurrentIteration`), fabrikam)).toEqual(own)
    const both = await box.ids(select(`${path} IN (@CurrentIteration, @CurrentIteration + 1)`), fabrikam)
    expect(both).toEqual(
      [...own, ...inIteration('Fabrikam Fiber\\Release 2\\Sprint 8')].sort((a, b) => a - b),
    )
    const { items: store } = box.organization
    const wasThere = (index: number) =>
      Array.from({ length: store.present(index).rev }, (_, at) => store.revision(index, at + 1)).some(
        (revision) => revision?.value('system.iterationpath') === 'Fabrikam Fiber\\Release 1\\Sprint 6',
      )
    const ever = items.map(({ id }) => id).filter((id) => wasThere(store.indexOf(id) as number))
    expect(ever.length).toBeGreaterThan(inIteration('Fabrikam Fiber\\Release 1\\Sprint 6').length)
    expect(await box.ids(select(`EVER ${path} = @CurrentIteration - 1`), fabrikam)).toEqual(ever)
  })

  test('without a team is the error of the service; a team of another project finds nothing', async () => {
    const message = "500 VS402612: The macro '@CurrentIteration' is not supported without a team context."
    const named = (team: string) => select(`[System.IterationPath] = @CurrentIteration('${team}')`)
    await expect(box.ids(current)).rejects.toThrow(message)
    await expect(box.ids(named('[Fabrikam Fiber]\\Nobody'), fabrikam)).rejects.toThrow(message)
    await expect(box.ids(named('[Nope]\\Fabrikam Fiber Team'), fabrikam)).rejects.toThrow(message)
    await expect(box.ids(named('Fabrikam Fiber\\Fabrikam Fiber Team'), fabrikam)).rejects.toThrow(
      "500 'Fabrikam Fiber\\Fabrikam Fiber Team' is not of the form '[project]\\team'",
    )
    const other = "[Contoso''s Web Shop]\\Contoso''s Web Shop Team"
    expect(await box.ids(named(other), fabrikam)).toEqual([])
    expect((await box.ids(named(other), `/${wiql}`)).length).toBeGreaterThan(0)
    await expect(box.ids(select('[System.AreaPath] = @CurrentIteration'), fabrikam)).rejects.toThrow(
      '400 The macro does not fit',
    )
  })
})

describe('@TeamAreas', () => {
  test('are the areas of the team, with those beneath where it has them', async () => {
    const areas = select('[System.AreaPath] = @TeamAreas')
    const project = idsOf((f) => f['System.TeamProject'] === 'Fabrikam Fiber')
    expect(await box.ids(areas, fabrikam)).toEqual(project)
    const team = box.organization.teams.find(({ name }) => name === "Bob's Builders") as Team
    const [own] = box.organization.part(createTeamSettings)(team).areas
    const path = own?.node.path as string
    const exact = idsOf((f) => f['System.AreaPath'] === path)
    expect(exact.length).toBeGreaterThan(0)
    const address = `/Fabrikam%20Fiber/Bob%27s%20Builders/${wiql}`
    expect(await box.ids(areas, address)).toEqual(exact)
    expect(await box.ids(select('[System.AreaPath] IN (@TeamAreas)'), address)).toEqual(exact)
    const named = select("[System.AreaPath] = @TeamAreas('[Fabrikam Fiber]\\Bob''s Builders')")
    expect(await box.ids(named, `/${wiql}`)).toEqual(exact)
    if (own) own.includeChildren = true
    const beneath = (area: string) => area === path || area.startsWith(`${path}\\`)
    expect(await box.ids(areas, address)).toEqual(idsOf((f) => beneath(f['System.AreaPath'])))
    await expect(box.ids(areas)).rejects.toThrow("500 VS402612: The macro '@TeamAreas'")
  })
})

describe('macros that stand for ids', () => {
  const inSet = (macro: string, address = `/${wiql}`) => box.ids(select(`[System.Id] IN (${macro})`), address)

  test('@Follows are items the caller created', async () => {
    const own = idsOf((f) => f['System.CreatedBy'].id === box.me.id)
    expect(own.length).toBeGreaterThan(0)
    expect(await inSet('@Follows')).toEqual(own)
    expect(await box.ids(select('[System.Id] = @follows'))).toEqual(own)
    expect(await box.ids(select('[System.Id] NOT IN (@Follows)'))).toHaveLength(items.length - own.length)
    const first = own[0] as number
    expect(await inSet(`@Follows, ${first + 1}`)).toEqual(expect.arrayContaining([...own]))
  })

  test('@MyRecentActivity are items the caller changed within 30 days, others since or not', async () => {
    setNow('2026-08-01T00:00:00Z')
    expect(await inSet('@MyRecentActivity')).toEqual([])
    const { organization } = box
    const me = organization.people.find(({ id }) => id === box.me.id) as Person
    const change = { fields: new Map([['System.Title', 'Mine']]), addLinks: [], removeLinks: [] }
    const now = Date.parse('2026-08-01T00:00:00Z')
    organization.items.update(5, change, me, now)
    organization.items.update(5, change, organization.people[9] as Person, now + 1000)
    organization.items.update(6, change, organization.people[9] as Person, now)
    setNow('2026-08-30T00:00:00Z')
    expect(await inSet('@MyRecentActivity')).toEqual([organization.items.idAt(5)])
    setNow('2026-09-01T00:00:00Z')
    expect(await inSet('@MyRecentActivity')).toEqual([])
  })

  test('@RecentMentions are items with a comment that mentions the caller within 30 days', async () => {
    const { items: store, people } = box.organization
    const now = Date.parse('2026-08-01T00:00:00Z')
    const mention = (id: string) => `<a href="#" data-vss-mention="version:2.0,${id}">@someone</a>, look`
    const someone = people[9] as Person
    store.comment(11, mention(box.me.id), 'html', someone, now)
    store.comment(12, mention(someone.id), 'html', someone, now)
    const { id } = store.comment(13, mention(box.me.id), 'html', someone, now)
    store.editComment(13, id, { deleted: true }, someone, now + 1000)
    setNow('2026-08-20T00:00:00Z')
    expect(await inSet('@RecentMentions')).toEqual([store.idAt(11)])
    setNow('2026-09-20T00:00:00Z')
    expect(await inSet('@RecentMentions')).toEqual([])
  })

  test('@RecentProjectActivity are the items of the project changed last, 5,000 at most', async () => {
    const own = idsOf((f) => f['System.TeamProject'] === 'Fabrikam Fiber')
    expect(await inSet('@RecentProjectActivity', fabrikam)).toEqual(own)
    await expect(inSet('@RecentProjectActivity')).rejects.toThrow('project context')
    const large = client({ seed: 1, projects: 1, workItems: 6000 })
    const query = select('[System.Id] IN (@RecentProjectActivity)')
    const newest = await large.ids(
      'SELECT [System.Id] FROM WorkItems ORDER BY [System.ChangedDate] DESC',
      `${fabrikam}&$top=5000`,
    )
    expect(await large.ids(query, fabrikam)).toEqual(newest.sort((a, b) => a - b))
  })
})
