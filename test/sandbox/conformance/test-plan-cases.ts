import { createTests } from '../../../sandbox/data/test/test-data.js'
import type { ProjectTests } from '../../../sandbox/data/test/project-tests.js'
import { casesOf, type TestSuite } from '../../../sandbox/data/test/test-plan.js'
import type { Project } from '../../../sandbox/data/projects.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const project = '/Fabrikam%20Fiber/_apis/testplan'
const version = 'api-version=7.1'
const at = '/{project}/_apis/testplan'

const tests = ({ organization }: Client): ProjectTests =>
  organization.part(createTests).of(organization.projects[0] as Project)
const root = (box: Client): TestSuite => [...tests(box).suites.values()][0] as TestSuite
const suiteWhere = (box: Client, fits: (suite: TestSuite) => boolean): TestSuite =>
  [...tests(box).suites.values()].find(fits) as TestSuite
const path = ({ id, plan }: TestSuite): string => `${plan.id}/Suites/${id}`
const firstConfiguration = (box: Client): number => [...tests(box).configurations.keys()][0] as number

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: (box: Client) => string | Promise<string>,
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: 'testPlan/testPlan.json',
    method,
    operation: `${at}/${operation}`,
    address: async (box) => {
      const text = await address(box)
      return `${project}/${text}${text.includes('?') ? '&' : '?'}${version}`
    },
    ...more,
  }
}

async function made(box: Client, what: string, body: unknown): Promise<number> {
  const answer = await box.post(`${project}/${what}?${version}`, body)
  return Number(answer.body.id)
}

let serial = 0
const newPlan = (box: Client) => made(box, 'plans', { name: 'Made for a case' })
const newSuite = async (box: Client) => {
  const { plan, id } = root(box)
  const made_ = await made(box, `Plans/${plan.id}/suites`, {
    name: `Made ${++serial}`,
    suiteType: 'staticTestSuite',
    parentSuite: { id },
  })
  return `Plans/${plan.id}/suites/${made_}`
}
const newConfiguration = (box: Client) =>
  made(box, 'configurations', { name: `Made ${++serial}`, values: [{ name: 'Browser', value: 'Firefox' }] })
const newVariable = (box: Client) => made(box, 'variables', { name: `Made ${++serial}`, values: ['1', '2'] })

const suites = 'Plans/{planId}/suites'
const cases = 'Plans/{planId}/Suites/{suiteId}/TestCase'
const points = 'Plans/{planId}/Suites/{suiteId}/TestPoint'

export const testPlanCases: readonly ConformanceCase[] = [
  one('GET', 'plans', () => 'plans?includePlanDetails=true'),
  one('GET', 'plans', () => 'plans?filterActivePlans=true&continuationToken=100'),
  one('GET', 'plans/{planId}', (box) => `plans/${root(box).plan.id}`),
  one('GET', 'plans/{planId}', async (box) => {
    const releaseEnvironmentDefinition = { definitionId: 1, environmentDefinitionId: 1 }
    return `plans/${await made(box, 'plans', { name: 'Of a release', releaseEnvironmentDefinition })}`
  }),
  one('POST', 'plans', () => 'plans', {
    body: { name: 'Größe', areaPath: 'Fabrikam Fiber', iteration: 'Fabrikam Fiber', description: 'Neu' },
  }),
  one('PATCH', 'plans/{planId}', async (box) => `plans/${await newPlan(box)}`, {
    body: {
      name: 'Renamed',
      state: 'Inactive',
      releaseEnvironmentDefinition: { definitionId: 1, environmentDefinitionId: 1 },
      testOutcomeSettings: { syncOutcomeAcrossSuites: true },
    },
  }),
  one('DELETE', 'plans/{planId}', async (box) => `plans/${await newPlan(box)}`, { status: 204 }),
  one('GET', suites, (box) => `Plans/${root(box).plan.id}/suites?expand=Children,DefaultTesters`),
  one('GET', suites, (box) => `Plans/${root(box).plan.id}/suites?asTreeView=true`),
  one(
    'GET',
    `${suites}/{suiteId}`,
    (box) =>
      `Plans/${path(suiteWhere(box, ({ type }) => type === 'requirementTestSuite'))}?expand=Children,DefaultTesters`,
  ),
  one(
    'GET',
    `${suites}/{suiteId}`,
    (box) => `Plans/${path(suiteWhere(box, ({ type }) => type === 'dynamicTestSuite'))}`,
  ),
  one('POST', suites, (box) => `Plans/${root(box).plan.id}/suites`, {
    makeBody: (box) => ({
      name: 'New suite',
      suiteType: 'staticTestSuite',
      parentSuite: { id: root(box).id },
    }),
  }),
  one('PATCH', `${suites}/{suiteId}`, newSuite, {
    makeBody: (box) => ({
      name: 'Renamed suite',
      defaultTesters: [{ id: box.me.id }],
      defaultConfigurations: [{ id: firstConfiguration(box) }],
    }),
  }),
  one(
    'PATCH',
    `${suites}/{suiteId}`,
    (box) => `Plans/${path(suiteWhere(box, ({ type }) => type === 'requirementTestSuite'))}`,
    { makeBody: (box) => ({ name: null, defaultTesters: [{ id: box.me.id }] }) },
  ),
  one('DELETE', `${suites}/{suiteId}`, newSuite, { status: 204 }),
  {
    specification: 'testPlan/testPlan.json',
    method: 'GET',
    operation: '/_apis/testplan/suites',
    address: (box) => `/_apis/testplan/suites?testCaseId=${casesOf(root(box))[0]?.workItem}&${version}`,
  },
  one('GET', 'suiteentry/{suiteId}', (box) => `suiteentry/${root(box).id}`),
  one('PATCH', 'suiteentry/{suiteId}', (box) => `suiteentry/${root(box).id}`, {
    makeBody: (box) => [
      { id: casesOf(root(box))[0]?.workItem, sequenceNumber: 2, suiteEntryType: 'testCase' },
    ],
  }),
  one('GET', cases, (box) => `Plans/${path(root(box))}/TestCase`),
  one(
    'GET',
    `${cases}/{testCaseId}`,
    (box) => `Plans/${path(root(box))}/TestCase/${casesOf(root(box))[0]?.workItem}`,
  ),
  one('POST', cases, async (box) => (await newSuite(box)).replace('suites', 'Suites') + '/TestCase', {
    makeBody: (box) => [
      {
        workItem: { id: box.organization.items.idAt(0) },
        pointAssignments: [{ configurationId: firstConfiguration(box) }],
      },
    ],
  }),
  one('PATCH', cases, (box) => `Plans/${path(root(box))}/TestCase`, {
    makeBody: (box) => [
      {
        workItem: { id: casesOf(root(box))[0]?.workItem },
        pointAssignments: [{ configurationId: firstConfiguration(box) }],
      },
    ],
  }),
  one(
    'DELETE',
    cases,
    (box) => `Plans/${path(root(box))}/TestCase?testIds=${casesOf(root(box)).at(-1)?.workItem}`,
    { status: 204 },
  ),
  one(
    'DELETE',
    'testcases/{testCaseId}',
    async (box) => {
      const answer = await box.send(
        'POST',
        `/Fabrikam%20Fiber/_apis/wit/workitems/$Bug?${version}`,
        { 'content-type': 'application/json-patch+json' },
        JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'To be deleted' }]),
      )
      return `testcases/${answer.body.id}`
    },
    { status: 204 },
  ),
  one('GET', points, (box) => `Plans/${path(root(box))}/TestPoint?includePointDetails=true`),
  one('PATCH', points, (box) => `Plans/${path(root(box))}/TestPoint`, {
    makeBody: (box) => [{ id: casesOf(root(box))[0]?.points[0]?.id, results: { outcome: 'failed' } }],
  }),
  one('GET', 'configurations', () => 'configurations'),
  one('GET', 'configurations/{testConfigurationId}', (box) => `configurations/${firstConfiguration(box)}`),
  one('POST', 'configurations', () => 'configurations', {
    body: { name: 'Edge on Windows', values: [{ name: 'Browser', value: 'Microsoft Edge' }] },
  }),
  one(
    'PATCH',
    'configurations',
    async (box) => `configurations?testConfiguartionId=${await newConfiguration(box)}`,
    { body: { description: 'Updated', state: 'inactive' } },
  ),
  one(
    'DELETE',
    'configurations',
    async (box) => `configurations?testConfiguartionId=${await newConfiguration(box)}`,
    { status: 204 },
  ),
  one('GET', 'variables', () => 'variables'),
  one('GET', 'variables/{testVariableId}', async (box) => `variables/${await newVariable(box)}`),
  one('POST', 'variables', () => 'variables', {
    body: { name: 'Tongue', description: '', values: ['de', '日本語'] },
  }),
  one('PATCH', 'variables/{testVariableId}', async (box) => `variables/${await newVariable(box)}`, {
    body: { description: 'Updated', values: ['3'] },
  }),
  one('DELETE', 'variables/{testVariableId}', async (box) => `variables/${await newVariable(box)}`, {
    status: 204,
  }),
]
