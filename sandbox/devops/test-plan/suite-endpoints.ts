import { casesOf, withDescendants, type TestSuite } from '../../data/test/test-plan.js'
import { badArgument } from '../devops-error.js'
import { flagsParameter } from '../enum-value.js'
import { listPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { findPlan, findSuite } from '../test/find-suite.js'
import { testData } from '../test/test-route.js'
import { planPage, planResources, planRoute } from './plan-route.js'
import { suiteAnswer, type SuiteView } from './suite-answer.js'
import { createSuite, deleteSuite, updateSuite } from './suite-writes.js'

const { suites, suitesOfCase } = planResources
const all = 'Plans/{planId}/suites'
const one = `${all}/{suiteId}`

/** Test suites of a plan as a list or a tree, and those a test case is in. */
export const testSuiteRoutes: readonly Route[] = [
  planRoute('GET', all, suites, (call) => {
    const { root } = findPlan(call)
    const view = viewIn(call)
    const shown = view.tree ? [root] : withDescendants(root)
    return listPage(call, shown, planPage, (suite) => suiteAnswer(call, suite, view))
  }),
  planRoute('GET', one, suites, (call) => answer(call, findSuite(call))),
  planRoute('POST', all, suites, (call) => answer(call, createSuite(call, findPlan(call)))),
  planRoute('PATCH', one, suites, (call) => {
    const suite = findSuite(call)
    updateSuite(call, suite)
    return answer(call, suite, true)
  }),
  planRoute('DELETE', one, suites, (call) => {
    deleteSuite(call, findSuite(call))
    return { status: 204 }
  }),
  planRoute('GET', 'suites', suitesOfCase, suitesWithCase, ['organization']),
]

function answer(call: EndpointCall, suite: TestSuite, testers = false) {
  const view = viewIn(call)
  return { status: 200, body: suiteAnswer(call, suite, { ...view, testers: view.testers || testers }) }
}

const expands = { none: 0, children: 1, defaultTesters: 2 } as const

function viewIn(call: EndpointCall): SuiteView {
  const wanted = flagsParameter(call, 'expand', expands)
  return {
    children: wanted?.has('children') === true,
    testers: wanted?.has('defaultTesters') === true,
    tree: flag(call, 'asTreeView'),
  }
}

function suitesWithCase(call: EndpointCall) {
  const testCase = wholeNumber(call, 'testCaseId', 1)
  if (testCase === undefined) throw badArgument('A value is required for testCaseId in the request.')
  const { items, projects } = call.organization
  const index = items.indexOf(testCase)
  const project = index === undefined ? undefined : items.value(index, 'System.TeamProject')
  const found = projects
    .filter(({ name }) => name === project)
    .flatMap((own) => [...testData(call).of(own).suites.values()])
    .filter((suite) => casesOf(suite).some(({ workItem }) => workItem === testCase))
  const view = { children: false, testers: false, tree: false }
  return list(found.map((suite) => suiteAnswer(call, suite, view)))
}
