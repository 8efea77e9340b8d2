import { badArgument } from './devops-error.js'
import type { DevOpsAnswer } from './devops-request.js'
import { wholeNumber } from './query-parameters.js'
import { list, type EndpointCall } from './route.js'

/** How long a page is, in entries. */
export interface PageSize {
  /** When the request does not say; all entries unless given. */
  default?: number
  /** What a longer request is cut to; no limit unless given. */
  most?: number
  /** Name of the parameter; `$top` unless given. */
  top?: string
  /** Name of the parameter that skips entries; `$skip` unless given. */
  skip?: string
}

/** A page by `$top` and `$skip`. */
export function skippedPage<T>(call: EndpointCall, all: readonly T[], size: PageSize): readonly T[] {
  const from = wholeNumber(call, size.skip ?? '$skip', 0, 0)
  return all.slice(from, from + pageLength(call, size))
}

/** A page by `continuationToken`; the token is undefined on the last page. Tokens are offsets in the list. */
export function tokenPage<T>(
  call: EndpointCall,
  all: readonly T[],
  size: PageSize,
  token = call.query('continuationToken'),
): { entries: readonly T[]; next: string | undefined } {
  if (token !== undefined && token !== '' && !/^\d{1,9}$/.test(token))
    throw badArgument(`The continuation token "${token}" is not valid.`)
  const from = token ? Number(token) : 0
  const to = from + pageLength(call, size)
  return { entries: all.slice(from, to), next: to < all.length ? String(to) : undefined }
}

/** A list answer of one page; the token of the next stands in the header (style H of facts 6). */
export function listPage<T>(
  call: EndpointCall,
  all: readonly T[],
  size: PageSize,
  show: (entry: T) => unknown,
): DevOpsAnswer {
  const { entries, next } = tokenPage(call, all, size)
  return list(entries.map(show), next === undefined ? undefined : { 'x-ms-continuationtoken': next })
}

function pageLength(call: EndpointCall, size: PageSize): number {
  const asked = wholeNumber(call, size.top ?? '$top', 0) ?? size.default ?? Infinity
  return Math.min(asked, size.most ?? Infinity)
}
