import { parseSync, scanSync } from 'libpg-query'

/** A table or view as a statement names it. */
export interface RelationName {
  readonly schema: string | undefined
  readonly name: string
}

/** A node of a syntax tree. */
export type TreeNode = Readonly<Record<string, unknown>>

/** One statement of a parsed text, with where it stands in it, bytes. */
export interface RawStatement {
  readonly stmt?: TreeNode
  readonly stmt_location?: number
  readonly stmt_len?: number
}

export interface Token {
  /** In bytes of the text as UTF-8. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly tokenName: string
}

/** Programs send the same few texts again and again, and parsing is most of what a statement without scans costs. */
const recent = new Map<string, readonly RawStatement[]>()
const mostRecent = 200
/** Longest text that is kept, characters. */
const longestRecent = 20_000

/** The statements of a text. The parser must have been loaded. Throws what the parser throws on a text that is not SQL. */
export function parseText(sql: string): readonly RawStatement[] {
  const known = recent.get(sql)
  const raw = known ?? (parseSync(sql) as { stmts?: readonly RawStatement[] }).stmts ?? []
  if (sql.length > longestRecent) return raw
  recent.delete(sql)
  recent.set(sql, raw)
  if (recent.size > mostRecent) recent.delete(recent.keys().next().value!)
  return raw
}

/** The text of one of the statements that `parseText` found. */
export function textOf(sql: string, { stmt_location: start = 0, stmt_len: length }: RawStatement): string {
  return sliceBytes(sql, start, length ? start + length : undefined)
}

/** The tokens of a text, without comments; none when it is not even made of tokens. */
export function tokensOf(text: string): readonly Token[] {
  try {
    return (scanSync(text) as { tokens: readonly Token[] }).tokens.filter(
      ({ text: t }) => !t.startsWith('--') && !t.startsWith('/*'),
    )
  } catch {
    return []
  }
}

/** What stands between the first opening parenthesis and the one that closes it. */
export function insideParentheses(text: string): string | undefined {
  const tokens = tokensOf(text)
  const open = tokens.findIndex((token) => token.text === '(')
  const close = closing(tokens, open)
  return close === undefined ? undefined : sliceBytes(text, tokens[open]!.end, tokens[close]!.start)
}

/** The statement behind `EXPLAIN ( … )` or `EXPLAIN ANALYZE VERBOSE`. */
export function afterExplainOptions(text: string): string | undefined {
  const tokens = tokensOf(text)
  let next = 1
  if (tokens[1]?.text === '(') next = (closing(tokens, 1) ?? tokens.length) + 1
  else while (/^(?:analyze|analyse|verbose)$/i.test(tokens[next]?.text ?? '')) next++
  const token = tokens[next]
  return token && sliceBytes(text, token.start)
}

/** The number of the token that closes the parenthesis which one opens. */
export function closing(tokens: readonly Token[], open: number): number | undefined {
  if (open < 0) return undefined
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]!.text === '(') depth++
    else if (tokens[i]!.text === ')' && --depth === 0) return i
  }
  return undefined
}

function sliceBytes(text: string, start: number, end?: number): string {
  return Buffer.from(text, 'utf8').subarray(start, end).toString('utf8')
}

/** Relations named anywhere in a tree. */
export function relationsOf(node: unknown): readonly RelationName[] {
  const found: RelationName[] = []
  visit(node, (key, value) => {
    if (key !== 'RangeVar' && key !== 'relation') return
    const { schemaname, relname } = (value ?? {}) as { schemaname?: string; relname?: string }
    if (relname !== undefined) found.push({ schema: schemaname, name: relname })
  })
  return found
}

/** The functions that a statement calls, by their names without schema. */
export interface Calls {
  readonly all: ReadonlySet<string>
  /** What may run a function without naming it: operators, and types with `::` before them, by a cast or a check. */
  readonly unnamed: ReadonlySet<string>
  /** Those called elsewhere than as a table of FROM, too. */
  readonly inExpressions: ReadonlySet<string>
  /** Whether one of them runs a query given to it as text: one that stands in the statement, or one that is computed. */
  readonly runsText: 'constant' | 'computed' | undefined
}

/** Functions of PostgreSQL and its extensions that run a query given as text. */
export const runnersOfText =
  /^(?:(?:query|cursor|table|schema|database)_to_xml(?:schema|_and_xmlschema)?|ts_stat|crosstab\w*|connectby|dblink\w*)$/

/** The functions called anywhere in a tree. */
export function callsOf(node: unknown): Calls {
  const all = new Set<string>()
  const inExpressions = new Set<string>()
  const unnamed = new Set<string>()
  const ofFrom = new Set<unknown>()
  let runsText: Calls['runsText']
  visit(node, (key, value) => {
    if (key === 'RangeFunction') {
      const { functions = [] } = value as {
        functions?: readonly { List?: { items?: readonly TreeNode[] } }[]
      }
      for (const { List } of functions) for (const item of List?.items ?? []) ofFrom.add(item['FuncCall'])
    }
    if (key === 'A_Expr') {
      const { kind, name } = value as { kind?: string; name?: unknown }
      if (!/BETWEEN/.test(kind ?? '')) unnamed.add(lastPart(name))
    }
    if (key === 'operName' || key === 'useOp') unnamed.add(lastPart(value))
    if (key === 'typeName') unnamed.add(`::${lastPart((value as { names?: unknown } | null)?.names)}`)
    if (key !== 'FuncCall' && key !== 'funccall') return
    const { funcname, args = [] } = value as { funcname?: unknown; args?: readonly TreeNode[] }
    const name = lastPart(funcname)
    all.add(name)
    if (!ofFrom.has(value)) inExpressions.add(name)
    if (runnersOfText.test(name) && runsText !== 'computed')
      runsText =
        args[0] && 'A_Const' in args[0] && !/^(?:schema|database)/.test(name) ? 'constant' : 'computed'
  })
  return { all, inExpressions, unnamed, runsText }
}

/** The last part of a name as trees hold it; empty: none. */
export function lastPart(name: unknown): string {
  return ((name ?? []) as readonly { String?: { sval?: string } }[]).at(-1)?.String?.sval ?? ''
}

/** Whether only what is PostgreSQL's own is called. */
export function callsOwnOnly({ all, unnamed, runsText }: Calls, builtIn: ReadonlySet<string>): boolean {
  return !runsText && [...all, ...unnamed].every((name) => builtIn.has(name))
}

/** Whether a tree has a node of a kind. */
export function holds(node: unknown, kind: string): boolean {
  return firstOf(node, kind) !== undefined
}

/** The first node of a kind in a tree. */
export function firstOf(node: unknown, kind: string): unknown {
  let found: unknown
  visit(node, (key, value) => {
    if (key === kind) found ??= value
  })
  return found
}

function visit(node: unknown, seen: (key: string, value: unknown) => void): void {
  if (node === null || typeof node !== 'object') return
  for (const [key, value] of Object.entries(node)) {
    if (!Array.isArray(node)) seen(key, value)
    visit(value, seen)
  }
}
