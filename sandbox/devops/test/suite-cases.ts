import {
  casesOf,
  type SuiteCase,
  type TestConfiguration,
  type TestPoint,
  type TestSuite,
} from '../../data/test/test-plan.js'
import type { EndpointCall } from '../route.js'
import { findWorkItem } from '../wit/find-work-item.js'
import { invalidTestProperty, testNotFound } from './test-errors.js'
import { testData, testsOf } from './test-route.js'

/** Adds a work item to a suite as a test case, with a point for each configuration; one that is there stays as it is. */
export function addCase(
  call: EndpointCall,
  suite: TestSuite,
  id: string,
  configurations: readonly TestConfiguration[] = defaultConfigurations(call, suite),
): SuiteCase {
  if (suite.type === 'dynamicTestSuite')
    throw invalidTestProperty('Test cases cannot be added to a query-based suite.')
  findWorkItem(call, id)
  const known = casesOf(suite).find(({ workItem }) => workItem === Number(id))
  if (known) return known
  const added: SuiteCase = { suite, workItem: Number(id), points: [] }
  suite.entries.push(added)
  setConfigurations(call, added, configurations)
  return added
}

/** Takes a case out of its suite, with its points. */
export function removeCase(call: EndpointCall, one: SuiteCase): void {
  setConfigurations(call, one, [])
  one.suite.entries.splice(one.suite.entries.indexOf(one), 1)
  touchSuite(call, one.suite)
}

/** Gives a case exactly these configurations; points of those it had stay. */
export function setConfigurations(
  call: EndpointCall,
  one: SuiteCase,
  wanted: readonly TestConfiguration[],
): void {
  const { points } = testsOf(call)
  const [tester] = one.suite.defaultTesters
  for (const point of one.points) if (!wanted.includes(point.configuration)) points.delete(point.id)
  one.points = wanted.map((configuration) => {
    const known = one.points.find((point) => point.configuration === configuration)
    if (known) return known
    const point: TestPoint = {
      id: testData(call).next('point', one.suite.plan.project),
      case: one,
      configuration,
      ...(tester ? { tester } : {}),
      state: 'ready',
      outcome: 'Unspecified',
      revision: 1,
      updatedBy: call.caller,
      updatedAt: call.now,
    }
    points.set(point.id, point)
    return point
  })
  touchSuite(call, one.suite)
}

/** Notes who changed a suite. */
export function touchSuite(call: EndpointCall, suite: TestSuite): void {
  suite.revision++
  suite.updatedAt = call.now
  suite.updatedBy = call.caller
}

/** The configurations a body names by id: objects with `id` or `configurationId`. */
export function configurationsIn(call: EndpointCall, given: unknown): TestConfiguration[] {
  if (!Array.isArray(given)) throw invalidTestProperty('configurations must be a list.')
  return given.map((one) => {
    const { id, configurationId } = (one ?? {}) as { id?: unknown; configurationId?: unknown }
    const found = testsOf(call).configurations.get(Number(configurationId ?? id))
    if (!found) throw testNotFound('Test configuration', String(configurationId ?? id))
    return found
  })
}

/** Those of the suite, or of the nearest one above that has its own, or else the project's default ones. */
function defaultConfigurations(call: EndpointCall, suite: TestSuite): TestConfiguration[] {
  for (let at: TestSuite | undefined = suite; at; at = at.parent) {
    if (at.defaultConfigurations.length > 0) return at.defaultConfigurations
    if (!at.inheritDefaultConfigurations) break
  }
  return [...testsOf(call).configurations.values()].filter(
    ({ isDefault, state }) => isDefault && state === 'active',
  )
}
