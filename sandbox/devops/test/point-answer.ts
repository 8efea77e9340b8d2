import type { TestPoint as WirePoint } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { FieldValue } from '../../data/field-value.js'
import type { TestPoint } from '../../data/test/test-plan.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { nameAndUniqueName } from '../wit/identity-text.js'
import type { Wire } from '../wire.js'
import { planReference, runReference, suiteReference, testUrl } from './test-reference.js'
import { testsOf } from './test-route.js'

/** A point as the older area shows it; `details` adds who changed it, when, and where it is. */
export function pointAnswer(
  call: EndpointCall,
  point: TestPoint,
  fields: readonly string[],
  details: boolean,
): Wire<WirePoint> {
  const { suite, workItem } = point.case
  const { plan } = suite
  const { base } = call
  const run = point.last && testsOf(call).runs.get(point.last.run)
  const last = point.last ? { run: String(point.last.run), result: String(point.last.result) } : undefined
  const web = `${base}/_workitems/edit/${workItem}`
  return {
    id: point.id,
    url: testUrl(call, plan.project, `Plans/${plan.id}/Suites/${suite.id}/Points/${point.id}`),
    ...(point.tester
      ? {
          assignedTo: details
            ? identityReference(base, point.tester)
            : { id: point.tester.id, displayName: point.tester.displayName },
        }
      : {}),
    automated: false,
    configuration: { id: String(point.configuration.id), name: point.configuration.name },
    lastTestRun: details && run ? runReference(call, run) : { id: last?.run ?? '0' },
    lastResult:
      details && run
        ? {
            id: last?.result ?? '0',
            url: testUrl(call, plan.project, `Runs/${run.id}/Results/${last?.result}`),
          }
        : { id: last?.result ?? '0' },
    outcome: point.outcome,
    state: point.state === 'ready' ? 'Ready' : point.state === 'completed' ? 'Completed' : 'InProgress',
    lastResultState: point.state === 'completed' ? 'Completed' : 'Unspecified',
    testCase: details
      ? { id: String(workItem), url: `${base}/_apis/wit/workItems/${workItem}`, webUrl: web }
      : { id: String(workItem), name: null, type: null, url: null, webUrl: null },
    workItemProperties: workItemFields(call, workItem, fields).map(([key, value]) => ({
      workItem: { key, value },
    })),
    ...(details
      ? {
          failureType: 'None',
          lastUpdatedDate: serviceDate(point.updatedAt),
          lastUpdatedBy: identityReference(base, point.updatedBy),
          revision: point.revision,
          suite: suiteReference(call, suite),
          testPlan: planReference(call, plan),
          ...(point.resetAt === undefined ? {} : { lastResetToActive: serviceDate(point.resetAt) }),
          ...(point.last
            ? {
                lastResultDetails: {
                  duration: point.last.durationInMs,
                  dateCompleted: serviceDate(point.last.at),
                  runBy: identityReference(base, point.last.by),
                },
              }
            : {}),
        }
      : {}),
  }
}

/**
 * The automation status of a test case and the fields asked for, with their values; fields without a value are left
 * out. No test case of the sandbox is automated.
 */
export function workItemFields(
  call: EndpointCall,
  workItem: number,
  fields: readonly string[],
): [name: string, value: unknown][] {
  const { items, fields: known } = call.organization
  const index = items.indexOf(workItem)
  const own = fields.flatMap((name): [string, unknown][] => {
    const field = known.find(({ referenceName }) => referenceName.toLowerCase() === name.toLowerCase())
    const value = field && index !== undefined ? items.value(index, field.referenceName) : undefined
    return field && value !== undefined
      ? [[field.referenceName, shown(value, field.kind === 'dateTime')]]
      : []
  })
  return [...own, ['Microsoft.VSTS.TCM.AutomationStatus', 'Not Automated']]
}

function shown(value: FieldValue, isDate: boolean): unknown {
  if (typeof value === 'object') return nameAndUniqueName(value)
  return isDate && typeof value === 'number' ? serviceDate(value) : value
}
