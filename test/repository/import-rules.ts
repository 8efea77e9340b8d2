import ts from 'typescript'
import { commentsOf, importsOf, isBuiltIn, type SourceFile, visit } from './source-tree.js'

/** What `import-levels.json` says. */
export interface ImportRules {
  /** Folder of `src/` (or a file right in it) → level. */
  readonly levels: Readonly<Record<string, number>>
  /** Packages, Node modules, `fetch()` and `process.env`, and the only folders that may use them. */
  readonly owned: readonly {
    readonly what: readonly string[]
    readonly folders: readonly string[]
    readonly why: string
  }[]
}

/** `src/rest/retry.ts` → `rest`; `src/main.ts` → `main.ts`; undefined outside `src/`. */
function folderOf(path: string): string | undefined {
  return path.startsWith('src/') ? path.split('/')[1] : undefined
}

/** Files of `src/` that stand in a folder without a level. */
export function unknownFolders(files: readonly SourceFile[], rules: ImportRules): string[] {
  return files
    .filter((file) => file.path.startsWith('src/') && rules.levels[folderOf(file.path)!] === undefined)
    .map((file) => `${file.path}: folder ${folderOf(file.path)} has no level`)
}

/** Imports that go up or sideways, leave the tree, cross between `src/` and `sandbox/`, or are computed. */
export function wrongDirections(files: readonly SourceFile[], rules: ImportRules): string[] {
  const known = new Set(files.map((file) => file.path))
  const faults: string[] = []
  for (const file of files) {
    const from = folderOf(file.path)
    for (const { line, target, relative } of importsOf(file)) {
      const fault = (reason: string): void =>
        void faults.push(`${file.path}:${line} imports ${target}: ${reason}`)
      if (target === '(computed)') fault('the target must be written out')
      if (!relative) continue
      if (!known.has(target)) {
        if (target !== 'package.json') fault('no such source file')
        continue
      }
      const to = folderOf(target)
      if (from === undefined && to !== undefined) fault('the sandbox may not know the product')
      else if (from !== undefined && to === undefined && from !== 'main.ts')
        fault('only main.ts may know the sandbox')
      else if (from !== undefined && to !== undefined && from !== to && level(to) >= level(from)) {
        fault(`${from} (level ${level(from)}) may import lower levels only, ${to} has ${level(to)}`)
      }
    }
  }
  return faults

  function level(folder: string): number {
    return rules.levels[folder] ?? Number.NaN
  }
}

/** Groups of files that import each other in a circle, type-only imports included. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter((i) => i.relative)
        .map((i) => i.target),
    ]),
  )
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) return void found.push([...trail.slice(at), path].join(' → '))
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  return found
}

/** Uses of an owned thing outside the folders that own it. */
export function strangers(files: readonly SourceFile[], rules: ImportRules): string[] {
  const faults: string[] = []
  for (const file of files) {
    const folder = folderOf(file.path)
    if (folder === undefined) continue
    const uses = [
      ...importsOf(file)
        .filter((i) => !i.relative)
        .map((i) => ({ line: i.line, what: i.target })),
      ...namedUses(file),
    ]
    for (const { line, what } of uses) {
      const owner = rules.owned.find((o) => o.what.includes(what))
      if (owner !== undefined && !owner.folders.includes(folder)) {
        faults.push(
          `${file.path}:${line} uses ${what}, which belongs to ${owner.folders.join(', ')}. ${owner.why}`,
        )
      }
    }
  }
  return faults
}

/** Calls of the global `fetch` and reads of `process.env`, by whatever spelling the syntax shows. */
function namedUses(file: SourceFile): { readonly line: number; readonly what: string }[] {
  const uses: { line: number; what: string }[] = []
  visit(file.tree, (node) => {
    const what = readsEnvironment(node) ? 'process.env' : callsFetch(node) ? 'fetch()' : undefined
    if (what === undefined) return
    uses.push({ line: file.tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, what })
  })
  return uses
}

function callsFetch(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) &&
    /^(globalThis\.)?fetch$/.test(node.expression.getText()) &&
    !isParameter(node, 'fetch')
  )
}

function readsEnvironment(node: ts.Node): boolean {
  if (isParameter(node, 'process')) return false
  if (ts.isPropertyAccessExpression(node)) return /^(globalThis\.)?process\.env$/.test(node.getText())
  if (ts.isElementAccessExpression(node)) return /^process\[.env.\]$/.test(node.getText())
  if (ts.isImportSpecifier(node)) {
    const from = node.parent.parent.parent.moduleSpecifier
    return (node.propertyName ?? node.name).text === 'env' && /^.(node:)?process.$/.test(from.getText())
  }
  return (
    ts.isVariableDeclaration(node) &&
    ts.isObjectBindingPattern(node.name) &&
    node.initializer?.getText() === 'process' &&
    node.name.elements.some((e) => (e.propertyName ?? e.name).getText() === 'env')
  )
}

/** True where the name is a parameter of a function around the node, not the global. */
function isParameter(node: ts.Node, name: string): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some((p) => p.name.getText() === name)) return true
  }
  return false
}

/**
 * Packages that a file uses and `package.json` does not list as a dependency. Of `forTypes`, development dependencies,
 * a file may take types, which are gone when the program runs.
 */
export function unlistedPackages(
  files: readonly SourceFile[],
  listed: ReadonlySet<string>,
  forTypes: ReadonlySet<string>,
): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(
        (i) =>
          !i.relative &&
          i.target !== '(computed)' &&
          !isBuiltIn(i.target) &&
          !listed.has(i.target) &&
          !(i.typeOnly && forTypes.has(i.target)),
      )
      .map((i) => `${file.path}:${i.line} imports ${i.target}, which package.json does not list`),
  )
}

/** Comments that switch a check off. */
export function suppressions(files: readonly SourceFile[]): string[] {
  const marks = /\b(eslint-disable|eslint-enable)|@ts-(ignore|nocheck|expect-error)/
  const suspects = files.filter((file) => marks.test(file.text))
  return suspects.flatMap((file) =>
    commentsOf(file)
      .filter((comment) => marks.test(comment.text))
      .map((comment) => `${file.path}:${comment.line} switches a check off: ${comment.text.trim()}`),
  )
}
