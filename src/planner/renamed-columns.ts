import type { ColumnFreeExpression } from './operand.js'
import { eachNode, parseStatements } from './syntax.js'

/** What a statement's text says of the names that its plan uses. */
export interface StatementNames {
  /** Relations it names, without its CTEs: one that the plan does not read is a view. */
  readonly relations: ReadonlySet<string>
  /** Aliases with column names of their own (`work_items AS w (a, b)`): conditions then use those names. */
  readonly renaming: ReadonlySet<string>
}

/** What a statement's text says; nothing where there is no text to read. */
export function statementNames(statement: string | undefined): StatementNames {
  const relations = new Set<string>()
  const renaming = new Set<string>()
  const own = new Set<unknown>()
  const statements = statement === undefined ? [] : parseStatements(statement)
  eachNode(statements, (kind, node) => {
    const { aliasname, colnames, relname, ctename } = (node ?? {}) as Record<string, unknown>
    if (typeof relname === 'string') relations.add(relname)
    if (kind === 'CommonTableExpr') own.add(ctename)
    if (kind !== 'alias' || typeof aliasname !== 'string') return
    if (Array.isArray(colnames) && colnames.length > 0) renaming.add(aliasname)
  })
  return { relations: new Set([...relations].filter((name) => !own.has(name))), renaming }
}

/** An alias as the statement has it: EXPLAIN numbers those that occur more than once. */
export function aliasStem(alias: string): string {
  return alias.replace(/_\d+$/, '')
}

/** Gives the aliases with column names of their own in the views of the database, as a JSON array (see readValue). */
export const renamingInViews: ColumnFreeExpression = {
  parts: [
    `(SELECT pg_catalog.concat('=', COALESCE((SELECT pg_catalog.json_agg(DISTINCT m[1])` +
      ` FROM pg_catalog.pg_rewrite AS r, pg_catalog.regexp_matches(r.ev_action::pg_catalog.text,` +
      ` ':alias \\{ALIAS :aliasname (\\S+) :colnames \\("', 'g') AS m` +
      ` WHERE r.oid >= '16384'::pg_catalog.oid)::pg_catalog.text, '[]')))`,
  ],
}
