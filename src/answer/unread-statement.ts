import type { Statements } from './statements.js'

/**
 * A text with backslashes in a session where standard_conforming_strings is off: it reads otherwise than the parser and
 * the shadow session would read it. It is taken as one statement that may use whatever its words name.
 */
export function unreadStatement(sql: string): Statements {
  const words = sql.match(/[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|"[^"]+"/g) ?? []
  const names = [
    ...new Set(words.map((word) => (word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase()))),
  ]
  const [first = '', second = ''] = names
  const text = names.map((name) => `"${name}"`).join(', ')
  const called = new Set(names)
  return {
    list: [
      {
        text,
        need: { kind: 'whole', relations: names.map((name) => ({ schema: undefined, name })) },
        calls: { all: called, inExpressions: called, unnamed: new Set(), runsText: undefined },
        ...(first === 'do' && { code: called.has('execute') ? `${text} EXECUTE computed` : text }),
      },
    ],
    prepared: first === 'prepare' ? new Map([[second, { sql: `SELECT FROM ${text}` }]]) : new Map(),
    makesObjects: true,
    made: [],
    settings: [],
    changesSettings: true,
    endsTransaction: /^(?:commit|end|rollback|abort)$/.test(first),
  }
}
