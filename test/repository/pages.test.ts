import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { suppressions, unlistedPackages } from './import-rules.js'
import {
  filesUnder,
  importsOf,
  parseFile,
  parseSvelte,
  root,
  sourceFiles,
  svelteFiles,
  visit,
  type SourceFile,
} from './source-tree.js'
import ts from 'typescript'

const schema = 'src/console/api-schema.ts'
/** A folder for each page; what they share stands beside them. */
const pages = ['connections', 'query', 'explore', 'connect', 'health']
/** Which page may use parts of which other. */
const mayKnow: Readonly<Record<string, string>> = {
  // A preview of a table is a query, shown in its grid.
  explore: 'query',
}
const web = [...sourceFiles('web/src'), ...svelteFiles('web/src')]

/** Imports of the pages that reach beyond what they may know. */
function strayImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ line, target, relative, typeOnly }) => {
      if (!relative) return []
      const fault = (why: string): string[] => [`${file.path}:${line} imports ${target}: ${why}`]
      if (!target.startsWith('web/src/')) {
        if (target !== schema) return fault('of the server only its schema is known')
        return typeOnly ? [] : fault('of the schema only the types')
      }
      const from = pageOf(file.path)
      const to = pageOf(target)
      if (to === undefined || to === from || (from !== undefined && mayKnow[from] === to)) return []
      if (from !== undefined) return fault(`the page ${from} does not know the page ${to}`)
      return file.path === 'web/src/app.svelte' ? [] : fault('what the pages share knows no page')
    }),
  )
}

function pageOf(path: string): string | undefined {
  return pages.find((page) => path.startsWith(`web/src/${page}/`))
}

/** What the pages must not hold, by the text of their markup. */
function refusedMarkup(files: readonly SourceFile[]): string[] {
  const refused = [
    [/\{@html\b/, 'a text must never become markup'],
    [/<[a-z][^>]*\sstyle=/, 'the Content-Security-Policy refuses inline styles; use style:property'],
    [/<!--\s*svelte-ignore/, 'switches a check off'],
    [/https?:\/\/(?!www\.w3\.org\/)/, 'nothing comes from elsewhere'],
    [/\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/, 'a text must never become markup'],
  ] as const
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((text, index) =>
        refused
          .filter(([pattern]) => pattern.test(text))
          .map(([, why]) => `${file.path}:${index + 1}: ${why}`),
      ),
  )
}

/** Calls of fetch() outside the client of the API. */
function strayRequests(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !path.startsWith('web/src/api/'))
    .filter(({ tree }) => {
      let calls = false
      visit(tree, (node) => {
        if (
          ts.isCallExpression(node) &&
          /^(window\.|globalThis\.)?fetch$/.test(node.expression.getText(tree))
        )
          calls = true
      })
      return calls
    })
    .map(({ path }) => path)
}

describe('the pages', () => {
  it('know of the server the types of its schema only, and not each other', () => {
    expect(strayImports(web)).toEqual([])
  })

  it('hold no markup from texts, no inline styles, nothing from elsewhere', () => {
    // The addresses that a person of the connection page reads are texts.
    expect(refusedMarkup(web.filter(({ path }) => !path.startsWith('web/src/texts/')))).toEqual([])
  })

  it('ask the server through the client of the API only', () => {
    expect(strayRequests(web)).toEqual([])
  })

  it('import only packages that package.json lists for development, as they are built in', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    expect(unlistedPackages(web, new Set(Object.keys(devDependencies)), new Set())).toEqual([])
  })

  it('switch no lint or compiler check off by a comment', () => {
    expect(suppressions([...web, ...sourceFiles('web')])).toEqual([])
  })

  it('have one file of texts each', () => {
    const texts = filesUnder('web/src/texts').map((path) => posix.basename(path, '.ts'))
    expect(texts).toEqual([...pages, 'shell'].sort())
  })
})

describe('the rules on pages', () => {
  const page = (text: string, path = 'web/src/query/a.svelte') =>
    parseSvelte(path, `<p>x</p>\n<script lang="ts">\n${text}\n</script>`)

  it('find an import of the server, or of more of its schema than types', () => {
    expect(strayImports([page("import type { A } from '../../../src/settings/connection.js'")])).toEqual([
      'web/src/query/a.svelte:3 imports src/settings/connection.ts: of the server only its schema is known',
    ])
    expect(strayImports([page("import { way } from '../../../src/console/api-schema.js'")])).toHaveLength(1)
    expect(strayImports([page("import type { Way } from '../../../src/console/api-schema.js'")])).toEqual([])
  })

  it('find a page that knows another, and a shared part that knows a page', () => {
    expect(strayImports([page("import '../explore/b.js'")])).toHaveLength(1)
    expect(strayImports([page("import '../query/b.js'", 'web/src/explore/a.svelte')])).toEqual([])
    expect(strayImports([page("import B from '../query/b.svelte'", 'web/src/shell/a.svelte')])).toHaveLength(
      1,
    )
    expect(strayImports([page("import B from '../shell/b.svelte'")])).toEqual([])
  })

  it.each([
    ['{@html text}', 'markup from a text'],
    ['<p class="a" style="color: red">', 'an inline style'],
    ['<!-- svelte-ignore a11y_x -->', 'a switched off check'],
    ['<img src="https://example.com/a.png" alt="">', 'something from elsewhere'],
    ['element.innerHTML = text', 'markup by a script'],
  ])('find in %s %s', (text) => {
    expect(refusedMarkup([parseFile('web/src/query/a.ts', text)])).toHaveLength(1)
  })

  it('let a style property and a name with style in it pass', () => {
    expect(refusedMarkup([parseFile('a', '<p style:width={w} data-style="x">')])).toEqual([])
  })

  it('find a request beside the client', () => {
    expect(strayRequests([page("await fetch('/api/x')"), page('fetchRows()')])).toEqual([
      'web/src/query/a.svelte',
    ])
  })
})
