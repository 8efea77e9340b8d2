import { testOutcomes, type TestOutcome } from '../../data/test/test-outcome.js'
import { nextResultId, type TestResult, type TestRun } from '../../data/test/test-run.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonList } from '../json-body.js'
import type { EndpointCall } from '../route.js'
import { findWorkItem } from '../wit/find-work-item.js'
import { findPerson } from './find-person.js'
import { moment } from '../moment.js'
import { touchRun } from './run-writes.js'
import { invalidTestProperty, testNotFound } from './test-errors.js'
import { findResult, testsOf } from './test-route.js'

/** Most results one request may add or change (docs, "Results - Add"; unconfirmed). */
const mostResults = 1000

const states = ['Unspecified', 'Pending', 'Queued', 'InProgress', 'Paused', 'Completed'] as const

/** Results' members that are not kept. */
const unknownMembers = ['customFields', 'iterationDetails', 'subResults', 'releaseReference', 'testSuite']

type Body = Record<string, unknown>

/** Adds the results of a body to a run; nothing is added when one of them is wrong. */
export function addResults(call: EndpointCall, run: TestRun): TestResult[] {
  const bodies = bodiesOf(call)
  let id = nextResultId(run)
  const added = bodies.map((body): TestResult => {
    refuseUnknown(body)
    const automatedName = text(body.automatedTestName)
    const point = pointIn(call, run, body)
    const { items } = call.organization
    const index = point && items.indexOf(point.case.workItem)
    const title =
      text(body.testCaseTitle) ??
      automatedName ??
      (index === undefined ? undefined : String(items.value(index, 'System.Title') ?? ''))
    if (title === undefined)
      throw invalidTestProperty("The value for property 'TestCaseTitle' must not be empty.")
    const result: TestResult = {
      id: id++,
      run,
      title,
      outcome: 'Unspecified',
      state: 'Pending',
      referenceId: point ? 10_000 + point.id : hashed(automatedName ?? title),
      ...(automatedName === undefined
        ? {}
        : {
            automated: {
              name: automatedName,
              storage: text(body.automatedTestStorage) ?? '',
              type: text(body.automatedTestType) ?? '',
              id: text(body.automatedTestId) ?? '',
            },
          }),
      ...(point ? { point, configuration: point.configuration } : {}),
      durationInMs: 0,
      priority: 0,
      runBy: call.caller,
      createdAt: call.now,
      updatedBy: call.caller,
      updatedAt: call.now,
      revision: 0,
      failureType: 'None',
      bugs: [],
      attachments: [],
      iterations: [],
    }
    change(call, result, body)
    return result
  })
  run.results.push(...added)
  for (const result of added) noteAtPoint(call, result)
  touchRun(call, run)
  return added
}

/** Changes results by their ids. */
export function updateResults(call: EndpointCall, run: TestRun): TestResult[] {
  const bodies = bodiesOf(call)
  const changed = bodies.map((body) => {
    refuseUnknown(body)
    return findResult(call, run, Number(body.id))
  })
  // All are checked on copies first.
  bodies.forEach((body, at) => change(call, { ...(changed[at] as TestResult) }, body))
  bodies.forEach((body, at) => change(call, changed[at] as TestResult, body))
  for (const result of changed) noteAtPoint(call, result)
  touchRun(call, run)
  return changed
}

function bodiesOf(call: EndpointCall): Body[] {
  const bodies = jsonList(call.request) as Body[]
  if (bodies.length === 0) throw badArgument('No test results were given.')
  if (bodies.length > mostResults) throw invalidTestProperty(`More than ${mostResults} results were given.`)
  return bodies
}

function change(call: EndpointCall, result: TestResult, body: Body): void {
  const outcome = wordIn<TestOutcome>(body.outcome, testOutcomes, 'outcome')
  const state = wordIn(body.state, states, 'state')
  if (outcome) result.outcome = outcome
  if (state) result.state = state
  else if (outcome && outcome !== 'InProgress' && outcome !== 'Paused') result.state = 'Completed'
  const startedAt = moment(body.startedDate, 'startedDate')
  const completedAt = moment(body.completedDate, 'completedDate')
  if (startedAt !== undefined) result.startedAt = startedAt
  if (completedAt !== undefined) result.completedAt = completedAt
  if (result.state === 'Completed') {
    result.startedAt ??= call.now
    result.completedAt ??= call.now
  }
  if (body.durationInMs !== undefined && body.durationInMs !== null) {
    const duration = Number(body.durationInMs)
    if (!(duration >= 0)) throw invalidTestProperty('durationInMs must be a number of milliseconds.')
    result.durationInMs = duration
  }
  if (typeof body.comment === 'string') result.comment = body.comment
  if (typeof body.errorMessage === 'string') result.errorMessage = body.errorMessage
  if (typeof body.stackTrace === 'string') result.stackTrace = body.stackTrace
  if (typeof body.computerName === 'string') result.computerName = body.computerName
  if (typeof body.failureType === 'string') result.failureType = body.failureType
  if (body.priority !== undefined) result.priority = Number(body.priority)
  const owner = findPerson(call, body.owner)
  if (owner) result.owner = owner
  const runBy = findPerson(call, body.runBy)
  if (runBy) result.runBy = runBy
  if (Array.isArray(body.associatedBugs)) {
    const ids = (body.associatedBugs as { id?: unknown }[]).map(({ id }) => String(id))
    for (const id of ids) findWorkItem(call, id)
    result.bugs = [...new Set(ids.map(Number))]
  }
  result.revision++
  result.updatedAt = call.now
  result.updatedBy = call.caller
}

/** A point shows the newest result of it. */
function noteAtPoint(call: EndpointCall, result: TestResult): void {
  const { point } = result
  if (!point) return
  point.state = result.state === 'Completed' ? 'completed' : 'inProgress'
  point.outcome = result.outcome
  point.revision++
  point.updatedAt = call.now
  point.updatedBy = call.caller
  point.last = {
    run: result.run.id,
    result: result.id,
    by: result.runBy,
    at: result.completedAt ?? call.now,
    durationInMs: result.durationInMs,
  }
}

function pointIn(call: EndpointCall, run: TestRun, body: Body) {
  const given = (body.testPoint ?? undefined) as { id?: unknown } | undefined
  if (!given) return undefined
  const point = testsOf(call).points.get(Number(given.id))
  if (!point || (run.plan && point.case.suite.plan !== run.plan))
    throw testNotFound('Test point', String(given.id))
  return point
}

function refuseUnknown(body: Body): void {
  const found = unknownMembers.find((name) => Array.isArray(body[name]) && (body[name] as []).length > 0)
  if (found) throw notEmulated(`${found} of a test result that is written`)
}

function wordIn<T extends string>(given: unknown, words: readonly T[], name: string): T | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const known = words.find((one) => one.toLowerCase() === String(given).toLowerCase())
  if (!known) throw invalidTestProperty(`The ${name} "${String(given)}" is not valid.`)
  return known
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same number for the same test in every run; beyond the references of generated tests. */
function hashed(name: string): number {
  let hash = 0
  for (const letter of name) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) as number)) | 0
  return 1_500_000_000 + (Math.abs(hash) % 500_000_000)
}
