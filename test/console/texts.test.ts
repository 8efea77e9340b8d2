import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const web = fileURLToPath(new URL('../../web/src', import.meta.url))
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path))
  .map((path) => readFileSync(join(web, path), 'utf8'))

/** Every text of an object by its path: `editor.steps.token`. */
function pathsOf(texts: object): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pathsOf(value).map((path) => `${key}.${path}`)
      : [key],
  )
}

/**
 * The paths that a file speaks of, below what it imports as `name` from the file of texts: also by a part of them that it
 * gives a name of its own. An object that is spoken of as a whole is all used.
 */
function spokenOf(source: string, file: string, name: string): string[] {
  const imported = new RegExp(
    `import \\{[^}]*\\b${name}\\b(?: as (\\w+))?[^}]*\\} from '[^']*/texts/${file}\\.js'`,
  )
  const found = imported.exec(source)
  if (found === null) return []
  const alias = found[1] ?? name
  const names = new Map([[alias, '']])
  const taken = new RegExp(`const \\{([^}]*)\\} = ${alias}\\b`)
  for (const part of taken.exec(source)?.[1]?.split(',') ?? []) names.set(part.trim(), `${part.trim()}.`)
  const rest = source.replace(imported, '').replace(taken, '')
  return [...names].flatMap(([start, path]) =>
    [...rest.matchAll(new RegExp(`(?<![\\w.'/-])${start}(?:((?:\\.\\w+)+)|(?=\\s*[[),}]))`, 'g'))].map(
      (match) => `${path}${(match[1] ?? '').slice(1)}`.replace(/\.$/, ''),
    ),
  )
}

function unused(file: string, name: string, texts: object, among: readonly string[]): string[] {
  const spoken = among.flatMap((source) => spokenOf(source, file, name))
  const isUsed = (path: string): boolean =>
    spoken.some((one) => one === '' || `${one}.`.startsWith(`${path}.`) || path.startsWith(`${one}.`))
  return pathsOf(texts)
    .filter((path) => !isUsed(path))
    .map((path) => `${file}.ts: ${name}.${path}`)
}

describe('texts of the pages', () => {
  it('are all used', async () => {
    const left: string[] = []
    for (const path of readdirSync(join(web, 'texts'))) {
      const texts = (await import(join(web, 'texts', path))) as Record<string, object>
      for (const [name, object] of Object.entries(texts))
        left.push(...unused(path.replace(/\.ts$/, ''), name, object, sources))
    }
    expect(left).toEqual([])
  })

  it('are found unused when nothing speaks of them', () => {
    const texts = { a: '', b: { c: '', d: '' }, e: { f: '', g: '' }, h: { i: '' } }
    const source = `import { page as texts } from '../texts/page.js'
      import { shell } from '../texts/shell.js'
      const { h } = texts
      <i class="h">{texts.b.c + texts.e[name] + other.a + 'h.i' + shell.b.d}</i>`
    expect(unused('page', 'page', texts, [source])).toEqual([
      'page.ts: page.a',
      'page.ts: page.b.d',
      'page.ts: page.h.i',
    ])
    expect(unused('page', 'page', texts, [`${source} h.i texts.a texts.b.d`])).toEqual([])
    expect(unused('page', 'page', texts, ["import { page } from '../texts/other.js'; page.a"])).toHaveLength(
      6,
    )
  })
})
