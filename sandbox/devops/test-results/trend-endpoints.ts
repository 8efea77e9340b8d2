import type { AggregatedDataForResultTrend } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import { createBuilds } from '../../data/build/build-data.js'
import { projectOf } from '../build/find-build.js'
import { notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { moment } from '../moment.js'
import { testRoutes } from '../test/test-route.js'
import type { Wire } from '../wire.js'
import { runsOfBuild } from './runs-of-build.js'
import { buildContext, byOutcome, byRun, totalDuration } from './summary.js'

const day = 86_400_000

/** How results of a pipeline's builds went on, newest build first. */
export const resultTrendRoutes: readonly Route[] = testRoutes(
  'POST',
  'resulttrendbybuild',
  {
    name: 'ResultTrendByBuild',
    test: ['fbc82a85-0786-4442-88bb-eb0fda6b01b0', 1],
    results: ['0886a7ae-315a-4dba-9122-bcce93301f3a', 1],
  },
  (call) => list(trend(call)),
)

function trend(call: EndpointCall): Wire<AggregatedDataForResultTrend>[] {
  const body = jsonBody(call.request)
  if (Array.isArray(body.envDefinitionIds) && body.envDefinitionIds.length > 0)
    throw notEmulated('the trend of environments')
  const to = moment(body.maxCompleteDate, 'maxCompleteDate') ?? call.now
  const from = body.trendDays ? to - Number(body.trendDays) * day : -Infinity
  const definitions = filled(body.definitionIds)?.map(Number)
  const branches = filled(body.branchNames)
  const titles = filled(body.testRunTitles)
  const most = Number(body.buildCount ?? 50)
  const { builds } = call.organization.part(createBuilds).of(projectOf(call))
  const found: Wire<AggregatedDataForResultTrend>[] = []
  for (const build of [...builds].reverse()) {
    if (found.length >= most) break
    if (definitions && !definitions.includes(build.definition.id)) continue
    if (branches && !branches.includes(build.sourceBranch)) continue
    const runs = runsOfBuild(call, build).filter(
      ({ name, completedAt = 0 }) =>
        (!titles || titles.includes(name)) && completedAt >= from && completedAt <= to,
    )
    if (runs.length === 0) continue
    const results = runs.flatMap((run) => run.results)
    found.push({
      testResultsContext: buildContext(build),
      totalTests: results.length,
      duration: totalDuration(results),
      resultsByOutcome: byOutcome(results) as never,
      runSummaryByState: byRun(runs).runSummaryByState as never,
    })
  }
  return found
}

function filled(given: unknown): string[] | undefined {
  return Array.isArray(given) && given.length > 0 ? given.map(String) : undefined
}
