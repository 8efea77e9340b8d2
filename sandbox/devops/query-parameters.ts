import { badArgument } from './devops-error.js'
import type { EndpointCall } from './route.js'

/** A whole number of at least `least`; the default when absent. */
export function wholeNumber(call: EndpointCall, name: string, least: number): number | undefined
export function wholeNumber(call: EndpointCall, name: string, least: number, otherwise: number): number
export function wholeNumber(
  call: EndpointCall,
  name: string,
  least: number,
  otherwise?: number,
): number | undefined {
  const text = call.query(name)
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || value < least || value > 2_147_483_647) {
    throw badArgument(`The value "${text}" of the query parameter ${name} is out of range.`)
  }
  return value
}

/** true or false, whatever the case; absent is false. */
export function flag(call: EndpointCall, name: string): boolean {
  const text = call.query(name)?.toLowerCase()
  if (text === undefined || text === '' || text === 'false') return false
  if (text === 'true') return true
  throw badArgument(`The value "${text}" of the query parameter ${name} is neither true nor false.`)
}

/** A word of the list, whatever the case; the default when absent. */
export function word<T extends string>(
  call: EndpointCall,
  name: string,
  words: readonly T[],
  otherwise: T,
): T {
  const text = call.query(name)
  if (text === undefined || text === '') return otherwise
  const known = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase())
  if (!known)
    throw badArgument(`The value "${text}" of the query parameter ${name} is none of ${words.join(', ')}.`)
  return known
}
