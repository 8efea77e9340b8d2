import type {
  TestCaseResult,
  TestIterationDetailsModel,
} from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestIteration, TestResult } from '../../data/test/test-run.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import {
  buildReference,
  planReference,
  projectReference,
  runReference,
  runUrl,
  suiteReference,
  testUrl,
} from './test-reference.js'

/** What `detailsToInclude` can add. */
export interface ResultDetails {
  iterations: boolean
  workItems: boolean
  point: boolean
}

export const noDetails: ResultDetails = { iterations: false, workItems: false, point: false }

/** The address of a result. */
export function resultUrl(call: EndpointCall, { id, run }: TestResult): string {
  return `${runUrl(call, run)}/Results/${id}`
}

/** A result of a run. */
export function resultAnswer(
  call: EndpointCall,
  result: TestResult,
  details: ResultDetails,
): Wire<TestCaseResult> {
  const { run, automated, point, configuration } = result
  const { base, organization } = call
  const area = (run.plan?.area ?? organization.nodes[run.project.index]?.areas) as {
    id: number
    path: string
    identifier: string
  }
  const workItem = point?.case.workItem
  return {
    id: result.id,
    ...(configuration ? { configuration: { id: String(configuration.id), name: configuration.name } } : {}),
    ...(result.comment === undefined ? {} : { comment: result.comment }),
    project: projectReference(call, run.project),
    ...(result.startedAt === undefined ? {} : { startedDate: serviceDate(result.startedAt) }),
    ...(result.completedAt === undefined ? {} : { completedDate: serviceDate(result.completedAt) }),
    durationInMs: result.durationInMs,
    outcome: result.outcome,
    ...(result.owner ? { owner: identityReference(base, result.owner) } : {}),
    revision: result.revision,
    runBy: identityReference(base, result.runBy),
    state: result.state,
    testCase: workItem === undefined ? { name: result.title } : { id: String(workItem), name: result.title },
    testCaseReferenceId: result.referenceId,
    ...(details.point && point
      ? {
          testPoint: {
            id: String(point.id),
            url: testUrl(
              call,
              run.project,
              `Plans/${point.case.suite.plan.id}/Suites/${point.case.suite.id}/Points/${point.id}`,
            ),
          },
          testPlan: planReference(call, point.case.suite.plan),
          testSuite: suiteReference(call, point.case.suite),
        }
      : {}),
    testRun: runReference(call, run),
    lastUpdatedDate: serviceDate(result.updatedAt),
    lastUpdatedBy: identityReference(base, result.updatedBy),
    priority: result.priority,
    ...(result.computerName === undefined ? {} : { computerName: result.computerName }),
    ...(run.build ? { build: buildReference(call, run.build) } : {}),
    ...(result.errorMessage === undefined ? {} : { errorMessage: result.errorMessage }),
    ...(result.stackTrace === undefined ? {} : { stackTrace: result.stackTrace }),
    createdDate: serviceDate(result.createdAt),
    ...(details.iterations
      ? { iterationDetails: result.iterations.map((one) => iterationAnswer(call, result, one, true)) }
      : {}),
    ...(details.workItems ? { associatedBugs: result.bugs.map((id) => bugReference(call, id)) } : {}),
    url: resultUrl(call, result),
    failureType: result.failureType,
    ...(automated
      ? {
          automatedTestName: automated.name,
          automatedTestStorage: automated.storage,
          automatedTestType: automated.type,
          automatedTestId: automated.id,
        }
      : {}),
    area: {
      id: String(area.id),
      name: area.path,
      url: `vstfs:///Classification/Node/${area.identifier}`,
    },
    testCaseTitle: result.title,
    customFields: [],
  }
}

/** An iteration; its steps only when wanted. */
export function iterationAnswer(
  call: EndpointCall,
  result: TestResult,
  iteration: TestIteration,
  withActions: boolean,
): Wire<TestIterationDetailsModel> {
  const url = `${resultUrl(call, result)}/Iterations/${iteration.id}`
  const iterationId = iteration.id
  return {
    id: iterationId,
    outcome: iteration.outcome,
    ...(iteration.comment === undefined ? {} : { comment: iteration.comment }),
    errorMessage: iteration.errorMessage,
    startedDate: serviceDate(iteration.startedAt),
    completedDate: serviceDate(iteration.completedAt),
    durationInMs: iteration.durationInMs,
    ...(withActions
      ? {
          actionResults: iteration.actions.map((action) => ({
            actionPath: action.path,
            iterationId,
            url: `${url}/ActionResults/${action.path}`,
            outcome: action.outcome,
            startedDate: serviceDate(action.startedAt),
            completedDate: serviceDate(action.completedAt),
          })),
          parameters: iteration.parameters.map(({ path, name, value }) => ({
            url: `${url}/ParameterResults?paramName=${encodeURIComponent(name)}`,
            iterationId,
            actionPath: path,
            parameterName: name,
            value,
          })),
        }
      : {}),
    attachments: [],
    url,
  }
}

/** A bug as results name it; one that is not there any more has no title. */
export function bugReference(call: EndpointCall, id: number): { id: string; name: string; url: string } {
  const { items } = call.organization
  const index = items.indexOf(id)
  const title = index === undefined ? undefined : items.value(index, 'System.Title')
  return { id: String(id), name: String(title ?? ''), url: `${call.base}/_apis/wit/workItems/${id}` }
}
