import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import {
  connectionSettings,
  findSetting,
  settingLabel,
  type AuthMethod,
} from '../../src/settings/connection-settings.js'
import { differences, pages, parametersPart, type NamedTest } from './sign-in-parameters.js'
import { parseFile, root, visit } from './source-tree.js'

const path = 'docs/sign-in.md'
const [start, end] = ['<!-- parameters: start -->\n', '<!-- parameters: end -->']
const both = Object.entries(pages).flatMap(([auth, parameters]) =>
  parameters.map((parameter) => [auth as AuthMethod, parameter.key, parameter] as const),
)

describe('the parameters of the reference pages', () => {
  it.each(both)(
    '%s %s is a setting with the label, default, options and duty of the page',
    (auth, key, page) => {
      const setting = findSetting(key)!
      expect(setting.key).toBe(key)
      expect(setting.usedBy).toContain(auth)
      expect(settingLabel(setting, auth)).toBe(page.label)
      const values = setting.options.map(({ value }) => value)
      expect(values).toEqual(expect.arrayContaining([...(page.options ?? [])]))
      if (differences[`${auth} ${key}`] !== undefined && auth === 'UserCredentials') return
      expect(setting.default[auth]).toBe(page.default)
      expect(setting.requiredBy.includes(auth)).toBe(page.required)
    },
  )

  it('are eleven of App Credentials and fourteen of User Credentials', () => {
    expect(pages.AppCredentials.length).toBe(11)
    expect(pages.UserCredentials.length).toBe(14)
  })

  it('stand in docs/sign-in.md as the settings registry has them', async () => {
    const text = readFileSync(join(root, path), 'utf8')
    const [before, rest] = text.split(start)
    const after = rest!.split(end)[1]
    const wanted = `${before}${start}\n${await parametersPart()}\n\n${end}${after}`
    if (process.env.UPDATE_DOCS === '1') writeFileSync(join(root, path), wanted)
    expect(readFileSync(join(root, path), 'utf8'), `${path}: run npm run docs`).toBe(wanted)
  })

  it.each(both.map(([auth, key, { shownBy }]) => [auth, key, shownBy] as const))(
    '%s %s is shown by a test that exists',
    (_auth, _key, [file, title]: NamedTest) => {
      expect(titlesIn(file)).toContain(title)
    },
  )

  it('has every way of signing in as a heading of docs/sign-in.md, and each setting in docs/settings.md', () => {
    const document = readFileSync(join(root, path), 'utf8')
    for (const { value, label } of findSetting('Auth')!.options)
      expect(document, value).toContain(`## ${label.replace(' (PAT)', '')}`)
    const reference = readFileSync(join(root, 'docs/settings.md'), 'utf8')
    for (const { key } of connectionSettings) expect(reference).toContain(`### ${key}\n`)
  })
})

/** Titles of a test file's tests, as written: a table's with its placeholders. */
function titlesIn(file: string): string[] {
  const titles: string[] = []
  visit(parseFile(file, readFileSync(join(root, file), 'utf8')).tree, (node) => {
    if (!ts.isCallExpression(node) || !/^(it|test)\b/.test(node.expression.getText())) return
    const [title] = node.arguments
    if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text)
  })
  return titles
}
