import { badArgument } from './devops-error.js'
import type { EndpointCall } from './route.js'

/**
 * A moment as requests write it, in milliseconds since 1970; undefined when absent, 400 for what is no date. Without a
 * zone it is UTC. Microsoft's client writes dates of the query as `toUTCString` does.
 */
export function moment(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value)
  const date = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(date)) throw badArgument(`The value "${text}" of ${name} is no date.`)
  return date
}

/** The same for a query parameter. */
export function momentParameter(call: EndpointCall, name: string): number | undefined {
  return moment(call.query(name), name)
}
