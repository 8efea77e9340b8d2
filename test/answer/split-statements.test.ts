import { loadModule } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { splitStatements } from '../../src/answer/split-statements.js'

beforeAll(() => loadModule())

describe('a text of statements', () => {
  it('is cut where PostgreSQL cuts it, not within strings and bodies', () => {
    const sql = 'select \';\' as "a;b"; do $$ begin null; end $$; -- ;\nselect 2'
    expect(splitStatements(sql).map(({ text }) => text.trim())).toEqual([
      'select \';\' as "a;b"',
      'do $$ begin null; end $$',
      'select 2',
    ])
  })

  it('says how many characters stand before each, also beyond ASCII', () => {
    const sql = "select 'ü😀';select nope"
    const [, second] = splitStatements(sql)
    expect([...sql].slice(second!.before).join('')).toBe('select nope')
  })

  it.each([['selec 1; select 2'], ["select 'open"], ['']])('that does not parse is left whole: %s', (sql) => {
    expect(splitStatements(sql)).toEqual([{ text: sql, before: 0 }])
  })

  it.each([['  -- nothing\n'], [';;']])('without a statement gives none: %j', (sql) => {
    expect(splitStatements(sql)).toEqual([])
  })
})
