import { AzdoError } from '../errors/azdo-error.js'
import type { Paging } from '../tables/table-definition.js'

/** Query parameters that choose a page. */
export type PageQuery = Readonly<Record<string, string | number>>

/** One page as it came. */
export interface ReceivedPage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON of the answer. */
  readonly body: unknown
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
 * - continuation-body: likewise, by members of the body.
 */
export function createPager(paging: Paging, where: string, limit = Infinity): Pager {
  switch (paging.style) {
    case 'none':
      return atOnce(paging, where)
    case 'top-skip':
      return topSkip(paging, Math.min(paging.size, limit), where)
    case 'continuation-header':
      return continuation(paging, limit, where, ({ headers }) => headers['x-ms-continuationtoken'])
    case 'continuation-body':
      return continuation(paging, limit, where, ({ body }) => {
        const { [paging.token]: token, [paging.last ?? '']: last } = (body ?? {}) as Record<string, unknown>
        return last === true || (typeof token !== 'string' && typeof token !== 'number')
          ? undefined
          : String(token)
      })
  }
}

function atOnce({ most = Infinity }: { most?: number }, where: string): Pager {
  return {
    first: {},
    after({ count }) {
      if (count < most) return undefined
      throw new AzdoError(
        'SERVICE_ANSWER_INVALID',
        `${where}: Azure DevOps lists ${most} rows at most, and there may be more.`,
        {
          hint: 'Read a table that is listed in pages instead; the page of this one in docs/tables names it.',
        },
      )
    },
  }
}

function topSkip(names: { top?: string; skip?: string }, size: number, where: string): Pager {
  const { top = '$top', skip: skipped = '$skip' } = names
  let skip = 0
  let before: string | undefined
  return {
    first: { [top]: size, [skipped]: 0 },
    after({ count, text }) {
      if (count > 0 && text === before) throw circle(where, 'the same page twice')
      before = text
      skip += count
      return count < size ? undefined : { [top]: size, [skipped]: skip }
    },
  }
}

function continuation(
  names: { size?: number; top?: string; parameter?: string },
  limit: number,
  where: string,
  tokenOf: (page: ReceivedPage) => string | undefined,
): Pager {
  const { size, parameter = 'continuationToken' } = names
  const top: PageQuery = size === undefined ? {} : { [names.top ?? '$top']: Math.min(size, limit) }
  const seen = new Set<string>()
  return {
    first: top,
    after(page) {
      const token = tokenOf(page)
      if (token === undefined || token === '') return undefined
      if (seen.has(token)) throw circle(where, 'the same continuation token twice')
      seen.add(token)
      return { ...top, [parameter]: token }
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
