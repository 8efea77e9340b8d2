import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { settingsPart, tableIndex, tablePage } from './generate-docs.js'
import { anchorsOf, internalLinks, namedPaths } from './markdown-links.js'
import { filesUnder, root } from './source-tree.js'

/** `npm run docs` sets it: what is generated is written instead of compared. */
const updating = process.env.UPDATE_DOCS === '1'
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesUnder('docs').filter((p) => p.endsWith('.md')),
]

/** Compares a file with what is generated, or writes it. */
function agree(path: string, generated: string): void {
  if (updating) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), generated)
  }
  expect(existsSync(join(root, path)) ? read(path) : 'absent', `${path}: run npm run docs`).toBe(generated)
}

describe('generated documents', () => {
  it('docs/settings.md has every setting as the program knows it', async () => {
    const [start, end] = ['<!-- settings: start -->\n', '<!-- settings: end -->']
    const page = read('docs/settings.md')
    const [before, rest] = page.split(start)
    const after = rest!.split(end)[1]
    agree('docs/settings.md', `${before}${start}\n${await settingsPart()}\n${end}${after}`)
  })

  it.each(tables.map((t) => [t.name, t] as const))(
    'docs/tables/%s.md has its columns',
    async (name, table) => {
      agree(`docs/tables/${name}.md`, await tablePage(table))
    },
  )

  it('docs/tables lists the tables and has no other page', async () => {
    agree('docs/tables/README.md', await tableIndex(tables))
    const expected = new Set(['README', ...tables.map((t) => t.name)].map((name) => `docs/tables/${name}.md`))
    const surplus = filesUnder('docs/tables').filter((path) => !expected.has(path))
    if (updating) for (const path of surplus) rmSync(join(root, path))
    expect(updating ? [] : surplus).toEqual([])
  })
})

describe('documents', () => {
  let texts: Map<string, string>
  beforeAll(() => {
    texts = new Map(
      documents.filter((path) => existsSync(join(root, path))).map((path) => [path, read(path)]),
    )
  })

  it('link only to files and headings that exist', () => {
    const broken = [...texts]
      .flatMap(([path, text]) => internalLinks(path, text))
      .filter(({ path, anchor }) => {
        if (!existsSync(join(root, path))) return true
        return anchor !== '' && !anchorsOf(texts.get(path) ?? '').has(anchor)
      })
    expect(broken).toEqual([])
  })

  it('name only files and folders that exist', () => {
    const folders = ['src', 'sandbox', 'test', 'bench', 'bin', 'docs', '.ci']
    const lost = [...texts]
      .filter(([path]) => path !== 'CHANGELOG.md')
      .flatMap(([path, text]) => namedPaths(text, folders).map((name) => ({ in: path, name })))
      .filter(({ name }) => !existsSync(join(root, name)))
    expect(lost).toEqual([])
  })

  it('the architecture names every folder of src', () => {
    const folders = new Set(
      filesUnder('src')
        .filter((p) => p.split('/').length > 2)
        .map((p) => `src/${p.split('/')[1]!}/`),
    )
    const named = new Set(namedPaths(read('docs/architecture.md'), ['src']))
    expect([...folders].filter((folder) => !named.has(folder))).toEqual([])
  })

  it('the levels in the architecture are those that the import test holds', () => {
    const { levels } = JSON.parse(read('test/repository/import-levels.json')) as {
      levels: Record<string, number>
    }
    const rows = [...read('docs/architecture.md').matchAll(/^\|\s*(\d)\s*\|\s*`src\/([\w.-]+?)\/?`\s*\|/gm)]
    expect(rows.length).toBeGreaterThan(8)
    expect(
      rows.filter(([, level, folder]) => levels[folder!] !== Number(level)).map((row) => row[0]),
    ).toEqual([])
  })

  it('the README starts with the two commands and names the test command that CI runs', () => {
    const readme = read('README.md')
    const first = /```sh\n([\s\S]*?)```/.exec(readme)![1]!
    expect(first.match(/npm install && npm (run demo|test)/g)).toEqual([
      'npm install && npm run demo',
      'npm install && npm test',
    ])
    expect(read('.ci/run')).toContain('npm install && npm test')
  })

  it('decisions are numbered without gaps', () => {
    const numbers = filesUnder('docs/decisions').map((path) =>
      Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]),
    )
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })
})

describe('the reading of Markdown', () => {
  it('finds links and leaves out code and the web', () => {
    const text =
      '[a](b.md#c-d) [w](https://x.y) ![i](../i.png "t") `[no](no.md)`\n```\n[no](no.md)\n```\n[s](#s)'
    expect(internalLinks('docs/x.md', text).map((l) => `${l.path}#${l.anchor}`)).toEqual([
      'docs/b.md#c-d',
      'i.png#',
      'docs/x.md#s',
    ])
  })

  it('makes the anchors a reader can link to', () => {
    expect([...anchorsOf('# A real `organization`\n## A, b & c\n## USAGE_X\n## A, b & c')]).toEqual([
      'a-real-organization',
      'a-b--c',
      'usage_x',
      'a-b--c-1',
    ])
  })
})
