import { loadModule, parseSync, type ColumnRef, type Node, type SelectStmt, type TypeName } from 'libpg-query'

/** Loads PostgreSQL's own parser (WASM). To be awaited once before the planner is used. */
export function loadParser(): Promise<void> {
  return loadModule()
}

/** The syntax tree of one expression, or undefined when it is not one. */
export function parseExpression(text: string): Node | undefined {
  const targets = parseSelect(`SELECT (${text}\n)`)?.targetList ?? []
  const [target] = targets
  return targets.length === 1 && target && 'ResTarget' in target ? target.ResTarget.val : undefined
}

/** The syntax tree of a text that is exactly one SELECT, or undefined. */
export function parseSelect(sql: string): SelectStmt | undefined {
  const statements = parseStatements(sql)
  const only = statements?.length === 1 ? statements[0] : undefined
  return only && 'SelectStmt' in only ? only.SelectStmt : undefined
}

/** The syntax trees of a text's statements, or undefined when it does not parse. */
export function parseStatements(sql: string): readonly Node[] | undefined {
  try {
    return (parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt ? [stmt] : []))
  } catch {
    return undefined
  }
}

/** The parts of a dotted name: `pg_catalog.now` gives two. */
export function namesOf(parts: readonly Node[] | undefined): readonly string[] {
  return (parts ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : '*'))
}

/**
 * The name without its schema, when it is PostgreSQL's own: `now` and `pg_catalog.now` give `now`; a name of another
 * schema gives undefined. EXPLAIN names a schema where the bare name would mean something else.
 */
export function systemName(parts: readonly Node[] | undefined): string | undefined {
  const names = namesOf(parts)
  if (names.length === 1) return names[0]
  return names.length === 2 && names[0] === 'pg_catalog' ? names[1] : undefined
}

/** Alias and column of a reference written `alias.column`. */
export function qualifiedColumn(reference: ColumnRef): { alias: string; column: string } | undefined {
  const names = namesOf(reference.fields)
  return names.length === 2 ? { alias: names[0]!, column: names[1]! } : undefined
}

/** A type's name without schema or length, `[]` after arrays; undefined when it has a length or another schema. */
export function plainTypeName(type: TypeName | undefined): string | undefined {
  const name = systemName(type?.names)
  if (!type || name === undefined || type.typmods?.length || type.setof || type.pct_type) return undefined
  return type.arrayBounds?.length ? `${name}[]` : name
}

/** The conjuncts of a condition: its parts when it is an AND, else itself. */
export function eachConjunct(node: Node): readonly Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR' ? (node.BoolExpr.args ?? []) : [node]
}

/** Calls `seen` with every column reference in a tree. */
export function eachColumnReference(tree: unknown, seen: (reference: ColumnRef) => void): void {
  eachNode(tree, (kind, node) => {
    if (kind === 'ColumnRef') seen(node as ColumnRef)
  })
}

/** Calls `seen` with every node in a tree: its kind and its content. */
export function eachNode(tree: unknown, seen: (kind: string, node: unknown) => void): void {
  if (tree === null || typeof tree !== 'object') return
  for (const [kind, node] of Object.entries(tree)) {
    if (!Array.isArray(tree)) seen(kind, node)
    eachNode(node, seen)
  }
}
