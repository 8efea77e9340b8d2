import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** Words of an enumeration with their numbers. */
export type NumberedWords = Readonly<Record<string, number>>

/**
 * A word of an enumeration, whatever its case, or its number, which Microsoft's client sends in its place; the default
 * when absent.
 */
export function numberedWord<T extends NumberedWords>(
  call: EndpointCall,
  name: string,
  words: T,
  otherwise: keyof T & string,
): keyof T & string {
  const text = call.query(name)
  if (text === undefined || text === '') return otherwise
  const known = Object.keys(words).find(
    (word) => word.toLowerCase() === text.toLowerCase() || String(words[word]) === text,
  )
  if (known !== undefined) return known
  throw badArgument(
    `The value "${text}" of the query parameter ${name} is none of ${Object.keys(words).join(', ')}.`,
  )
}
