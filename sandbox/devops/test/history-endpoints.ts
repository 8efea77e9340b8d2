import type { TestHistoryQuery } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestResult } from '../../data/test/test-run.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import type { EndpointCall, Route } from '../route.js'
import type { Wire } from '../wire.js'
import { moment } from '../moment.js'
import { noDetails, resultAnswer } from './result-answer.js'
import { testRoutes, testsOf } from './test-route.js'

const history = {
  name: 'TestHistory',
  test: ['929fd86c-3e38-4d8c-b4b6-90df256e5971', 2],
  results: ['2a41bd6a-8118-4403-b74e-5ba7492aed9d', 2],
} as const

const day = 86_400_000

/** Earlier results of one test, in a group for each branch. */
export const testHistoryRoutes: readonly Route[] = testRoutes(
  'POST',
  'Results/testhistory',
  history,
  (call) => ({ status: 200, body: answer(call) }),
)

function answer(call: EndpointCall): Wire<TestHistoryQuery> {
  const body = jsonBody(call.request)
  const { automatedTestName, testCaseId, buildDefinitionId, branch } = body
  const groupBy = String(body.groupBy ?? 'branch').toLowerCase()
  if (groupBy !== 'branch' && groupBy !== '1') throw notEmulated('the history of a test by environment')
  if (body.releaseEnvDefinitionId) throw notEmulated('the history of a test in releases')
  if (!automatedTestName && !testCaseId)
    throw badArgument('A test must be named by automatedTestName or testCaseId.')
  const to = moment(body.maxCompleteDate, 'maxCompleteDate') ?? call.now
  const days = Number(body.trendDays ?? 7)
  const groups = new Map<string, TestResult[]>()
  for (const run of testsOf(call).runs.values()) {
    const { build } = run
    if (buildDefinitionId && build?.definition.id !== buildDefinitionId) continue
    const name = build?.sourceBranch ?? ''
    if (typeof branch === 'string' && branch !== '' && branch !== name) continue
    for (const result of run.results) {
      const { completedAt } = result
      if (completedAt === undefined || completedAt > to || completedAt < to - days * day) continue
      if (automatedTestName && result.automated?.name !== automatedTestName) continue
      if (testCaseId && result.point?.case.workItem !== testCaseId) continue
      const group = groups.get(name)
      if (group) group.push(result)
      else groups.set(name, [result])
    }
  }
  return {
    ...(typeof automatedTestName === 'string' ? { automatedTestName } : {}),
    ...(typeof testCaseId === 'number' ? { testCaseId } : {}),
    groupBy: 'branch',
    trendDays: days,
    resultsForGroup: [...groups].map(([name, results]) => ({
      groupByValue: name,
      displayName: name,
      results: results.map((result) => resultAnswer(call, result, noDetails)),
    })),
  }
}
