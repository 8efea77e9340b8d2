import {
  casesOf,
  withDescendants,
  type SuiteCase,
  type TestConfiguration,
} from '../../data/test/test-plan.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonList } from '../json-body.js'
import { listPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { findSuite } from '../test/find-suite.js'
import { addCase, configurationsIn, removeCase, setConfigurations } from '../test/suite-cases.js'
import { testNotFound } from '../test/test-errors.js'
import { testsOf } from '../test/test-route.js'
import { findWorkItem } from '../wit/find-work-item.js'
import { caseAnswer } from './case-answer.js'
import { casePage, planResources, planRoute } from './plan-route.js'

const { cases, deleteCase } = planResources
const all = 'Plans/{planId}/Suites/{suiteId}/TestCase'

/** Test cases of a suite: list, one, add, configurations, remove; and delete one from everywhere. */
export const testCaseRoutes: readonly Route[] = [
  planRoute('GET', all, cases, (call) => {
    if (Number(call.query('excludeFlags') ?? 0)) throw notEmulated('excludeFlags')
    const suite = findSuite(call)
    const ids = numbersParameter(call, 'testIds')
    const configurations = numbersParameter(call, 'configurationIds')
    const suites = flag(call, 'isRecursive') ? withDescendants(suite) : [suite]
    const fitting = suites
      .flatMap(casesOf)
      .filter(
        ({ workItem, points }) =>
          (!ids || ids.has(workItem)) &&
          (!configurations || points.some(({ configuration }) => configurations.has(configuration.id))),
      )
    const fields = listParameter(call, 'witFields')
    return listPage(call, fitting, casePage, (one) => caseAnswer(call, one, fields))
  }),
  planRoute('GET', `${all}/{testCaseId}`, cases, (call) => {
    const one = caseNamed(call, call.path.testCaseId as string)
    return list([caseAnswer(call, one, listParameter(call, 'witFields'))])
  }),
  planRoute('POST', all, cases, (call) => {
    const suite = findSuite(call)
    const wanted = assignments(call)
    for (const { id } of wanted) findWorkItem(call, id)
    const added = wanted.map(({ id, configurations }) => addCase(call, suite, id, configurations))
    return list(added.map((one) => caseAnswer(call, one, undefined)))
  }),
  planRoute('PATCH', all, cases, (call) => {
    const wanted = assignments(call).map(({ id, configurations = [] }) => ({
      one: caseNamed(call, id),
      configurations,
    }))
    for (const { one, configurations } of wanted) setConfigurations(call, one, configurations)
    return list(wanted.map(({ one }) => caseAnswer(call, one, undefined)))
  }),
  planRoute('DELETE', all, cases, (call) => {
    const ids = listParameter(call, 'testIds') ?? listParameter(call, 'testCaseIds')
    if (!ids) throw badArgument('A value is required for testIds in the request.')
    const found = ids.map((id) => caseNamed(call, id))
    for (const one of found) removeCase(call, one)
    return { status: 204 }
  }),
  planRoute('DELETE', 'testcases/{testCaseId}', deleteCase, deleteEverywhere),
  {
    ...planRoute('DELETE', '', deleteCase, deleteEverywhere),
    pattern: 'test/testcases/{testCaseId}',
    location: { area: 'Test', resource: 'TestCases', id: '4d472e0f-e32c-4ef8-adf4-a4078772889c' },
  },
]

function caseNamed(call: EndpointCall, id: string): SuiteCase {
  const found = casesOf(findSuite(call)).find(({ workItem }) => String(workItem) === id)
  if (!found) throw testNotFound('Test case', id)
  return found
}

interface Assignment {
  id: string
  configurations?: TestConfiguration[]
}

function assignments(call: EndpointCall): Assignment[] {
  const bodies = jsonList(call.request) as { workItem?: { id?: unknown }; pointAssignments?: unknown }[]
  return bodies.map(({ workItem, pointAssignments }) => {
    if (workItem?.id === undefined) throw badArgument('A test case has no work item.')
    const id = String(workItem.id)
    if (!Array.isArray(pointAssignments) || pointAssignments.length === 0) return { id }
    return { id, configurations: configurationsIn(call, pointAssignments) }
  })
}

/** Deletes a test case with its work item, for good, as this operation does for test cases. */
function deleteEverywhere(call: EndpointCall) {
  const index = findWorkItem(call, call.path.testCaseId as string)
  const { items } = call.organization
  const id = items.idAt(index)
  for (const suite of testsOf(call).suites.values()) {
    const one = casesOf(suite).find(({ workItem }) => workItem === id)
    if (one) removeCase(call, one)
  }
  items.destroy(index, call.caller, call.now)
  return { status: 204 }
}
