import { createQueries, type StoredQuery } from '../../data/tracking/queries.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { findQuery, queryRoots } from './find-query.js'
import { enumParameter } from '../enum-value.js'
import { queryAnswer, queryExpands, type QueryView } from './query-answer.js'
import { createQuery, deleteQuery, updateQuery } from './query-writes.js'

/** Deepest `$depth`, and the sizes of a page of a search (facts 5.5). */
const deepest = 2
const searchPage = 50
const longestSearchPage = 200

const shared = {
  scope: ['project'],
  versions: released(2),
  location: { area: 'wit', resource: 'queries', id: 'a67d190c-c41f-424b-814d-0e906f659301' },
} as const

/** `{project}/_apis/wit/queries[/{idOrPath}]`, `queriesbatch` and `tempqueries`. */
export const queryRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/queries',
    answer: (call) => {
      if (call.query('$filter') !== undefined) return search(call)
      const view = viewOf(call)
      return list(queryRoots(call).map((root) => queryAnswer(call, root, view)))
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'wit/queries/{*query}',
    answer: (call) => {
      const view = viewOf(call)
      const query = findQuery(call, call.path.query as string, view.includeDeleted)
      return { status: 200, body: queryAnswer(call, query, view) }
    },
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'wit/queries/{*query}',
    body: 'application/json',
    answer: createQuery,
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'wit/queries/{*query}',
    body: 'application/json',
    answer: updateQuery,
  },
  { ...shared, method: 'DELETE', pattern: 'wit/queries/{*query}', answer: deleteQuery },
  {
    method: 'POST',
    pattern: 'wit/queriesbatch',
    scope: ['project'],
    versions: released(1),
    location: { area: 'wit', resource: 'queriesBatch', id: '549816f9-09b0-4e75-9e81-01fbfcd07426' },
    body: 'application/json',
    answer: readBatch,
  },
  {
    method: 'POST',
    pattern: 'wit/tempqueries',
    scope: ['project'],
    versions: released(1),
    body: 'application/json',
    answer: (call) => {
      const { wiql } = jsonBody(call.request)
      if (typeof wiql !== 'string' || wiql.trim() === '') throw badArgument('The body must hold the wiql.')
      return { status: 200, body: { id: call.organization.part(createQueries).addTemporary(wiql) } }
    },
  },
]

function viewOf(call: EndpointCall): QueryView {
  const depth = wholeNumber(call, '$depth', 0, 0)
  if (depth > deepest) throw badArgument(`The value of $depth must lie between 0 and ${deepest}.`)
  return {
    depth,
    expand: enumParameter(call, '$expand', queryExpands, 'none'),
    includeDeleted: flag(call, '$includeDeleted'),
  }
}

/** Looks at the names of queries, not at those of folders (seen on the service). */
function search(call: EndpointCall): DevOpsAnswer {
  const wanted = (call.query('$filter') ?? '').toLowerCase()
  const top = wholeNumber(call, '$top', 1, searchPage)
  if (top > longestSearchPage) throw badArgument(`The value of $top must be at most ${longestSearchPage}.`)
  const view = { ...viewOf(call), depth: 0 }
  const found = queryRoots(call)
    .flatMap(withDescendants)
    .filter(
      (query) =>
        !query.children &&
        (view.includeDeleted || !query.isDeleted) &&
        query.name.toLowerCase().includes(wanted),
    )
  const value = found.slice(0, top).map((query) => queryAnswer(call, query, view))
  return { status: 200, body: { count: value.length, hasMore: found.length > top, value } }
}

function withDescendants(query: StoredQuery): StoredQuery[] {
  return [query, ...(query.children ?? []).flatMap(withDescendants)]
}

/** With errorPolicy omit, null stands for a query that is not there (by analogy with items, unconfirmed). */
function readBatch(call: EndpointCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const { ids, errorPolicy = 'fail' } = body
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string'))
    throw badArgument('The body must hold ids: a list of GUIDs.')
  const words = Object.keys(queryExpands) as (keyof typeof queryExpands)[]
  const asked = String(body.$expand ?? 'none').toLowerCase()
  const expand = words.find((one) => one === asked || String(queryExpands[one]) === asked)
  if (!expand) throw badArgument(`$expand must be one of ${words.join(', ')}.`)
  const omit = /^(omit|2)$/i.test(String(errorPolicy))
  const view: QueryView = { depth: 0, expand, includeDeleted: false }
  return list(
    (ids as string[]).map((id) => {
      try {
        return queryAnswer(call, findQuery(call, id, false), view)
      } catch (error) {
        if (omit && error instanceof DevOpsError) return null
        throw error
      }
    }),
  )
}
