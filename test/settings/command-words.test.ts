import { expect, test } from 'vitest'
import { splitWords } from '../../src/settings/command-words.js'

test.each<[string, string[] | undefined]>([
  ['az account get-access-token', ['az', 'account', 'get-access-token']],
  ['  a\t b  ', ['a', 'b']],
  [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
  [`a '' ""`, ['a', '', '']],
  [String.raw`a\ b "c\"d\\e\f" 'g\h'`, ['a b', String.raw`c"d\e\f`, String.raw`g\h`]],
  ['$HOME ; | >x', ['$HOME', ';', '|', '>x']],
  [`a 'b`, undefined],
  ['a "b', undefined],
  ['', []],
])('%j is split as a shell splits it', (text, words) => {
  expect(splitWords(text, false)).toEqual(words)
})

test('on Windows a backslash is part of a path', () => {
  expect(splitWords(String.raw`C:\tools\get.exe "C:\my files\x" \"q\"`, true)).toEqual([
    String.raw`C:\tools\get.exe`,
    String.raw`C:\my files\x`,
    '"q"',
  ])
})
