import { outcomeNumbers } from '../../data/test/test-outcome.js'
import type { Person } from '../../data/people.js'
import type { TestPoint } from '../../data/test/test-plan.js'
import { addRun } from '../../data/test/project-tests.js'
import { firstResultId, type TestRun } from '../../data/test/test-run.js'
import { enumValue } from '../enum-value.js'
import type { EndpointCall } from '../route.js'
import { testData, testsOf } from './test-route.js'

/** What can be changed of a point. */
export interface PointChange {
  outcome?: unknown
  reset: boolean
  tester?: Person
}

/** Changes points: a new outcome makes a run with a result for each of them, as the service does. */
export function changePoints(call: EndpointCall, points: readonly TestPoint[], change: PointChange): void {
  const { tester, reset } = change
  const outcome = enumValue(change.outcome, outcomeNumbers, 'outcome')
  for (const point of points) {
    if (tester) point.tester = tester
    if (reset) {
      point.state = 'ready'
      point.outcome = 'Unspecified'
      point.resetAt = call.now
      delete point.last
    }
    point.revision++
    point.updatedAt = call.now
    point.updatedBy = call.caller
  }
  if (!outcome || reset) return
  const [first] = points
  if (!first) return
  const { plan } = first.case.suite
  const run: TestRun = {
    id: testData(call).next('run', plan.project),
    project: plan.project,
    name: `${plan.name} (Manual)`,
    state: 'Completed',
    isAutomated: false,
    plan,
    owner: call.caller,
    createdAt: call.now,
    startedAt: call.now,
    completedAt: call.now,
    updatedBy: call.caller,
    updatedAt: call.now,
    revision: 1,
    tags: [],
    attachments: [],
    messages: [],
    results: [],
  }
  const { items } = call.organization
  for (const [at, point] of points.entries()) {
    const index = items.indexOf(point.case.workItem)
    run.results.push({
      id: firstResultId + at,
      run,
      title: index === undefined ? '' : String(items.value(index, 'System.Title') ?? ''),
      outcome,
      state: 'Completed',
      referenceId: 10_000 + point.id,
      point,
      configuration: point.configuration,
      startedAt: call.now,
      completedAt: call.now,
      durationInMs: 0,
      priority: 2,
      owner: call.caller,
      runBy: call.caller,
      createdAt: call.now,
      updatedBy: call.caller,
      updatedAt: call.now,
      revision: 1,
      failureType: 'None',
      bugs: [],
      attachments: [],
      iterations: [],
    })
    point.state = 'completed'
    point.outcome = outcome
    point.last = { run: run.id, result: firstResultId + at, by: call.caller, at: call.now, durationInMs: 0 }
  }
  addRun(testsOf(call), run)
}
