import type { Node } from 'libpg-query'
import type { ColumnType } from '../tables/table-definition.js'
import { columnFree, isSafeFunction } from './column-free.js'
import { boundedListSql } from './operand.js'
import type { PlanNode } from './plan-node.js'
import { eachNode, parseExpression, parseStatements, systemName } from './syntax.js'

/** More values than this do not narrow a read. */
export const mostValues = 5_000

/** What a statement's text tells of sources that EXPLAIN shows by half. */
export interface StatementSources {
  /** Rows of the only VALUES list; undefined when there is none, or more than one. */
  readonly values: readonly (readonly Node[])[] | undefined
  /** Aliases of calls in FROM that return one column, without an ordinal number. */
  readonly plainCalls: ReadonlySet<string>
}

export function statementSources(statement: string | undefined): StatementSources {
  const lists: (readonly Node[])[][] = []
  const plainCalls = new Set<string>()
  if (statement !== undefined && /\b(?:values|unnest|generate_series)\b/i.test(statement)) {
    eachNode(parseStatements(statement), (kind, node) => {
      const { valuesLists, functions, ordinality, is_rowsfrom, alias } = (node ?? {}) as Record<
        string,
        unknown
      >
      if (kind === 'SelectStmt' && Array.isArray(valuesLists)) {
        lists.push(valuesLists.map((row: { List?: { items?: readonly Node[] } }) => row.List?.items ?? []))
      }
      const name = (alias as { aliasname?: string } | undefined)?.aliasname
      if (kind !== 'RangeFunction' || !Array.isArray(functions) || name === undefined) return
      if (functions.length === 1 && !ordinality && !is_rowsfrom) plainCalls.add(name)
    })
  }
  return { values: lists.length === 1 ? lists[0] : undefined, plainCalls }
}

/**
 * SQL for the values of a column that comes from no table of a connection: a list in the statement, a call of unnest or
 * generate_series, or a table of the user's own. Its value is a list as `boundedListSql` writes it; undefined where the
 * values cannot be told before the statement runs.
 *
 * @param ownTables whether tables of users hold now what the statement will see in them.
 */
export function localValues(
  node: PlanNode,
  column: string,
  type: string,
  sources: StatementSources,
  ownTables: boolean,
): string | undefined {
  switch (node['Node Type']) {
    case 'Values Scan': {
      const at = Number(/^column(\d+)$/.exec(column)?.[1])
      const values = sources.values?.map((row) => columnFree(row[at - 1]))
      if (!values?.every((value) => value?.parts.length === 1)) return undefined
      return boundedListSql(`ARRAY[${values.map((value) => value!.parts[0]!).join(', ')}]`, type, mostValues)
    }
    case 'Function Scan':
      return ofCall(node, type, sources)
    case 'Seq Scan':
      return ownTables ? ofTable(node, column, type) : undefined
    default:
      return undefined
  }
}

function ofCall(node: PlanNode, type: string, { plainCalls }: StatementSources): string | undefined {
  const call = node['Function Call']
  const tree = typeof call === 'string' ? parseExpression(call) : undefined
  if (
    !tree ||
    !('FuncCall' in tree) ||
    !plainCalls.has(String(node['Alias'])) ||
    node['Filter'] !== undefined
  )
    return undefined
  const name = systemName(tree.FuncCall.funcname)
  const args = tree.FuncCall.args?.map((arg) => columnFree(arg))
  const known = (name === 'unnest' && args?.length === 1) || name === 'generate_series'
  if (!known || !args?.every((arg) => arg?.parts.length === 1)) return undefined
  return bounded(`SELECT pg_catalog.${name}(${args.map((arg) => arg!.parts[0]!).join(', ')})`, type)
}

/** The rows of one table that pass its filter, where that is the same now as when the statement runs. */
function ofTable(node: PlanNode, column: string, type: string): string | undefined {
  const { Schema: schema, 'Relation Name': relation, Alias: alias, Filter: filter } = node
  if (typeof schema !== 'string' || typeof relation !== 'string' || typeof alias !== 'string')
    return undefined
  if (filter !== undefined && (typeof filter !== 'string' || !isStable(filter))) return undefined
  const from = `${quoted(schema)}.${quoted(relation)} AS ${quoted(alias)}`
  const where = filter === undefined ? '' : ` WHERE ${filter}`
  return bounded(`SELECT ${quoted(alias)}.${quoted(column)} FROM ONLY ${from}${where}`, type)
}

function bounded(select: string, type: string): string {
  return boundedListSql(`ARRAY(${select} LIMIT ${mostValues + 1})`, type, mostValues)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** True of a filter made of columns, constants and functions that give the same at any time. */
function isStable(filter: string): boolean {
  const tree = parseExpression(filter)
  if (!tree) return false
  let stable = true
  eachNode([tree], (kind, node) => {
    if (/^(?:SQLValueFunction|SubLink|ParamRef)$/.test(kind)) stable = false
    if (kind !== 'FuncCall') return
    const name = systemName((node as { funcname?: readonly Node[] }).funcname)
    if (name === undefined || !isSafeFunction(name)) stable = false
  })
  return stable
}

/** The SQL type that values of a column are compared as. */
export function valueType(column: ColumnType): string | undefined {
  return {
    text: 'text',
    integer: 'int8',
    bigint: 'int8',
    uuid: 'uuid',
    timestamptz: 'timestamptz',
    'double precision': 'float8',
    boolean: undefined,
    jsonb: undefined,
    'text[]': undefined,
  }[column]
}
