/** A work item as the service holds it. */
export interface Item {
  readonly id: number
  readonly fields: Readonly<Record<string, unknown>>
}

type Identity = { readonly displayName: string; readonly uniqueName: string }

/** What of the service's comparing is not documented. */
export interface Reading {
  /** `<>` and NOT IN find empty fields. */
  readonly otherIsEmpty: boolean
  /** False finds empty fields. */
  readonly falseIsEmpty: boolean
  /** Dates are cut to the second. */
  readonly cutsDates: boolean
}

const loose: Reading = { otherIsEmpty: true, falseIsEmpty: false, cutsDates: false }

/**
 * Whether a WIQL condition is true of an item: case does not matter, '' finds what is empty. Written apart from src, to
 * hold it against.
 */
export function holdsLoosely(condition: string, item: Item, reading = loose): boolean {
  const tokens = [...condition.matchAll(/\[[^\]]*\]|'(?:[^']|'')*'|[()=,]|<>|<=|>=|<|>|-?[\d.]+|\w+/g)].map(
    ([t]) => t,
  )
  let at = 0
  const take = (expected?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`not WIQL at ${token}, expected ${expected}: ${condition}`)
    }
    return token
  }
  const either = (): boolean => {
    let result = both()
    while (tokens[at] === 'OR') {
      take()
      const right = both()
      result = result || right
    }
    return result
  }
  const both = (): boolean => {
    let result = one()
    while (tokens[at] === 'AND') {
      take()
      const right = one()
      result = result && right
    }
    return result
  }
  const one = (): boolean => {
    if (tokens[at] === '(') {
      take()
      const result = either()
      take(')')
      return result
    }
    const field = take().slice(1, -1)
    const value = field === 'System.Id' ? item.id : item.fields[field]
    let operator = take()
    const not = operator === 'NOT'
    if (not) operator = take()
    if (operator === 'IN') {
      take('(')
      const values = [take()]
      while (tokens[at] === ',') values.push((take(), take()))
      take(')')
      if (not && isEmpty(value)) return reading.otherIsEmpty
      return values.some((v) => compared(value, '=', v, reading)) !== not
    }
    return compared(value, operator, take(), reading) !== not
  }
  const result = either()
  if (at !== tokens.length) throw new Error(`more than a condition: ${condition}`)
  return result
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === ''
}

function compared(value: unknown, operator: string, literal: string, reading: Reading): boolean {
  const text = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : undefined
  const empty = isEmpty(value)
  if (text === '') return operator === '=' ? empty : !empty
  if (empty && operator === '<>') return reading.otherIsEmpty
  if (operator === '<>') return !compared(value, '=', literal, reading)
  if (empty) return reading.falseIsEmpty && operator === '=' && literal === 'false'
  if (text === undefined) {
    if (typeof value === 'boolean') return operator === '=' && String(value) === literal
    return inOrder(Number(value) - Number(literal), operator)
  }
  if (typeof value === 'object') {
    const { displayName, uniqueName } = value as Identity
    return operator === '=' && [displayName, uniqueName].some((name) => same(name, text))
  }
  const own = String(value)
  if (operator === 'CONTAINS') return own.toLowerCase().includes(text.toLowerCase())
  if (operator === 'UNDER') return same(own, text) || own.toLowerCase().startsWith(`${text.toLowerCase()}\\`)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    const unit = reading.cutsDates ? 1_000 : 1
    return inOrder(Math.floor(Date.parse(own) / unit) - Math.floor(Date.parse(text) / unit), operator)
  }
  return operator === '=' && same(own, text)
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function inOrder(difference: number, operator: string): boolean {
  const holds = {
    '=': difference === 0,
    '<': difference < 0,
    '<=': difference <= 0,
    '>': difference > 0,
    '>=': difference >= 0,
  }
  return holds[operator as keyof typeof holds]
}
