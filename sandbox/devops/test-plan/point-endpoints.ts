import type { TestPoint as WirePoint } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import type { TestPoint } from '../../data/test/test-plan.js'
import { numbersParameter } from '../build/list-parameter.js'
import { identityReference } from '../identity-reference.js'
import { jsonList } from '../json-body.js'
import { listPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findPerson } from '../test/find-person.js'
import { findSuite, pointsOf } from '../test/find-suite.js'
import { changePoints } from '../test/point-writes.js'
import { invalidTestProperty, testNotFound } from '../test/test-errors.js'
import { testsOf } from '../test/test-route.js'
import type { Wire } from '../wire.js'
import { casePage, planResources, planRoute } from './plan-route.js'
import { planningLinks, projectOfPlanning, shortReference, suiteUrl } from './planning-reference.js'

const { points } = planResources
const all = 'Plans/{planId}/Suites/{suiteId}/TestPoint'

/** Test points of a suite: list, by id, change. */
export const testPointRoutes: readonly Route[] = [
  planRoute('GET', all, points, (call) => {
    const suite = findSuite(call)
    const ids = numbersParameter(call, 'pointId') ?? numbersParameter(call, 'testPointIds')
    const testCase = wholeNumber(call, 'testCaseId', 0)
    const found = pointsOf(suite, flag(call, 'isRecursive')).filter(
      ({ id, case: { workItem } }) => (!ids || ids.has(id)) && (!testCase || workItem === testCase),
    )
    const details = flag(call, 'includePointDetails')
    return listPage(call, found, casePage, (point) => pointAnswer(call, point, details))
  }),
  planRoute('PATCH', all, points, (call) => {
    const own = new Map(pointsOf(findSuite(call)).map((point) => [point.id, point]))
    const changes = (jsonList(call.request) as Record<string, unknown>[]).map((body) => {
      const point = own.get(Number(body.id))
      if (!point) throw testNotFound('Test point', String(body.id))
      const { outcome } = (body.results ?? {}) as { outcome?: unknown }
      const tester = findPerson(call, body.tester)
      if (body.isActive !== undefined && typeof body.isActive !== 'boolean')
        throw invalidTestProperty('isActive must be true or false.')
      const reset = body.isActive === true && outcome === undefined
      return { point, change: { outcome, reset, ...(tester ? { tester } : {}) } }
    })
    for (const { point, change } of changes) changePoints(call, [point], change)
    return list(changes.map(({ point }) => pointAnswer(call, point, true)))
  }),
]

function pointAnswer(call: EndpointCall, point: TestPoint, details: boolean): Wire<WirePoint> {
  const { case: testCase, configuration, tester, last } = point
  const { suite, workItem } = testCase
  const { base, organization } = call
  const index = organization.items.indexOf(workItem)
  const title = index === undefined ? undefined : organization.items.value(index, 'System.Title')
  const state = index === undefined ? undefined : organization.items.value(index, 'System.State')
  const build = last && testsOf(call).runs.get(last.run)?.build
  return {
    id: point.id,
    ...(tester ? { tester: identityReference(base, tester) } : {}),
    configuration: shortReference(configuration),
    isAutomated: false,
    project: projectOfPlanning(call, suite.plan.project),
    testPlan: shortReference(suite.plan),
    testSuite: shortReference(suite),
    lastUpdatedDate: serviceDate(point.updatedAt),
    lastUpdatedBy: identityReference(base, point.updatedBy),
    results: {
      ...(details && last
        ? {
            lastResultDetails: {
              duration: last.durationInMs,
              dateCompleted: serviceDate(last.at),
              runBy: identityReference(base, last.by),
            },
          }
        : {}),
      ...(last ? { lastTestRunId: last.run, lastResultId: last.result } : {}),
      ...(build ? { lastRunBuildNumber: build.number } : {}),
      state: point.state,
      lastResultState: last ? 'completed' : 'unspecified',
      outcome: lowerFirst(point.outcome),
      failureType: 'none',
    },
    ...(point.resetAt === undefined ? {} : { lastResetToActive: serviceDate(point.resetAt) }),
    isActive: point.state === 'ready',
    links: planningLinks(call, suite, `${suiteUrl(call, suite)}/TestPoint?pointId=${point.id}`),
    testCaseReference: { id: workItem, name: String(title ?? ''), state: String(state ?? '') },
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
