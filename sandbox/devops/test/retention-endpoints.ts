import type { ResultRetentionSettings } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall, Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { invalidTestProperty } from './test-errors.js'
import { testRoutes, testsOf } from './test-route.js'

const settings = {
  name: 'ResultRetentionSettings',
  test: ['a3206d9e-fa8d-42d3-88cb-f75c51e69cde', 1],
} as const

/** How many days results are kept. */
export const testRetentionRoutes: readonly Route[] = [
  ...testRoutes('GET', 'resultretentionsettings', settings, (call) => ({ status: 200, body: answer(call) })),
  ...testRoutes('PATCH', 'resultretentionsettings', settings, (call) => {
    const body = jsonBody(call.request)
    const { retention } = testsOf(call)
    const automated = days(body.automatedResultsRetentionDuration, retention.automatedDays)
    const manual = days(body.manualResultsRetentionDuration, retention.manualDays)
    Object.assign(retention, {
      automatedDays: automated,
      manualDays: manual,
      updatedBy: call.caller,
      updatedAt: call.now,
    })
    return { status: 200, body: answer(call) }
  }),
]

function answer(call: EndpointCall): Wire<ResultRetentionSettings> {
  const { automatedDays, manualDays, updatedBy, updatedAt } = testsOf(call).retention
  return {
    lastUpdatedBy: identityReference(call.base, updatedBy),
    automatedResultsRetentionDuration: automatedDays,
    manualResultsRetentionDuration: manualDays,
    lastUpdatedDate: serviceDate(updatedAt),
  }
}

/** -1 is for ever. */
function days(given: unknown, otherwise: number): number {
  if (given === undefined || given === null) return otherwise
  if (Number.isInteger(given) && (given as number) >= -1) return given as number
  throw invalidTestProperty('The duration must be a whole number of days.')
}
