import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, parseFile, root, sourceFiles, svelteFiles } from './source-tree.js'
import { duplicateTitles } from './test-titles.js'

const { longFiles, testNames } = JSON.parse(
  readFileSync(join(root, 'test/repository/import-levels.json'), 'utf8'),
) as {
  longFiles: { ceiling: number; except: string[] }
  /** Tests of several files together, by name, and what they test. */
  testNames: Record<string, string>
}
const everything = [...sourceFiles('src', 'sandbox', 'test', 'bench', 'bin', 'web'), ...svelteFiles('web')]
const tests = everything.filter((file) => file.path.endsWith('.test.ts'))

describe('source files', () => {
  it('stay below the ceiling of lines', () => {
    const sizes = everything
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1, text: file.text }))
      .sort((a, b) => b.lines - a.lines)
    console.log(
      [
        'largest files (lines):',
        ...sizes.slice(0, 10).map((s) => `${String(s.lines).padStart(6)}  ${s.path}`),
      ].join('\n'),
    )
    const generated = (text: string): boolean => /^\/\/ Generated\b/.test(text)
    const tooLong = sizes.filter(
      (s) =>
        s.lines > longFiles.ceiling &&
        !generated(s.text) &&
        !longFiles.except.some((prefix) => s.path.startsWith(prefix)),
    )
    expect(tooLong.map((s) => `${s.path}: ${s.lines} lines`)).toEqual([])
  })

  it('have kebab-case names that say what they hold', () => {
    const vague =
      /((^|[/-])(utils?|helpers?|managers?|misc|common|stuff)|(^|\/)types)(\.test|\.svelte)?\.(ts|js|mjs|svelte)$/
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|js|mjs|svelte)$/
    const wrong = everything
      .map((file) => file.path)
      .filter((path) => vague.test(path) || !kebab.test(path.split('/').at(-1)!))
    expect(wrong).toEqual([])
  })
})

describe('test files', () => {
  it('stand in the folder named after what they test', () => {
    const own = ['repository', 'sandbox', 'end-to-end', 'support', 'whole-suite']
    const areas = new Set([
      ...own,
      ...filesUnder('src')
        .map((path) => path.split('/'))
        .filter((parts) => parts.length > 2)
        .map((parts) => parts[1]!),
    ])
    expect(tests.map((file) => file.path).filter((path) => !areas.has(path.split('/')[1]!))).toEqual([])
  })

  it('are named after what they test: a file or folder of their area comes first in the name', () => {
    // These look at the sandbox as a whole, from outside.
    const ofTheWhole = new Set(['conformance', 'official-client'])
    const astray = tests
      .map((file) => file.path.split('/'))
      .filter(([, area, folder]) => !(area === 'sandbox' && ofTheWhole.has(folder!)))
      .filter(([, area]) => area === 'sandbox' || existsSync(join(root, 'src', area!)))
      .filter((parts) => {
        const area = parts[1] === 'sandbox' ? 'sandbox' : `src/${parts[1]}`
        // The console is its server and its pages.
        const pages = parts[1] === 'console' ? filesUnder('web/src') : []
        const things = [...filesUnder(area), ...pages].flatMap((path) =>
          path
            .replace(/(\.svelte)?(\.ts)?$/, '')
            .split('/')
            .slice(1),
        )
        const name = parts.at(-1)!.replace(/\.test\.ts$/, '')
        return (
          !(name in testNames) &&
          !things.some(
            (thing) => name === thing || name.startsWith(`${thing}-`) || name.startsWith(`${thing}.`),
          )
        )
      })
    expect(astray.map((parts) => parts.join('/'))).toEqual([])
  })

  it('are not named after issues', () => {
    expect(tests.map((file) => file.path).filter((path) => /issue|bug|regression|\d{2,}/.test(path))).toEqual(
      [],
    )
  })

  it('have no two tests of one title', () => {
    expect(tests.flatMap(duplicateTitles)).toEqual([])
  })

  it('leave no test switched off or alone', () => {
    const marks = /\b(it|test|describe)\.(only|skip|todo)\(/
    expect(tests.filter((file) => marks.test(file.text)).map((file) => file.path)).toEqual([])
  })
})

describe('the rule on titles', () => {
  const twice = (text: string) => duplicateTitles(parseFile('a.test.ts', text))

  it('finds the same title twice in one block', () => {
    expect(twice("it('a', f)\nit('b', f)\nit('a', f)")).toEqual(['a.test.ts: a'])
    expect(twice("describe('x', () => { it('a', f)\nit.each([1])('a', f) })")).toEqual(['a.test.ts: x > a'])
  })

  it('lets blocks repeat a title', () => {
    expect(twice("describe('x', () => it('a', f))\ndescribe('y', () => it('a', f))")).toEqual([])
  })
})
