import { AzdoError } from '../errors/azdo-error.js'
import type { Paging } from '../tables/table-definition.js'

/** Query parameters that choose a page. */
export type PageQuery = Readonly<Record<string, string | number>>

/** One page as it came. */
export interface ReceivedPage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Rows in it. */
  readonly count: number
  /** The body's text, to notice a server that sends the same page for ever. */
  readonly text: string
}

/** Says which page to ask for next. Holds the position in one list; no I/O. */
export interface Pager {
  readonly first: PageQuery
  /** The next page's parameters, or undefined after the last. Error: SERVICE_ANSWER_INVALID when the list turns in a circle. */
  after(page: ReceivedPage): PageQuery | undefined
}

/**
 * A pager for one way of paging (facts 6). `where` names the list in errors. `limit`: rows wanted at most; a page is
 * not asked to be larger than that.
 *
 * - top-skip: until a page shorter than asked for.
 * - continuation-header: until the header is absent or empty; short or empty pages do not end it.
 */
export function createPager(paging: Paging, where: string, limit = Infinity): Pager {
  switch (paging.style) {
    case 'none':
      return { first: {}, after: () => undefined }
    case 'top-skip':
      return topSkip(Math.min(paging.size, limit), where)
    case 'continuation-header':
      return continuationHeader(paging.size === undefined ? undefined : Math.min(paging.size, limit), where)
  }
}

function topSkip(size: number, where: string): Pager {
  let skip = 0
  let before: string | undefined
  return {
    first: { $top: size, $skip: 0 },
    after({ count, text }) {
      if (count > 0 && text === before) throw circle(where, 'the same page twice')
      before = text
      skip += count
      return count < size ? undefined : { $top: size, $skip: skip }
    },
  }
}

function continuationHeader(size: number | undefined, where: string): Pager {
  const top: PageQuery = size === undefined ? {} : { $top: size }
  const seen = new Set<string>()
  return {
    first: top,
    after({ headers }) {
      const token = headers['x-ms-continuationtoken']
      if (token === undefined || token === '') return undefined
      if (seen.has(token)) throw circle(where, 'the same continuation token twice')
      seen.add(token)
      return { ...top, continuationToken: token }
    },
  }
}

function circle(where: string, what: string): AzdoError {
  return new AzdoError(
    'SERVICE_ANSWER_INVALID',
    `${where}: Azure DevOps sent ${what}, so the list would never end.`,
    {
      hint: 'Try again; if it stays so, choose another API Version.',
    },
  )
}
