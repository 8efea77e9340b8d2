import { removeRun } from '../../data/test/project-tests.js'
import { flag } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { runAnswer, runStatistics } from './run-answer.js'
import { listRuns } from './run-query.js'
import { createRun, updateRun } from './run-writes.js'
import { runReference } from './test-reference.js'
import { findRun, testRoutes, testsOf } from './test-route.js'

const runs = {
  name: 'Runs',
  test: ['cadb3810-d47d-4a3c-a234-fe5f3be50138', 3],
  results: ['364538f9-8062-4ce0-b024-75a0fb463f0d', 1],
} as const
const statistics = {
  name: 'Statistics',
  test: ['0a42c424-d764-4a16-a2d5-5c85f87d0ae8', 3],
  results: ['82b986e8-ca9e-4a89-b39e-f65c69bc104a', 2],
  resultsReleased: true,
} as const

/** Test runs, and how many of their results ended how. */
export const testRunRoutes: readonly Route[] = [
  ...testRoutes('GET', 'runs', runs, listRuns),
  ...testRoutes('POST', 'runs', runs, (call) => ({
    status: 200,
    body: runAnswer(call, createRun(call), true),
  })),
  ...testRoutes('GET', 'runs/{runId}', runs, (call) => ({
    status: 200,
    body: {
      ...runAnswer(call, findRun(call), true),
      ...(flag(call, 'includeTags') ? { tags: findRun(call).tags.map((name) => ({ name })) } : {}),
    },
  })),
  ...testRoutes('PATCH', 'runs/{runId}', runs, (call) => {
    const run = findRun(call)
    updateRun(call, run)
    return { status: 200, body: runAnswer(call, run, true) }
  }),
  ...testRoutes('DELETE', 'runs/{runId}', runs, (call) => {
    removeRun(testsOf(call), findRun(call))
    return { status: 204 }
  }),
  ...testRoutes('GET', 'runs/{runId}/Statistics', statistics, (call) => statisticsAnswer(call)),
  ...testRoutes(
    'GET',
    'runs/{runId}/runsummary',
    { name: 'RunSummary', results: ['5c6a250c-53b7-4851-990c-42a7a00c8b39', 1] },
    (call) => statisticsAnswer(call),
  ),
  ...testRoutes(
    'GET',
    'runs/{runId}/messagelogs',
    {
      name: 'MessageLogs',
      test: ['a1e55200-637e-42e9-a7c0-7e5bfdedb1b3', 1],
      results: ['e9ab0c6a-1984-418b-87c0-ee4202318ba3', 1],
    },
    (call) =>
      list(
        findRun(call).messages.map(({ id, text, at }) => ({
          entryId: id,
          dateCreated: serviceDate(at),
          message: text,
        })),
      ),
  ),
]

function statisticsAnswer(call: EndpointCall) {
  const run = findRun(call)
  return { status: 200, body: { run: runReference(call, run), runStatistics: runStatistics(run) } }
}
