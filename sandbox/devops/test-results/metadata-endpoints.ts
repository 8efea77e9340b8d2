import type { TestResultMetaData } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestResult } from '../../data/test/test-run.js'
import { pathNumber } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { enumParameter } from '../enum-value.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { testNotFound } from '../test/test-errors.js'
import { testRoutes, testsOf } from '../test/test-route.js'
import type { Wire } from '../wire.js'

const metadata = { name: 'ResultMetaData', results: ['b72ff4c0-4341-4213-ba27-f517cf341c95', 4] } as const

const details = { none: 0, flakyIdentifiers: 1 } as const

/** What is known of a test beside its results: whether it is flaky on a branch. */
export const resultMetadataRoutes: readonly Route[] = [
  ...testRoutes('POST', 'results/resultmetadata', metadata, (call) => {
    const flaky = enumParameter(call, 'detailsToInclude', details, 'none') !== 'none'
    const references = referenceIndex(call)
    return list(
      jsonList(call.request).flatMap((id) => {
        const result = references.get(Number(id))
        return result ? [metadataAnswer(call, result, flaky)] : []
      }),
    )
  }),
  ...testRoutes('PATCH', 'results/resultmetadata/{testCaseReferenceId}', metadata, (call) => {
    const id = pathNumber(call, 'testCaseReferenceId')
    const result = referenceIndex(call).get(id)
    if (!result) throw testNotFound('Test case reference', id)
    const { flakyIdentifiers } = jsonBody(call.request)
    if (!Array.isArray(flakyIdentifiers)) throw badArgument('flakyIdentifiers must be a list.')
    const { flaky } = testsOf(call)
    const known = flaky.get(id) ?? []
    const given = (flakyIdentifiers as { branchName?: unknown; isFlaky?: unknown }[]).map(
      ({ branchName, isFlaky }) => ({ branch: String(branchName), isFlaky: isFlaky === true }),
    )
    const kept = known.filter((old) => !given.some(({ branch }) => branch === old.branch))
    flaky.set(id, [...kept, ...given])
    return { status: 200, body: metadataAnswer(call, result, true) }
  }),
]

/** A result of each test of the project, by the test's reference. */
function referenceIndex(call: EndpointCall): Map<number, TestResult> {
  const runs = [...testsOf(call).runs.values()]
  return new Map(runs.flatMap((run) => run.results).map((result) => [result.referenceId, result]))
}

function metadataAnswer(call: EndpointCall, result: TestResult, flaky: boolean): Wire<TestResultMetaData> {
  return {
    testCaseReferenceId: result.referenceId,
    testCaseTitle: result.title,
    priority: result.priority,
    ...(result.automated
      ? { automatedTestName: result.automated.name, automatedTestStorage: result.automated.storage }
      : {}),
    ...(result.owner ? { owner: result.owner.displayName } : {}),
    ...(flaky
      ? {
          flakyIdentifiers: (testsOf(call).flaky.get(result.referenceId) ?? []).map(
            ({ branch, isFlaky }) => ({
              branchName: branch,
              isFlaky,
            }),
          ),
        }
      : {}),
  }
}
