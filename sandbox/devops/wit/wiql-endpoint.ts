import type {
  WorkItemFieldReference,
  WorkItemQueryResult,
  WorkItemReference,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { QueryScope } from '../wiql/query-scope.js'
import { runQuery } from '../wiql/run-query.js'
import type { Wire } from '../wire.js'

/** `POST [{project}/[{team}/]]_apis/wit/wiql`. The address gives macros their meaning and does not confine the query. */
export const wiqlRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'wit/wiql',
    scope: ['organization', 'project', 'team'],
    versions: released(2),
    location: { area: 'wit', resource: 'wiql', id: '1a9c53f7-f243-4447-b110-35ef023636e4' },
    body: 'application/json',
    answer(call) {
      const { query } = jsonBody(call.request)
      if (typeof query !== 'string' || query.trim() === '')
        throw badArgument('The body must hold a query: {"query": "SELECT ..."}.')
      return { status: 200, body: answerQuery(call, query, wholeNumber(call, '$top', 1)) }
    },
  },
]

/** What the names and macros of a query mean in a call, whose `timePrecision` parameter counts. */
export function queryScope(call: EndpointCall): QueryScope {
  const { organization, project, team, now } = call
  return {
    organization,
    identity: call.request.identity,
    ...(project ? { project } : {}),
    ...(team ? { team } : {}),
    timePrecision: flag(call, 'timePrecision'),
    now,
  }
}

/** The result of a query as the service writes it; `top` cuts it. Throws the service's error for a bad query. */
export function answerQuery(
  call: EndpointCall,
  query: string,
  top: number | undefined,
): Wire<WorkItemQueryResult> {
  const outcome = runQuery(queryScope(call), query, top)
  const { items } = call.organization
  const scope = call.project ? `${call.base}/${call.project.id}` : call.base
  const item = (index: number): Wire<WorkItemReference> => {
    const id = items.idAt(index)
    return { id, url: `${scope}/_apis/wit/workItems/${id}` }
  }
  const { queryType, columns, sortColumns } = outcome
  return {
    queryType,
    queryResultType: 'items' in outcome ? 'workItem' : 'workItemLink',
    asOf: serviceDate(outcome.asOf),
    columns: columns.map((field) => fieldReference(call, field)),
    ...(sortColumns.length > 0
      ? {
          sortColumns: sortColumns.map(({ field, descending }) => ({
            field: fieldReference(call, field),
            descending,
          })),
        }
      : {}),
    ...('items' in outcome
      ? { workItems: outcome.items.map(item) }
      : {
          workItemRelations: outcome.links.map(({ rel, source, target }) => ({
            ...(rel === undefined || source === undefined ? {} : { rel, source: item(source) }),
            target: item(target),
          })),
        }),
  }
}

/** A field as queries name their columns. */
export function fieldReference(
  call: EndpointCall,
  { referenceName, name }: FieldDefinition,
): Wire<WorkItemFieldReference> {
  return { referenceName, name, url: `${call.base}/_apis/wit/fields/${referenceName}` }
}
