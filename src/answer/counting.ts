import { lastPart, type TreeNode } from './statement-text.js'

/** What a SELECT may consist of, to be a count of rows and nothing else. */
const ofSelect = new Set(['targetList', 'fromClause', 'whereClause', 'limitOption', 'op'])
const ofCall = new Set(['funcname', 'args', 'agg_star', 'funcformat', 'location'])
/** PostgreSQL says when it cuts a longer name: that must not be said twice, nor get lost (NAMEDATALEN). */
const longestName = 62

/**
 * The name of the one column of a SELECT that does nothing but count rows of one relation, `count(*)` or `count(column)`;
 * undefined for any other.
 */
export function countName(select: TreeNode): string | undefined {
  const [target, ...targets] = list(select, 'targetList')
  const [from, ...others] = list(select, 'fromClause')
  const { name, val } = (target?.['ResTarget'] ?? {}) as { name?: string; val?: TreeNode }
  const call = (val?.['FuncCall'] ?? {}) as TreeNode
  const plain = keysIn(select, ofSelect) && keysIn(call, ofCall)
  const names = list(call, 'funcname')
  const isCount = lastPart(names) === 'count' && (names.length === 1 || lastPart([names[0]]) === 'pg_catalog')
  if (!plain || !isCount || targets.length > 0 || others.length > 0 || !from || !('RangeVar' in from))
    return undefined
  const shown = name ?? 'count'
  return Buffer.byteLength(shown) > longestName ? undefined : shown
}

/** A statement that counts, and the name of its column. */
interface Counting {
  readonly text: string
  readonly counts?: string | undefined
}

/** What decides whether a statement may be replaced. */
interface Asking {
  readonly sql: string
  readonly generic?: boolean | undefined
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Whether another text can run in place of the only statement of a text: its parameters are known, the session acts as
 * who it logged in as, like the one that plans for it, and its encoding has the text's characters.
 */
export function mayReplace(list: readonly unknown[], { sql, generic, settings }: Asking): boolean {
  const writable = settings['client_encoding'] === 'UTF8' || /^[\0-\x7f]*$/.test(sql)
  return list.length === 1 && !generic && settings['role'] === 'none' && writable
}

/**
 * A statement that gives a number in place of one that counts rows, in a column of the same name and type. It holds that
 * one, so that PostgreSQL checks it all the same: its parameters, and whether the session may read the table.
 */
export function numberInPlace({ text, counts = '' }: Counting, rows: number): string {
  return `SELECT ${rows}::bigint AS "${counts.replaceAll('"', '""')}" WHERE NOT EXISTS ((${text}\n) LIMIT 0)`
}

function keysIn(node: TreeNode, allowed: ReadonlySet<string>): boolean {
  return Object.keys(node).every((key) => allowed.has(key))
}

function list(node: TreeNode, key: string): readonly TreeNode[] {
  return (node[key] ?? []) as readonly TreeNode[]
}
