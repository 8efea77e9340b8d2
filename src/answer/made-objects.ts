import { firstOf, lastPart, tokensOf, type TreeNode } from './statement-text.js'

/** Something that a statement makes or changes, and that other sessions may not see yet. */
export interface MadeObject {
  /** Statements use it by this name; undefined: without naming it, as a cast or an operator. */
  readonly name: string | undefined
  /** Text that may run when it is used: the query of a view, the code of a function; empty: none. */
  readonly body: string
}

/** What a statement makes or changes: of a trigger, a rule or a policy, its table. */
export function madeBy(text: string, kind: string, node: TreeNode): readonly MadeObject[] {
  if (kind === 'DoStmt') return objectsMadeIn(text)
  if (kind === 'CallStmt') return []
  const into = (firstOf(node, 'intoClause') ?? node['into']) as { rel?: unknown } | undefined
  if (into) {
    // A materialized view runs its query again.
    const body = node['objtype'] === 'OBJECT_MATVIEW' ? text : ''
    return [{ name: nameOf(into.rel), body }]
  }
  const names = namesOf(kind, node)
  return names.length === 0
    ? [{ name: undefined, body: text }]
    : names.map((name) => ({ name, body: kind === 'DropStmt' ? '' : text }))
}

/** The tables and views that code creates or renames as it runs, as far as it says so. */
export function objectsMadeIn(code: string): readonly MadeObject[] {
  const words = tokensOf(code).map(({ text }) => text)
  const made: MadeObject[] = []
  words.forEach((word, i) => {
    if (/^(?:\$\w*\$|')/.test(word)) {
      const inside = word.replace(/^(\$\w*\$|')([\s\S]*)\1$/, '$2')
      if (inside !== word && /\b(?:create|into|rename)\b/i.test(inside)) made.push(...objectsMadeIn(inside))
      return
    }
    if (!/^(?:create|into|to)$/i.test(word)) return
    let at = i + 1
    while (modifiers.test(words[at] ?? '')) at++
    while (words[at + 1] === '.') at += 2
    const name = words[at]
    const isNew = at > i + 1 || /^to$/i.test(word)
    if (isNew && name !== undefined && /^(?:"|[a-z_\u0080-\uffff])/i.test(name))
      made.push({ name: identifier(name), body: '' })
  })
  return made
}

const modifiers =
  /^(?:or|replace|local|global|temp|temporary|unlogged|recursive|materialized|table|view|if|not|exists)$/i

/** The name that an identifier as it is written stands for. */
export function identifier(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase()
}

function namesOf(kind: string, node: TreeNode): readonly string[] {
  if (kind === 'CreateFunctionStmt') return lastName(node['funcname'])
  if (kind === 'DropStmt') {
    return ((node['objects'] ?? []) as readonly Record<string, Record<string, unknown>>[]).flatMap((object) =>
      lastName(object['List']?.['items'] ?? object['ObjectWithArgs']?.['objname']),
    )
  }
  const relation =
    node['view'] ?? node['relation'] ?? node['table'] ?? firstOf(node['base'] ?? node['sequence'], 'relation')
  const name = nameOf(relation)
  const renamed = kind === 'RenameStmt' ? [String(node['newname'])] : []
  return name === undefined ? renamed : [name, ...renamed]
}

function nameOf(relation: unknown): string | undefined {
  return (relation as { relname?: string } | undefined)?.relname
}

function lastName(parts: unknown): readonly string[] {
  const last = lastPart(parts)
  return last === '' ? [] : [last]
}
