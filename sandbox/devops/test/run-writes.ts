import type { Build } from '../../data/build/build.js'
import { createBuilds } from '../../data/build/build-data.js'
import { addRun } from '../../data/test/project-tests.js'
import type { TestPlan } from '../../data/test/test-plan.js'
import { nextResultId, type RunState, type TestResult, type TestRun } from '../../data/test/test-run.js'
import { buildError, projectOf } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall } from '../route.js'
import { findPerson } from './find-person.js'
import { moment } from '../moment.js'
import { invalidTestProperty, testNotFound } from './test-errors.js'
import { testData, testsOf } from './test-route.js'

const states: readonly RunState[] = [
  'Unspecified',
  'NotStarted',
  'InProgress',
  'Completed',
  'Aborted',
  'Waiting',
  'NeedsInvestigation',
]

/** Members of a body that would change the answer and are not kept. */
const unknownMembers = [
  'releaseReference',
  'releaseUri',
  'releaseEnvironmentUri',
  'runSummary',
  'testSettings',
  'dtlTestEnvironment',
  'dtlEnvironment',
  'dtlAutEnvironment',
  'environmentDetails',
  'dtlEnvironmentDetails',
  'customTestFields',
  'filter',
]

/** The run a body describes; with points of a plan it starts with a result for each. */
export function createRun(call: EndpointCall): TestRun {
  const body = jsonBody(call.request)
  refuseUnknown(body)
  const project = projectOf(call)
  const tests = testsOf(call)
  const name = nonEmpty(body.name)
  if (name === undefined) throw invalidTestProperty("The value for property 'Name' must not be empty.")
  const plan = planOf(call, body.plan)
  const build = buildOf(call, body.build ?? body.buildReference)
  const state = stateIn(body.state) ?? 'NotStarted'
  const run: TestRun = {
    id: testData(call).next('run', project),
    project,
    name,
    state,
    isAutomated: body.automated === true,
    ...(build ? { build } : {}),
    ...(plan ? { plan } : {}),
    ...(build && (body.buildFlavor ?? body.buildPlatform)
      ? { platform: { flavor: String(body.buildFlavor ?? ''), platform: String(body.buildPlatform ?? '') } }
      : {}),
    ...(typeof body.comment === 'string' ? { comment: body.comment } : {}),
    ...(typeof body.errorMessage === 'string' ? { errorMessage: body.errorMessage } : {}),
    owner: findPerson(call, body.owner) ?? call.caller,
    createdAt: call.now,
    ...moments({
      startedAt: moment(body.startDate, 'startDate') ?? (state === 'InProgress' ? call.now : undefined),
      completedAt:
        moment(body.completeDate, 'completeDate') ?? (state === 'Completed' ? call.now : undefined),
      dueAt: moment(body.dueDate, 'dueDate'),
    }),
    updatedBy: call.caller,
    updatedAt: call.now,
    revision: 1,
    tags: tagNames(body.tags),
    attachments: [],
    messages: [],
    results: [],
  }
  const pointIds = Array.isArray(body.pointIds) ? body.pointIds.map(Number) : []
  if (pointIds.length > 0 && !plan)
    throw invalidTestProperty('Points were given without the plan they are in.')
  for (const id of pointIds) run.results.push(resultOfPoint(call, run, id))
  addRun(tests, run)
  return run
}

/** Changes a run as a body says; a finished one gets the time it finished. */
export function updateRun(call: EndpointCall, run: TestRun): void {
  const body = jsonBody(call.request)
  refuseUnknown(body)
  if (body.build !== undefined) throw notEmulated('another build for a test run')
  const state = stateIn(body.state)
  const startedAt = moment(body.startedDate, 'startedDate')
  const completedAt = moment(body.completedDate, 'completedDate')
  const dueAt = moment(body.dueDate, 'dueDate')
  const name = body.name === undefined || body.name === null ? run.name : nonEmpty(body.name)
  if (name === undefined) throw invalidTestProperty("The value for property 'Name' must not be empty.")
  run.name = name
  if (typeof body.comment === 'string') run.comment = body.comment
  if (typeof body.errorMessage === 'string') run.errorMessage = body.errorMessage
  if (startedAt !== undefined) run.startedAt = startedAt
  if (dueAt !== undefined) run.dueAt = dueAt
  if (Array.isArray(body.tags)) run.tags = tagNames(body.tags)
  if (Array.isArray(body.logEntries)) {
    for (const entry of body.logEntries as Record<string, unknown>[])
      run.messages.push({ id: run.messages.length + 1, text: String(entry.message ?? ''), at: call.now })
  }
  if (body.deleteInProgressResults === true)
    run.results = run.results.filter((result) => result.state === 'Completed')
  if (state) {
    run.state = state
    if (state === 'InProgress') run.startedAt ??= call.now
    if (state === 'Completed' || state === 'Aborted') run.completedAt = completedAt ?? call.now
  }
  if (completedAt !== undefined) run.completedAt = completedAt
  touchRun(call, run)
}

/** Notes who changed a run. */
export function touchRun(call: EndpointCall, run: TestRun): void {
  run.revision++
  run.updatedAt = call.now
  run.updatedBy = call.caller
}

/** A result that waits for someone to test. */
function resultOfPoint(call: EndpointCall, run: TestRun, id: number): TestResult {
  const point = testsOf(call).points.get(id)
  if (!point || point.case.suite.plan !== run.plan) throw testNotFound('Test point', id)
  const { items } = call.organization
  const index = items.indexOf(point.case.workItem)
  return {
    id: nextResultId(run),
    run,
    title: index === undefined ? '' : String(items.value(index, 'System.Title') ?? ''),
    outcome: 'Unspecified',
    state: 'Pending',
    referenceId: 10_000 + point.id,
    point,
    configuration: point.configuration,
    durationInMs: 0,
    priority: 2,
    owner: run.owner,
    runBy: call.caller,
    createdAt: call.now,
    updatedBy: call.caller,
    updatedAt: call.now,
    revision: 1,
    failureType: 'None',
    bugs: [],
    attachments: [],
    iterations: [],
  }
}

function buildOf(call: EndpointCall, given: unknown): Build | undefined {
  const id = referenceId(given)
  if (id === undefined) return undefined
  const build = call.organization.part(createBuilds).of(projectOf(call)).byId.get(id)
  if (!build) throw buildError(404, 'BuildNotFoundException', `The requested build ${id} could not be found.`)
  return build
}

function planOf(call: EndpointCall, given: unknown): TestPlan | undefined {
  const id = referenceId(given)
  if (id === undefined) return undefined
  const plan = testsOf(call).plans.get(id)
  if (!plan) throw testNotFound('Test plan', id)
  return plan
}

function referenceId(given: unknown): number | undefined {
  const { id } = (given ?? {}) as { id?: unknown }
  return id === undefined || id === null || id === '' || Number(id) === 0 ? undefined : Number(id)
}

function stateIn(given: unknown): RunState | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const state = states.find((one) => one.toLowerCase() === String(given).toLowerCase())
  if (!state) throw invalidTestProperty(`The run state "${String(given)}" is not valid.`)
  return state
}

/** Names of tags in a body, each once. */
export function tagNames(given: unknown): string[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw badArgument('tags must be a list.')
  return [...new Set(given.map((tag) => String((tag as { name?: unknown } | null)?.name ?? tag)))]
}

function refuseUnknown(body: Record<string, unknown>): void {
  const found = unknownMembers.find((name) => body[name] !== undefined && body[name] !== null)
  if (found) throw notEmulated(`${found} of a test run`)
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function moments(given: Record<'startedAt' | 'completedAt' | 'dueAt', number | undefined>): Partial<TestRun> {
  return Object.fromEntries(Object.entries(given).filter(([, at]) => at !== undefined))
}
