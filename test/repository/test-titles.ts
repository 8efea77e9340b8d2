import ts from 'typescript'
import { type SourceFile, visit } from './source-tree.js'

/** Test titles that occur twice in a file under the same describe blocks; computed titles are left out. */
export function duplicateTitles(file: SourceFile): string[] {
  const seen = new Set<string>()
  const twice: string[] = []
  visit(file.tree, (node) => {
    const title = testTitle(node)
    if (title === undefined) return
    const full = [...describedBy(node), title].join(' > ')
    if (seen.has(full)) twice.push(`${file.path}: ${full}`)
    seen.add(full)
  })
  return twice
}

/** The written-out title of an `it`, `test` (also `.each`, `.skipIf` …) or `describe` call that is this node. */
function testTitle(node: ts.Node, names = /^(it|test)\b/): string | undefined {
  if (!ts.isCallExpression(node) || !names.test(node.expression.getText())) return undefined
  const [title, body] = node.arguments
  return title !== undefined && body !== undefined && ts.isStringLiteralLike(title) ? title.text : undefined
}

/** Titles of the describe blocks around a node, outermost first. */
function describedBy(node: ts.Node): string[] {
  const titles: string[] = []
  for (let at = node.parent; at !== undefined; at = at.parent) {
    const title = testTitle(at, /^describe\b/)
    if (title !== undefined) titles.unshift(title)
  }
  return titles
}
