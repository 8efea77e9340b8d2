import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import { TestOutcome, TestRunState } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import { Outcome, TestSuiteType } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import type { ITestApi } from 'azure-devops-node-api/TestApi.js'
import type { ITestPlanApi } from 'azure-devops-node-api/TestPlanApi.js'
import type { ITestResultsApi } from 'azure-devops-node-api/TestResultsApi.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
let sandbox: Sandbox
let tests: ITestApi
let plans: ITestPlanApi
let results: ITestResultsApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 4, projects: 2, workItems: 200 })
  const { url, organization, pat } = sandbox.info
  const api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  tests = await api.getTestApi()
  plans = await api.getTestPlanApi()
  results = await api.getTestResultsApi()
})
afterAll(() => sandbox.close())

describe('Microsoft’s client', () => {
  test('publishes a run with results, and reads them back', async () => {
    const run = await tests.createTestRun({ name: 'Größe', automated: true } as never, project)
    const added = [
      { testCaseTitle: '東京', automatedTestName: 'A.B', outcome: 'Failed', errorMessage: 'nein' },
    ]
    await tests.addTestResultsToTestRun(added as never, project, run.id)
    const finished = await tests.updateTestRun({ state: 'Completed' } as never, project, run.id)
    expect(finished).toMatchObject({ state: 'Completed', totalTests: 1 })
    const [result] = await tests.getTestResults(project, run.id)
    expect(result).toMatchObject({ testCaseTitle: '東京', outcome: 'Failed', errorMessage: 'nein' })
    expect(result?.completedDate).toBeInstanceOf(Date)
    const statistics = await tests.getTestRunStatistics(project, run.id)
    expect(statistics.runStatistics).toMatchObject([{ outcome: 'Failed', count: 1 }])
    await tests.deleteTestRun(project, run.id)
  })

  test('asks for runs of a week, and for the results of a build', async () => {
    const [first] = await tests.getTestRuns(project, undefined, undefined, undefined, undefined, true)
    const from = first?.lastUpdatedDate as Date
    const to = new Date(from.getTime() + 86_400_000)
    // The client writes dates to the second.
    const since = new Date(from.getTime() - 1000)
    const week = await tests.queryTestRuns(project, since, to, TestRunState.Completed)
    expect(week.map(({ id }) => id)).toContain(first?.id)
    const build = Number(first?.build?.id)
    const failed = await results.getTestResultsByBuild(project, build, 'CI', [TestOutcome.Failed])
    expect(failed.every(({ outcome }) => outcome === 'Failed')).toBe(true)
    const summary = await results.queryTestResultsReportForBuild(project, build)
    expect(summary.aggregatedResultsAnalysis?.totalTests).toBeGreaterThanOrEqual(failed.length)
  })

  test('makes a plan with a suite and a case, and says how its point ended', async () => {
    const plan = await plans.createTestPlan({ name: 'Von Hand' } as never, project)
    const suite = await plans.createTestSuite(
      {
        name: 'Größe',
        suiteType: TestSuiteType.StaticTestSuite,
        parentSuite: { id: plan.rootSuite?.id },
      } as never,
      project,
      plan.id as number,
    )
    const [item] = await plans.getTestCaseList(
      project,
      (await plans.getTestPlans(project))[0]?.id as number,
      await firstRoot(),
    )
    const inSuite = [{ workItem: { id: item?.workItem?.id }, pointAssignments: [] }]
    await plans.addTestCasesToSuite(inSuite as never, project, plan.id as number, suite.id as number)
    const [point] = await plans.getPointsList(project, plan.id as number, suite.id as number)
    const change = [{ id: point?.id, results: { outcome: Outcome.Passed } }]
    await plans.updateTestPoints(change as never, project, plan.id as number, suite.id as number)
    const [after] = await plans.getPointsList(project, plan.id as number, suite.id as number)
    expect(after?.results?.outcome).toBe(Outcome.Passed)
    const suites = await plans.getTestSuitesForPlan(project, plan.id as number)
    expect(suites.map(({ name }) => name)).toEqual(['Von Hand', 'Größe'])
    await plans.deleteTestPlan(project, plan.id as number)
  })
})

async function firstRoot(): Promise<number> {
  const [plan] = await plans.getTestPlans(project)
  return plan?.rootSuite?.id as number
}
