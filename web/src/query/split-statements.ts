import { sqlParts } from './sql-parts.js'

/** One statement of a text, without its semicolon and the blanks around it. */
export interface Statement {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The statements of a text, in order; those of comments and blanks alone are left out. */
export function splitStatements(sql: string): readonly Statement[] {
  const statements: Statement[] = []
  const parts = sqlParts(sql)
  let from = 0
  let hasCode = false
  const end = (to: number): void => {
    if (hasCode) statements.push(trimmed(sql, from, to))
    from = to + 1
    hasCode = false
  }
  for (const part of parts) {
    if (part.kind === 'code') {
      for (let at = part.from; at < part.to; at++) {
        if (sql[at] === ';') end(at)
        else if (!/\s/.test(sql[at]!)) hasCode = true
      }
    } else if (part.kind !== 'comment') hasCode = true
  }
  end(sql.length)
  return statements
}

/** The statement that the cursor stands in or right behind, else the one before it, else the first. */
export function statementAt(sql: string, cursor: number): Statement | undefined {
  const statements = splitStatements(sql)
  return (
    statements.find(({ from, to }) => from <= cursor && cursor <= to + 1) ??
    statements.findLast(({ to }) => to < cursor) ??
    statements[0]
  )
}

function trimmed(sql: string, from: number, to: number): Statement {
  const text = sql.slice(from, to)
  const start = from + (text.length - text.trimStart().length)
  return { from: start, to: start + text.trim().length, text: text.trim() }
}
