import { EmbeddedActionsParser, EOF, Lexer, type IToken } from 'chevrotain'
import { notEmulated, trackingError } from '../devops-error.js'
import type { Condition, FieldName, Operand, Operator, WiqlQuery } from './syntax.js'
import * as t from './tokens.js'

const lexer = new Lexer(t.tokens, { positionTracking: 'onlyOffset' })

/** Longest query the service takes, in characters (facts 4). */
export const maxLength = 32_000

/** Deeper nesting would exhaust the stack of the parser. */
const maxDepth = 100

/** Builds the syntax while it parses; precedence: NOT, AND, OR. */
class WiqlParser extends EmbeddedActionsParser {
  constructor() {
    super(t.tokens)
    this.performSelfAnalysis()
  }

  readonly query = this.RULE('query', (): WiqlQuery => {
    const select: FieldName[] = []
    const orderBy: { field: FieldName; descending: boolean }[] = []
    this.CONSUME(t.Select)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void select.push(this.SUBRULE(this.fieldName)) })
    this.CONSUME(t.From)
    const source = this.CONSUME(t.Name).image
    const where = this.OPTION(() => {
      this.CONSUME(t.Where)
      return this.SUBRULE(this.disjunction)
    })
    this.OPTION2(() => {
      this.CONSUME(t.Order)
      this.CONSUME(t.By)
      this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => void orderBy.push(this.SUBRULE(this.sortField)) })
    })
    return { select, source, ...(where ? { where } : {}), orderBy }
  })

  private readonly sortField = this.RULE('sortField', () => {
    const field = this.SUBRULE(this.fieldName)
    const descending = this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(t.Ascending) && false },
        { ALT: () => this.CONSUME(t.Descending) && true },
      ]),
    )
    return { field, descending: descending ?? false }
  })

  private readonly fieldName = this.RULE('fieldName', (): FieldName => {
    return this.OR([
      {
        ALT: () => {
          const text = this.CONSUME(t.BracketedName).image
          return { name: text.slice(1, -1).trim(), text }
        },
      },
      {
        ALT: () => {
          const text = this.CONSUME(t.Name).image
          return { name: text, text }
        },
      },
    ])
  })

  private readonly disjunction: () => Condition = this.RULE('disjunction', (): Condition => {
    const parts: Condition[] = [this.SUBRULE(this.conjunction)]
    this.MANY(() => {
      this.CONSUME(t.Or)
      parts.push(this.SUBRULE2(this.conjunction))
    })
    return parts.length === 1 ? (parts[0] as Condition) : { kind: 'or', parts }
  })

  private readonly conjunction: () => Condition = this.RULE('conjunction', (): Condition => {
    const parts: Condition[] = [this.SUBRULE(this.negation)]
    this.MANY(() => {
      this.CONSUME(t.And)
      parts.push(this.SUBRULE2(this.negation))
    })
    return parts.length === 1 ? (parts[0] as Condition) : { kind: 'and', parts }
  })

  private readonly negation: () => Condition = this.RULE('negation', (): Condition => {
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Not)
          return { kind: 'not', part: this.SUBRULE(this.negation) }
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Open)
          const inner = this.SUBRULE(this.disjunction)
          this.CONSUME(t.Close)
          return inner
        },
      },
      { ALT: () => this.SUBRULE(this.fieldTest) },
    ])
  })

  private readonly fieldTest = this.RULE('fieldTest', (): Condition => {
    const field = this.SUBRULE(this.fieldName)
    const rest = this.OR([
      {
        ALT: () => {
          const operator = this.CONSUME(t.Comparison).image as Operator
          return { operator, operands: [this.SUBRULE(this.operand)] }
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Is)
          const negated = this.OPTION(() => this.CONSUME(t.Not))
          this.CONSUME(t.Empty)
          return { operator: (negated ? 'IS NOT EMPTY' : 'IS EMPTY') as Operator, operands: [] as Operand[] }
        },
      },
      {
        ALT: () => {
          const negated = this.OPTION2(() => this.CONSUME2(t.Not))
          const word = this.SUBRULE(this.wordOperator)
          return {
            operator: (negated ? `NOT ${word.operator}` : word.operator) as Operator,
            operands: word.operands,
          }
        },
      },
    ])
    return { kind: 'test', field, ...rest }
  })

  private readonly wordOperator = this.RULE('wordOperator', () => {
    return this.OR([
      {
        ALT: () => {
          const operands: Operand[] = []
          this.CONSUME(t.In)
          this.CONSUME(t.Open)
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void operands.push(this.SUBRULE(this.operand)) })
          this.CONSUME(t.Close)
          return { operator: 'IN', operands }
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Under)
          return { operator: 'UNDER', operands: [this.SUBRULE2(this.operand)] }
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Contains)
          const words = this.OPTION(() => this.CONSUME(t.Words))
          return { operator: words ? 'CONTAINS WORDS' : 'CONTAINS', operands: [this.SUBRULE3(this.operand)] }
        },
      },
    ])
  })

  private readonly operand = this.RULE('operand', (): Operand => {
    return this.OR([
      {
        ALT: () => {
          const text = this.CONSUME(t.Text).image
          return { kind: 'string', value: unquoted(text), text }
        },
      },
      {
        ALT: () => {
          const sign = this.OPTION(() => this.CONSUME(t.Sign))?.image ?? ''
          const text = sign + this.CONSUME(t.Numeral).image
          return { kind: 'number', value: Number(text), text }
        },
      },
      { ALT: () => ({ kind: 'boolean', value: true, text: this.CONSUME(t.True).image }) },
      { ALT: () => ({ kind: 'boolean', value: false, text: this.CONSUME(t.False).image }) },
      { ALT: () => this.SUBRULE(this.macro) },
      {
        ALT: () => {
          const field = this.SUBRULE(this.fieldName)
          return { kind: 'field', field, text: field.text }
        },
      },
    ])
  })

  private readonly macro = this.RULE('macro', (): Operand => {
    const text = this.CONSUME(t.Macro).image
    const argument = this.OPTION(() => {
      this.CONSUME(t.Open)
      const literal = this.CONSUME(t.Text).image
      this.CONSUME(t.Close)
      return literal
    })
    const offset = this.OPTION2(() => {
      const sign = this.CONSUME(t.Sign).image
      return Number(sign + this.CONSUME(t.Numeral).image)
    })
    const name = text.slice(1).toLowerCase()
    return {
      kind: 'macro',
      name,
      ...(argument ? { argument: unquoted(argument) } : {}),
      offset: offset ?? 0,
      text,
    }
  })
}

const parser = new WiqlParser()

/** Removes the quotes around a literal. While the grammar records itself the parser passes placeholders, hence String. */
function unquoted(image: string): string {
  const text = String(image)
  const quote = text.charAt(0)
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

/** Parses one query; throws the service's error for a query it could not read, 501 for what is not emulated. */
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
  refuseNotEmulated(tokens)
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
  if (query.source.toLowerCase() === 'workitemlinks') throw notEmulated('link queries (FROM WorkItemLinks)')
  if (query.source.toLowerCase() !== 'workitems')
    throw syntaxError(`Expecting WorkItems. The error is caused by «${query.source}».`)
  return query
}

function refuseNotEmulated(tokens: readonly IToken[]): void {
  const refused = [
    [t.Ever, 'the WIQL operator EVER'],
    [t.AsOf, 'the WIQL clause ASOF'],
    [t.Group, 'the WIQL operator IN GROUP'],
  ] as const
  for (const [type, what] of refused) {
    if (tokens.some((token) => token.tokenType === type)) throw notEmulated(what)
  }
  let depth = 0
  for (const [at, { tokenType }] of tokens.entries()) {
    if (tokenType === t.Open) depth++
    else if (tokenType === t.Close) depth--
    else if (tokenType === t.Not && tokens[at - 1]?.tokenType === t.Not) depth++
    if (depth > maxDepth) throw notEmulated(`conditions nested more than ${maxDepth} deep`)
  }
}

/** Type key of bad queries as seen with TF51005; whether syntax errors share it is unconfirmed. */
export function syntaxError(message: string): Error {
  return trackingError(400, 'ValidationException', message)
}
