import { beforeAll, describe, expect, it } from 'vitest'
import type { ScanPlan } from '../../src/planner/fetch-plan.js'
import { loadParser } from '../../src/planner/syntax.js'
import { explained, planned, words } from './planning.js'

beforeAll(loadParser)

/** One scan's fetch in words: what is asked of whom, parents after an arrow. */
function inWords({ table, request, predicate }: ScanPlan): string {
  const parent = request.parent ? ` <- ${inWords(request.parent)}` : ''
  if (request.kind === 'work-items') {
    const asked = request.ids
      ? `ids ${request.ids.join(',')}`
      : request.conditions.map(({ text }) => text).join(' & ')
    return `wiql ${asked || 'all'}${request.confined ? ' confined' : ''}${parent}`
  }
  const query = Object.entries(request.query).map(([name, value]) => `?${name}=${value}`)
  return `${request.source.path}${query.join('')} [${table.name}: ${words(predicate)}]${parent}`
}
const fetchOf = (filter: string | undefined, relation: string, defaultProject?: string) => {
  const { plan } = planned(explained(filter, relation), [], { defaultProject })
  return plan.scans.map(inWords)
}
const wellFormed = "/_apis/projects?stateFilter=all [projects: state = 'wellFormed']"
const webProject = "/_apis/projects?stateFilter=all [projects: name = 'Web' AND state = 'wellFormed']"

describe('projects', () => {
  it.each([
    [undefined, '/_apis/projects?stateFilter=all [projects: everything]'],
    ["(w.name = 'Web'::text)", "/_apis/projects?stateFilter=all [projects: name = 'Web']"],
    ["(w.state = 'wellFormed'::text)", "/_apis/projects?stateFilter=all [projects: state = 'wellFormed']"],
    ["(w.state = 'deleting'::text)", "/_apis/projects?stateFilter=all [projects: state = 'deleting']"],
    ["(w.state <> 'x'::text)", "/_apis/projects?stateFilter=all [projects: state <> 'x']"],
    ["(w.state = 'x'::text)", "/_apis/projects?stateFilter=all [projects: state = 'x']"],
    ["(initcap(w.state) = 'X'::text)", '/_apis/projects?stateFilter=all [projects: everything]'],
  ])('%s', (filter, words) => expect(fetchOf(filter, 'projects')).toEqual([words]))

  it('are listed once for all scans of a statement, in every state when one of them asks for states', () => {
    const [one] = explained("(w.state = 'deleting'::text)", 'projects') as [{ Plan: object }]
    const [other] = explained("(w.name = 'Web'::text)", 'projects') as [{ Plan: object }]
    const plan = {
      'Node Type': 'Nested Loop',
      Plans: [one.Plan, { ...other.Plan, Alias: 'x', Filter: "(x.name = 'Web'::text)" }],
    }
    expect(planned([{ Plan: plan }]).plan.scans.map(inWords)).toEqual([
      "/_apis/projects?stateFilter=all [projects: state = 'deleting' OR name = 'Web']",
    ])
  })
})

describe('teams', () => {
  it('are listed at once, or for the projects that are asked for', () => {
    expect(fetchOf(undefined, 'teams')).toEqual(['/_apis/teams [teams: everything]'])
    expect(fetchOf("(w.name = 'A'::text)", 'teams')).toEqual(["/_apis/teams [teams: name = 'A']"])
    expect(fetchOf("(w.project = 'Web'::text)", 'teams')).toEqual([
      `/_apis/projects/{id}/teams [teams: project = 'Web'] <- ${webProject}`,
    ])
  })

  it('members are listed for each team, teams for each project that is asked for', () => {
    const path = '/_apis/projects/{project_id}/teams/{id}/members'
    expect(fetchOf(undefined, 'team_members')).toEqual([
      `${path} [team_members: everything] <- /_apis/teams [teams: everything]`,
    ])
    expect(fetchOf(undefined, 'team_members', 'Web')).toEqual([
      `${path} [team_members: project = 'Web'] <- /_apis/projects/{id}/teams [teams: project = 'Web'] <- ${webProject}`,
    ])
    expect(fetchOf("(w.team = 'A'::text)", 'team_members')).toEqual([
      `${path} [team_members: team = 'A'] <- /_apis/teams [teams: name = 'A']`,
    ])
  })
})

describe('work items', () => {
  it.each([
    [undefined, `wiql all <- ${wellFormed}`],
    ["(w.state = 'A'::text)", `wiql [System.State] = 'A' <- ${wellFormed}`],
    [
      "((w.project = 'Web'::text) AND (w.state = 'A'::text))",
      `wiql [System.State] = 'A' confined <- ${webProject}`,
    ],
    [
      "(((w.project = 'Web'::text) AND (w.id > 1)) OR ((w.project = 'Api'::text) AND (w.id > 2)))",
      'wiql ([System.Id] > 1 OR [System.Id] > 2) confined <- ' +
        "/_apis/projects?stateFilter=all [projects: (name = 'Web' OR name = 'Api') AND state = 'wellFormed']",
    ],
    ["((w.project = 'Web'::text) OR (w.state = 'A'::text))", `wiql all <- ${wellFormed}`],
    ["((w.id = 5) AND (w.state = 'A'::text))", `wiql ids 5 <- ${wellFormed}`],
    ['((w.id = 5) OR (w.id = 6))', `wiql ([System.Id] = 5 OR [System.Id] = 6) <- ${wellFormed}`],
    ["(w.id = '-5'::integer)", `wiql ids  <- ${wellFormed}`],
  ])('%s', (filter, words) => expect(fetchOf(filter, 'work_items')).toEqual([words]))

  it('few ids are asked for directly, many are queried for', () => {
    const filter = "(w.id = ANY ('{…}'::integer[]))"
    const values = (n: number) => [`=${JSON.stringify(Array.from({ length: n }, (_, i) => `${i + 1}`))}`]
    const request = (n: number) => planned(explained(filter), values(n)).plan.scans[0]!.request
    expect(request(5_000)).toMatchObject({ ids: { length: 5_000 }, conditions: [] })
    expect(request(5_001)).toMatchObject({
      conditions: [{ text: '([System.Id] >= 1 AND [System.Id] <= 5001)' }],
    })
    expect(request(5_001)).not.toHaveProperty('ids')
  })

  it('the same need is fetched once, and what a wider one covers not at all', () => {
    const scan = (alias: string, filter?: string) => ({
      'Node Type': 'Seq Scan',
      'Relation Name': 'work_items',
      Schema: 'box',
      Alias: alias,
      ...(filter ? { Filter: filter.replaceAll('w.', `${alias}.`) } : {}),
    })
    const fetched = (...scans: object[]) =>
      planned([{ Plan: { 'Node Type': 'Append', Plans: scans } }]).plan.scans.length
    expect(fetched(scan('a', '(w.id > 1)'), scan('b', '(w.id > 1)'))).toBe(1)
    expect(fetched(scan('a', '(w.id > 1)'), scan('b', '(w.id > 2)'))).toBe(2)
    expect(fetched(scan('a', '(w.id > 1)'), scan('b', '(w.id > 2)'), scan('c'))).toBe(1)
    expect(fetched(scan('c'), scan('a', '(w.id > 1)'))).toBe(1)
  })

  it('the trace says what was handed to the service', () => {
    const pushed = (filter: string) => planned(explained(filter)).plan.scans[0]!.pushed
    expect(pushed("((w.project = 'We''b'::text) AND (w.state = 'A'::text))")).toEqual([
      "[System.TeamProject] = 'We''b'",
      "[System.State] = 'A'",
    ])
    expect(pushed('(w.id = 5)')).toEqual(['ids 5'])
  })
})
