import type { SuiteTestCase } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import { casesOf, type SuiteCase, type TestSuite } from '../../data/test/test-plan.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { findSuite } from './find-suite.js'
import { addCase, configurationsIn, removeCase, setConfigurations } from './suite-cases.js'
import { testNotFound } from './test-errors.js'
import { testRoutes } from './test-route.js'

const cases = { name: 'Suites', test: ['a4a1ec1c-b03f-41ca-8857-704594ecf58e', 3] } as const
/** Microsoft's client fills in `TestCases` as the action. */
const pattern = 'Plans/{planId}/suites/{suiteId}/testcases'

/** Test cases of a suite, in the older area. */
export const suiteCaseRoutes: readonly Route[] = [
  ...testRoutes('GET', pattern, cases, (call) =>
    list(casesOf(findSuite(call)).map((one) => caseAnswer(call, one))),
  ),
  ...testRoutes('GET', `${pattern}/{testCaseIds}`, cases, (call) => {
    const [one] = casesNamed(call, findSuite(call))
    return { status: 200, body: caseAnswer(call, one as SuiteCase) }
  }),
  ...testRoutes('POST', `${pattern}/{testCaseIds}`, cases, (call) => {
    const suite = findSuite(call)
    const added = ids(call).map((id) => addCase(call, suite, id))
    return list(added.map((one) => caseAnswer(call, one)))
  }).map(({ body: _body, ...route }) => route),
  ...testRoutes('PATCH', `${pattern}/{testCaseIds}`, cases, (call) => {
    const suite = findSuite(call)
    const { configurations } = jsonBody(call.request)
    const wanted = configurationsIn(call, configurations)
    const changed = casesNamed(call, suite)
    for (const one of changed) setConfigurations(call, one, wanted)
    return list(changed.map((one) => caseAnswer(call, one)))
  }),
  ...testRoutes('DELETE', `${pattern}/{testCaseIds}`, cases, (call) => {
    const suite = findSuite(call)
    for (const one of casesNamed(call, suite)) removeCase(call, one)
    return { status: 204 }
  }),
]

function ids(call: EndpointCall): string[] {
  return (call.path.testCaseIds as string).split(',').filter((id) => id !== '')
}

function casesNamed(call: EndpointCall, suite: TestSuite): SuiteCase[] {
  const own = new Map(casesOf(suite).map((one) => [String(one.workItem), one]))
  return ids(call).map((id) => {
    const found = own.get(id)
    if (!found) throw testNotFound('Test case', id)
    return found
  })
}

function caseAnswer(call: EndpointCall, { workItem, points }: SuiteCase): Wire<SuiteTestCase> {
  return {
    testCase: {
      id: String(workItem),
      url: `${call.base}/_apis/wit/workItems/${workItem}`,
      webUrl: `${call.base}/_workitems/edit/${workItem}`,
    },
    pointAssignments: points.map(({ configuration, tester }) => ({
      configuration: { id: String(configuration.id), name: configuration.name },
      ...(tester ? { tester: identityReference(call.base, tester) } : {}),
    })),
  }
}
