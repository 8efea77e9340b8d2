import type { TestPoint } from '../../data/test/test-plan.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { skippedPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { findPerson } from './find-person.js'
import { findSuite, pointsOf } from './find-suite.js'
import { pointAnswer } from './point-answer.js'
import { changePoints } from './point-writes.js'
import { testNotFound } from './test-errors.js'
import { testRoutes, testsOf } from './test-route.js'

const points = { name: 'Points', test: ['3bcfd5c8-be62-488e-b1da-b8289ce9299c', 2] } as const
const query = { name: 'Points', test: ['b4264fd0-a5d1-43e2-82a5-b9c46b7da9ce', 2] } as const
const inSuite = 'Plans/{planId}/Suites/{suiteId}/points'

/** Points of a suite, in the older area: list, one, change; and of a whole project by query. */
export const pointRoutes: readonly Route[] = [
  ...testRoutes('GET', inSuite, points, (call) => {
    const configuration = wholeNumber(call, 'configurationId', 0)
    const testCase = wholeNumber(call, 'testCaseId', 0)
    const ids = numbersParameter(call, 'testPointIds')
    const fitting = pointsOf(findSuite(call)).filter(
      (point) =>
        (!configuration || point.configuration.id === configuration) &&
        (!testCase || point.case.workItem === testCase) &&
        (!ids || ids.has(point.id)),
    )
    const fields = listParameter(call, 'witFields') ?? []
    const details = flag(call, 'includePointDetails')
    return list(skippedPage(call, fitting, {}).map((point) => pointAnswer(call, point, fields, details)))
  }),
  ...testRoutes('GET', `${inSuite}/{pointIds}`, points, (call) => {
    const [point] = pointsNamed(call)
    const fields = listParameter(call, 'witFields') ?? []
    return { status: 200, body: pointAnswer(call, point as TestPoint, fields, true) }
  }),
  ...testRoutes('PATCH', `${inSuite}/{pointIds}`, points, (call) => {
    const { outcome, resetToActive, tester } = jsonBody(call.request)
    const named = pointsNamed(call)
    const person = findPerson(call, tester)
    changePoints(call, named, {
      outcome,
      reset: String(resetToActive).toLowerCase() === 'true',
      ...(person ? { tester: person } : {}),
    })
    return list(named.map((point) => pointAnswer(call, point, [], true)))
  }),
  ...testRoutes('POST', 'points', query, queryPoints),
]

function pointsNamed(call: EndpointCall): TestPoint[] {
  const own = new Map(pointsOf(findSuite(call)).map((point) => [point.id, point]))
  return (call.path.pointIds as string).split(',').map((id) => {
    const point = own.get(Number(id))
    if (!point) throw testNotFound('Test point', id)
    return point
  })
}

function queryPoints(call: EndpointCall) {
  const body = lowerKeys(jsonBody(call.request))
  if (body.orderby) throw notEmulated('orderBy of a query for test points')
  const given = (body.pointsfilter ?? {}) as Record<string, unknown>
  const filter = lowerKeys(given)
  const ids = strings(filter.testcaseids)
  const names = strings(filter.configurationnames)?.map((name) => name.toLowerCase())
  const testers = Array.isArray(filter.testers)
    ? filter.testers.map((one) => findPerson(call, one)?.id)
    : undefined
  if (!ids && !names && !testers) throw badArgument('The filter for test points is empty.')
  const fitting = [...testsOf(call).points.values()].filter(
    (point) =>
      (!ids || ids.includes(String(point.case.workItem))) &&
      (!names || names.includes(point.configuration.name.toLowerCase())) &&
      (!testers || testers.includes(point.tester?.id)),
  )
  const fields = strings(body.witfields) ?? []
  return {
    status: 200,
    body: {
      points: skippedPage(call, fitting, {}).map((point) => pointAnswer(call, point, fields, false)),
      pointsFilter: {
        ...(ids ? { testcaseIds: ids.map(Number) } : {}),
        ...(filter.configurationnames ? { configurationNames: filter.configurationnames } : {}),
        ...(filter.testers ? { testers: filter.testers } : {}),
      },
    },
  }
}

/** The published examples write the names of members with capitals. */
function lowerKeys(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
}

function strings(given: unknown): string[] | undefined {
  return Array.isArray(given) && given.length > 0 ? given.map(String) : undefined
}
