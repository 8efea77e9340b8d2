import {
  withDescendants,
  type TestConfiguration,
  type TestPlan,
  type TestSuite,
} from '../../data/test/test-plan.js'
import type { Person } from '../../data/people.js'
import { enumValue } from '../enum-value.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall } from '../route.js'
import { findPerson } from '../test/find-person.js'
import { pointsOf } from '../test/find-suite.js'
import { configurationsIn, touchSuite } from '../test/suite-cases.js'
import { invalidTestProperty, testNotFound, testObjectUpdated } from '../test/test-errors.js'
import { testData, testsOf } from '../test/test-route.js'
import { findWorkItem } from '../wit/find-work-item.js'

type Body = Record<string, unknown>

const types = { dynamicTestSuite: 1, staticTestSuite: 2, requirementTestSuite: 3 } as const

/** The suite a body describes, at the end of its parent. */
export function createSuite(call: EndpointCall, plan: TestPlan): TestSuite {
  const body = jsonBody(call.request)
  const type = enumValue(body.suiteType, types, 'suiteType') ?? 'staticTestSuite'
  const parent = parentIn(call, body, plan)
  if (parent.type !== 'staticTestSuite')
    throw invalidTestProperty('A test suite can only be put into a static test suite.')
  const requirement = type === 'requirementTestSuite' ? requirementIn(call, body) : undefined
  const query = typeof body.queryString === 'string' ? body.queryString : undefined
  if (type === 'dynamicTestSuite' && !query)
    throw invalidTestProperty('A query-based suite needs a query string.')
  const suite: TestSuite = {
    id: testData(call).next('plan', plan.project),
    plan,
    parent,
    type,
    name: requirement?.name ?? nameIn(body.name),
    ...(requirement ? { requirementId: requirement.id } : {}),
    ...(query && type === 'dynamicTestSuite' ? { queryString: query } : {}),
    inheritDefaultConfigurations: body.inheritDefaultConfigurations !== false,
    defaultConfigurations: configurations(call, body) ?? [],
    defaultTesters: testers(call, body) ?? [],
    entries: [],
    revision: 1,
    updatedBy: call.caller,
    updatedAt: call.now,
    ...(type === 'staticTestSuite' ? {} : { populatedAt: call.now }),
  }
  parent.entries.push(suite)
  testsOf(call).suites.set(suite.id, suite)
  touchSuite(call, parent)
  return suite
}

/** Changes name, query, configurations, testers or parent of a suite. */
export function updateSuite(call: EndpointCall, suite: TestSuite): void {
  const body = jsonBody(call.request)
  if (body.revision && body.revision !== suite.revision)
    throw testObjectUpdated(`Test suite ${suite.id} was changed since it was read.`)
  const name = body.name === undefined || body.name === null ? suite.name : nameIn(body.name)
  const own = configurations(call, body)
  const people = testers(call, body)
  const parent = body.parentSuite ? parentIn(call, body, suite.plan) : suite.parent
  if (parent !== suite.parent) move(suite, parent as TestSuite)
  suite.name = name
  if (typeof body.queryString === 'string') {
    if (suite.type !== 'dynamicTestSuite')
      throw invalidTestProperty('Only a query-based suite has a query string.')
    suite.queryString = body.queryString
  }
  if (typeof body.inheritDefaultConfigurations === 'boolean')
    suite.inheritDefaultConfigurations = body.inheritDefaultConfigurations
  if (own) {
    suite.defaultConfigurations = own
    suite.inheritDefaultConfigurations = own.length === 0
  }
  if (people) suite.defaultTesters = people
  touchSuite(call, suite)
}

/** Deletes a suite with all beneath it; the root goes with its plan only. */
export function deleteSuite(call: EndpointCall, suite: TestSuite): void {
  if (!suite.parent) throw invalidTestProperty('The root suite of a test plan cannot be deleted.')
  const { suites, points } = testsOf(call)
  for (const point of pointsOf(suite, true)) points.delete(point.id)
  for (const one of withDescendants(suite)) suites.delete(one.id)
  suite.parent.entries.splice(suite.parent.entries.indexOf(suite), 1)
  touchSuite(call, suite.parent)
}

function move(suite: TestSuite, parent: TestSuite): void {
  if (!suite.parent) throw invalidTestProperty('The root suite of a test plan cannot be moved.')
  if (withDescendants(suite).includes(parent))
    throw invalidTestProperty('A test suite cannot be put into itself.')
  suite.parent.entries.splice(suite.parent.entries.indexOf(suite), 1)
  suite.parent = parent
  parent.entries.push(suite)
}

function parentIn(call: EndpointCall, body: Body, plan: TestPlan): TestSuite {
  const { id } = (body.parentSuite ?? {}) as { id?: unknown }
  if (id === undefined) throw invalidTestProperty("The value for property 'ParentSuite' must not be empty.")
  const parent = testsOf(call).suites.get(Number(id))
  if (!parent || parent.plan !== plan) throw testNotFound('Test suite', String(id))
  return parent
}

function requirementIn(call: EndpointCall, { requirementId }: Body): { id: number; name: string } {
  const index = findWorkItem(call, String(requirementId))
  const id = Number(requirementId)
  return { id, name: `${id} : ${String(call.organization.items.value(index, 'System.Title') ?? '')}` }
}

function configurations(call: EndpointCall, body: Body): TestConfiguration[] | undefined {
  return Array.isArray(body.defaultConfigurations)
    ? configurationsIn(call, body.defaultConfigurations)
    : undefined
}

function testers(call: EndpointCall, body: Body): Person[] | undefined {
  if (!Array.isArray(body.defaultTesters)) return undefined
  return body.defaultTesters.flatMap((one) => findPerson(call, one) ?? [])
}

function nameIn(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '') return name
  throw invalidTestProperty("The value for property 'Name' must not be empty.")
}
