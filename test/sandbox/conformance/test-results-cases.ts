import { createTests } from '../../../sandbox/data/test/test-data.js'
import type { ProjectTests } from '../../../sandbox/data/test/project-tests.js'
import type { TestRun } from '../../../sandbox/data/test/test-run.js'
import type { Project } from '../../../sandbox/data/projects.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const project = '/Fabrikam%20Fiber/_apis/testresults'
const at = '/{project}/_apis/testresults'
const file = 'testResults/testResults.json'

const tests = ({ organization }: Client): ProjectTests =>
  organization.part(createTests).of(organization.projects[0] as Project)
const run = (box: Client): TestRun => [...tests(box).runs.values()][0] as TestRun
const failing = (box: Client): TestRun =>
  [...tests(box).runs.values()].find(({ results }) => results.some(({ bugs }) => bugs.length > 0)) as TestRun
const testedBuild = (box: Client): number =>
  [...tests(box).runsOfBuild.keys()].find(({ id }) => id % 3 !== 0)?.id as number

const stream = Buffer.from('Größe').toString('base64')
const attachment = { stream, fileName: 'größe #1.txt', attachmentType: 'ConsoleLog' }

/** Address and operation are the same but for the values in the address. */
function one(
  method: ConformanceCase['method'],
  preview: number,
  operation: string,
  path: (box: Client) => string | Promise<string>,
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: file,
    method,
    operation: `${at}/${operation}`,
    address: async (box) => {
      const text = await path(box)
      return `${project}/${text}${text.includes('?') ? '&' : '?'}api-version=7.1-preview.${preview}`
    },
    ...more,
  }
}

async function newRun(box: Client): Promise<number> {
  const { body } = await box.post(`${project}/runs?api-version=7.1-preview.1`, { name: 'Made for a case' })
  return Number(body.id)
}

async function newAttachment(box: Client, path: string): Promise<string> {
  const { body } = await box.post(`${project}/${path}?api-version=7.1-preview.1`, attachment)
  return `${path}/${body.id}`
}

const ofRun = (box: Client) => `runs/${run(box).id}/attachments`
const ofResult = (box: Client) => `runs/${run(box).id}/results/100000/attachments`

export const testResultsCases: readonly ConformanceCase[] = [
  one('GET', 1, 'runs', () => 'runs?includeRunDetails=true&$top=20'),
  one('POST', 1, 'runs', () => 'runs', { body: { name: 'New', automated: true } }),
  one('GET', 1, 'runs/{runId}', (box) => `runs/${run(box).id}`),
  one('PATCH', 1, 'runs/{runId}', async (box) => `runs/${await newRun(box)}`, {
    body: { state: 'Completed' },
  }),
  one('DELETE', 1, 'runs/{runId}', async (box) => `runs/${await newRun(box)}`, { status: 204 }),
  {
    specification: file,
    method: 'GET',
    operation: `${at}/runs/{runId}/statistics`,
    address: (box) => `${project}/runs/${run(box).id}/statistics?api-version=7.1`,
  },
  one('GET', 1, 'runs/{runId}/runsummary', (box) => `runs/${run(box).id}/runsummary`),
  one('GET', 1, 'runs/{runId}/messagelogs', (box) => `runs/${run(box).id}/messagelogs`),
  one('PATCH', 1, 'runs/{runId}/tags', async (box) => `runs/${await newRun(box)}/tags`, {
    body: { tags: [{ key: 'add', value: [{ name: 'größe' }] }] },
  }),
  one('GET', 2, 'runs/{runId}/results', (box) => `runs/${run(box).id}/results?$top=20`),
  one('POST', 2, 'runs/{runId}/results', async (box) => `runs/${await newRun(box)}/results`, {
    body: [{ testCaseTitle: 'One', outcome: 'Passed' }],
  }),
  one('PATCH', 2, 'runs/{runId}/results', (box) => `runs/${run(box).id}/results`, {
    body: [{ id: 100001, comment: 'Seen' }],
  }),
  one('GET', 2, 'runs/{runId}/results/{testResultId}', (box) => `runs/${run(box).id}/results/100000`),
  one('GET', 1, 'runs/{runId}/results/{testCaseResultId}/bugs', (box) => {
    const { id, results } = failing(box)
    return `runs/${id}/results/${results.find(({ bugs }) => bugs.length > 0)?.id}/bugs`
  }),
  one('GET', 2, 'runs/{runId}/results/{testCaseResultId}/workitems', (box) => {
    const { id, results } = failing(box)
    return `runs/${id}/results/${results.find(({ bugs }) => bugs.length > 0)?.id}/workitems`
  }),
  one('GET', 1, 'runs/{runId}/attachments', ofRun),
  one('POST', 1, 'runs/{runId}/attachments', ofRun, { body: attachment }),
  one('GET', 1, 'runs/{runId}/attachments/{attachmentId}', (box) => newAttachment(box, ofRun(box))),
  one('DELETE', 1, 'runs/{runId}/attachments/{attachmentId}', (box) => newAttachment(box, ofRun(box)), {
    status: 204,
  }),
  one('GET', 1, 'runs/{runId}/results/{testCaseResultId}/attachments', ofResult),
  one('POST', 1, 'runs/{runId}/results/{testCaseResultId}/attachments', ofResult, { body: attachment }),
  one('GET', 1, 'runs/{runId}/results/{testCaseResultId}/attachments/{attachmentId}', (box) =>
    newAttachment(box, ofResult(box)),
  ),
  one(
    'DELETE',
    1,
    'runs/{runId}/results/{testCaseResultId}/attachments/{attachmentId}',
    (box) => newAttachment(box, ofResult(box)),
    { status: 204 },
  ),
  one('GET', 1, 'runs/{runId}/codecoverage', (box) => `runs/${run(box).id}/codecoverage?flags=7`),
  // The file has the two forms of this address apart; its way without flags answers no list.
  one('GET', 1, 'codecoverage', (box) => `codecoverage?buildId=${testedBuild(box)}`),
  one('POST', 1, 'codecoverage', (box) => `codecoverage?buildId=${testedBuild(box)}`, {
    body: { buildFlavor: '', buildPlatform: '', coverageStats: [{ label: 'Lines', total: 9, covered: 3 }] },
  }),
  one(
    'GET',
    1,
    'resultsbybuild',
    (box) => `resultsbybuild?buildId=${testedBuild(box)}&outcomes=Passed,Failed`,
  ),
  one(
    'GET',
    1,
    'resultsummarybybuild',
    (box) => `resultsummarybybuild?buildId=${testedBuild(box)}&includeFailureDetails=true`,
  ),
  one('GET', 1, 'resultdetailsbybuild', (box) => `resultdetailsbybuild?buildId=${testedBuild(box)}`),
  one(
    'GET',
    1,
    'resultgroupsbybuild',
    (box) => `resultgroupsbybuild?buildId=${testedBuild(box)}&publishContext=CI`,
  ),
  one('POST', 1, 'resulttrendbybuild', () => 'resulttrendbybuild', { body: { buildCount: 5 } }),
  one('GET', 1, 'tags', (box) => `tags?buildId=${testedBuild(box)}`),
  one('GET', 1, 'tagsummary', (box) => `tagsummary?buildId=${testedBuild(box)}`),
  one('GET', 1, 'testfailuretype', () => 'testfailuretype'),
  one('POST', 1, 'testfailuretype', () => 'testfailuretype', { body: { name: 'Größenfehler' } }),
  one(
    'DELETE',
    1,
    'testfailuretype/{failureTypeId}',
    async (box) => {
      const { body } = await box.post(`${project}/testfailuretype?api-version=7.1-preview.1`, {
        name: 'Flaky network',
      })
      return `testfailuretype/${body.id}`
    },
    { status: 204 },
  ),
  one('POST', 4, 'results/resultmetadata', () => 'results/resultmetadata?detailsToInclude=FlakyIdentifiers', {
    makeBody: (box) => [run(box).results[0]?.referenceId],
  }),
  one(
    'PATCH',
    4,
    'results/resultmetadata/{testCaseReferenceId}',
    (box) => `results/resultmetadata/${run(box).results[0]?.referenceId}`,
    { body: { flakyIdentifiers: [{ branchName: 'refs/heads/main', isFlaky: true }] } },
  ),
  one('POST', 2, 'results/testhistory', () => 'results/testhistory', {
    makeBody: (box) => ({ automatedTestName: run(box).results[0]?.automated?.name, trendDays: 30 }),
  }),
]
