import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  importCycles,
  type ImportRules,
  strangers,
  suppressions,
  unknownFolders,
  unlistedPackages,
  wrongDirections,
} from './import-rules.js'
import { importsOf, parseFile, root, sourceFiles } from './source-tree.js'

const rules = JSON.parse(
  readFileSync(join(root, 'test/repository/import-levels.json'), 'utf8'),
) as ImportRules
const product = sourceFiles('src', 'sandbox')

describe('the tree', () => {
  it('has a level for every folder of src', () => {
    expect(unknownFolders(product, rules)).toEqual([])
  })

  it('imports lower levels only, and src and sandbox do not know each other', () => {
    expect(wrongDirections(product, rules)).toEqual([])
  })

  it('has no import cycles between files', () => {
    expect(importCycles(product)).toEqual([])
  })

  it('keeps HTTP, the database and the environment in the folders that own them', () => {
    expect(strangers(product, rules)).toEqual([])
  })

  it('imports only packages that package.json lists as dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    // The sandbox's answers are held against the types of Microsoft's client.
    const forTypes = new Set(['azure-devops-node-api'])
    expect(unlistedPackages(product, new Set(Object.keys(dependencies)), forTypes)).toEqual([])
  })

  it('switches no lint or compiler check off by a comment', () => {
    expect(suppressions(sourceFiles('src', 'sandbox', 'test', 'bench', 'bin'))).toEqual([])
  })
})

describe('the rules themselves', () => {
  const file = (path: string, text: string) => parseFile(path, text)
  const retry = file('src/rest/retry.ts', '')

  it.each([
    ['a type-only import', "import type { R } from '../rest/retry.js'"],
    ['a re-export', "export * from '../rest/retry.js'"],
    ['an import() call', "const r = await import('../rest/retry.js')"],
    ['an import() type', "let r: import('../rest/retry.js').R"],
    ['a require() call', "const r = require('../rest/retry.js')"],
  ])('find an upward import in %s', (_name, text) => {
    expect(wrongDirections([retry, file('src/auth/credential.ts', text)], rules)).toEqual([
      'src/auth/credential.ts:1 imports src/rest/retry.ts: auth (level 2) may import lower levels only, rest has 3',
    ])
  })

  it('find a sideways import', () => {
    const files = [file('src/auth/a.ts', ''), file('src/planner/b.ts', "import '../auth/a.js'")]
    expect(wrongDirections(files, rules)).toHaveLength(1)
  })

  it('allow a downward import and one inside the folder', () => {
    const files = [
      file('src/auth/a.ts', ''),
      file('src/rest/b.ts', "import '../auth/a.js'\nimport './retry.js'"),
      retry,
    ]
    expect(wrongDirections(files, rules)).toEqual([])
  })

  it('find a computed import', () => {
    expect(wrongDirections([file('src/auth/a.ts', 'await import(name)')], rules)).toHaveLength(1)
  })

  it('find a sandbox that knows the product, and the reverse, but not main.ts', () => {
    const files = [
      file('sandbox/sandbox.ts', "import '../src/rest/retry.js'"),
      file('src/cli/sandbox.ts', "import '../../sandbox/sandbox.js'"),
      file('src/main.ts', "import '../sandbox/sandbox.js'"),
      retry,
    ]
    expect(wrongDirections(files, rules).map((fault) => fault.split(':')[0])).toEqual([
      'sandbox/sandbox.ts',
      'src/cli/sandbox.ts',
    ])
  })

  it('find a cycle through three files', () => {
    const files = [
      file('src/rest/a.ts', "import './b.js'"),
      file('src/rest/b.ts', "import type { C } from './c.js'"),
      file('src/rest/c.ts', "export { a } from './a.js'"),
    ]
    expect(importCycles(files)).toEqual(['src/rest/a.ts → src/rest/b.ts → src/rest/c.ts → src/rest/a.ts'])
  })

  it.each([
    ['process.env', 'const home = process.env.AZDO_HOME'],
    ['process.env', 'const { env } = process'],
    ['process.env', "import { env as e } from 'node:process'"],
    ['fetch()', "await fetch('https://dev.azure.com')"],
    ['pg', "import pg from 'pg'"],
    ['undici', "import { request } from 'undici'"],
    ['https', "import { get } from 'node:https'"],
  ])('find %s where it does not belong: %s', (what, text) => {
    expect(strangers([file('src/wire/x.ts', text)], rules)).toEqual([
      expect.stringContaining(`uses ${what}, which`),
    ])
  })

  it('leave parameters alone that are named like globals', () => {
    const text = 'const io = (process: P) => process.env\nconst ask = (fetch: F) => fetch(1)'
    expect(strangers([file('src/wire/x.ts', text)], rules)).toEqual([])
  })

  it('find comments that switch checks off, not the same words in a string', () => {
    const mark = ['eslint', 'disable'].join('-')
    expect(suppressions([file('src/a.ts', `// ${mark} no-var\nvar a = 1`)])).toHaveLength(1)
    expect(suppressions([file('src/a.ts', `var a = f(1 /* @ts-${'ignore'} */)`)])).toHaveLength(1)
    expect(suppressions([file('src/a.ts', `var a = '// ${mark}'`)])).toEqual([])
  })

  it('name a package by its first part', () => {
    const names = importsOf(
      file('src/a.ts', "import '@clack/prompts/x'\nimport 'pg/lib'\nimport 'node:fs/promises'"),
    )
    expect(names.map((i) => i.target)).toEqual(['@clack/prompts', 'pg', 'fs'])
  })
})
