import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../repository/source-tree.js'

/** Packages and files that a module loads at once: static imports, those of types left out, followed to the end. */
function loadedBy(entry: string): Set<string> {
  const loaded = new Set<string>()
  const load = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, names, target] of text.matchAll(/^(?:import|export)\s+([^'"]*?from\s+)?'([^']+)'/gm)) {
      if (/^type\b/.test(names ?? '')) continue
      if (!target!.startsWith('.')) loaded.add(target!)
      else load(relative(root, join(root, dirname(file), target!.replace(/\.js$/, '.ts'))))
    }
  }
  load(entry)
  return loaded
}

describe('the command line', () => {
  it('loads no package but commander before a command asks for more: --help must be quick', () => {
    const packages = [...loadedBy('src/main.ts')].filter((each) => !/^(src|sandbox)\/|^node:/.test(each))
    expect(packages).toEqual(['commander'])
  })
})
