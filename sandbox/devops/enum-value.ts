import { badArgument } from './devops-error.js'
import type { EndpointCall } from './route.js'

/** The words of an enumeration with the numbers that Microsoft's client sends in their place. */
export type Words<T extends string> = Readonly<Record<T, number>>

/**
 * The word of a value in a body, given in any case or by its number; undefined when absent, 400 for any other value,
 * which is called `name`.
 */
export function enumValue<T extends string>(value: unknown, words: Words<T>, name: string): T | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const given = String(value).toLowerCase()
  const known = (Object.keys(words) as T[]).find(
    (word) => word.toLowerCase() === given || String(words[word]) === given,
  )
  if (known) return known
  throw badArgument(`The value "${String(value)}" of ${name} is none of ${Object.keys(words).join(', ')}.`)
}

/** The same for a query parameter; the default when absent. */
export function enumParameter<T extends string>(
  call: EndpointCall,
  name: string,
  words: Words<T>,
  otherwise: NoInfer<T>,
): T {
  return enumValue(call.query(name), words, `the query parameter ${name}`) ?? otherwise
}

/**
 * The words of a query parameter that may name several: separated by commas, or as the sum of their numbers.
 * Undefined when absent, and when `all` is among them.
 */
export function flagsParameter<T extends string>(
  call: EndpointCall,
  name: string,
  words: Words<T>,
): ReadonlySet<T> | undefined {
  const parts = (call.query(name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0) return undefined
  const found = new Set(parts.flatMap((part) => wordsOf(part, words) ?? enumParameterPart(part, words, name)))
  return ([...found] as string[]).includes('all') ? undefined : found
}

function enumParameterPart<T extends string>(part: string, words: Words<T>, name: string): T[] {
  const word = enumValue(part, words, `the query parameter ${name}`)
  return word === undefined ? [] : [word]
}

/** The words whose bits make up a number; undefined for what is no sum of them or a word's own number. */
function wordsOf<T extends string>(part: string, words: Words<T>): T[] | undefined {
  if (!/^\d{1,9}$/.test(part)) return undefined
  const number = Number(part)
  const all = Object.keys(words) as T[]
  if (all.some((word) => words[word] === number)) return undefined
  const bits = all.filter((word) => words[word] !== 0 && (number & words[word]) === words[word])
  return bits.length > 0 && bits.reduce((sum, word) => sum | words[word], 0) === number ? bits : undefined
}
