import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wiqlConditions } from '../../src/planner/wiql.js'
import { readRow } from '../../src/tables/read-row.js'
import { holds } from './predicate-truth.js'
import { fields, payload, predicate, workItems } from './random-items.js'
import { holdsLoosely } from './wiql-truth.js'

describe('WIQL', () => {
  it('every row that satisfies a predicate satisfies its conditions', () => {
    let pushed = 0
    fc.assert(
      fc.property(predicate, fc.array(payload, { minLength: 1, maxLength: 4 }), (condition, items) => {
        const conditions = wiqlConditions(condition, fields)
        pushed += conditions.length
        for (const item of items) {
          const row = readRow(workItems, item)
          const value = (column: string) => row[Object.keys(workItems.columns).indexOf(column)]
          if (!holds(condition, value)) continue
          for (const { text } of conditions) expect(holdsLoosely(text, item), text).toBe(true)
        }
      }),
      { numRuns: 5_000 },
    )
    expect(pushed).toBeGreaterThan(500)
  })
})
