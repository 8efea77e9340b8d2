import { createTests, type TestData } from '../../data/test/test-data.js'
import type { ProjectTests } from '../../data/test/project-tests.js'
import { resultOf, type TestResult, type TestRun } from '../../data/test/test-run.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { previewOnly, released, type EndpointCall, type Route } from '../route.js'
import { testNotFound } from './test-errors.js'

/** A resource of test management: in `test`, in `testresults` (host vstmr, facts 1.1), or in both. */
export interface TestResource {
  name: string
  /** GUID and newest preview; absent where the area has it not. */
  test?: readonly [id: string, preview: number]
  results?: readonly [id: string, preview: number]
  /** Whether `testresults` has a released version, which few resources have (facts 2.2). */
  resultsReleased?: boolean
}

type Answer = (call: EndpointCall) => DevOpsAnswer

/** A route for each of the two areas that have the resource; `pattern` comes after the area. */
export function testRoutes(
  method: Route['method'],
  pattern: string,
  resource: TestResource,
  answer: Answer,
): Route[] {
  const { name, test, results } = resource
  const shared = {
    method,
    scope: ['project'] as const,
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: 'application/json' as const }),
    answer,
  }
  return [
    ...(test
      ? [
          {
            ...shared,
            pattern: `test/${pattern}`,
            versions: released(test[1]),
            location: { area: 'Test', resource: name, id: test[0] },
          },
        ]
      : []),
    ...(results
      ? [
          {
            ...shared,
            pattern: `testresults/${pattern}`,
            versions: resource.resultsReleased ? released(results[1]) : previewOnly(results[1]),
            location: { area: 'testresults', resource: name, id: results[0] },
          },
        ]
      : []),
  ]
}

export function testData(call: EndpointCall): TestData {
  return call.organization.part(createTests)
}

/** The tests of the project before `_apis`. */
export function testsOf(call: EndpointCall): ProjectTests {
  return testData(call).of(projectOf(call))
}

/** The run of the address; 404 when the project has none of that id. */
export function findRun(call: EndpointCall, id = pathNumber(call, 'runId')): TestRun {
  const run = testsOf(call).runs.get(id)
  if (!run) throw testNotFound('Test run', id)
  return run
}

/** The result of the address; 404 when the run has none of that id. */
export function findResult(call: EndpointCall, run = findRun(call), id = resultId(call)): TestResult {
  const result = resultOf(run, id)
  if (!result) throw testNotFound('Test result', id)
  return result
}

/** Its name in the addresses is not the same in all operations. */
function resultId(call: EndpointCall): number {
  const name = ['testCaseResultId', 'testResultId'].find((candidate) => candidate in call.path)
  return pathNumber(call, name ?? 'testCaseResultId')
}
