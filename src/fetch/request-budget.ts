import { AzdoError } from '../errors/azdo-error.js'

/** How many requests one statement may send. */
export interface RequestBudget {
  /** 0: as many as it needs. */
  readonly limit: number
  /** Counts requests about to be sent. Error: REQUESTS_LIMITED when they are more than allowed. */
  take(requests: number): void
  /** Hears how many more requests, at least, reading a table will take. Error: REQUESTS_LIMITED when that is too many. */
  expect(table: string, requests: number): void
}

export function createRequestBudget(limit = 0): RequestBudget {
  let taken = 0
  return {
    limit,
    take(requests) {
      if (limit > 0 && taken + requests > limit) {
        throw limited(`The statement needs more than ${countOf(limit)}.`, limit)
      }
      taken += requests
    },
    expect(table, requests) {
      if (limit === 0 || taken + requests <= limit) return
      const needed = taken + requests
      throw limited(`Reading ${table} takes the statement to at least ${countOf(needed)}.`, limit, needed)
    },
  }
}

function limited(what: string, limit: number, needed?: number): AzdoError {
  const raise = needed === undefined ? 'raise the limit' : `allow as many: set azdo.max_requests = ${needed}`
  return new AzdoError('REQUESTS_LIMITED', `${what} azdo.max_requests allows ${limit}.`, {
    hint: `Ask for less (filter by project, state or date), or ${raise}; 0 is no limit.`,
  })
}

function countOf(requests: number): string {
  return requests === 1 ? '1 request' : `${requests} requests`
}
