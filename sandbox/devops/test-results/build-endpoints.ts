import type {
  ShallowTestCaseResult,
  TestCaseResultIdentifier,
  TestFailureDetails,
  TestResultsDetails,
  TestResultSummary,
} from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestResult, TestRun } from '../../data/test/test-run.js'
import { listParameter } from '../build/list-parameter.js'
import { notEmulated } from '../devops-error.js'
import { listPage } from '../paging.js'
import { projectReference } from '../core/project-answer.js'
import { projectOf } from '../build/find-build.js'
import { flag, word } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { outcomesAsked } from '../test/outcomes-asked.js'
import { testRoutes } from '../test/test-route.js'
import { noDetails, resultAnswer } from '../test/result-answer.js'
import type { Wire } from '../wire.js'
import { buildAsked, checkContext, runsOfBuild, testedBefore } from './runs-of-build.js'
import { analysis, buildContext, byOutcome } from './summary.js'

/** Length of a page of results of a build (unconfirmed). */
const pageSize = { default: 1000, most: 10_000 }

/** Results of a build over all of its runs. */
export const resultsOfBuildRoutes: readonly Route[] = [
  ...testRoutes(
    'GET',
    'resultsbybuild',
    {
      name: 'ResultsByBuild',
      test: ['3c191b88-615b-4be2-b7d9-5ff9141e91d4', 1],
      results: ['f48cc885-dbc4-4efc-ab19-ae8c19d1e02a', 1],
    },
    (call) => {
      const build = buildAsked(call)
      checkContext(call)
      const outcomes = outcomesAsked(call)
      const results = runsOfBuild(call, build)
        .flatMap((run) => run.results)
        .filter(({ outcome }) => !outcomes || outcomes.has(outcome))
      return listPage(call, results, pageSize, shallowAnswer)
    },
  ),
  ...testRoutes(
    'GET',
    'resultsummarybybuild',
    {
      name: 'ResultSummaryByBuild',
      test: ['000ef77b-fea2-498d-a10d-ad1a037f559f', 3],
      results: ['e009fa95-95a5-4ad4-9681-590043ce2423', 1],
    },
    (call) => ({ status: 200, body: summaryAnswer(call) }),
  ),
  ...testRoutes(
    'GET',
    'resultdetailsbybuild',
    {
      name: 'ResultDetailsByBuild',
      test: ['efb387b0-10d5-42e7-be40-95e06ee9430f', 2],
      results: ['a518c749-4524-45b2-a7ef-1ac009b312cd', 1],
    },
    (call) => ({ status: 200, body: detailsAnswer(call) }),
  ),
  ...testRoutes(
    'GET',
    'resultgroupsbybuild',
    { name: 'ResultGroupsByBuild', results: ['e49244d1-c49f-49ad-a717-3bbaefe6a201', 1] },
    groups,
  ),
]

function shallowAnswer({ id, run, ...result }: TestResult): Wire<ShallowTestCaseResult> {
  return {
    id,
    refId: result.referenceId,
    runId: run.id,
    isReRun: false,
    outcome: result.outcome,
    priority: result.priority,
    testCaseTitle: result.title,
    ...(result.automated
      ? { automatedTestName: result.automated.name, automatedTestStorage: result.automated.storage }
      : {}),
    ...(result.owner ? { owner: result.owner.displayName } : {}),
    durationInMs: result.durationInMs,
    tags: run.tags,
  }
}

function summaryAnswer(call: EndpointCall): Wire<TestResultSummary> {
  const build = buildAsked(call)
  checkContext(call)
  if (call.query('buildToCompare.id')) throw notEmulated('a comparison with a build of choice')
  const runs = runsOfBuild(call, build)
  const older = testedBefore(call, build)
  const before = older && { build: older, runs: runsOfBuild(call, older) }
  return {
    aggregatedResultsAnalysis: analysis(runs, before),
    ...(flag(call, 'includeFailureDetails')
      ? {
          testFailures: {
            ...(before ? { previousContext: buildContext(before.build) } : {}),
            ...failures(runs, before?.runs ?? []),
          },
        }
      : {}),
    testResultsContext: buildContext(build),
    teamProject: projectReference(call, projectOf(call)),
    totalRunsCount: runs.length,
    noConfigRunsCount: runs.filter(({ platform }) => !platform).length,
  }
}

/** Tests that failed newly, still or no more. */
function failures(now: readonly TestRun[], before: readonly TestRun[]) {
  const results = (runs: readonly TestRun[]) => runs.flatMap((run) => run.results)
  const failed = (of: readonly TestResult[]) => of.filter(({ outcome }) => outcome === 'Failed')
  const old = new Set(failed(results(before)).map(({ referenceId }) => referenceId))
  const current = results(now)
  return {
    newFailures: failureDetails(failed(current).filter(({ referenceId }) => !old.has(referenceId))),
    existingFailures: failureDetails(failed(current).filter(({ referenceId }) => old.has(referenceId))),
    fixedTests: failureDetails(
      current.filter(({ outcome, referenceId }) => outcome === 'Passed' && old.has(referenceId)),
    ),
  }
}

function failureDetails(results: readonly TestResult[]): Wire<TestFailureDetails> {
  return { count: results.length, testResults: results.map(identifier) }
}

function identifier({ id, run }: TestResult): Wire<TestCaseResultIdentifier> {
  return { testRunId: run.id, testResultId: id }
}

function detailsAnswer(call: EndpointCall): Wire<TestResultsDetails> {
  const build = buildAsked(call)
  checkContext(call)
  for (const name of ['$filter', '$orderby'])
    if (call.query(name)) throw notEmulated(`${name} of details of results`)
  const groupBy = word(
    call,
    'groupBy',
    ['TestRun', 'Container', 'Owner', 'Priority', 'Outcome', 'none'],
    'TestRun',
  )
  const withResults = call.query('shouldIncludeResults') === undefined || flag(call, 'shouldIncludeResults')
  const groups = new Map<string, { value: unknown; results: TestResult[] }>()
  for (const run of runsOfBuild(call, build)) {
    for (const result of run.results) {
      const value = groupValue(groupBy, run, result)
      const key = JSON.stringify(value)
      const group = groups.get(key)
      if (group) group.results.push(result)
      else groups.set(key, { value, results: [result] })
    }
  }
  return {
    groupByField: groupBy,
    resultsForGroup: [...groups.values()].map(({ value, results }) => ({
      groupByValue: value,
      resultsCountByOutcome: byOutcome(results) as never,
      results: withResults ? results.map((result) => resultAnswer(call, result, noDetails)) : [],
      tags: results[0]?.run.tags ?? [],
    })),
  }
}

function groupValue(groupBy: string, run: TestRun, result: TestResult): unknown {
  switch (groupBy) {
    case 'TestRun':
      return { id: run.id, name: run.name, isAutomated: run.isAutomated, state: run.state }
    case 'Container':
      return result.automated?.storage ?? ''
    case 'Owner':
      return result.owner?.displayName ?? ''
    case 'Priority':
      return result.priority
    case 'Outcome':
      return result.outcome
    default:
      return ''
  }
}

/** The values that fields of the results of a build have. */
function groups(call: EndpointCall) {
  const build = buildAsked(call)
  checkContext(call)
  const results = runsOfBuild(call, build).flatMap((run) => run.results)
  const values: Record<string, () => unknown[]> = {
    owner: () => results.flatMap(({ owner }) => (owner ? [owner.displayName] : [])),
    automatedteststorage: () => results.flatMap(({ automated }) => (automated ? [automated.storage] : [])),
  }
  const fields = listParameter(call, 'fields') ?? ['AutomatedTestStorage', 'Owner']
  return list(
    fields.map((fieldName) => {
      const read = values[fieldName.toLowerCase()]
      if (!read) throw notEmulated(`groups of results by ${fieldName}`)
      return { fieldName, groupsForField: [...new Set(read())] }
    }),
  )
}
