import { beforeAll, describe, expect, test } from 'vitest'
import { createBuilds } from '../../sandbox/data/build/build-data.js'
import type { Project } from '../../sandbox/data/projects.js'
import { createTests } from '../../sandbox/data/test/test-data.js'
import type { TestRun } from '../../sandbox/data/test/test-run.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const at = '/Fabrikam%20Fiber/_apis/test'
const day = 86_400_000
let box: Client
beforeAll(() => {
  box = client({ seed: 7, projects: 3, workItems: 400 })
})

const project = () => box.organization.projects[0] as Project
const runs = () => [...box.organization.part(createTests).of(project()).runs.values()]
const date = (time: number) => new Date(time).toISOString()
const patch = (path: string, body: unknown) =>
  box.send('PATCH', path, { 'content-type': 'application/json' }, JSON.stringify(body))

/** The time at which most runs were updated. */
function busyWeek(): { from: number; to: number; runs: TestRun[] } {
  const sorted = runs().sort((a, b) => a.updatedAt - b.updatedAt)
  const weeks = sorted.map(({ updatedAt }) => ({
    from: updatedAt,
    to: updatedAt + 7 * day,
    runs: sorted.filter((run) => run.updatedAt >= updatedAt && run.updatedAt <= updatedAt + 7 * day),
  }))
  return weeks.sort((a, b) => b.runs.length - a.runs.length)[0]!
}

describe('the data', () => {
  test('is the same for the same seed and another for another one', () => {
    const of = (seed: number) => {
      const organization = client({ seed, projects: 3, workItems: 400 }).organization
      const own = organization.part(createTests).of(organization.projects[0] as Project)
      return JSON.stringify(
        [...own.runs.values()].map(({ id, name, results }) => [
          id,
          name,
          results.map(({ outcome }) => outcome),
        ]),
      )
    }
    expect(of(7)).toBe(of(7))
    expect(of(7)).not.toBe(of(8))
  })

  test('refers to builds that exist, and to work items that exist as bugs', async () => {
    const { byId } = box.organization.part(createBuilds).of(project())
    const results = runs().flatMap((run) => run.results)
    for (const { build } of runs()) if (build) expect(byId.get(build.id)).toBe(build)
    const bugs = [...new Set(results.flatMap((result) => result.bugs))]
    expect(bugs.length).toBeGreaterThan(10)
    for (const id of bugs.slice(0, 20))
      expect((await box.get(`/_apis/wit/workitems/${id}?${v}`)).status).toBe(200)
  })

  test('has runs without results, a run with more results than a page, and letters beyond ASCII', () => {
    const sizes = runs().map(({ results }) => results.length)
    expect(Math.max(...sizes)).toBeGreaterThan(1000)
    expect(sizes).toContain(0)
    expect(
      runs()
        .flatMap(({ results }) => results)
        .some(({ title }) => /[^\x20-\x7e]/.test(title)),
    ).toBe(true)
  })

  test('tells of a manual run what its points tell of it', () => {
    const { points, runs: all } = box.organization.part(createTests).of(project())
    const tested = [...points.values()].filter(({ last }) => last)
    expect(tested.length).toBeGreaterThan(100)
    for (const point of tested) {
      const result = all.get(point.last!.run)?.results.find(({ id }) => id === point.last!.result)
      expect(result?.point).toBe(point)
      expect(result?.outcome).toBe(point.outcome)
    }
    expect([...points.values()].filter(({ state, last }) => state === 'completed' && !last)).toEqual([])
  })
})

describe('runs by when they were last updated', () => {
  test('come in pages of at most 100 whose token stands in the header', async () => {
    const { from, to, runs: wanted } = busyWeek()
    expect(wanted.length).toBeGreaterThan(100)
    const seen: number[] = []
    let token: string | undefined
    let pages = 0
    do {
      const query = `minLastUpdatedDate=${date(from)}&maxLastUpdatedDate=${date(to)}&$top=1000`
      const more = token === undefined ? '' : `&continuationToken=${encodeURIComponent(token)}`
      const answer = await box.get(`${at}/runs?${v}&${query}${more}`)
      expect(answer.body.count).toBeLessThanOrEqual(100)
      seen.push(...answer.body.value.map(({ id }: Json) => id))
      token = answer.headers?.['x-ms-continuationtoken']
      pages++
    } while (token !== undefined)
    expect(pages).toBeGreaterThan(1)
    expect(seen.sort()).toEqual(wanted.map(({ id }) => id).sort())
  })

  test.each([
    ['more than 7 days apart', 7 * day + 1],
    ['in the wrong order', -1],
  ])('are refused when the dates are %s', async (_title, apart) => {
    const from = Date.UTC(2025, 0, 1)
    const query = `minLastUpdatedDate=${date(from)}&maxLastUpdatedDate=${date(from + apart)}`
    const answer = await box.get(`${at}/runs?${v}&${query}`)
    expect(answer).toMatchObject({ status: 400, body: { typeKey: 'InvalidPropertyException' } })
  })

  test('are refused when one of the dates is missing', async () => {
    expect((await box.get(`${at}/runs?${v}&minLastUpdatedDate=2025-01-01`)).status).toBe(400)
  })

  test('can be narrowed by build, state and whether they are automated', async () => {
    const { from, to, runs: wanted } = busyWeek()
    const build = wanted.find((run) => run.build)?.build
    const window = `minLastUpdatedDate=${date(from)}&maxLastUpdatedDate=${date(to)}`
    const byBuild = await box.get(`${at}/runs?${v}&${window}&buildIds=${build?.id}&isAutomated=true`)
    const expected = wanted.filter((run) => run.build === build).map(({ id }) => id)
    expect(byBuild.body.value.map(({ id }: Json) => id).sort()).toEqual(expected.slice(0, 100).sort())
    const byState = await box.get(`${at}/runs?${v}&${window}&state=waiting`)
    expect(byState.body.count).toBe(0)
    const many = Array.from({ length: 11 }, (_, id) => id + 1).join(',')
    expect((await box.get(`${at}/runs?${v}&${window}&buildIds=${many}`)).status).toBe(400)
    expect((await box.get(`${at}/runs?${v}&${window}&releaseIds=1`)).status).toBe(501)
  })
})

describe('runs otherwise', () => {
  test('come with $top and $skip, with details only when asked for', async () => {
    const all = await box.get(`${at}/runs?${v}`)
    const some = await box.get(`${at}/runs?${v}&$top=3&$skip=2&includeRunDetails=true`)
    expect(some.body.value.map(({ id }: Json) => id)).toEqual(
      all.body.value.slice(2, 5).map(({ id }: Json) => id),
    )
    expect(all.body.value[0]).not.toHaveProperty('runStatistics')
    expect(some.body.value[0]).toHaveProperty('runStatistics')
  })

  test('are found by the address of their build', async () => {
    const { build } = runs()[0]!
    const answer = await box.get(`${at}/runs?${v}&buildUri=vstfs:///Build/Build/${build?.id}`)
    const expected = runs()
      .filter((run) => run.build === build)
      .map(({ id }) => id)
    expect(answer.body.value.map(({ id }: Json) => id)).toEqual(expected)
  })

  test('have statistics that add up to their results', async () => {
    const run = runs().find(({ results }) => results.length > 1000)!
    const { body } = await box.get(`${at}/runs/${run.id}/statistics?${v}`)
    const sum = body.runStatistics.reduce((all: number, { count }: Json) => all + count, 0)
    expect(sum).toBe(run.results.length)
    expect(body.runStatistics.find(({ outcome }: Json) => outcome === 'Passed').count).toBe(
      run.results.filter(({ outcome }) => outcome === 'Passed').length,
    )
  })

  test('that are not there are a 404', async () => {
    expect(await box.get(`${at}/runs/999999?${v}`)).toMatchObject({
      status: 404,
      body: { typeKey: 'TestObjectNotFoundException' },
    })
    expect((await box.get(`${at}/runs/999999/results?${v}`)).status).toBe(404)
  })
})

describe('results', () => {
  test('come in pages of 1,000, or of 200 with details', async () => {
    const run = runs().find(({ results }) => results.length > 1000)!
    const plain = await box.get(`${at}/Runs/${run.id}/results?${v}&$top=5000`)
    expect(plain.body.count).toBe(1000)
    const rest = await box.get(`${at}/Runs/${run.id}/results?${v}&$skip=1000`)
    expect(rest.body.count).toBe(run.results.length - 1000)
    const detailed = await box.get(`${at}/Runs/${run.id}/results?${v}&detailsToInclude=WorkItems&$top=5000`)
    expect(detailed.body.count).toBe(200)
    expect(detailed.body.value[0]).toHaveProperty('associatedBugs')
    expect(plain.body.value[0]).not.toHaveProperty('associatedBugs')
  })

  test('can be asked for by outcome', async () => {
    const run = runs().find(({ results }) => results.length > 1000)!
    const { body } = await box.get(`${at}/Runs/${run.id}/results?${v}&outcomes=failed,Timeout`)
    expect(body.count).toBe(run.results.filter(({ outcome }) => /Failed|Timeout/.test(outcome)).length)
    expect((await box.get(`${at}/Runs/${run.id}/results?${v}&outcomes=Good`)).status).toBe(400)
  })
})

describe('writing', () => {
  test('a run with results shows in the run’s totals and the results themselves', async () => {
    const run = await box.post(`${at}/runs?${v}`, { name: 'Größe', automated: true })
    expect(run.body).toMatchObject({ name: 'Größe', state: 'NotStarted', totalTests: 0 })
    const results = `${at}/Runs/${run.body.id}/results?${v}`
    const added = await box.post(results, [
      { testCaseTitle: 'One', outcome: 'Passed', durationInMs: 5 },
      { automatedTestName: 'A.Two', outcome: 'Failed', errorMessage: '東京', stackTrace: 'at A.Two' },
    ])
    expect(added.body.value.map(({ id }: Json) => id)).toEqual([100000, 100001])
    await patch(`${at}/runs/${run.body.id}?${v}`, { state: 'Completed' })
    const after = await box.get(`${at}/runs/${run.body.id}?${v}`)
    expect(after.body).toMatchObject({
      state: 'Completed',
      totalTests: 2,
      passedTests: 1,
      unanalyzedTests: 1,
    })
    expect(after.body.completedDate).toBeDefined()
    const read = await box.get(results)
    expect(read.body.value[1]).toMatchObject({
      testCaseTitle: 'A.Two',
      errorMessage: '東京',
      outcome: 'Failed',
    })
  })

  test('a bug of a result must be there, and is then listed', async () => {
    const run = runs().find(({ results }) => results.length > 3)!
    const path = `${at}/Runs/${run.id}/results?${v}`
    const wrong = await patch(path, [{ id: 100002, associatedBugs: [{ id: 999_999 }] }])
    expect(wrong).toMatchObject({ status: 404, body: { typeKey: 'WorkItemUnauthorizedAccessException' } })
    const id = box.organization.items.idAt(4)
    expect((await patch(path, [{ id: 100002, associatedBugs: [{ id }] }])).status).toBe(200)
    const bugs = await box.get(`${at}/Runs/${run.id}/results/100002/bugs?${v}`)
    expect(bugs.body.value.map((bug: Json) => bug.id)).toEqual([String(id)])
  })

  test('nothing is changed when one result of several is wrong', async () => {
    const run = runs().find(({ results }) => results.length > 3)!
    const before = run.results[0]?.comment
    const answer = await patch(`${at}/Runs/${run.id}/results?${v}`, [
      { id: 100000, comment: 'Changed' },
      { id: 100001, outcome: 'Splendid' },
    ])
    expect(answer.status).toBe(400)
    expect(run.results[0]?.comment).toBe(before)
  })

  test.each([
    ['a run without a name', 'runs', {}, 400],
    ['a run in a state there is not', 'runs', { name: 'x', state: 'Good' }, 400],
    ['a run of a build there is not', 'runs', { name: 'x', build: { id: 999999 } }, 404],
    ['a run of a plan there is not', 'runs', { name: 'x', plan: { id: 5 } }, 404],
    ['a run in a release, which is not kept', 'runs', { name: 'x', releaseReference: { id: 1 } }, 501],
  ])('%s is refused', async (_title, path, body, status) => {
    expect((await box.post(`${at}/${path}?${v}`, body)).status).toBe(status)
  })

  test('a deleted run is gone', async () => {
    const run = await box.post(`${at}/runs?${v}`, { name: 'Short-lived' })
    expect((await box.send('DELETE', `${at}/runs/${run.body.id}?${v}`, {})).status).toBe(204)
    expect((await box.get(`${at}/runs/${run.body.id}?${v}`)).status).toBe(404)
  })

  test('an attachment comes back byte by byte', async () => {
    const run = runs()[0]!
    const content = Buffer.from([0, 255, 1, 254])
    const body = { stream: content.toString('base64'), fileName: 'größe #1.bin' }
    const added = await box.post(`${at}/Runs/${run.id}/attachments?${v}`, body)
    const file = await box.get(`${at}/Runs/${run.id}/attachments/${added.body.id}?${v}`)
    expect(Buffer.from(file.content as Buffer).equals(content)).toBe(true)
    const all = await box.get(`${at}/Runs/${run.id}/attachments?${v}`)
    expect(all.body.value.at(-1)).toMatchObject({ fileName: 'größe #1.bin', size: 4 })
  })
})

describe('results of a build', () => {
  const results = '/Fabrikam%20Fiber/_apis/testresults'
  const preview = 'api-version=7.1-preview.1'

  test('are those of all its runs', async () => {
    const { build } = runs().find(({ results: own }) => own.length > 1000)!
    const own = runs()
      .filter((run) => run.build === build)
      .flatMap((run) => run.results)
    const first = await box.get(`${results}/resultsbybuild?buildId=${build?.id}&${preview}`)
    expect(first.body.count).toBe(1000)
    const token = first.headers?.['x-ms-continuationtoken']
    const rest = await box.get(
      `${results}/resultsbybuild?buildId=${build?.id}&continuationToken=${token}&${preview}`,
    )
    expect(rest.body.count).toBe(own.length - 1000)
    expect(rest.headers?.['x-ms-continuationtoken']).toBeUndefined()
    const summary = await box.get(`${results}/resultsummarybybuild?buildId=${build?.id}&${preview}`)
    const { aggregatedResultsAnalysis } = summary.body
    expect(aggregatedResultsAnalysis.totalTests).toBe(own.length)
    expect(aggregatedResultsAnalysis.resultsByOutcome.passed.count).toBe(
      own.filter(({ outcome }) => outcome === 'Passed').length,
    )
  })

  test('need a preview version', async () => {
    const answer = await box.get(`${results}/resultsbybuild?buildId=1&api-version=7.1`)
    expect(answer.body.typeKey).toBe('VssInvalidPreviewVersionException')
  })
})
