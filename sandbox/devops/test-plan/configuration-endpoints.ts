import type {
  TestConfiguration as WireConfiguration,
  TestVariable as WireVariable,
} from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import type { TestConfiguration, TestVariable } from '../../data/test/test-plan.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { enumValue } from '../enum-value.js'
import { jsonBody } from '../json-body.js'
import { listPage } from '../paging.js'
import { wholeNumber } from '../query-parameters.js'
import type { EndpointCall, Route } from '../route.js'
import { invalidTestProperty, testNotFound, testObjectUpdated } from '../test/test-errors.js'
import { testData, testsOf } from '../test/test-route.js'
import type { Wire } from '../wire.js'
import { planPage, planResources, planRoute } from './plan-route.js'
import { projectOfPlanning } from './planning-reference.js'

const { configurations, variables } = planResources

/** Configurations and the variables they are made of. */
export const configurationRoutes: readonly Route[] = [
  planRoute('GET', 'configurations', configurations, (call) =>
    listPage(call, [...testsOf(call).configurations.values()], planPage, (one) =>
      configurationAnswer(call, one),
    ),
  ),
  planRoute('GET', 'configurations/{testConfigurationId}', configurations, (call) => ({
    status: 200,
    body: configurationAnswer(call, findConfiguration(call, pathNumber(call, 'testConfigurationId'))),
  })),
  planRoute('POST', 'configurations', configurations, (call) => {
    const made: TestConfiguration = {
      id: testData(call).next('setting', projectOf(call)),
      name: '',
      description: '',
      isDefault: false,
      state: 'active',
      values: [],
    }
    changeConfiguration(call, made)
    testsOf(call).configurations.set(made.id, made)
    return { status: 200, body: configurationAnswer(call, made) }
  }),
  planRoute('PATCH', 'configurations', configurations, (call) => {
    const one = findConfiguration(call, idAsked(call))
    changeConfiguration(call, one)
    return { status: 200, body: configurationAnswer(call, one) }
  }),
  planRoute('DELETE', 'configurations', configurations, (call) => {
    const { id } = findConfiguration(call, idAsked(call))
    const tests = testsOf(call)
    if ([...tests.points.values()].some(({ configuration }) => configuration.id === id))
      throw testObjectUpdated(`Test configuration ${id} is in use.`)
    tests.configurations.delete(id)
    return { status: 204 }
  }),
  planRoute('GET', 'variables', variables, (call) =>
    listPage(call, [...testsOf(call).variables.values()], planPage, (one) => variableAnswer(call, one)),
  ),
  planRoute('GET', 'variables/{testVariableId}', variables, (call) => ({
    status: 200,
    body: variableAnswer(call, findVariable(call)),
  })),
  planRoute('POST', 'variables', variables, (call) => {
    const made = {
      id: testData(call).next('setting', projectOf(call)),
      name: '',
      description: '',
      values: [],
    }
    changeVariable(call, made)
    testsOf(call).variables.set(made.id, made)
    return { status: 200, body: variableAnswer(call, made) }
  }),
  planRoute('PATCH', 'variables/{testVariableId}', variables, (call) => {
    const one = findVariable(call)
    changeVariable(call, one)
    return { status: 200, body: variableAnswer(call, one) }
  }),
  planRoute('DELETE', 'variables/{testVariableId}', variables, (call) => {
    testsOf(call).variables.delete(findVariable(call).id)
    return { status: 204 }
  }),
]

/** The service spells the name of the parameter so (REST specification). */
function idAsked(call: EndpointCall): number {
  const id = wholeNumber(call, 'testConfiguartionId', 1)
  if (id === undefined) throw badArgument('A value is required for testConfiguartionId in the request.')
  return id
}

function findConfiguration(call: EndpointCall, id: number): TestConfiguration {
  const found = testsOf(call).configurations.get(id)
  if (!found) throw testNotFound('Test configuration', id)
  return found
}

function findVariable(call: EndpointCall): TestVariable {
  const id = pathNumber(call, 'testVariableId')
  const found = testsOf(call).variables.get(id)
  if (!found) throw testNotFound('Test variable', id)
  return found
}

function changeConfiguration(call: EndpointCall, one: TestConfiguration): void {
  const body = jsonBody(call.request)
  const { configurations: all } = testsOf(call)
  const name = nameIn(body.name, one, all)
  const values = Array.isArray(body.values)
    ? (body.values as { name?: unknown; value?: unknown }[]).map((pair) => ({
        name: String(pair.name),
        value: String(pair.value),
      }))
    : one.values
  const state = enumValue(body.state, { active: 0, inactive: 1 }, 'state')
  one.name = name
  one.values = values
  one.state = state ?? one.state
  if (typeof body.description === 'string') one.description = body.description
  if (typeof body.isDefault === 'boolean') one.isDefault = body.isDefault
}

function changeVariable(call: EndpointCall, one: TestVariable): void {
  const body = jsonBody(call.request)
  one.name = nameIn(body.name, one, testsOf(call).variables)
  if (typeof body.description === 'string') one.description = body.description
  if (Array.isArray(body.values)) one.values = [...new Set(body.values.map(String))]
}

function nameIn(
  given: unknown,
  one: { id: number; name: string },
  all: ReadonlyMap<number, { id: number; name: string }>,
): string {
  if ((given === undefined || given === null) && one.name !== '') return one.name
  if (typeof given !== 'string' || given.trim() === '')
    throw invalidTestProperty("The value for property 'Name' must not be empty.")
  const taken = [...all.values()].some(
    ({ id, name }) => id !== one.id && name.toLowerCase() === given.toLowerCase(),
  )
  if (taken) throw testObjectUpdated(`The name ${given} is in use already.`)
  return given
}

function configurationAnswer(call: EndpointCall, one: TestConfiguration): Wire<WireConfiguration> {
  return {
    id: one.id,
    project: projectOfPlanning(call, projectOf(call)),
    name: one.name,
    description: one.description,
    ...(one.isDefault ? { isDefault: true } : {}),
    values: one.values,
    state: one.state,
  }
}

function variableAnswer(call: EndpointCall, one: TestVariable): Wire<WireVariable> {
  const { id, name, description, values } = one
  return { id, project: projectOfPlanning(call, projectOf(call)), name, description, values }
}
