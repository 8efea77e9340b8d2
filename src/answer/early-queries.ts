import { isSafeFunction } from '../planner/column-free.js'
import { eachNode, namesOf, parseStatements, plainTypeName, systemName } from '../planner/syntax.js'
import type { Node, SelectStmt, SubLink } from 'libpg-query'
import { closing, tokensOf, type Token } from './statement-text.js'

/** A subquery that stands for itself, of which it is worth while to know the rows before the rest is read. */
export interface EarlyQuery {
  /** What its rows, written as constants, are to be put in the place of: bytes of the statement. */
  readonly start: number
  readonly end: number
  /** How constants are written there; `operand`: of `=`, to the right, where a list of values can stand too. */
  readonly place: 'list' | 'array' | 'value' | 'operand' | 'table' | 'common table'
  /** The subquery as it stands in the statement. */
  readonly sql: string
  /** Gives every row that it may give: of its LIMIT only what its order leaves no choice in. */
  readonly candidates: string
  /** SQL for how many of these it gives at most; undefined: all. */
  readonly limit: string | undefined
  /** Whether it passes over some of them. */
  readonly skips: boolean
}

/** Functions of a subquery that give the same over the same rows, in whatever order these come. */
const aggregates = new Set(['min', 'max', 'count', 'bool_and', 'bool_or', 'every'])
const words = new Set(['any', 'all', 'in', 'row', 'coalesce', 'greatest', 'least', 'nullif', 'exists'])

/** True of a function whose result depends on nothing but the rows it is given and the session's settings. */
export function isCertainFunction(name: string): boolean {
  return aggregates.has(name) || isSafeFunction(name) || words.has(name)
}

/**
 * The subqueries of a SELECT whose LIMIT or aggregate hides from PostgreSQL's plan which rows of other
 * tables belong to theirs, but those that hold others of that kind. They may still refer to what is around them:
 * then PostgreSQL does not plan them by themselves.
 */
export function earlyQueries(sql: string): readonly EarlyQuery[] {
  if (!/\b(?:limit|fetch|offset|min|max|count|every|bool_or|bool_and)\b/i.test(sql)) return []
  const [root, ...more] = parseStatements(sql) ?? []
  if (!root || !('SelectStmt' in root) || more.length > 0) return []
  const text: Text = { bytes: Buffer.from(sql, 'utf8'), tokens: tokensOf(sql) }
  const common = new Set<string>()
  let changes = false
  const found: (EarlyQuery | undefined)[] = []
  eachNode(root, (kind, node) => {
    if (/^(?:Insert|Update|Delete|Merge)Stmt$/.test(kind)) changes = true
    if (kind === 'CommonTableExpr') common.add((node as { ctename?: string }).ctename ?? '')
  })
  if (changes) return []
  eachNode(root, (kind, node) => {
    if (kind === 'whereClause' || kind === 'quals') found.push(...inCondition(node as Node, text, common))
    if (kind === 'RangeSubselect') found.push(ofTable(node as TableNode, text, common))
    if (kind === 'withClause') found.push(...ofCommonTables(node as CommonTables, text, common))
  })
  const all = found.filter((one) => one !== undefined)
  const holds = (one: EarlyQuery, other: EarlyQuery) =>
    one !== other && one.start <= other.start && other.end <= one.end
  return all.filter((one) => !all.some((other) => holds(one, other)))
}

interface Text {
  readonly bytes: Buffer
  readonly tokens: readonly Token[]
}

interface TableNode {
  readonly lateral?: boolean
  readonly subquery?: Node
}

interface CommonTables {
  readonly ctes?: readonly { readonly CommonTableExpr?: { location?: number; ctequery?: Node } }[]
  readonly recursive?: boolean
}

/** Those that a condition compares with, where every row needed satisfies the comparison. */
function inCondition(
  node: Node,
  text: Text,
  common: ReadonlySet<string>,
): readonly (EarlyQuery | undefined)[] {
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    return boolop === 'NOT_EXPR' ? [] : args.flatMap((arg) => inCondition(arg, text, common))
  }
  if ('SubLink' in node) {
    const { subLinkType, operName, testexpr } = node.SubLink
    if (subLinkType !== 'ANY_SUBLINK' || !testexpr || 'RowExpr' in testexpr) return []
    if (operName && systemName(operName) !== '=') return []
    return [ofLink(node.SubLink, operName ? 'array' : 'list', text, common)]
  }
  if (!('A_Expr' in node)) return []
  const { kind, name, lexpr, rexpr } = node.A_Expr
  const operator = namesOf(name).join('.')
  if (kind === 'AEXPR_OP_ANY' && operator === '=' && rexpr && 'SubLink' in rexpr)
    return rexpr.SubLink.subLinkType === 'ARRAY_SUBLINK' ? [ofLink(rexpr.SubLink, 'array', text, common)] : []
  if (kind !== 'AEXPR_OP' || !/^(?:=|[<>]=?)$/.test(operator)) return []
  return [lexpr, rexpr].flatMap((side) => {
    if (!side || !('SubLink' in side) || side.SubLink.subLinkType !== 'EXPR_SUBLINK') return []
    const place = operator === '=' && side === rexpr ? 'operand' : 'value'
    return [ofLink(side.SubLink, place, text, common)]
  })
}

function ofLink(
  { location, subselect, subLinkType }: SubLink,
  place: EarlyQuery['place'],
  text: Text,
  common: ReadonlySet<string>,
): EarlyQuery | undefined {
  const from = text.tokens.findIndex(({ start }) => start >= (location ?? 0))
  const open = text.tokens.findIndex((token, i) => i >= from && token.text === '(')
  const start = subLinkType === 'ARRAY_SUBLINK' ? from : open
  return readQuery(subselect, { open, start, place }, text, common)
}

function ofTable({ lateral, subquery }: TableNode, text: Text, common: ReadonlySet<string>) {
  if (lateral || !subquery || !('SelectStmt' in subquery)) return undefined
  const [target] = subquery.SelectStmt.targetList ?? []
  const first = target && 'ResTarget' in target ? target.ResTarget.location : undefined
  let open = text.tokens.findIndex(({ start }) => start === first) - 1
  while (/^(?:all|distinct)$/i.test(text.tokens[open]?.text ?? '')) open--
  if (!/^select$/i.test(text.tokens[open]?.text ?? '') || text.tokens[--open]?.text !== '(') return undefined
  return readQuery(subquery, { open, start: open, place: 'table' }, text, common)
}

function ofCommonTables({ ctes = [], recursive }: CommonTables, text: Text, common: ReadonlySet<string>) {
  if (recursive) return []
  return ctes.map(({ CommonTableExpr: { location, ctequery } = {} }) => {
    const name = text.tokens.findIndex(({ start }) => start === (location ?? 0))
    const columns = text.tokens[name + 1]?.text === '(' ? closing(text.tokens, name + 1) : name
    if (name < 0 || columns === undefined) return undefined
    const open = text.tokens.findIndex((token, i) => i > columns && token.text === '(')
    return readQuery(ctequery, { open, start: columns + 1, place: 'common table' }, text, common)
  })
}

/** Where a subquery stands: numbers of tokens. */
interface Place {
  readonly open: number
  readonly start: number
  readonly place: EarlyQuery['place']
}

function readQuery(
  node: Node | undefined,
  { open, start, place }: Place,
  { bytes, tokens }: Text,
  common: ReadonlySet<string>,
): EarlyQuery | undefined {
  const close = closing(tokens, open)
  if (!node || !('SelectStmt' in node) || close === undefined || !tokens[start]) return undefined
  const select = node.SelectStmt
  if (!isWorthWhile(select, place) || !isCertain(select, common)) return undefined
  const slice = (from: number, to: number) => bytes.subarray(from, to).toString('utf8')
  const [begin, end] = [tokens[open]!.end, tokens[close]!.start]
  const sql = slice(begin, end)
  const found = { start: tokens[start].start, end: tokens[close]!.end, place, sql }
  if (!select.limitCount && !select.limitOffset)
    return { ...found, candidates: sql, limit: undefined, skips: false }
  const count = numberSql(select.limitCount)
  const offset = select.limitOffset ? numberSql(select.limitOffset) : '0'
  const tail = limitToken(tokens.slice(open + 1, close))
  if (count === undefined || offset === undefined || !tail) return undefined
  const head = slice(begin, tail.start)
  // Without an order it may be any of them.
  const candidates = select.sortClause ? `${head} FETCH FIRST (${count} + ${offset}) ROWS WITH TIES` : head
  return { ...found, candidates, limit: count, skips: select.limitOffset !== undefined }
}

/** True of a subquery whose tables are read whole, whatever it is compared with. */
function isWorthWhile(
  { limitCount, limitOffset, op, groupClause, targetList }: SelectStmt,
  place: EarlyQuery['place'],
): boolean {
  if (limitCount ?? limitOffset) return true
  if (place === 'table' || place === 'common table') return false
  // Of these PostgreSQL takes only what the values around them ask for.
  if (groupClause || op !== 'SETOP_NONE') return false
  let found = false
  eachNode(targetList, (kind, node) => {
    if (kind === 'FuncCall') found ||= aggregates.has(systemName((node as FunctionNode).funcname) ?? '')
  })
  return found
}

interface FunctionNode {
  readonly funcname?: readonly Node[]
}

/** Parts of a subquery by which its rows depend on more than those it reads, or that its own text does not tell all of. */
const uncertain =
  /^(?:limitCount|limitOffset|intoClause|lockingClause|withClause|windowClause|over|CollateClause|SQLValueFunction|RangeFunction|RangeTableSample|RangeTableFunc|JsonTable)$/

/** True when a subquery surely gives the same over the same rows, but for what its own LIMIT chooses. */
function isCertain(select: SelectStmt, common: ReadonlySet<string>): boolean {
  const { limitCount: _count, limitOffset: _offset, limitOption, ...inner } = select
  if (limitOption === 'LIMIT_OPTION_WITH_TIES' || select.valuesLists) return false
  let certain = true
  eachNode(inner, (kind, node) => {
    if (uncertain.test(kind)) certain = false
    // `DISTINCT ON (…)`; plain DISTINCT is a list of an empty member.
    if (kind === 'distinctClause' && JSON.stringify(node) !== '[{}]') certain = false
    if (kind === 'FuncCall' && !isCertainFunction(systemName((node as FunctionNode).funcname) ?? ''))
      certain = false
    if (kind === 'RangeVar' && common.has((node as { relname?: string }).relname ?? '')) certain = false
  })
  return certain
}

/** SQL of a LIMIT that is a plain number or a parameter. */
function numberSql(node: Node | undefined): string | undefined {
  if (node && 'TypeCast' in node && 'ParamRef' in (node.TypeCast.arg ?? {})) {
    const type = plainTypeName(node.TypeCast.typeName)
    const number = numberSql(node.TypeCast.arg)
    return type !== undefined && /^int[248]$/.test(type) ? number?.replace('int8', type) : undefined
  }
  if (node && 'A_Const' in node && node.A_Const.ival) return `${node.A_Const.ival.ival ?? 0}`
  return node && 'ParamRef' in node ? `$${node.ParamRef.number}::pg_catalog.int8` : undefined
}

/** Where LIMIT, OFFSET or FETCH begins in the tokens of a subquery. */
function limitToken(tokens: readonly Token[]): Token | undefined {
  let depth = 0
  return tokens.find(({ text }, i) => {
    if (text === '(') depth++
    if (text === ')') depth--
    return (
      depth === 0 && /^(?:limit|offset|fetch)$/i.test(text) && !/^(?:\.|as)$/i.test(tokens[i - 1]?.text ?? '')
    )
  })
}
