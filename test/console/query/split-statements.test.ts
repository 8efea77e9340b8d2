import { describe, expect, it } from 'vitest'
import { splitStatements, statementAt } from '../../../web/src/query/split-statements.js'

const texts = (sql: string) => splitStatements(sql).map((statement) => statement.text)

describe('splitStatements', () => {
  it.each([
    ['at semicolons', 'select 1; select 2', ['select 1', 'select 2']],
    ['not in strings', "select ';', 'it''s;'; select 2", ["select ';', 'it''s;'", 'select 2']],
    ['not in escape strings', "select E'a\\';b'; select 2", ["select E'a\\';b'", 'select 2']],
    [
      'not in dollar quotes',
      'do $x$ begin; $$ ; $$ end $x$; select 2',
      ['do $x$ begin; $$ ; $$ end $x$', 'select 2'],
    ],
    ['not in quoted names', 'select 1 as "a;b"; select 2', ['select 1 as "a;b"', 'select 2']],
    [
      'not in comments',
      'select 1 -- a;b\n, 2; /* ; /* ; */ ; */ select 2',
      ['select 1 -- a;b\n, 2', '/* ; /* ; */ ; */ select 2'],
    ],
    [
      'a dollar inside a name opens nothing',
      'select a$b$ from t; select 2',
      ['select a$b$ from t', 'select 2'],
    ],
    ['what is not closed goes to the end', "select 'a; select 2", ["select 'a; select 2"]],
    ['nothing of blanks and comments', ' ; -- only this\n ;', []],
  ])('%s', (_, sql, expected) => expect(texts(sql)).toEqual(expected))

  it('says where each stands', () => {
    const sql = '  select 1 ;\n\nselect 2\n'
    for (const { from, to, text } of splitStatements(sql)) expect(sql.slice(from, to)).toBe(text)
  })
})

describe('statementAt', () => {
  const sql = 'select 1;\nselect 2;\n\nselect 3'
  it.each([
    ['inside', 4, 'select 1'],
    ['behind its semicolon', 9, 'select 1'],
    ['at the beginning', 10, 'select 2'],
    ['on an empty line, the one before', 20, 'select 2'],
    ['at the end', sql.length, 'select 3'],
  ])('finds the one the cursor is %s', (_, cursor, expected) =>
    expect(statementAt(sql, cursor)?.text).toBe(expected),
  )

  it('finds the first when none is before, and none where there is none', () => {
    expect(statementAt('\n\n\n select 1', 0)?.text).toBe('select 1')
    expect(statementAt('  -- nothing', 3)).toBeUndefined()
  })
})
