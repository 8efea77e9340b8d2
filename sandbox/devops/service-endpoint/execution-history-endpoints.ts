import type { ServiceEndpointExecutionRecord } from 'azure-devops-node-api/interfaces/ServiceEndpointInterfaces.js'
import { createServiceEndpoints } from '../../data/agents/service-endpoints.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build } from '../../data/build/build.js'
import { contentOf } from '../../data/build/definition.js'
import { projectOf } from '../build/find-build.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findEndpoint } from './service-endpoint-endpoints.js'
import type { Wire } from '../wire.js'

/** Page size when none is asked for (unconfirmed). */
const defaultPage = 50

/** `{endpointId}/executionhistory`: which builds used a service connection, newest first. */
export const executionHistoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'serviceendpoint/{endpointId}/executionhistory',
    scope: ['project'],
    versions: released(1),
    location: {
      area: 'serviceendpoint',
      resource: 'executionhistory',
      id: '10a16738-9299-4cd1-9a81-fd23ad6200d0',
    },
    answer: listHistory,
  },
]

/** The token is the id of the next record (facts 6: H). */
function listHistory(call: EndpointCall) {
  const project = projectOf(call)
  const endpoint = findEndpoint(call)
  const endpoints = call.organization.part(createServiceEndpoints).of(project)
  const at = endpoints.indexOf(endpoint)
  const token = wholeNumber(call, 'continuationToken', 1)
  const top = wholeNumber(call, 'top', 0, defaultPage)
  // Every definition always uses the same connection.
  const users = (build: Build) => at >= 0 && build.definition.id % endpoints.length === at
  const found = call.organization
    .part(createBuilds)
    .of(project)
    .builds.filter((build) => users(build) && (token === undefined || build.id <= token))
    .reverse()
  const value = found.slice(0, top).map((build): Wire<ServiceEndpointExecutionRecord> => {
    const { startedAt, finishedAt, result } = stateOf(build, call.now)
    return {
      endpointId: endpoint.id,
      data: {
        id: build.id,
        planType: 'Build',
        definition: { id: build.definition.id, name: contentOf(build.definition).name },
        owner: { id: build.id, name: build.number },
        ...(startedAt === undefined ? {} : { startTime: serviceDate(startedAt) }),
        ...(finishedAt === undefined ? {} : { finishTime: serviceDate(finishedAt) }),
        ...(result === undefined
          ? {}
          : { result: result === 'partiallySucceeded' ? 'succeededWithIssues' : result }),
      },
    }
  })
  const next = found[top]
  return list(value, next ? { 'x-ms-continuationtoken': String(next.id) } : undefined)
}
