import type { RelationKind, RelationKinds } from '../replica/replica.js'
import { needsNothing, readStatements, type Statement, type Statements } from './statements.js'
import { callsOwnOnly, parseText, type RelationName } from './statement-text.js'

/** What a query text is to the gateway, whatever session it comes from. */
export interface TextOutlook {
  /** It needs nothing of Azure DevOps, whatever there is, and leaves nothing to note: it may go straight on. */
  readonly passes: boolean
  /** Running it may read tables or call functions. */
  readonly readsTables: boolean
  /** Running it changes no schema, provided that its relations are tables and do not change one. */
  readonly keepsSchema: boolean
  /**
   * What its relations are; undefined when that does not decide what it reads. `plain`: they are plain, or there are
   * none, and only functions of PostgreSQL run: it may go straight on, in a session that has not changed any of this.
   */
  kind(known: RelationKinds): RelationKind | undefined
}

/** Programs send the same few texts again and again. */
const mostKept = 500
/** Longest text that is kept, characters. */
const longestKept = 20_000

/**
 * Tells what query texts are, and remembers it. The parser must have been loaded.
 *
 * @param builtIn see Replica.builtIn.
 */
export function createTextOutlooks(builtIn: ReadonlySet<string>): (sql: string) => TextOutlook {
  const kept = new Map<string, TextOutlook>()
  const keep = (key: string, outlook: TextOutlook): TextOutlook => {
    if (key.length > longestKept) return outlook
    kept.set(key, outlook)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    return outlook
  }
  return (sql) => {
    const known = kept.get(sql)
    if (known) return known
    const shape = shapeOf(sql)
    const alike = shape === undefined ? undefined : kept.get(shape)
    if (alike) return alike
    const statements = readStatements(sql, () => undefined)
    // Whether a text is SQL may depend on its constants.
    if (!statements) return keep(sql, unreadable(isSure(sql)))
    return keep(shape ?? sql, outlookOf(sql, statements, builtIn))
  }
}

/** How it reads a backslash, the session's settings decide. */
function isSure(sql: string): boolean {
  return !sql.includes('\\')
}

/** PostgreSQL will say what is wrong with it. */
function unreadable(passes: boolean): TextOutlook {
  return { passes, readsTables: false, keepsSchema: passes, kind: () => undefined }
}

/**
 * A text with other constants in place of its own, so that texts that differ in nothing else are known as one: an outlook
 * does not depend on them. Undefined where it takes more than a look to tell what is a constant.
 */
function shapeOf(sql: string): string | undefined {
  if (/["\\$]|--|\/\*/.test(sql)) return undefined
  return sql
    .replaceAll(/'[^']*'/g, `''`)
    .replaceAll(/(?<![\w.\u0080-\uffff])\d+(?:\.\d+)?(?![\w.\u0080-\uffff])/g, '0')
}

function outlookOf(sql: string, statements: Statements, builtIn: ReadonlySet<string>): TextOutlook {
  const readsTables = !needsNothing(statements)
  const { list, prepared, makesObjects, made, settings } = statements
  const isNoted = prepared.size > 0 || makesObjects || made.length > 0
  // Values of azdo's own settings are checked before they are set.
  const setsOurs = settings.some(({ name }) => name.startsWith('azdo.'))
  const isOpen = list.every((statement) => readsNamedOnly(statement, builtIn))
  const keepsSchema = isSure(sql) && isOpen && !makesObjects && prepared.size === 0
  return {
    passes: isSure(sql) && !readsTables && !isNoted && !setsOurs,
    readsTables,
    keepsSchema,
    kind: keepsSchema && !isNoted && !setsOurs ? remembered(sql, list) : () => undefined,
  }
}

/** Whether a statement reads nothing but the relations it names, as far as these are tables. */
function readsNamedOnly({ need, calls, plain, explain }: Statement, builtIn: ReadonlySet<string>): boolean {
  if (calls === undefined) return need.kind === 'none'
  if (explain || !callsOwnOnly(calls, builtIn)) return false
  return need.kind === 'plan' || (need.kind === 'none' && plain === true)
}

function remembered(sql: string, list: readonly Statement[]): TextOutlook['kind'] {
  const relations = list.flatMap(({ need }) => (need.kind === 'plan' ? need.relations : []))
  const { words, withNames } = namesIn(parseText(sql))
  let last: { readonly known: RelationKinds; readonly kind: RelationKind } | undefined
  return (known) => {
    if (last?.known !== known) last = { known, kind: kindOf(relations, words, withNames, known) }
    return last.kind
  }
}

function kindOf(
  relations: readonly RelationName[],
  words: ReadonlySet<string>,
  withNames: ReadonlySet<string>,
  known: RelationKinds,
): RelationKind {
  if (relations.length > 0 ? known.runUnnamed : known.runInExpressions) return 'other'
  // A function may be called without parentheses, by the name of a column that is none.
  if ([...known.functions].some((name) => words.has(name))) return 'other'
  const kinds = new Set<RelationKind>()
  for (const { schema, name } of relations) {
    const isOfWith = schema === undefined && withNames.has(name)
    kinds.add(known.relations.get(name) ?? (isOfWith ? 'plain' : 'other'))
  }
  return kinds.has('other') ? 'other' : kinds.has('service') ? 'service' : 'plain'
}

/** Every text that stands in a tree, names among them, and the names that WITH gives to queries. */
function namesIn(tree: unknown): {
  readonly words: ReadonlySet<string>
  readonly withNames: ReadonlySet<string>
} {
  const words = new Set<string>()
  const withNames = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node === 'string') words.add(node)
    if (node === null || typeof node !== 'object') return
    for (const [key, value] of Object.entries(node)) {
      if (key === 'ctename' && typeof value === 'string') withNames.add(value)
      visit(value)
    }
  }
  visit(tree)
  return { words, withNames }
}
