import { createBuilds } from '../../data/build/build-data.js'
import { nodeAt, type ProjectNodes } from '../../data/classification-nodes.js'
import { withDescendants, type TestPlan, type TestSuite } from '../../data/test/test-plan.js'
import { findDefinition, projectOf } from '../build/find-build.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall } from '../route.js'
import { findPerson } from '../test/find-person.js'
import { pointsOf } from '../test/find-suite.js'
import { moment } from '../moment.js'
import { invalidTestProperty, testNotFound, testObjectUpdated } from '../test/test-errors.js'
import { testData, testsOf } from '../test/test-route.js'

type Body = Record<string, unknown>

/** The plan a body describes, with an empty root suite of the same name. */
export function createPlan(call: EndpointCall): TestPlan {
  const body = jsonBody(call.request)
  const project = projectOf(call)
  const { areas, iterations } = call.organization.nodes[project.index] as ProjectNodes
  const tests = testsOf(call)
  const next = () => testData(call).next('plan', project)
  const plan: TestPlan = {
    id: next(),
    project,
    name: nameIn(body),
    area: areas,
    iteration: iterations,
    owner: call.caller,
    state: 'Active',
    startAt: call.now,
    endAt: call.now + 7 * 86_400_000,
    syncOutcomeAcrossSuites: false,
    revision: 0,
    updatedBy: call.caller,
    updatedAt: call.now,
    root: undefined as unknown as TestSuite,
  }
  plan.root = {
    id: next(),
    plan,
    type: 'staticTestSuite',
    name: plan.name,
    inheritDefaultConfigurations: false,
    defaultConfigurations: [...tests.configurations.values()].filter(
      ({ isDefault, state }) => isDefault && state === 'active',
    ),
    defaultTesters: [],
    entries: [],
    revision: 1,
    updatedBy: call.caller,
    updatedAt: call.now,
  }
  change(call, plan, body)
  tests.plans.set(plan.id, plan)
  tests.suites.set(plan.root.id, plan.root)
  return plan
}

/** Changes a plan as a body says; the root suite keeps the plan's name. */
export function updatePlan(call: EndpointCall, plan: TestPlan): void {
  const body = jsonBody(call.request)
  if (body.revision && body.revision !== plan.revision)
    throw testObjectUpdated(`Test plan ${plan.id} was changed since it was read.`)
  if (body.name !== undefined && body.name !== null) {
    plan.name = nameIn(body)
    plan.root.name = plan.name
  }
  change(call, plan, body)
}

/** Deletes a plan with its suites and points; its runs stay. */
export function deletePlan(call: EndpointCall, plan: TestPlan): void {
  const { plans, suites, points } = testsOf(call)
  for (const point of pointsOf(plan.root, true)) points.delete(point.id)
  for (const suite of withDescendants(plan.root)) suites.delete(suite.id)
  plans.delete(plan.id)
}

function change(call: EndpointCall, plan: TestPlan, body: Body): void {
  const { areas, iterations } = call.organization.nodes[plan.project.index] as ProjectNodes
  const area = pathIn(body.areaPath, areas)
  const iteration = pathIn(body.iteration, iterations)
  const owner = findPerson(call, body.owner)
  const startAt = moment(body.startDate, 'startDate') ?? plan.startAt
  const endAt = moment(body.endDate, 'endDate') ?? plan.endAt
  if (startAt !== undefined && endAt !== undefined && endAt < startAt)
    throw invalidTestProperty('The end date of a test plan must not be before its start date.')
  const state = stateIn(body.state)
  const build = body.buildId ? buildOf(call, Number(body.buildId)) : undefined
  const { id: definitionId } = (body.buildDefinition ?? {}) as { id?: unknown }
  const definition = definitionId ? findDefinition(call, Number(definitionId)) : undefined
  const environment = body.releaseEnvironmentDefinition as TestPlan['releaseEnvironmentDefinition'] | null
  const settings = body.testOutcomeSettings as { syncOutcomeAcrossSuites?: unknown } | undefined

  if (area) plan.area = area
  if (iteration) plan.iteration = iteration
  if (owner) plan.owner = owner
  if (state) plan.state = state
  if (startAt !== undefined) plan.startAt = startAt
  if (endAt !== undefined) plan.endAt = endAt
  if (typeof body.description === 'string') plan.description = body.description
  if (build) plan.build = build
  if (definition) plan.buildDefinition = definition
  if (environment) plan.releaseEnvironmentDefinition = environment
  if (settings) plan.syncOutcomeAcrossSuites = settings.syncOutcomeAcrossSuites === true
  plan.revision++
  plan.updatedAt = call.now
  plan.updatedBy = call.caller
}

function nameIn({ name }: Body): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 255) return name
  throw invalidTestProperty("The value for property 'Name' must have 1 to 255 characters.")
}

function stateIn(given: unknown): TestPlan['state'] | undefined {
  if (given === undefined || given === null) return undefined
  const state = (['Active', 'Inactive'] as const).find(
    (one) => one.toLowerCase() === String(given).toLowerCase(),
  )
  if (!state) throw invalidTestProperty(`The state "${String(given)}" of a test plan is not valid.`)
  return state
}

function pathIn<Node extends ProjectNodes['areas']>(given: unknown, root: Node) {
  if (given === undefined || given === null || given === '') return undefined
  const node = nodeAt(root, String(given))
  if (!node) throw testNotFound('The path', String(given))
  return node
}

function buildOf(call: EndpointCall, id: number) {
  const build = call.organization.part(createBuilds).of(projectOf(call)).byId.get(id)
  if (!build) throw testNotFound('Build', id)
  return build
}
