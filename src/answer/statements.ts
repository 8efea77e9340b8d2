import {
  afterExplainOptions,
  callsOf,
  holds,
  insideParentheses,
  parseText,
  relationsOf,
  textOf,
  type Calls,
  type RawStatement,
  type RelationName,
  type TreeNode,
} from './statement-text.js'
import { countName } from './counting.js'
import { madeBy, type MadeObject } from './made-objects.js'
import { changesLimits, changesPlanning, literalSetting, type LiteralSetting } from './statement-settings.js'

/** What must be done before one statement can run. */
export type Need =
  /** Plan this text and fetch what its scans need. */
  | { readonly kind: 'plan'; readonly sql: string; readonly relations: readonly RelationName[] }
  /** Plan an EXECUTE, after this PREPARE. */
  | {
      readonly kind: 'prepared'
      readonly prepare: string
      readonly sql: string
      readonly relations: readonly RelationName[]
    }
  /** Plan the query of a materialized view. */
  | { readonly kind: 'refresh'; readonly relations: readonly RelationName[] }
  /** It cannot be planned beforehand: fetch the tables it names, whole. */
  | { readonly kind: 'whole'; readonly relations: readonly RelationName[] }
  | { readonly kind: 'none' }

/** One statement of a query text. */
export interface Statement {
  readonly text: string
  readonly need: Need
  /** Set for EXPLAIN; without `analyze` its need is only looked at, not fetched. */
  readonly explain?: { readonly analyze: boolean; readonly format: ExplainFormat }
  /** Functions it calls by name; undefined: it can run none, not even by a trigger. */
  readonly calls: Calls | undefined
  /** A query, which fires no trigger. */
  readonly plain?: true
  /** Set for one that only counts rows (also behind EXPLAIN that runs nothing): the name of its column. */
  readonly counts?: string | undefined
  /** Set for DO: its code. */
  readonly code?: string
  /** What the statements before it in the text make. */
  readonly behind?: readonly MadeObject[]
}

export type ExplainFormat = 'text' | 'json' | 'yaml' | 'xml'

/** A statement that has a name; `prepare` is the PREPARE that gave it, or an equal one. */
export interface PreparedText {
  readonly sql: string
  readonly prepare?: string | undefined
}

type LookUp = (name: string) => PreparedText | undefined

/** A query text taken apart. */
export interface Statements {
  readonly list: readonly Statement[]
  /** Statements that PREPARE named, by name. */
  readonly prepared: ReadonlyMap<string, PreparedText>
  /** True when something was made or changed that another session may not see yet: tables, views, functions … */
  readonly makesObjects: boolean
  readonly made: readonly MadeObject[]
  /** Settings that the text gives a plain value. */
  readonly settings: readonly LiteralSetting[]
  /** True when what the session's own settings say may change within the text. */
  readonly changesSettings: boolean
  /** True when the text begins with the end of a transaction: a failed one is over before the rest runs. */
  readonly endsTransaction: boolean
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
/** Statements after which other sessions see what they saw before. */
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
  'PrepareStmt',
])

/**
 * Takes a query text apart with PostgreSQL's own grammar. Undefined when it does not parse: PostgreSQL will say what is
 * wrong with it. The parser must have been loaded.
 *
 * @param lookUp the statement that an earlier text or message gave a name.
 * @param inTransaction whether it is run in a transaction block: ending that may take settings back.
 */
export function readStatements(sql: string, lookUp: LookUp, inTransaction = false): Statements | undefined {
  let raw: readonly RawStatement[]
  try {
    raw = parseText(sql)
  } catch {
    return undefined
  }
  const prepared = new Map<string, PreparedText>()
  const made: MadeObject[] = []
  const settings: LiteralSetting[] = []
  let makesObjects = false
  let planningChanged = false
  let changesSettings = false
  const preparedAs = (name: string) => prepared.get(name) ?? lookUp(name)
  const list = raw.map((statement): Statement => {
    const behind = [...made]
    const text = textOf(sql, statement)
    const [kind, node] = partsOf(statement.stmt)
    if (kind === 'PrepareStmt') prepared.set(String(node['name']), { sql: text, prepare: text })
    const setting = literalSetting(kind, node)
    if (setting) settings.push(setting)
    const isData = kind === 'CopyStmt' || kind === 'ExplainStmt' || kind === 'ExecuteStmt'
    const makes =
      kind === 'CreateTableAsStmt' ||
      holds(node, 'intoClause') ||
      !(explainable.has(kind) || isData || harmless.has(kind))
    makesObjects ||= makes
    if (makes) made.push(...madeBy(text, kind, node))
    const found = statementOf(text, kind, node, preparedAs)
    const behindChange = planningChanged
    planningChanged ||= changesPlanning(kind, node, inTransaction)
    changesSettings ||= planningChanged || changesLimits(kind, node)
    return { ...found, behind, ...(behindChange && { need: unplanned(found.need) }) }
  })
  const [first] = partsOf(raw[0]?.stmt)
  const endsTransaction =
    first === 'TransactionStmt' && /COMMIT|ROLLBACK/.test(JSON.stringify(raw[0]?.stmt ?? {}))
  return { list, prepared, makesObjects, made, settings, changesSettings, endsTransaction }
}

/**
 * True when nothing of it can read a table or run a function. Which function a name calls, is not looked at: those of users
 * may have the names of PostgreSQL's own.
 */
export function needsNothing({ list }: Statements): boolean {
  return list.every(({ need, calls, plain }) => {
    if (need.kind !== 'none') return false
    return !calls || (plain === true && calls.all.size + calls.unnamed.size === 0)
  })
}

function partsOf(stmt: TreeNode | undefined): [string, TreeNode] {
  return (Object.entries(stmt ?? {})[0] ?? ['', {}]) as [string, TreeNode]
}

function unplanned(need: Need): Need {
  return need.kind === 'none' ? need : { kind: 'whole', relations: need.relations }
}

function statementOf(text: string, kind: string, node: TreeNode, lookUp: LookUp): Statement {
  const calling = (need: Need, calls = callsOf(node)) => ({ text, need, calls })
  if (kind === 'CreateTableAsStmt' && holds(node, 'ExecuteStmt')) {
    return calling(executeNeed(text, innerExecute(node), lookUp))
  }
  if (explainable.has(kind)) {
    const need = planOf(text, node)
    const calls = callsOf(node)
    if (kind !== 'SelectStmt') return { text, need, calls }
    return { text, need, calls, plain: true, counts: countName(node) }
  }
  if (kind === 'ExecuteStmt') return calling(executeNeed(text, node, lookUp))
  if (kind === 'CopyStmt') return calling(copyNeed(text, node))
  if (kind === 'CallStmt' || kind === 'TruncateStmt') return calling({ kind: 'none' })
  if (kind === 'DoStmt') return { ...calling({ kind: 'none' }), code: text }
  if (kind === 'RefreshMatViewStmt') return calling({ kind: 'refresh', relations: relationsOf(node) })
  if (kind !== 'ExplainStmt') return { text, need: { kind: 'none' }, calls: undefined }
  const [innerKind, inner] = partsOf(node['query'] as TreeNode | undefined)
  const innerText = afterExplainOptions(text)
  const explained = innerText === undefined ? undefined : statementOf(innerText, innerKind, inner, lookUp)
  const need: Need = explained?.need ?? { kind: 'whole', relations: relationsOf(node) }
  const explain = explainOptions(node)
  return {
    text,
    need,
    calls: callsOf(node),
    explain,
    counts: explain.analyze ? undefined : explained?.counts,
  }
}

/** EXPLAIN alone runs nothing; EXPLAIN ANALYZE runs its statement. */
function explainOptions(node: TreeNode): NonNullable<Statement['explain']> {
  const options = (node['options'] ?? []) as readonly {
    DefElem?: { defname?: string; arg?: Record<string, unknown> }
  }[]
  const last = (name: string) => options.filter(({ DefElem }) => DefElem?.defname === name).at(-1)?.DefElem
  const analyze = last('analyze')
  const off = analyze?.arg !== undefined && /"(?:off|false|0)"|"ival":\{\}/i.test(JSON.stringify(analyze.arg))
  const format = /"(json|yaml|xml)"/i.exec(JSON.stringify(last('format')?.arg ?? {}))?.[1]?.toLowerCase()
  return { analyze: analyze !== undefined && !off, format: (format ?? 'text') as ExplainFormat }
}

function planOf(sql: string, node: unknown): Need {
  const relations = relationsOf(node)
  const onlyCatalogs = relations.every(
    ({ schema }) => schema === 'pg_catalog' || schema === 'information_schema',
  )
  return onlyCatalogs && !holds(node, 'RangeFunction') ? { kind: 'none' } : { kind: 'plan', sql, relations }
}

function executeNeed(sql: string, node: TreeNode, lookUp: LookUp): Need {
  const known = lookUp(String(node['name']))
  if (known === undefined) return { kind: 'none' }
  const relations = relationsOfText(known.sql)
  const { prepare } = known
  return prepare === undefined ? { kind: 'whole', relations } : { kind: 'prepared', prepare, sql, relations }
}

function innerExecute(node: TreeNode): TreeNode {
  return partsOf(node['query'] as TreeNode | undefined)[1]
}

/** COPY … TO reads its query or its table; COPY … FROM reads nothing, though triggers may. */
function copyNeed(text: string, node: TreeNode): Need {
  if (node['is_from'] === true) return { kind: 'none' }
  if (node['query'] !== undefined) {
    const inner = insideParentheses(text)
    return inner === undefined ? { kind: 'whole', relations: relationsOf(node) } : planOf(inner, node)
  }
  return { kind: 'whole', relations: relationsOf(node) }
}

function relationsOfText(sql: string): readonly RelationName[] {
  try {
    return relationsOf(parseText(sql))
  } catch {
    return []
  }
}
