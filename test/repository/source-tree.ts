import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** One TypeScript or JavaScript file of the repository. */
export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
}

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git'])

/** Paths of every file under a folder of the root, forward slashes, sorted. An absent folder has none. */
export function filesUnder(folder: string): string[] {
  const found: string[] = []
  const walk = (absolute: string): void => {
    for (const entry of readdirSync(absolute, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue
      const path = join(absolute, entry.name)
      if (entry.isDirectory()) walk(path)
      else found.push(relative(root, path).split(sep).join('/'))
    }
  }
  try {
    walk(join(root, folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return found.sort()
}

/** Parsed source files of the given folders. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap(filesUnder)
    .filter((path) => /\.(ts|js|mjs)$/.test(path))
    .map((path) => parseFile(path, readFileSync(join(root, path), 'utf8')))
}

/** Svelte files of the given folders. Their tree is of their scripts alone, on the lines where these stand. */
export function svelteFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap(filesUnder)
    .filter((path) => path.endsWith('.svelte'))
    .map((path) => parseSvelte(path, readFileSync(join(root, path), 'utf8')))
}

/** As parseFile, of a Svelte file. */
export function parseSvelte(path: string, text: string): SourceFile {
  const blank = (markup: string): string => markup.replace(/[^\n]/g, '')
  let scripts = ''
  let end = 0
  for (const found of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    scripts += blank(text.slice(end, found.index) + found[1]!) + found[2]!
    end = found.index + found[0].length
  }
  return { ...parseFile(path, scripts), text }
}

/** A file's text as a syntax tree; `path` says how it is named in findings. */
export function parseFile(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) }
}

/** One import of a file: a path from the root for a relative one, the package's name for another. */
export interface Import {
  readonly line: number
  readonly target: string
  readonly relative: boolean
  /** `import type`: nothing of it is left when the program runs. */
  readonly typeOnly: boolean
}

/**
 * Every import of a file: declarations, re-exports, `import()` types and calls, `require()`; type-only ones included.
 * An `import()` of something computed has the target `(computed)`, which no rule allows.
 */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = []
  const add = (node: ts.Node, name: ts.Node | undefined): void => {
    const typeOnly =
      ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    const line = file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
    if (name === undefined || !ts.isStringLiteralLike(name)) {
      imports.push({ line, target: '(computed)', relative: false, typeOnly })
    } else if (name.text.startsWith('.')) {
      const target = posix.join(posix.dirname(file.path), name.text).replace(/\.js$/, '.ts')
      imports.push({ line, target, relative: true, typeOnly })
    } else {
      imports.push({ line, target: packageName(name.text), relative: false, typeOnly })
    }
  }
  visit(file.tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier)
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier)
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression)
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined)
    } else if (ts.isCallExpression(node)) {
      const called = node.expression
      const requires = ts.isIdentifier(called) && called.text === 'require'
      if (called.kind === ts.SyntaxKind.ImportKeyword || requires) add(node, node.arguments[0])
    }
  })
  return imports
}

/** `node:http` → `http`, `@scope/name/part` → `@scope/name`, `name/part` → `name`. */
function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.replace(/^node:/, '').split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** True for a module that comes with Node. */
export function isBuiltIn(name: string): boolean {
  return process.getBuiltinModule(`node:${name}`) !== undefined
}

/** Calls `look` for a node and everything below it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}

/** The comments of a file, with the line each starts on. Text inside strings is not a comment. */
export function commentsOf(file: SourceFile): { readonly line: number; readonly text: string }[] {
  const starts = new Map<number, number>()
  const tokens = (node: ts.Node): void => {
    const children = node.getChildren(file.tree)
    if (children.length > 0) return children.forEach(tokens)
    const ranges = [
      ...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? []),
    ]
    for (const range of ranges) starts.set(range.pos, range.end)
  }
  tokens(file.tree)
  return [...starts].map(([pos, end]) => ({
    line: file.tree.getLineAndCharacterOfPosition(pos).line + 1,
    text: file.text.slice(pos, end),
  }))
}
