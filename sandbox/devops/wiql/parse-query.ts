import { EOF, Lexer, type IToken } from 'chevrotain'
import { notEmulated } from '../devops-error.js'
import { WiqlParser } from './grammar.js'
import type { WiqlQuery } from './syntax.js'
import { syntaxError } from './syntax-error.js'
import * as t from './tokens.js'

const lexer = new Lexer(t.tokens, { positionTracking: 'onlyOffset' })
const parser = new WiqlParser()

/** Longest query the service takes, in characters (facts 4). */
export const maxLength = 32_000

/** Deeper nesting would exhaust the stack of the parser. */
const maxDepth = 100

/** Parses one query; throws the service's error for a query it could not read. */
export function parseQuery(text: string): WiqlQuery {
  if (text.length > maxLength) {
    throw syntaxError(`The length of the query text exceeds the limit of ${maxLength} characters.`)
  }
  const { tokens, errors } = lexer.tokenize(text)
  const unread = errors[0]
  if (unread)
    throw syntaxError(
      `Unexpected character. The error is caused by «${text.slice(unread.offset, unread.offset + 10)}».`,
    )
  refuseDeepNesting(tokens)
  parser.input = tokens
  const query = parser.query()
  const failure = parser.errors[0]
  if (failure) {
    const atEnd = failure.token.tokenType === EOF
    const expecting =
      failure.name === 'NotAllInputParsedException'
        ? 'Expecting end of string.'
        : 'The query is not complete or not correct.'
    throw syntaxError(
      `${expecting} The error is caused by «${atEnd ? 'end of string' : failure.token.image}».`,
    )
  }
  const source = query.source.toLowerCase()
  if (source !== 'workitems' && source !== 'workitemlinks')
    throw syntaxError(`Expecting WorkItems. The error is caused by «${query.source}».`)
  return query
}

function refuseDeepNesting(tokens: readonly IToken[]): void {
  let depth = 0
  for (const [at, { tokenType }] of tokens.entries()) {
    if (tokenType === t.Open) depth++
    else if (tokenType === t.Close) depth--
    else if (tokenType === t.Not && tokens[at - 1]?.tokenType === t.Not) depth++
    if (depth > maxDepth) throw notEmulated(`conditions nested more than ${maxDepth} deep`)
  }
}
