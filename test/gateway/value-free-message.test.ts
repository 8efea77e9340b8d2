import { describe, expect, it } from 'vitest'
import { valueFreeMessage } from '../../src/gateway/value-free-message.js'

const messageOf = (code: string, message: string, more: Readonly<Record<string, string>> = {}) =>
  valueFreeMessage(new Map(Object.entries({ C: code, M: message, ...more })))

describe('the message of an error without values', () => {
  it.each([
    ['42703', 'column "nope" does not exist'],
    ['42P01', 'relation "box.nope" does not exist'],
    ['42601', 'syntax error at or near "selec"'],
    ['42601', 'syntax error at or near ")"'],
    ['42804', 'column "a" is of type integer but expression is of type text'],
    ['23505', 'duplicate key value violates unique constraint "t_pkey"'],
    ['23502', 'null value in column "id" of relation "t" violates not-null constraint'],
    ['22012', 'division by zero'],
    ['57014', 'canceling statement due to user request'],
    ['42P01', 'Relation »nope« existiert nicht'.replace('»', '„').replace('«', '“')],
  ])('%s keeps what it names: %s', (code, message) => {
    expect(messageOf(code, message)).toBe(message)
  })

  it.each([
    [
      '22P02',
      'invalid input syntax for type integer: "h1dden"',
      'invalid input syntax for type integer: "…"',
    ],
    [
      '22007',
      'invalid input syntax for type date: "a "h1dden" b"',
      'invalid input syntax for type date: "…"h1dden"…"',
    ],
    ['42601', 'syntax error at or near "\'h1dden\'"', 'syntax error at or near "…"'],
    ['42601', 'unterminated quoted string at or near "\'h1dden', 'unterminated quoted string at or near "…"'],
    ['42601', 'syntax error at or near "12345"', 'syntax error at or near "…"'],
    [
      '22P02',
      'ungültige Eingabesyntax für Typ integer: „h1dden“',
      'ungültige Eingabesyntax für Typ integer: "…"',
    ],
    ['22P02', 'syntaxe en entrée invalide : « h1dden »', 'syntaxe en entrée invalide : "…"'],
  ])('%s leaves out what it quotes: %s', (code, message, shown) => {
    expect(messageOf(code, message)).toBe(shown)
  })

  it('keeps nothing of what somebody raised, but what the functions of a connection say', () => {
    const raised = { R: 'exec_stmt_raise', W: 'PL/pgSQL function inline_code_block line 1 at RAISE' }
    expect(messageOf('P0001', 'h1dden', raised)).not.toContain('h1dden')
    const own = { ...raised, W: 'PL/pgSQL function azdo.call_service(text,text,jsonb) line 9 at RAISE' }
    expect(messageOf('42501', 'rest() reads only.', own)).toBe('rest() reads only.')
  })
})
