import { describe, expect, it } from 'vitest'
import { wiqlConditions } from '../../src/planner/wiql.js'
import { and, or, type Predicate } from '../../src/tables/predicate.js'
import { tables } from './planning.js'

const source = tables[3]!.sources[0]!
const fields = source.kind === 'work-items' ? source.fields : {}
const wiql = (predicate: Predicate) => wiqlConditions(predicate, fields).map(({ text }) => text)
const compare = (column: string, op: '=' | '<>' | '<' | '<=' | '>' | '>=', value: string): Predicate => ({
  kind: 'compare',
  column,
  op,
  value,
})
const like = (column: string, pattern: string, more: object = {}): Predicate => ({
  kind: 'like',
  column,
  pattern,
  insensitive: false,
  negated: false,
  ...more,
})
const isNull = (column: string): Predicate => ({ kind: 'is-null', column })
const isNotNull = (column: string): Predicate => ({ kind: 'is-not-null', column })
const list = (column: string, values: string[], kind: 'in' | 'not-in' = 'in'): Predicate => ({
  kind,
  column,
  values,
})

const day = '2026-01-31T08:00:00.000000Z'

describe('conditions', () => {
  it.each<[string, Predicate, string[]]>([
    ['numbers', compare('id', '>=', '5'), ['[System.Id] >= 5']],
    ['negative numbers', compare('priority', '<>', '-5'), ['[Microsoft.VSTS.Common.Priority] <> -5']],
    ['decimals', compare('story_points', '<', '1.5'), ['[Microsoft.VSTS.Scheduling.StoryPoints] < 1.5']],
    ['lists of numbers', list('id', ['1', '2']), ['[System.Id] IN (1, 2)']],
    ['excluded numbers', list('id', ['1', '2'], 'not-in'), ['[System.Id] NOT IN (1, 2)']],
    ['no number', isNull('parent_id'), ["[System.Parent] = ''"]],
    ['a boolean', compare('custom_is_billable', '=', 'false'), ['[Custom.IsBillable] = false']],
    ['texts', compare('state', '=', 'Active'), ["[System.State] = 'Active'"]],
    ['quotes', compare('title', '=', "it's"), ["[System.Title] = 'it''s'"]],
    ['lists of texts', list('state', ['A', 'B']), ["[System.State] IN ('A', 'B')"]],
    ['no text', isNull('severity'), ["[Microsoft.VSTS.Common.Severity] = ''"]],
    ['custom fields', compare('custom_risk_level', '=', 'High'), ["[Custom.RiskLevel] = 'High'"]],
    ['a person', compare('assigned_to', '=', "Ana O'Brien"), ["[System.AssignedTo] = 'Ana O''Brien'"]],
    ['a unique name', compare('assigned_to_unique_name', '=', 'a@x.y'), ["[System.AssignedTo] = 'a@x.y'"]],
    ['nobody', isNull('assigned_to'), ["[System.AssignedTo] = ''"]],
    ['somebody', isNotNull('assigned_to_unique_name'), ["[System.AssignedTo] <> ''"]],
    ['a path', compare('area_path', '=', 'Web\\Api'), ["[System.AreaPath] = 'Web\\Api'"]],
    ['all below a path', like('area_path', 'Web\\\\Api\\\\%'), ["[System.AreaPath] UNDER 'Web\\Api'"]],
    ['a path and what begins like it', like('area_path', 'Web\\\\Api%'), ["[System.AreaPath] UNDER 'Web'"]],
    ['a path as a pattern', like('iteration_path', 'Web\\\\S_1'), ["[System.IterationPath] UNDER 'Web'"]],
    [
      'a pattern without wildcards',
      like('iteration_path', 'Web\\\\S 1'),
      ["[System.IterationPath] = 'Web\\S 1'"],
    ],
    ['a piece of a title', like('title', '%ab_login failed%'), ["[System.Title] CONTAINS 'login failed'"]],
    ['an escaped wildcard', like('title', '%100\\% sure%'), ["[System.Title] CONTAINS 'sure'"]],
    [
      'without regard to case',
      like('title', '%Über login%', { insensitive: true }),
      ["[System.Title] CONTAINS 'ber log'"],
    ],
    [
      'tags',
      { kind: 'contains', column: 'tags', values: ['a', "b'c"] },
      ["([System.Tags] CONTAINS 'a' AND [System.Tags] CONTAINS 'b''c')"],
    ],
    [
      'some tags',
      { kind: 'overlaps', column: 'tags', values: ['a', 'b'] },
      ["([System.Tags] CONTAINS 'a' OR [System.Tags] CONTAINS 'b')"],
    ],
    [
      'a usable tag of several',
      { kind: 'contains', column: 'tags', values: ['a', ' b'] },
      ["[System.Tags] CONTAINS 'a'"],
    ],
  ])('%s', (_, predicate, expected) => expect(wiql(predicate)).toEqual(expected))

  it.each<[string, Predicate, string[]]>([
    ['from', compare('changed_date', '>', '2026-01-31T08:00:00.700000Z'), [">= '2026-01-31T08:00:00Z'"]],
    ['to', compare('changed_date', '<', '2026-01-31T08:00:00.000001Z'), ["<= '2026-01-31T08:00:01Z'"]],
    ['whole seconds stay', compare('changed_date', '<=', day), ["<= '2026-01-31T08:00:00Z'"]],
    [
      'the end of a year',
      compare('changed_date', '<=', '2026-12-31T23:59:59.999999Z'),
      ["<= '2027-01-01T00:00:00Z'"],
    ],
    ['not that one', compare('changed_date', '<>', day), ["<> ''"]],
    ['before infinity', compare('changed_date', '<', 'infinity'), ["<> ''"]],
    ['after minus infinity', compare('changed_date', '>', '-infinity'), ["<> ''"]],
    [
      'after a date too early for the service',
      compare('changed_date', '>', '1500-01-01T00:00:00.000000Z'),
      ["<> ''"],
    ],
    [
      'before a date too early for the service',
      compare('changed_date', '<', '1500-01-01T00:00:00.000000Z'),
      [],
    ],
    ['before the last date', compare('changed_date', '<', '9999-06-01T00:00:00.000000Z'), ["<> ''"]],
    ['after infinity', compare('changed_date', '>', 'infinity'), []],
  ])('dates: %s', (_, predicate, expected) => {
    expect(wiql(predicate)).toEqual(expected.map((text) => `[System.ChangedDate] ${text}`))
  })

  it('a date, and lists of dates, become a range of seconds', () => {
    const range =
      "([System.ChangedDate] >= '2026-01-31T08:00:00Z' AND [System.ChangedDate] <= '2026-02-01T00:00:01Z')"
    expect(wiql(list('changed_date', ['2026-02-01T00:00:00.100000Z', day]))).toEqual([range])
    expect(wiql(compare('changed_date', '=', day))).toEqual([
      "([System.ChangedDate] >= '2026-01-31T08:00:00Z' AND [System.ChangedDate] <= '2026-01-31T08:00:00Z')",
    ])
  })

  it('no date is also the date that is read as none', () => {
    expect(wiql(isNull('closed_date'))).toEqual([
      "([Microsoft.VSTS.Common.ClosedDate] = '' OR [Microsoft.VSTS.Common.ClosedDate] >= '9999-01-01T00:00:00Z')",
    ])
  })
})

describe('what WIQL says differently is not handed to it', () => {
  it.each<[string, Predicate]>([
    ['order of texts', compare('state', '<', 'B')],
    ['other texts', compare('state', '<>', 'B')],
    ['excluded texts', list('state', ['A'], 'not-in')],
    ['a text that may be empty', isNotNull('severity')],
    ['the empty text', compare('severity', '=', '')],
    ['blanks at the ends', compare('state', '=', ' A')],
    ['control characters', compare('title', '=', 'a\nb')],
    ['long texts', compare('title', '=', 'x'.repeat(300))],
    ['a text like a macro', compare('assigned_to', '=', '@Me')],
    ['half a surrogate pair', compare('title', '=', '\ud800')],
    ['a name with brackets', compare('assigned_to', '=', 'A <b@c>')],
    ['an identity without a unique name', isNull('assigned_to_unique_name')],
    ['an id of an identity', compare('assigned_to_id', '=', 'd291b0c4-a05c-4ea6-8df1-4b41d5f39eff')],
    ['other patterns', like('title', '%abc%', { negated: true })],
    ['patterns of wildcards', like('title', '%_%')],
    ['single letters', like('title', '%a_b%')],
    ['the beginning of a first path node', like('area_path', 'We%')],
    ['paths without regard to case', like('area_path', 'Web\\\\%', { insensitive: true })],
    ['paths with a backslash at an end', compare('area_path', '=', '\\Web\\Area')],
    ['a tag that cannot be one', { kind: 'overlaps', column: 'tags', values: ['a', 'b;c'] }],
    ['no tags at all', { kind: 'is-null', column: 'tags' }],
    ['long texts in HTML', compare('description', '=', 'x')],
    ['exponents', compare('story_points', '>', '1e+30')],
    ['no number', compare('story_points', '<', 'NaN')],
    ['a boolean that is null', isNull('custom_is_billable')],
    ['the project', compare('project', '=', 'Web')],
  ])('%s', (_, predicate) => expect(wiql(predicate)).toEqual([]))
})

describe('joining', () => {
  const known = compare('state', '=', 'A')
  const other = compare('id', '>', '1')
  const unknown = compare('state', '<', 'A')

  it('a conjunction takes what can be said', () => {
    expect(wiql(and(known, unknown, other))).toEqual(["[System.State] = 'A'", '[System.Id] > 1'])
  })

  it('a disjunction needs every part', () => {
    expect(wiql(or(known, other))).toEqual(["([System.State] = 'A' OR [System.Id] > 1)"])
    expect(wiql(or(known, unknown))).toEqual([])
    expect(wiql(or(and(known, unknown), and(other, unknown)))).toEqual([
      "([System.State] = 'A' OR [System.Id] > 1)",
    ])
  })

  it('conditions that may be an error to the service are marked', () => {
    const fragile = (predicate: Predicate) =>
      wiqlConditions(predicate, fields).map((condition) => condition.fragile)
    expect(fragile(compare('area_path', '=', 'Web'))).toEqual([true])
    expect(fragile(compare('assigned_to', '=', 'Ana'))).toEqual([true])
    expect(fragile(or(known, compare('area_path', '=', 'Web')))).toEqual([true])
    expect(fragile(compare('priority', '=', '1'))).toEqual([true])
    expect(fragile(and(known, isNull('assigned_to')))).toEqual([false, false])
  })

  it('long lists of numbers become a range', () => {
    const ids = Array.from({ length: 1_001 }, (_, i) => `${5_000 - i}`)
    expect(wiql(list('id', ids))).toEqual(['([System.Id] >= 4000 AND [System.Id] <= 5000)'])
  })

  it('all together stay well below the longest query, the longest conditions left out', () => {
    const texts = (n: number) => Array.from({ length: 90 }, (_, i) => `${n}${'x'.repeat(90)}${i}`)
    const lists = ['state', 'type', 'reason'].map((column, i) => list(column, texts(i)))
    const conditions = wiql(and(...lists, other, list('title', texts(9).slice(0, 60))))
    expect(conditions.join(' AND ').length).toBeLessThan(20_000)
    expect(conditions).toContain('[System.Id] > 1')
    expect(conditions.length).toBe(3)
  })
})
