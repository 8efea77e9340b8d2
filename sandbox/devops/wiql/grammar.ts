import { EmbeddedActionsParser } from 'chevrotain'
import type { Condition, FieldName, FieldTest, Operand, Operator, WiqlQuery } from './syntax.js'
import * as t from './tokens.js'

/** Builds the syntax while it parses; precedence: NOT, AND, OR. The parsing library asks for a class. */
export class WiqlParser extends EmbeddedActionsParser {
  constructor() {
    super(t.tokens)
    this.performSelfAnalysis()
  }

  readonly query = this.RULE('query', (): WiqlQuery => {
    const select: FieldName[] = []
    const orderBy: { field: FieldName; descending: boolean }[] = []
    const mode: string[] = []
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
    const asOf = this.OPTION3(() => {
      this.CONSUME(t.AsOf)
      return this.SUBRULE(this.operand)
    })
    this.OPTION4(() => {
      this.CONSUME(t.Mode)
      this.CONSUME(t.Open)
      this.AT_LEAST_ONE_SEP3({ SEP: t.Comma, DEF: () => void mode.push(this.CONSUME2(t.Name).image) })
      this.CONSUME(t.Close)
    })
    return { select, source, ...(where ? { where } : {}), orderBy, ...(asOf ? { asOf } : {}), mode }
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
    const prefix = this.OPTION(() => this.CONSUME(t.Side).image) ?? ''
    // While the grammar records itself the parser passes placeholders, hence String.
    const text = String(
      this.OR([
        { ALT: () => this.CONSUME(t.BracketedName).image },
        { ALT: () => this.CONSUME(t.Name).image },
      ]),
    )
    const name = text.startsWith('[') ? text.slice(1, -1).trim() : text
    const side = /source|target|links/i.exec(prefix)?.[0].toLowerCase() as FieldName['side']
    return { name, ...(side ? { side } : {}), text: `${prefix}${text}` }
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
      {
        ALT: () => {
          this.CONSUME(t.Ever)
          return { ...this.SUBRULE(this.fieldTest), ever: true }
        },
      },
      { ALT: () => this.SUBRULE2(this.fieldTest) },
    ])
  })

  private readonly fieldTest = this.RULE('fieldTest', (): FieldTest => {
    const field = this.SUBRULE(this.fieldName)
    const rest = this.OR([
      {
        ALT: () => {
          const operator = this.CONSUME(t.Comparison).image as Operator
          return { operator, operands: [this.SUBRULE(this.operand)], ever: false }
        },
      },
      {
        ALT: () => {
          this.OPTION3(() => this.CONSUME(t.Was))
          this.CONSUME(t.Ever)
          return { operator: '=' as Operator, operands: [this.SUBRULE2(this.operand)], ever: true }
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Is)
          const negated = this.OPTION(() => this.CONSUME(t.Not))
          this.CONSUME(t.Empty)
          const operator: Operator = negated ? 'IS NOT EMPTY' : 'IS EMPTY'
          return { operator, operands: [] as Operand[], ever: false }
        },
      },
      {
        ALT: () => {
          const negated = this.OPTION2(() => this.CONSUME2(t.Not))
          const word = this.SUBRULE(this.wordOperator)
          return {
            operator: (negated ? `NOT ${word.operator}` : word.operator) as Operator,
            operands: word.operands,
            ever: false,
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
          this.CONSUME(t.In)
          return this.OR2([
            {
              ALT: () => {
                this.CONSUME(t.Group)
                return { operator: 'IN GROUP', operands: [this.SUBRULE4(this.operand)] }
              },
            },
            { ALT: () => ({ operator: 'IN', operands: this.SUBRULE(this.operandList) }) },
          ])
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

  private readonly operandList = this.RULE('operandList', (): Operand[] => {
    const operands: Operand[] = []
    this.CONSUME(t.Open)
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void operands.push(this.SUBRULE(this.operand)) })
    this.CONSUME(t.Close)
    return operands
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

/** Removes the quotes around a literal. While the grammar records itself the parser passes placeholders, hence String. */
function unquoted(image: string): string {
  const text = String(image)
  const quote = text.charAt(0)
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}
