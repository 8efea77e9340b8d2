import type { Project } from '../../data/projects.js'
import { createQueries, type StoredQuery } from '../../data/tracking/queries.js'
import { trackingError, type DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

const guidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** "My Queries" of the caller and "Shared Queries". */
export function queryRoots(call: EndpointCall): readonly StoredQuery[] {
  return call.organization.part(createQueries).roots(call.project as Project, call.caller)
}

/**
 * A query or folder of the project by GUID or path; 404 when there is none. Deleted ones are found by GUID only, and
 * where the caller asks for them.
 */
export function findQuery(call: EndpointCall, reference: string, includeDeleted: boolean): StoredQuery {
  const found = guidForm.test(reference)
    ? call.organization.part(createQueries).byId(call.project as Project, call.caller, reference)
    : byPath(call, reference)
  if (!found || (found.isDeleted && !includeDeleted)) throw queryNotFound(reference)
  return found
}

function byPath(call: EndpointCall, path: string): StoredQuery | undefined {
  const [root = '', ...names] = path.split('/')
  let found = queryRoots(call).find(({ name }) => name.toLowerCase() === root.toLowerCase())
  for (const name of names) {
    found = found?.children?.find(
      (child) => !child.isDeleted && child.name.toLowerCase() === name.toLowerCase(),
    )
  }
  return found
}

/** The service's words for a query that is not there or not the caller's. */
export function queryNotFound(reference: string): DevOpsError {
  return trackingError(
    404,
    'QueryItemNotFoundException',
    `TF401243: The query ${reference} does not exist, or you do not have permission to read it.`,
  )
}
