import type { DevOpsAnswer } from '../devops-request.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall } from '../route.js'
import { enumParameter } from '../enum-value.js'

/** Page size and largest page of this area (facts 6). */
const defaultPage = 50
const largestPage = 100

/** A page in the order of ids, newest first unless asked otherwise; the token is the id of the next entry (facts 6). */
export function numberPage<T extends { id: number }>(
  call: EndpointCall,
  all: readonly T[],
  show: (entry: T) => unknown,
  top = '$top',
): DevOpsAnswer {
  const ascending =
    enumParameter(call, 'queryOrder', { descending: 0, ascending: 1 }, 'descending') === 'ascending'
  // Zero is what clients send for the first page.
  const token = wholeNumber(call, 'continuationToken', 0, 0)
  const size = Math.min(wholeNumber(call, top, 0, defaultPage), largestPage)
  const sign = ascending ? 1 : -1
  const found = all
    .filter(({ id }) => token === 0 || sign * id >= sign * token)
    .sort((a, b) => sign * (a.id - b.id))
  const next = found[size]
  return list(
    found.slice(0, size).map(show),
    next ? { 'x-ms-continuationtoken': String(next.id) } : undefined,
  )
}
