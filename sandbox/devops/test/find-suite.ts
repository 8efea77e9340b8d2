import {
  withDescendants,
  type TestPlan,
  type TestPoint,
  type TestSuite,
  casesOf,
} from '../../data/test/test-plan.js'
import { pathNumber } from '../build/find-build.js'
import type { EndpointCall } from '../route.js'
import { testNotFound } from './test-errors.js'
import { testsOf } from './test-route.js'

/** The plan of the address; 404 when the project has none of that id. */
export function findPlan(call: EndpointCall): TestPlan {
  const id = pathNumber(call, 'planId')
  const plan = testsOf(call).plans.get(id)
  if (!plan) throw testNotFound('Test plan', id)
  return plan
}

/** The suite of the address, in the plan of the address when it names one. */
export function findSuite(call: EndpointCall): TestSuite {
  const id = pathNumber(call, 'suiteId')
  const suite = testsOf(call).suites.get(id)
  if (!suite || ('planId' in call.path && suite.plan !== findPlan(call))) throw testNotFound('Test suite', id)
  return suite
}

/** The points of a suite, on request with those of all suites beneath it. */
export function pointsOf(suite: TestSuite, recursive = false): TestPoint[] {
  return (recursive ? withDescendants(suite) : [suite]).flatMap(casesOf).flatMap(({ points }) => points)
}
