/** A stretch of SQL text: code, or what code does not look into. */
export interface SqlPart {
  readonly kind: 'code' | 'string' | 'name' | 'comment'
  readonly from: number
  readonly to: number
}

const opening = /--|\/\*|[eE]?'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g

/**
 * Cuts SQL as PostgreSQL reads it: comments (block comments nest), strings with and without escapes, dollar quotes and
 * quoted names. What is not closed goes on to the end.
 */
export function sqlParts(sql: string): readonly SqlPart[] {
  const parts: SqlPart[] = []
  let at = 0
  let from = 0
  while (from < sql.length) {
    opening.lastIndex = from
    const found = opening.exec(sql)
    if (found === null) break
    const [mark] = found
    // `$` and `e` inside a word open nothing: `a$b$`, `the'x'` is a name and then a plain string.
    const before = sql[found.index - 1] ?? ''
    const inWord = /[\w$\u0080-\uffff]/.test(before)
    if (inWord && mark.startsWith('$')) {
      from = found.index + 1
      continue
    }
    const start = inWord && mark.length === 2 && mark.endsWith("'") ? found.index + 1 : found.index
    const to = partEnd(sql, start, sql.slice(start, found.index + mark.length))
    if (start > at) parts.push({ kind: 'code', from: at, to: start })
    parts.push({ kind: kindOf(mark), from: start, to })
    at = to
    from = to
  }
  if (at < sql.length) parts.push({ kind: 'code', from: at, to: sql.length })
  return parts
}

function kindOf(mark: string): SqlPart['kind'] {
  return mark === '--' || mark === '/*' ? 'comment' : mark === '"' ? 'name' : 'string'
}

function partEnd(sql: string, start: number, mark: string): number {
  const inside = start + mark.length
  if (mark === '--') return after(sql, '\n', inside)
  if (mark === '/*') return commentEnd(sql, inside)
  if (mark.startsWith('$')) return after(sql, mark, inside)
  return quotedEnd(sql, inside, mark.at(-1)!, mark.length === 2)
}

function after(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from)
  return found < 0 ? sql.length : found + mark.length
}

function commentEnd(sql: string, from: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = from
  let depth = 1
  while (depth > 0) {
    const found = marks.exec(sql)
    if (found === null) return sql.length
    depth += found[0] === '/*' ? 1 : -1
  }
  return marks.lastIndex
}

function quotedEnd(sql: string, from: number, quote: string, escapes: boolean): number {
  for (let at = from; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at++
    else if (sql[at] === quote && sql[at + 1] === quote) at++
    else if (sql[at] === quote) return at + 1
  }
  return sql.length
}
