import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** The values of a comma-separated query parameter; undefined when absent or empty. */
export function listParameter(call: EndpointCall, name: string): string[] | undefined {
  const values = (call.query(name) ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
  return values.length > 0 ? values : undefined
}

/** The same for whole numbers. */
export function numbersParameter(call: EndpointCall, name: string): Set<number> | undefined {
  const values = listParameter(call, name)
  for (const value of values ?? []) {
    if (!/^\d{1,9}$/.test(value))
      throw badArgument(`The value "${value}" of the query parameter ${name} is not a valid number.`)
  }
  return values && new Set(values.map(Number))
}

/** The same for words of a list, whatever the case (flags); undefined also when `all` is among them. */
export function wordsParameter(
  call: EndpointCall,
  name: string,
  words: readonly string[],
): Set<string> | undefined {
  const values = listParameter(call, name)?.map((value) => {
    const known = words.find((word) => word.toLowerCase() === value.toLowerCase())
    if (!known)
      throw badArgument(`The value "${value}" of the query parameter ${name} is none of ${words.join(', ')}.`)
    return known
  })
  return values && !values.includes('all') ? new Set(values) : undefined
}
