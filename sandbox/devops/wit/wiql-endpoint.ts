import type { FieldDefinition } from '../../data/fields.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { runQuery } from '../wiql/run-query.js'

/** `POST [{project}/[{team}/]]_apis/wit/wiql`. The project gives @Project its meaning and does not confine the query. */
export const wiqlRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'wit/wiql',
    scope: ['organization', 'project', 'team'],
    versions: released(2),
    body: 'application/json',
    answer: runWiql,
  },
]

function runWiql(call: EndpointCall) {
  const { query } = jsonBody(call.request)
  if (typeof query !== 'string' || query.trim() === '')
    throw badArgument('The body must hold a query: {"query": "SELECT ..."}.')
  const { now } = call
  const outcome = runQuery(
    {
      organization: call.organization,
      identity: call.request.identity,
      ...(call.project ? { project: call.project } : {}),
      timePrecision: flag(call, 'timePrecision'),
      now,
    },
    query,
    wholeNumber(call, '$top', 1),
  )
  const scope = call.project ? `${call.base}/${call.project.id}` : call.base
  const reference = ({ referenceName, name }: FieldDefinition) => ({
    referenceName,
    name,
    url: `${call.base}/_apis/wit/fields/${referenceName}`,
  })
  return {
    status: 200,
    body: {
      queryType: 'flat',
      queryResultType: 'workItem',
      asOf: serviceDate(now),
      columns: outcome.columns.map(reference),
      ...(outcome.sortColumns.length > 0
        ? {
            sortColumns: outcome.sortColumns.map(({ field, descending }) => ({
              field: reference(field),
              descending,
            })),
          }
        : {}),
      workItems: outcome.indexes.map((index) => {
        const id = call.organization.items.idAt(index)
        return { id, url: `${scope}/_apis/wit/workItems/${id}` }
      }),
    },
  }
}
