import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { parseConnectionString, printConnectionString } from '../../src/settings/connection-string.js'

describe('parseConnectionString', () => {
  test.each<[string, Record<string, string>]>([
    ['', {}],
    [' ; ;', {}],
    ['Auth=Pat', { Auth: 'Pat' }],
    [' Auth = Pat ; Organization=acme; ', { Auth: 'Pat', Organization: 'acme' }],
    ['Project=;Auth=', { Project: '', Auth: '' }],
    ['Scope=a=b', { Scope: 'a=b' }],
    ['A="x;y"', { A: 'x;y' }],
    ["A='x;y';B=1", { A: 'x;y', B: '1' }],
    ['A={x;y} ;B=1', { A: 'x;y', B: '1' }],
    ['A="say ""hi""";B=\'it\'\'s\';C={a}}b}', { A: 'say "hi"', B: "it's", C: 'a}b' }],
    ['A=" x "', { A: ' x ' }],
    ['A=say "hi"', { A: 'say "hi"' }],
    ['A=""', { A: '' }],
    ['TokenUrl=https://x/{T}/token', { TokenUrl: 'https://x/{T}/token' }],
    ['A="line\nbreak"', { A: 'line\nbreak' }],
    ['__proto__=1', Object.fromEntries([['__proto__', '1']])],
  ])('%j', (text, values) => {
    expect(parseConnectionString(text)).toEqual(values)
  })

  test.each([
    ['Auth', 1],
    ['Auth=Pat;secret-rest', 10],
    ['=secret', 1],
    ['Auth=Pat; =secret', 11],
    ['A="secret', 3],
    ['A={secret}}', 3],
    ['A="x"secret', 6],
    ['A=1;a=secret', 5],
  ])('%j is refused at character %i', (text, position) => {
    const error = refusal(() => parseConnectionString(text))
    expect(error.code).toBe('CONNECTION_STRING_INVALID')
    expect(error.message).toMatch(new RegExp(`character ${position}\\.$`))
    expect(error.message + error.hint).not.toContain('secret')
  })
})

describe('printConnectionString', () => {
  test('quotes only what needs it', () => {
    const values = {
      Auth: 'Pat',
      Project: '',
      Scope: 'a~b=c',
      ClientSecret: ';x',
      A: '"q"',
      B: ' x',
      C: '{T}',
      D: "it's",
    }
    expect(printConnectionString(values)).toBe(
      'Auth=Pat;Project=;Scope=a~b=c;ClientSecret=";x";A="""q""";B=" x";C="{T}";D=it\'s;',
    )
  })

  test('refuses a key that could not be read back', () => {
    for (const key of ['', ' A', 'A=B', 'A;B']) {
      expect(refusal(() => printConnectionString({ [key]: '1' })).code).toBe('CONNECTION_STRING_INVALID')
    }
  })

  test('whatever is printed is read back the same', () => {
    const letters = fc.constantFrom(...'ab;="\'{} \t\n~\u00a0\ufeffé', '😀')
    const value = fc.oneof(fc.string({ unit: letters }), fc.string({ unit: 'grapheme' }))
    const key = fc.string({ minLength: 1 }).filter((k) => k === k.trim() && !/[=;]/.test(k))
    const pairs = fc.uniqueArray(fc.tuple(key, value), { selector: ([k]) => k.toLowerCase() })
    fc.assert(
      fc.property(pairs, (entries) => {
        const values = Object.fromEntries(entries)
        expect(parseConnectionString(printConnectionString(values))).toEqual(values)
      }),
      { numRuns: 500 },
    )
  })

  test('whatever is typed gives values or an error of its own kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB=;"\'{} ') }), (text) => {
        try {
          parseConnectionString(text)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AzdoError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function refusal(run: () => unknown): AzdoError {
  try {
    run()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AzdoError)
    return thrown as AzdoError
  }
  throw new Error('it was accepted')
}
