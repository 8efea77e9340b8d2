import type { TestResult } from '../../data/test/test-run.js'
import { pathNumber } from '../build/find-build.js'
import { notEmulated } from '../devops-error.js'
import { flagsParameter } from '../enum-value.js'
import { skippedPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { outcomesAsked } from './outcomes-asked.js'
import { bugReference, iterationAnswer, resultAnswer, type ResultDetails } from './result-answer.js'
import { addResults, updateResults } from './result-writes.js'
import { testNotFound } from './test-errors.js'
import { findResult, findRun, testRoutes } from './test-route.js'

const test = ['4637d869-3a76-4468-8057-0bb02aa385cf', 6] as const
const testresults = ['02afa165-e79a-4d70-8f0c-2af0f35b4e07', 2] as const
const results = { name: 'Results', test, results: testresults }
const iterations = { name: 'Iterations', test: ['73eb9074-3446-4c44-8296-2f811950ff8d', 3] } as const

/** Sizes of a page, without and with details (facts 6). */
const pageSize = { default: 1000, most: 1000 }
const detailedPageSize = { default: 200, most: 200 }

const single = 'runs/{runId}/results/{testCaseResultId}'

/** Results of a run with their iterations and bugs. */
export const testResultRoutes: readonly Route[] = [
  ...testRoutes('GET', 'runs/{runId}/results', results, (call) => {
    const run = findRun(call)
    if (flag(call, '$newTestsOnly')) throw notEmulated('$newTestsOnly')
    const details = detailsIn(call)
    const outcomes = outcomesAsked(call)
    const fitting = outcomes ? run.results.filter(({ outcome }) => outcomes.has(outcome)) : run.results
    const size = Object.values(details).includes(true) ? detailedPageSize : pageSize
    return list(skippedPage(call, fitting, size).map((result) => resultAnswer(call, result, details)))
  }),
  ...testRoutes('POST', 'runs/{runId}/results', results, (call) =>
    list(addResults(call, findRun(call)).map(bareAnswer)),
  ),
  ...testRoutes('PATCH', 'runs/{runId}/results', results, (call) =>
    list(updateResults(call, findRun(call)).map(bareAnswer)),
  ),
  ...testRoutes('GET', single, { name: 'Results', test }, oneResult),
  ...testRoutes(
    'GET',
    'runs/{runId}/results/{testResultId}',
    { name: 'Results', results: testresults },
    oneResult,
  ),
  ...testRoutes('GET', `${single}/iterations`, iterations, (call) => {
    const result = findResult(call)
    const actions = flag(call, 'includeActionResults')
    return list(result.iterations.map((one) => iterationAnswer(call, result, one, actions)))
  }),
  ...testRoutes('GET', `${single}/iterations/{iterationId}`, iterations, (call) => {
    const result = findResult(call)
    const id = pathNumber(call, 'iterationId')
    const iteration = result.iterations.find((one) => one.id === id)
    if (!iteration) throw testNotFound('Test iteration', id)
    return {
      status: 200,
      body: iterationAnswer(call, result, iteration, flag(call, 'includeActionResults')),
    }
  }),
  ...testRoutes(
    'GET',
    `${single}/bugs`,
    {
      name: 'Bugs',
      test: ['6de20ca2-67de-4faf-97fa-38c5d585eb00', 1],
      results: ['d8dbf98f-eb34-4f8d-8365-47972af34f29', 1],
    },
    workItemsOf,
  ),
  ...testRoutes(
    'GET',
    `${single}/workitems`,
    { name: 'WorkItems', results: ['3d032fd6-e7a0-468b-b105-75d206f99aad', 2] },
    workItemsOf,
  ),
]

function oneResult(call: EndpointCall) {
  return { status: 200, body: resultAnswer(call, findResult(call), detailsIn(call)) }
}

function workItemsOf(call: EndpointCall) {
  return list(
    findResult(call).bugs.map((id) => ({
      ...bugReference(call, id),
      type: 'Bug',
      webUrl: `${call.base}/_workitems/edit/${id}`,
    })),
  )
}

/** What the service says of results it has written. */
function bareAnswer({ id }: TestResult) {
  return { id, project: {}, testRun: {}, lastUpdatedBy: { id: null }, url: '' }
}

const detailNumbers = { none: 0, iterations: 1, workItems: 2, subResults: 4, point: 8 } as const

function detailsIn(call: EndpointCall): ResultDetails {
  const wanted = flagsParameter(call, 'detailsToInclude', detailNumbers)
  const has = (word: keyof typeof detailNumbers) => wanted?.has(word) === true
  return { iterations: has('iterations'), workItems: has('workItems'), point: has('point') }
}
