import type { TestCase } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import type { SuiteCase } from '../../data/test/test-plan.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { workItemFields } from '../test/point-answer.js'
import { testUrl } from '../test/test-reference.js'
import type { Wire } from '../wire.js'
import { planningLinks, projectOfPlanning, shortReference, suiteUrl } from './planning-reference.js'

/** Fields that are shown unless others are asked for; those without a value are left out. */
const usualFields = [
  'System.Id',
  'System.Title',
  'System.State',
  'System.AssignedTo',
  'System.Rev',
  'Microsoft.VSTS.Common.Priority',
]

/** A test case in a suite; `order` is its place among the suite's cases. */
export function caseAnswer(
  call: EndpointCall,
  one: SuiteCase,
  fields: readonly string[] | undefined,
): Wire<TestCase> {
  const { suite, workItem, points } = one
  const { plan } = suite
  const shown = workItemFields(call, workItem, fields ?? usualFields)
  const { items } = call.organization
  const index = items.indexOf(workItem)
  return {
    testPlan: shortReference(plan),
    project: projectOfPlanning(call, plan.project),
    testSuite: shortReference(suite),
    workItem: {
      id: workItem,
      name: index === undefined ? '' : String(items.value(index, 'System.Title') ?? ''),
      workItemFields: shown.map(([name, value]) => ({ [name]: value })),
    },
    pointAssignments: points.map(({ id, configuration, tester }) => ({
      id,
      configurationId: configuration.id,
      configurationName: configuration.name,
      ...(tester ? { tester: identityReference(call.base, tester) } : {}),
    })),
    links: {
      ...planningLinks(call, suite, `${suiteUrl(call, suite)}/TestCase/${workItem}`),
      testPoints: {
        href: testUrl(
          call,
          plan.project,
          `Plans/${plan.id}/Suites/${suite.id}/Points?testCaseId=${workItem}`,
        ),
      },
    },
    order: suite.entries.indexOf(one),
  }
}
