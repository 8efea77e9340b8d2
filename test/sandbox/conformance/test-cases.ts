import { createBuilds } from '../../../sandbox/data/build/build-data.js'
import { createTests } from '../../../sandbox/data/test/test-data.js'
import type { ProjectTests } from '../../../sandbox/data/test/project-tests.js'
import { casesOf, type TestPoint, type TestSuite } from '../../../sandbox/data/test/test-plan.js'
import type { TestRun } from '../../../sandbox/data/test/test-run.js'
import { teamsOf } from '../../../sandbox/data/project-teams.js'
import type { Project } from '../../../sandbox/data/projects.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const project = '/Fabrikam%20Fiber'
const version = 'api-version=7.1'
const file = 'test/test.json'

const tests = ({ organization }: Client): ProjectTests =>
  organization.part(createTests).of(organization.projects[0] as Project)

/** A run by what is looked for; the first otherwise. */
function run(box: Client, fits: (run: TestRun) => boolean = () => true): TestRun {
  return [...tests(box).runs.values()].find(fits) as TestRun
}

const manual = ({ isAutomated }: TestRun) => !isAutomated
const withFailures = ({ results }: TestRun) => results.some(({ bugs }) => bugs.length > 0)

/** The root suite of the first plan, which has test cases. */
const suite = (box: Client): TestSuite => [...tests(box).suites.values()][0] as TestSuite
const suitePath = (box: Client): string => `${suite(box).plan.id}/suites/${suite(box).id}`
const point = (box: Client): TestPoint => casesOf(suite(box))[0]?.points[0] as TestPoint
const team = ({ organization }: Client): string =>
  encodeURIComponent(teamsOf(organization, organization.projects[0] as Project)[0]?.name as string)

/** A build that was tested and has coverage. */
const testedBuild = ({ organization }: Client): number => {
  const { runsOfBuild } = organization.part(createTests).of(organization.projects[0] as Project)
  return [...runsOfBuild.keys()].find(({ id }) => id % 3 !== 0)?.id as number
}

async function newRun(box: Client): Promise<number> {
  const { body } = await box.post(`${project}/_apis/test/runs?${version}`, { name: 'Made for a case' })
  return Number(body.id)
}

async function newSession(box: Client): Promise<number> {
  const { body } = await box.post(`${project}/${team(box)}/_apis/test/session?${version}`, { title: 'Mine' })
  return Number(body.id)
}

const stream = Buffer.from('Größe').toString('base64')
const attachment = { stream, fileName: 'größe #1.txt', comment: 'Seen', attachmentType: 'GeneralAttachment' }

const at = '/{project}/_apis/test'
const results = `${at}/Runs/{runId}/Results/{testCaseResultId}`
const points = `${at}/Plans/{planId}/Suites/{suiteId}/points`
const suiteCases = `${at}/Plans/{planId}/suites/{suiteId}/testcases`

function one(
  method: ConformanceCase['method'],
  operation: string | undefined,
  address: ConformanceCase['address'],
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return { specification: file, method, operation, address, ...more }
}

const below =
  (path: (box: Client) => string, query = '') =>
  (box: Client) =>
    `${project}/_apis/test/${path(box)}?${version}${query}`

export const testCases: readonly ConformanceCase[] = [
  one('GET', `${at}/runs`, `${project}/_apis/test/runs?${version}&$top=3`),
  one('GET', `${at}/runs`, `${project}/_apis/test/runs?${version}&includeRunDetails=true&$top=200`),
  one('GET', `${at}/runs`, (box) => {
    const from = run(box).updatedAt
    const date = (time: number) => new Date(time).toISOString()
    return `${project}/_apis/test/runs?${version}&minLastUpdatedDate=${date(from)}&maxLastUpdatedDate=${date(from + 86_400_000)}`
  }),
  one('POST', `${at}/runs`, `${project}/_apis/test/runs?${version}`, {
    makeBody: (box) => ({
      name: 'NewTestRun – größer',
      plan: { id: String(suite(box).plan.id) },
      pointIds: [point(box).id],
      comment: 'By hand',
    }),
  }),
  one(
    'GET',
    `${at}/runs/{runId}`,
    below((box) => `runs/${run(box).id}`, '&includeTags=true'),
  ),
  one(
    'GET',
    `${at}/runs/{runId}`,
    below((box) => `runs/${run(box, manual).id}`),
  ),
  one(
    'PATCH',
    `${at}/runs/{runId}`,
    async (box) => `${project}/_apis/test/runs/${await newRun(box)}?${version}`,
    {
      body: {
        name: 'Renamed',
        state: 'InProgress',
        comment: 'Goes on',
        dueDate: '2026-01-01',
        startedDate: '2025-12-01',
      },
    },
  ),
  one(
    'DELETE',
    `${at}/runs/{runId}`,
    async (box) => `${project}/_apis/test/runs/${await newRun(box)}?${version}`,
    {
      status: 204,
    },
  ),
  one(
    'GET',
    `${at}/runs/{runId}/Statistics`,
    below((box) => `runs/${run(box).id}/Statistics`),
  ),
  one(
    'GET',
    undefined,
    below((box) => `runs/${run(box).id}/messagelogs`),
  ),
  one(
    'GET',
    `${at}/Runs/{runId}/results`,
    below((box) => `Runs/${run(box).id}/results`, '&$top=5'),
  ),
  one(
    'GET',
    `${at}/Runs/{runId}/results`,
    below((box) => `Runs/${run(box, withFailures).id}/results`, '&detailsToInclude=WorkItems'),
  ),
  one(
    'GET',
    `${at}/Runs/{runId}/results`,
    below((box) => `Runs/${run(box, manual).id}/results`, '&detailsToInclude=WorkItems,Iterations,Point'),
  ),
  one(
    'POST',
    `${at}/Runs/{runId}/results`,
    async (box) => `${project}/_apis/test/Runs/${await newRun(box)}/results?${version}`,
    {
      body: [
        { testCaseTitle: 'One', automatedTestName: 'A.One', priority: 1, outcome: 'Passed' },
        { testCaseTitle: 'Two', automatedTestName: 'A.Two', priority: 1, outcome: 'Failed' },
      ],
    },
  ),
  one(
    'PATCH',
    `${at}/Runs/{runId}/results`,
    below((box) => `Runs/${run(box).id}/results`),
    {
      makeBody: (box) => [
        {
          id: 100000,
          state: 'Completed',
          comment: 'Fixed',
          associatedBugs: [{ id: box.organization.items.idAt(0) }],
        },
      ],
    },
  ),
  one(
    'GET',
    results,
    below((box) => `Runs/${run(box).id}/results/100000`),
  ),
  one(
    'GET',
    `${results}/iterations`,
    below((box) => `Runs/${run(box, manual).id}/results/100000/iterations`),
  ),
  one(
    'GET',
    `${results}/iterations/{iterationId}`,
    below((box) => `Runs/${run(box, manual).id}/results/100000/iterations/1`, '&includeActionResults=true'),
  ),
  one(
    'GET',
    undefined,
    below((box) => `Runs/${run(box, withFailures).id}/results/100000/bugs`),
  ),
  one(
    'POST',
    `${at}/Runs/{runId}/attachments`,
    below((box) => `Runs/${run(box).id}/attachments`),
    {
      body: attachment,
    },
  ),
  one(
    'GET',
    `${at}/Runs/{runId}/attachments`,
    below((box) => `Runs/${run(box).id}/attachments`),
  ),
  one('GET', `${at}/Runs/{runId}/attachments/{attachmentId}`, async (box) => {
    const path = `${project}/_apis/test/Runs/${run(box).id}/attachments`
    const { body } = await box.post(`${path}?${version}`, attachment)
    return `${path}/${body.id}?${version}`
  }),
  one(
    'POST',
    `${results}/attachments`,
    below((box) => `Runs/${run(box).id}/results/100000/attachments`),
    {
      body: attachment,
    },
  ),
  one(
    'GET',
    `${results}/attachments`,
    below((box) => `Runs/${run(box).id}/results/100000/attachments`),
  ),
  one('GET', `${results}/attachments/{attachmentId}`, async (box) => {
    const path = `${project}/_apis/test/Runs/${run(box).id}/results/100000/attachments`
    const { body } = await box.post(`${path}?${version}`, attachment)
    return `${path}/${body.id}?${version}`
  }),
  one('GET', `${at}/codecoverage`, (box) =>
    below(() => 'codecoverage', `&buildId=${testedBuild(box)}&flags=7`)(box),
  ),
  one('POST', undefined, (box) => below(() => 'codecoverage', `&buildId=${testedBuild(box)}`)(box), {
    body: {
      buildFlavor: 'Debug',
      buildPlatform: 'x64',
      coverageStats: [{ label: 'Lines', total: 9, covered: 3 }],
    },
  }),
  one(
    'GET',
    `${at}/Runs/{runId}/codecoverage`,
    below(
      (box) => `Runs/${run(box, ({ build }) => build?.id === testedBuild(box)).id}/codecoverage`,
      '&flags=7',
    ),
  ),
  one(
    'GET',
    points,
    below((box) => `Plans/${suitePath(box)}/points`, '&witFields=System.Title,System.Reason&$top=20'),
  ),
  one(
    'GET',
    points,
    below((box) => `Plans/${suitePath(box)}/points`, '&includePointDetails=true'),
  ),
  one('GET', `${points}/{pointIds}`, (box) =>
    below(() => `Plans/${suitePath(box)}/points/${point(box).id}`, '&witFields=System.Title')(box),
  ),
  one(
    'PATCH',
    `${points}/{pointIds}`,
    (box) => below(() => `Plans/${suitePath(box)}/points/${point(box).id}`)(box),
    {
      body: { outcome: 'Passed' },
    },
  ),
  one(
    'PATCH',
    `${points}/{pointIds}`,
    (box) => below(() => `Plans/${suitePath(box)}/points/${point(box).id}`)(box),
    {
      body: { resetToActive: 'true' },
    },
  ),
  one('POST', `${at}/points`, `${project}/_apis/test/points?${version}`, {
    makeBody: (box) => ({ PointsFilter: { TestcaseIds: [point(box).case.workItem] } }),
  }),
  one(
    'GET',
    suiteCases,
    below((box) => `Plans/${suitePath(box)}/testcases`),
  ),
  one('POST', `${suiteCases}/{testCaseIds}`, (box) => {
    const own = new Set(casesOf(suite(box)).map(({ workItem }) => workItem))
    const { items } = box.organization
    const other = Array.from({ length: items.count }, (_, index) => items.idAt(index)).find(
      (id) => !own.has(id),
    )
    return below(() => `Plans/${suitePath(box)}/testcases/${other}`)(box)
  }),
  one('GET', `${suiteCases}/{testCaseIds}`, (box) =>
    below(() => `Plans/${suitePath(box)}/testcases/${point(box).case.workItem}`)(box),
  ),
  one(
    'PATCH',
    `${suiteCases}/{testCaseIds}`,
    (box) => below(() => `Plans/${suitePath(box)}/testcases/${point(box).case.workItem}`)(box),
    { makeBody: (box) => ({ configurations: [{ id: String(point(box).configuration.id) }] }) },
  ),
  one(
    'DELETE',
    `${suiteCases}/{testCaseIds}`,
    (box) => below(() => `Plans/${suitePath(box)}/testcases/${casesOf(suite(box)).at(-1)?.workItem}`)(box),
    { status: 204 },
  ),
  one('GET', `${at}/resultretentionsettings`, `${project}/_apis/test/resultretentionsettings?${version}`),
  one('PATCH', `${at}/resultretentionsettings`, `${project}/_apis/test/resultretentionsettings?${version}`, {
    body: { automatedResultsRetentionDuration: 30, manualResultsRetentionDuration: 100 },
  }),
  one(
    'POST',
    '/{project}/{team}/_apis/test/session',
    (box) => `${project}/${team(box)}/_apis/test/session?${version}`,
    {
      body: { Title: 'Exploring', Area: { Name: 'Fabrikam Fiber' } },
    },
  ),
  one(
    'GET',
    '/{project}/{team}/_apis/test/session',
    (box) => `${project}/${team(box)}/_apis/test/session?${version}`,
  ),
  one(
    'PATCH',
    '/{project}/{team}/_apis/test/session',
    async (box) => {
      await newSession(box)
      return `${project}/${team(box)}/_apis/test/session?${version}`
    },
    {
      makeBody: (box) => ({
        id: [...tests(box).sessions.keys()].at(-1),
        state: 4,
        comment: 'Done',
        revision: 1,
      }),
    },
  ),
  one('POST', `${at}/Results/testhistory`, `${project}/_apis/test/Results/testhistory?${version}`, {
    makeBody: (box) => {
      const [result] = run(box).results
      return {
        automatedTestName: result?.automated?.name,
        maxCompleteDate: new Date((result?.completedAt ?? 0) + 1000).toISOString(),
        trendDays: 7,
      }
    },
  }),
  one(
    'DELETE',
    `${at}/testcases/{testCaseId}`,
    async (box) => {
      const made = await box.send(
        'POST',
        `${project}/_apis/wit/workitems/$Bug?${version}`,
        { 'content-type': 'application/json-patch+json' },
        JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'To be deleted' }]),
      )
      return `${project}/_apis/test/testcases/${made.body.id}?${version}`
    },
    { status: 204 },
  ),
  one('GET', undefined, (box) => below(() => 'resultsbybuild', `&buildId=${testedBuild(box)}`)(box)),
  one('GET', undefined, (box) => below(() => 'resultsummarybybuild', `&buildId=${testedBuild(box)}`)(box)),
  one('GET', undefined, (box) => below(() => 'resultdetailsbybuild', `&buildId=${testedBuild(box)}`)(box)),
  one('POST', undefined, `${project}/_apis/test/resulttrendbybuild?${version}`, {
    makeBody: ({ organization }) => {
      const { builds } = organization.part(createBuilds).of(organization.projects[0] as Project)
      return { definitionIds: [builds[0]?.definition.id], buildCount: 5 }
    },
  }),
]
