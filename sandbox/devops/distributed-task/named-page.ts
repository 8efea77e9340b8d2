import type { DevOpsAnswer } from '../devops-request.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall } from '../route.js'

/** Page size and largest page (facts 6). */
const page = 1000

/** A page in the order of names; the token is the name of the next entry (facts 6), which headers carry as ASCII. */
export function namedPage<T>(
  call: EndpointCall,
  all: readonly T[],
  nameOf: (entry: T) => string,
  show: (entry: T) => unknown,
): DevOpsAnswer {
  const key = (entry: T) => nameOf(entry).toLowerCase()
  const text = call.query('continuationToken')
  const token = text ? decoded(text).toLowerCase() : undefined
  const found = all
    .filter((entry) => token === undefined || key(entry) >= token)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const top = Math.min(wholeNumber(call, '$top', 0, page), page)
  const next = found[top]
  return list(
    found.slice(0, top).map(show),
    next === undefined ? undefined : { 'x-ms-continuationtoken': encodeURIComponent(nameOf(next)) },
  )
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}
