import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countConditions } from '../../src/planner/count-conditions.js'
import { and, everything, or, type CompareOp, type Predicate } from '../../src/tables/predicate.js'
import { readRow } from '../../src/tables/read-row.js'
import { holds } from './predicate-truth.js'
import { fields, payload, predicate, workItems } from './random-items.js'
import { holdsLoosely } from './wiql-truth.js'

const conditions = (of: Predicate) => countConditions(of, workItems, fields)
const compare = (column: string, op: CompareOp, value: string): Predicate => ({
  kind: 'compare',
  column,
  op,
  value,
})
const list = (column: string, values: string[], kind: 'in' | 'not-in' = 'in'): Predicate => ({
  kind,
  column,
  values,
})
const isNull = (column: string): Predicate => ({ kind: 'is-null', column })
const isNotNull = (column: string): Predicate => ({ kind: 'is-not-null', column })
const day = '2026-01-31T00:00:00.000000Z'
const priority = '[Microsoft.VSTS.Common.Priority]'
const points = '[Microsoft.VSTS.Scheduling.StoryPoints]'

describe('conditions for a count', () => {
  it.each<[string, Predicate, string[]]>([
    ['all', everything, []],
    ['numbers', compare('priority', '<=', '2'), [`${priority} <= 2`]],
    ['other numbers', compare('priority', '<>', '2'), [`(${priority} <> 2 AND ${priority} <> '')`]],
    ['lists', list('priority', ['1', '2']), [`${priority} IN (1, 2)`]],
    [
      'excluded lists',
      list('priority', ['1', '2'], 'not-in'),
      [`(${priority} NOT IN (1, 2) AND ${priority} <> '')`],
    ],
    ['no number', isNull('priority'), [`${priority} = ''`]],
    ['some number', isNotNull('priority'), [`${priority} <> ''`]],
    ['halves', compare('story_points', '>', '2.5'), [`${points} > 2.5`]],
    ['true', compare('custom_is_billable', '=', 'true'), ['[Custom.IsBillable] = true']],
    ['from a day on', compare('created_date', '>=', day), ["[System.CreatedDate] >= '2026-01-31T00:00:00Z'"]],
    [
      'before a day',
      compare('due_date', '<', day),
      ["[Microsoft.VSTS.Scheduling.DueDate] < '2026-01-31T00:00:00Z'"],
    ],
    ['nobody', isNull('assigned_to'), ["[System.AssignedTo] = ''"]],
    ['somebody', isNotNull('closed_by'), ["[Microsoft.VSTS.Common.ClosedBy] <> ''"]],
    [
      'never closed',
      isNull('closed_date'),
      [
        "([Microsoft.VSTS.Common.ClosedDate] = '' OR [Microsoft.VSTS.Common.ClosedDate] >= '9999-01-01T00:00:00Z')",
      ],
    ],
    [
      'several',
      and(or(compare('priority', '=', '1'), isNull('assigned_to')), compare('id', '>', '5')),
      [`(${priority} = 1 OR [System.AssignedTo] = '')`, '[System.Id] > 5'],
    ],
    [
      'alternatives of several',
      or(and(compare('priority', '=', '1'), compare('id', '>', '5')), isNull('assigned_to')),
      [`((${priority} = 1 AND [System.Id] > 5) OR [System.AssignedTo] = '')`],
    ],
    [
      'the project, which is named beside',
      and(compare('project', '=', 'A'), compare('id', '>', '5')),
      ['[System.Id] > 5'],
    ],
    ['projects', list('project', ['A', 'B']), []],
  ])('%s', (_, of, expected) => expect(conditions(of)).toEqual(expected))

  it.each<[string, Predicate]>([
    ['texts', compare('state', '=', 'Active')],
    ['no text', isNull('severity')],
    ['people', compare('assigned_to', '=', 'Ana')],
    ['people by their unique names', isNotNull('assigned_to_unique_name')],
    ['paths', compare('area_path', '=', 'A\\B')],
    ['tags', { kind: 'contains', column: 'tags', values: ['a'] }],
    ['columns that WIQL cannot filter', compare('comment_count', '>', '1')],
    ['false, which may find what is empty', compare('custom_is_billable', '=', 'false')],
    ['fractions that are rounded', compare('story_points', '=', '0.1')],
    ['numbers that no field holds', compare('story_points', '>', '3000000000')],
    [
      'lists that become a range',
      list(
        'parent_id',
        Array.from({ length: 1001 }, (_, i) => `${2 * i}`),
      ),
    ],
    ['after a moment', compare('created_date', '>', day)],
    ['up to a moment', compare('created_date', '<=', day)],
    ['at a moment', compare('created_date', '=', day)],
    ['at another moment', compare('created_date', '<>', day)],
    ['fractions of a second', compare('created_date', '<', '2026-01-31T00:00:00.500000Z')],
    ['dates that people set, from a day on', compare('due_date', '>=', day)],
    ['no date where people may set a far one', isNull('due_date')],
    ['a date where people may set a far one', isNotNull('custom_go_live_date')],
    ['dates that the service cannot hold', compare('created_date', '>=', '1500-01-01T00:00:00.000000Z')],
    ['projects with other names', compare('project', '<>', 'A')],
    ['projects among alternatives', or(compare('project', '=', 'A'), compare('id', '>', '5'))],
    ['one part that cannot be counted', and(compare('id', '>', '5'), compare('state', '=', 'Active'))],
    [
      'such a part within alternatives',
      or(and(compare('id', '>', '5'), compare('state', '<>', 'New')), isNull('assigned_to')),
    ],
    [
      'more than fits into a query',
      and(
        ...['id', 'rev', 'parent_id', 'priority'].map((column) =>
          list(
            column,
            Array.from({ length: 900 }, (_, i) => `${1_000_000 + i}`),
          ),
        ),
      ),
    ],
  ])('are none for %s', (_, of) => expect(conditions(of)).toBeUndefined())

  const readings = [true, false].flatMap((otherIsEmpty) =>
    [true, false].flatMap((falseIsEmpty) =>
      [true, false].map((cutsDates) => ({ otherIsEmpty, falseIsEmpty, cutsDates })),
    ),
  )

  it('hold of the rows that satisfy the predicate and of no others, however the service takes them', () => {
    const counted = new Set<string>()
    fc.assert(
      fc.property(predicate, fc.array(payload, { minLength: 1, maxLength: 4 }), (of, items) => {
        const found = conditions(of)
        if (!found) return
        counted.add(found.join())
        for (const item of items) {
          const row = readRow(workItems, item)
          const value = (column: string) => row[Object.keys(workItems.columns).indexOf(column)]
          for (const reading of readings) {
            const all = found.every((text) => holdsLoosely(text, item, reading))
            expect(all, `${found.join(' AND ')} ${JSON.stringify(reading)}`).toBe(holds(of, value))
          }
        }
      }),
      { numRuns: 10_000 },
    )
    expect(counted.size).toBeGreaterThan(300)
  })
})
