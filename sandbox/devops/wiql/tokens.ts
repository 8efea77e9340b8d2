import { createToken, Lexer, type TokenType } from 'chevrotain'

/** Letters beyond ASCII are allowed; written without the u flag, which the lexer's first-letter index cannot read. */
export const Name = createToken({ name: 'Name', pattern: /[A-Za-z_\u0080-\uFFFF][\w.\u0080-\uFFFF]*/ })

/** WIQL keywords are case-insensitive and none is the start of a longer name. */
function keyword(word: string): TokenType {
  return createToken({ name: word, pattern: new RegExp(word, 'i'), longer_alt: Name })
}

export const Select = keyword('Select')
export const From = keyword('From')
export const Where = keyword('Where')
export const Order = keyword('Order')
export const By = keyword('By')
export const Ascending = keyword('Asc')
export const Descending = keyword('Desc')
export const AsOf = keyword('AsOf')
export const Mode = keyword('Mode')
export const And = keyword('And')
export const Or = keyword('Or')
export const Not = keyword('Not')
export const In = keyword('In')
export const Group = keyword('Group')
export const Under = keyword('Under')
export const Contains = keyword('Contains')
export const Words = keyword('Words')
export const Is = keyword('Is')
export const Empty = keyword('Empty')
export const Ever = keyword('Ever')
export const Was = keyword('Was')
export const True = keyword('True')
export const False = keyword('False')

/** `[Source].` before the name of a field, which says the end of a link that is meant. */
export const Side = createToken({
  name: 'Side',
  pattern: /(?:\[(?:source|target|links)\]|source|target|links)\s*\.\s*/i,
  line_breaks: true,
})
/** `[System.Id]` or `[Assigned To]`. */
export const BracketedName = createToken({ name: 'BracketedName', pattern: /\[[^[\]]+\]/ })
/** Single or double quotes; the quote itself is doubled inside (facts 5.2). */
export const Text = createToken({ name: 'Text', pattern: /'(?:[^']|'')*'|"(?:[^"]|"")*"/, line_breaks: true })
export const Numeral = createToken({ name: 'Numeral', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/ })
export const Macro = createToken({ name: 'Macro', pattern: /@\w+/ })
export const Comparison = createToken({ name: 'Comparison', pattern: /<>|<=|>=|=|<|>/ })
export const Sign = createToken({ name: 'Sign', pattern: /[+-]/ })
export const Comma = createToken({ name: 'Comma', pattern: /,/ })
export const Open = createToken({ name: 'Open', pattern: /\(/ })
export const Close = createToken({ name: 'Close', pattern: /\)/ })
const Blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })

/** Earlier ones are tried first: AsOf and Asc before shorter words that begin alike. */
export const tokens: TokenType[] = [
  Blank,
  Side,
  BracketedName,
  Text,
  Numeral,
  Macro,
  Comparison,
  Sign,
  Comma,
  Open,
  Close,
  Select,
  From,
  Where,
  Order,
  By,
  AsOf,
  Ascending,
  Descending,
  Mode,
  And,
  Or,
  Not,
  In,
  Group,
  Under,
  Contains,
  Words,
  Is,
  Empty,
  Ever,
  Was,
  True,
  False,
  Name,
]
