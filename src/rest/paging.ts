import { createHash } from 'node:crypto'
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
  /** Rows in it, null ones included. */
  readonly rows: readonly unknown[]
  /** The body's text, to notice a server that sends the same page for ever. */
  readonly text: string
}

/** What a page leads to. */
export interface PageStep {
  /** Parameters of the next page; undefined after the last. */
  readonly next: PageQuery | undefined
  /** How many of its rows, at its beginning, are of no use: they were on the page before, or will come again. */
  readonly repeated: number
}

/** Says which page to ask for next. Holds the position in one list; no I/O. */
export interface Pager {
  readonly first: PageQuery
  /**
   * Errors: SERVICE_ANSWER_INVALID when the list turns in a circle or may be cut; SERVICE_ANSWER_CHANGED when it changes
   * under each of several tries to read it.
   */
  after(page: ReceivedPage): PageStep
}

export interface PagerOptions {
  /** Rows wanted at most; a page is not asked to be larger than that. */
  readonly limit?: number
  /** What tells a row of the list from all others, however often it comes; its JSON unless given. */
  readonly identity?: ((row: unknown) => string) | undefined
}

/**
 * A pager for one way of paging (facts 6). `where` names the list in errors.
 *
 * - top-skip: until a page shorter than asked for. Rows that go, or come before others, move the rest of the list: each
 *   page begins with the last row of the one before; when it does not, the list is read again from its beginning.
 * - continuation-header: until the header is absent or empty; short or empty pages do not end it.
 * - continuation-body: likewise, by members of the body.
 */
export function createPager(
  paging: Paging,
  where: string,
  { limit = Infinity, identity = JSON.stringify }: PagerOptions = {},
): Pager {
  switch (paging.style) {
    case 'none':
      return atOnce(paging, where)
    case 'top-skip':
      return topSkip(paging, Math.min(paging.size, limit), where, identity)
    case 'continuation-header':
      return continuation(paging, limit, where, ({ headers }) => headers['x-ms-continuationtoken'])
    case 'continuation-body':
      return continuation(paging, limit, where, ({ body }) => {
        const { [paging.token]: token, [paging.last ?? '']: isLast } = (body ?? {}) as Record<string, unknown>
        return isLast === true || (typeof token !== 'string' && typeof token !== 'number')
          ? undefined
          : String(token)
      })
  }
}

const last: PageStep = { next: undefined, repeated: 0 }

function atOnce({ most = Infinity }: { most?: number }, where: string): Pager {
  return {
    first: {},
    after({ rows }) {
      if (rows.length < most) return last
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

function topSkip(
  { top = '$top', skip: skipped = '$skip', pinned = {} }: Extract<Paging, { style: 'top-skip' }>,
  size: number,
  where: string,
  identity: (row: unknown) => string,
): Pager {
  const first: PageQuery = { [top]: size, [skipped]: 0 }
  let skip = 0
  let pin: PageQuery | undefined
  let tries = 1
  let digestBefore: string | undefined
  let lastBefore: string | undefined
  return {
    first,
    after({ rows, text }) {
      // A page may be megabytes long, and there may be many lists at once.
      const digest = createHash('sha1').update(text).digest('base64')
      if (rows.length > 0 && digest === digestBefore) throw circle(where, 'the same page twice')
      if (lastBefore !== undefined && (rows.length === 0 || identity(rows[0]) !== lastBefore)) {
        if (++tries > mostTries) throw changing(where)
        skip = 0
        pin = digestBefore = lastBefore = undefined
        return { next: first, repeated: rows.length }
      }
      const repeated = lastBefore === undefined ? 0 : 1
      digestBefore = digest
      pin ??= Object.fromEntries(Object.entries(pinned).map(([name, of]) => [name, pinnedTo(of, rows[0])]))
      const end = rows.at(-1)
      const overlapping = rows.length > 1 && end !== null && end !== undefined
      lastBefore = overlapping ? identity(end) : undefined
      skip += overlapping ? rows.length - 1 : rows.length
      return { next: rows.length < size ? undefined : { [top]: size, [skipped]: skip, ...pin }, repeated }
    },
  }
}

/** How often a list that changes while it is read is begun. */
const mostTries = 4

/** A fixed value, or what stands in a row. */
function pinnedTo(of: string | readonly string[], row: unknown): string {
  if (typeof of === 'string') return of
  return String(of.reduce((value: unknown, key) => (value as Record<string, unknown> | null)?.[key], row))
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
      if (token === undefined || token === '') return last
      if (seen.has(token)) throw circle(where, 'the same continuation token twice')
      seen.add(token)
      return { next: { ...top, [parameter]: token }, repeated: 0 }
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

function changing(where: string): AzdoError {
  return new AzdoError(
    'SERVICE_ANSWER_CHANGED',
    `${where}: the list changed each of the ${mostTries} times that it was read, so that rows may be missing.`,
    { hint: 'Run the statement again; a filter that makes the list shorter helps.' },
  )
}
