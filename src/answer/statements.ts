import { parseSync, scanSync } from 'libpg-query'

/** A table or view as a statement names it. */
export interface RelationName {
  readonly schema: string | undefined
  readonly name: string
}

/** What must be done before one statement can run. */
export type Need =
  /** Plan this text and fetch what its scans need. */
  | { readonly kind: 'plan'; readonly sql: string; readonly relations: readonly RelationName[] }
  /** It cannot be planned beforehand: fetch the tables it names, whole. */
  | { readonly kind: 'whole'; readonly relations: readonly RelationName[] }
  | { readonly kind: 'none' }

/** A query text taken apart. */
export interface Statements {
  readonly needs: readonly Need[]
  /** Statements that PREPARE named, by name: their own text. */
  readonly prepared: ReadonlyMap<string, string>
  /** True when something was made or changed that another session may not see yet (tables, views, prepared statements …). */
  readonly makesObjects: boolean
  /** Isolation that the text sets, for its transaction or from then on. */
  readonly isolation: { readonly scope: 'transaction' | 'session'; readonly snapshot: boolean } | undefined
  /**
   * What the text makes of the session's search_path: a new one, or one that cannot be told beforehand (undefined).
   * Statements behind such a change need their tables whole.
   */
  readonly pathChange: { readonly to: string | undefined } | undefined
  /** True when some statement takes the transaction's snapshot: any that is not transaction control, SET or SHOW. */
  readonly takesSnapshot: boolean
}

type Node = Readonly<Record<string, unknown>>
interface RawStatement {
  readonly stmt?: Node
  readonly stmt_location?: number
  readonly stmt_len?: number
}

const explainable = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'DeclareCursorStmt',
  'CreateTableAsStmt',
])
const snapshotFree = new Set(['TransactionStmt', 'VariableSetStmt', 'VariableShowStmt'])
const harmless = new Set([
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'FetchStmt',
  'ClosePortalStmt',
  'DeallocateStmt',
  'ListenStmt',
  'UnlistenStmt',
  'NotifyStmt',
  'LockStmt',
  'CommentStmt',
])

/**
 * Takes a query text apart with PostgreSQL's own grammar. Undefined when it does not parse: PostgreSQL will say what is
 * wrong with it. The parser must have been loaded.
 *
 * @param lookUp the text of a statement that an earlier PREPARE named.
 */
export function readStatements(
  sql: string,
  lookUp: (name: string) => string | undefined,
): Statements | undefined {
  let raw: readonly RawStatement[]
  try {
    raw = parsed(sql)
  } catch {
    return undefined
  }
  const bytes = Buffer.from(sql, 'utf8')
  const prepared = new Map<string, string>()
  let makesObjects = false
  let takesSnapshot = false
  let isolation: Statements['isolation']
  let pathChange: Statements['pathChange']
  const need = (statement: RawStatement): Need => {
    const start = statement.stmt_location ?? 0
    const text = bytes
      .subarray(start, statement.stmt_len ? start + statement.stmt_len : undefined)
      .toString('utf8')
    const [kind, node] = Object.entries(statement.stmt ?? {})[0] as [string, Node]
    isolation = isolationOf(kind, node) ?? isolation
    pathChange = pathChangeOf(kind, node) ?? pathChange
    takesSnapshot ||= !snapshotFree.has(kind)
    if (explainable.has(kind)) {
      if (kind === 'CreateTableAsStmt' || node['intoClause'] !== undefined) makesObjects = true
      return planOf(text, node)
    }
    if (kind === 'CopyStmt') return copyNeed(text, node)
    if (kind === 'ExplainStmt') return explainNeed(text, node)
    if (kind === 'PrepareStmt') {
      prepared.set(String(node['name']), afterToken(text, 'AS') ?? '')
      makesObjects = true
      return { kind: 'none' }
    }
    if (kind === 'ExecuteStmt') {
      const name = String(node['name'])
      const known = prepared.get(name) ?? lookUp(name)
      return known === undefined ? { kind: 'none' } : { kind: 'whole', relations: relationsOfText(known) }
    }
    if (!harmless.has(kind)) makesObjects = true
    return { kind: 'none' }
  }
  const needs = raw.map((statement): Need => {
    const changed = pathChange !== undefined
    const found = need(statement)
    return changed && found.kind === 'plan' ? { kind: 'whole', relations: found.relations } : found
  })
  return { needs, prepared, makesObjects, isolation, pathChange, takesSnapshot }
}

/**
 * What BEGIN, SET TRANSACTION, SET SESSION CHARACTERISTICS or SET default_transaction_isolation say of isolation:
 * REPEATABLE READ and SERIALIZABLE read from one snapshot.
 */
function isolationOf(kind: string, node: Node): Statements['isolation'] {
  if (kind !== 'TransactionStmt' && kind !== 'VariableSetStmt') return undefined
  const name = String(node['name'] ?? '')
  const isSetting = name === 'default_transaction_isolation' || name === 'transaction_isolation'
  const found = /"(read (?:un)?committed|repeatable read|serializable)"/i.exec(
    JSON.stringify(isSetting ? node['args'] : (node['options'] ?? node['args'] ?? [])),
  )
  if (
    !found ||
    (kind === 'VariableSetStmt' && !isSetting && !/^(?:TRANSACTION|SESSION CHARACTERISTICS)$/.test(name))
  )
    return undefined
  const session = name === 'SESSION CHARACTERISTICS' || name === 'default_transaction_isolation'
  return { scope: session ? 'session' : 'transaction', snapshot: !found[1]!.toLowerCase().startsWith('read') }
}

/** Programs send the same few texts again and again, and parsing is most of what a statement without scans costs. */
const recent = new Map<string, readonly RawStatement[]>()
const mostRecent = 200
/** Longest text that is kept, characters. */
const longestRecent = 20_000

function parsed(sql: string): readonly RawStatement[] {
  const known = recent.get(sql)
  const raw = known ?? (parseSync(sql) as { stmts?: readonly RawStatement[] }).stmts ?? []
  if (sql.length > longestRecent) return raw
  recent.delete(sql)
  recent.set(sql, raw)
  if (recent.size > mostRecent) recent.delete(recent.keys().next().value!)
  return raw
}

/** What a statement does to search_path: a plain SET can be told, everything else that may change it cannot. */
function pathChangeOf(kind: string, node: Node): Statements['pathChange'] {
  if (kind === 'DiscardStmt') return { to: undefined }
  if (kind !== 'VariableSetStmt') return callsSetConfig(node) ? { to: undefined } : undefined
  if (node['kind'] === 'VAR_RESET_ALL') return { to: undefined }
  if (node['name'] !== 'search_path') return undefined
  const args = (node['args'] ?? []) as readonly { A_Const?: { sval?: { sval?: string } } }[]
  const schemas = args.map((arg) => arg.A_Const?.sval?.sval)
  const told =
    node['kind'] === 'VAR_SET_VALUE' &&
    node['is_local'] !== true &&
    schemas.every((schema) => schema !== undefined)
  return { to: told ? schemas.map((schema) => `"${schema!.replaceAll('"', '""')}"`).join(', ') : undefined }
}

function callsSetConfig(node: Node): boolean {
  let found = false
  visit(node, (key, value) => {
    if (key === 'funcname' && JSON.stringify(value).includes('"set_config"')) found = true
  })
  return found
}

/** Relations named anywhere in a text; none when it does not parse. */
export function relationsOfText(sql: string): readonly RelationName[] {
  try {
    return relationsOf(parseSync(sql))
  } catch {
    return []
  }
}

function planOf(sql: string, node: unknown): Need {
  const relations = relationsOf(node)
  const onlyCatalogs = relations.every(
    ({ schema }) => schema === 'pg_catalog' || schema === 'information_schema',
  )
  return onlyCatalogs && !holds(node, 'RangeFunction') ? { kind: 'none' } : { kind: 'plan', sql, relations }
}

/** COPY … TO reads its query or its table; COPY … FROM reads nothing. */
function copyNeed(text: string, node: Node): Need {
  if (node['is_from'] === true) return { kind: 'none' }
  if (node['query'] !== undefined) {
    const inner = insideParentheses(text)
    return inner === undefined ? { kind: 'whole', relations: relationsOf(node) } : planOf(inner, node)
  }
  return { kind: 'whole', relations: relationsOf(node) }
}

/** EXPLAIN alone runs nothing; EXPLAIN ANALYZE runs its statement. */
function explainNeed(text: string, node: Node): Need {
  const options = (node['options'] ?? []) as readonly {
    DefElem?: { defname?: string; arg?: Record<string, unknown> }
  }[]
  const analyze = options.find(({ DefElem }) => DefElem?.defname === 'analyze')?.DefElem
  const off = analyze?.arg !== undefined && /"(?:off|false|0)"|"ival":\{\}/i.test(JSON.stringify(analyze.arg))
  if (analyze === undefined || off) return { kind: 'none' }
  const [kind, inner] = Object.entries((node['query'] ?? {}) as Node)[0] ?? []
  if (kind === undefined || !explainable.has(kind)) return { kind: 'whole', relations: relationsOf(node) }
  const sql = afterExplainOptions(text)
  return sql === undefined ? { kind: 'whole', relations: relationsOf(node) } : planOf(sql, inner)
}

interface Token {
  readonly start: number
  readonly end: number
  readonly text: string
}

function tokensOf(text: string): readonly Token[] {
  return (scanSync(text) as { tokens: readonly Token[] }).tokens.filter(
    ({ text: t }) => !t.startsWith('--') && !t.startsWith('/*'),
  )
}

function sliceBytes(text: string, start: number, end?: number): string {
  return Buffer.from(text, 'utf8').subarray(start, end).toString('utf8')
}

/** What stands between the first opening parenthesis and the one that closes it. */
function insideParentheses(text: string): string | undefined {
  const tokens = tokensOf(text)
  const open = tokens.findIndex((token) => token.text === '(')
  const close = closing(tokens, open)
  return close === undefined ? undefined : sliceBytes(text, tokens[open]!.end, tokens[close]!.start)
}

function closing(tokens: readonly Token[], open: number): number | undefined {
  if (open < 0) return undefined
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i]!.text === '(') depth++
    else if (tokens[i]!.text === ')' && --depth === 0) return i
  }
  return undefined
}

/** The statement behind `EXPLAIN ( … )` or `EXPLAIN ANALYZE VERBOSE`. */
function afterExplainOptions(text: string): string | undefined {
  const tokens = tokensOf(text)
  let next = 1
  if (tokens[1]?.text === '(') next = (closing(tokens, 1) ?? tokens.length) + 1
  else while (/^(?:analyze|analyse|verbose)$/i.test(tokens[next]?.text ?? '')) next++
  const token = tokens[next]
  return token && sliceBytes(text, token.start)
}

/** What stands behind the first token of that text. */
function afterToken(text: string, word: string): string | undefined {
  const token = tokensOf(text).find((candidate) => candidate.text.toUpperCase() === word)
  return token && sliceBytes(text, token.end)
}

function relationsOf(node: unknown): readonly RelationName[] {
  const found: RelationName[] = []
  visit(node, (key, value) => {
    if (key !== 'RangeVar' && key !== 'relation') return
    const { schemaname, relname } = (value ?? {}) as { schemaname?: string; relname?: string }
    if (relname !== undefined) found.push({ schema: schemaname, name: relname })
  })
  return found
}

function holds(node: unknown, kind: string): boolean {
  let found = false
  visit(node, (key) => {
    if (key === kind) found = true
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
