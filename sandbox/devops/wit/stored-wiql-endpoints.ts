import type { Project } from '../../data/projects.js'
import { createQueries } from '../../data/tracking/queries.js'
import { badArgument } from '../devops-error.js'
import { wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { queryNotFound } from './find-query.js'
import { answerQuery } from './wiql-endpoint.js'

const shared = {
  pattern: 'wit/wiql/{id}',
  scope: ['project', 'team'],
  versions: released(2),
  location: { area: 'wit', resource: 'wiql', id: 'a02355f5-5f8a-4671-8e32-369d23aac83d' },
} as const

/** `{project}/[{team}/]_apis/wit/wiql/{id}`: runs a stored or temporary query, or counts what it finds. */
export const storedWiqlRoutes: readonly Route[] = [
  { ...shared, method: 'GET', answer: (call) => ({ status: 200, body: runStored(call) }) },
  {
    ...shared,
    method: 'HEAD',
    answer: (call) => {
      const { workItems, workItemRelations } = runStored(call)
      const count = (workItems ?? workItemRelations ?? []).length
      // That the count comes in a header, and in this one, is unconfirmed: an answer to HEAD has no body.
      return { status: 200, headers: { 'x-total-count': String(count) } }
    },
  },
]

function runStored(call: EndpointCall): ReturnType<typeof answerQuery> {
  const id = call.path.id as string
  const queries = call.organization.part(createQueries)
  const top = wholeNumber(call, '$top', 1)
  const temporary = queries.temporary(id)
  if (temporary !== undefined) return answerQuery(call, temporary, top)
  const query = queries.byId(call.project as Project, call.caller, id)
  if (!query || query.isDeleted) throw queryNotFound(id)
  if (query.wiql === undefined) throw badArgument(`The query ${id} is a folder, which cannot be run.`)
  const answer = answerQuery(call, query.wiql, top)
  query.executedBy = call.caller
  query.executedDate = call.now
  return answer
}
