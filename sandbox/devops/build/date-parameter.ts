import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** A moment in a query parameter, in milliseconds since 1970; undefined when absent, 400 for anything else. */
export function dateParameter(call: EndpointCall, name: string): number | undefined {
  const text = call.query(name)
  if (text === undefined || text === '') return undefined
  // A date without zone is taken as UTC.
  const value = Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(value)) throw badArgument(`The value "${text}" of the query parameter ${name} is no date.`)
  return value
}
