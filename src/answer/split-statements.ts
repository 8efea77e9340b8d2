import { parseText, textOf } from './statement-text.js'

/** A statement of a text, with the characters that stand before it. */
export interface StatementPart {
  readonly text: string
  readonly before: number
}

/**
 * The statements of a text, to be run one by one; the whole as one when it does not parse: PostgreSQL will say what is
 * wrong with it. The parser must have been loaded.
 */
export function splitStatements(sql: string): readonly StatementPart[] {
  let raw: ReturnType<typeof parseText>
  try {
    raw = parseText(sql)
  } catch {
    return [{ text: sql, before: 0 }]
  }
  const bytes = Buffer.from(sql, 'utf8')
  return raw.map((statement) => {
    const before = bytes.subarray(0, statement.stmt_location ?? 0).toString('utf8')
    return { text: textOf(sql, statement), before: [...before].length }
  })
}
