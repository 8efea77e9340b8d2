import { describe, expect, it } from 'vitest'
import { changedQuestion } from '../../src/fetch/changed-condition.js'

const since = Date.parse('2026-03-01T10:00:00Z')
const paths = (count: number) =>
  Array.from({ length: count }, (_, i) => `Fabrikam Fiber\\Area with a longer name ${i}`)

describe('the question which items may have changed', () => {
  it('looks a minute further back, and for paths that nobody held', () => {
    const held = [{ field: 'System.AreaPath', values: ['A', "A\\B's"] }]
    expect(changedQuestion(since, held, [])).toEqual({
      condition: {
        text: "([System.ChangedDate] >= '2026-03-01T09:59:00Z' OR [System.AreaPath] NOT IN ('A', 'A\\B''s'))",
        fragile: false,
      },
      names: [],
    })
  })

  it('leaves out fields of which nothing is held', () => {
    const { condition } = changedQuestion(since, [{ field: 'System.AreaPath', values: [] }], [])
    expect(condition.text).toBe("([System.ChangedDate] >= '2026-03-01T09:59:00Z')")
  })

  it('asks for names that do not fit by queries of their own, each short enough and every name once', () => {
    const areas = paths(2_000)
    const iterations = paths(50)
    const others = [{ text: 'x'.repeat(20_000), fragile: false }]
    const { condition, names } = changedQuestion(
      since,
      [
        { field: 'System.AreaPath', values: areas },
        { field: 'System.IterationPath', values: iterations },
      ],
      others,
    )
    expect(condition.text).toContain('[System.IterationPath] NOT IN')
    expect(condition.text).not.toContain('[System.AreaPath]')
    expect(condition.text.length + 20_000).toBeLessThan(32_000)
    expect(names.length).toBeGreaterThan(1)
    for (const { text } of names) {
      expect(text).toMatch(/^\[System\.AreaPath\] IN \('.*'\)$/)
      expect(text.length).toBeLessThan(31_500)
    }
    const asked = names.flatMap(({ text }) => [...text.matchAll(/'([^']*)'/g)].map(([, name]) => name))
    expect(asked).toEqual(areas)
  })
})
