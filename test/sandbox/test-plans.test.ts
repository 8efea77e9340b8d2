import { beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../../sandbox/data/projects.js'
import { createTests } from '../../sandbox/data/test/test-data.js'
import { casesOf, withDescendants, type TestPlan } from '../../sandbox/data/test/test-plan.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const at = '/Fabrikam%20Fiber/_apis/testplan'
let box: Client
beforeAll(() => {
  box = client({ seed: 7, projects: 3, workItems: 800 })
})

const tests = () => box.organization.part(createTests).of(box.organization.projects[0] as Project)
const firstPlan = () => [...tests().plans.values()][0] as TestPlan
const write = (method: string, path: string, body: unknown) =>
  box.send(method, path, { 'content-type': 'application/json' }, JSON.stringify(body))

/** All entries of a list by its continuation tokens, and how many pages there were. */
async function readAll(path: string): Promise<{ entries: Json[]; pages: number }> {
  const entries: Json[] = []
  let pages = 0
  let token: string | undefined
  do {
    const more = token === undefined ? '' : `&continuationToken=${encodeURIComponent(token)}`
    const answer = await box.get(`${path}${path.includes('?') ? '&' : '?'}${v}${more}`)
    expect(answer.status).toBe(200)
    entries.push(...answer.body.value)
    token = answer.headers?.['x-ms-continuationtoken']
    pages++
  } while (token !== undefined)
  return { entries, pages }
}

describe('reading', () => {
  test('plans, suites, cases and points come in more than one page, each once', async () => {
    const { root } = firstPlan()
    const plans = await readAll(`${at}/plans`)
    const suites = await readAll(`${at}/Plans/${root.plan.id}/suites`)
    const cases = await readAll(`${at}/Plans/${root.plan.id}/Suites/${root.id}/TestCase`)
    const points = await readAll(`${at}/Plans/${root.plan.id}/Suites/${root.id}/TestPoint?isRecursive=true`)
    for (const { entries, pages } of [plans, suites, cases, points]) {
      expect(pages).toBeGreaterThan(1)
      const ids = entries.map((entry) => entry.id ?? entry.workItem.id)
      expect(new Set(ids).size).toBe(ids.length)
    }
    expect(plans.entries.length).toBe(tests().plans.size)
    expect(suites.entries.length).toBe(withDescendants(root).length)
    expect(cases.entries.length).toBe(casesOf(root).length)
  })

  test('the tree of suites has the same suites as the list', async () => {
    const { id } = firstPlan()
    const { entries } = await readAll(`${at}/Plans/${id}/suites`)
    const { body } = await box.get(`${at}/Plans/${id}/suites?asTreeView=true&${v}`)
    const flat = (suite: Json): number[] => [suite.id, ...(suite.children ?? []).flatMap(flat)]
    expect(flat(body.value[0]).sort()).toEqual(entries.map((suite) => suite.id).sort())
    const kinds = new Set(entries.map(({ suiteType }) => suiteType))
    expect(kinds).toEqual(new Set(['staticTestSuite', 'dynamicTestSuite', 'requirementTestSuite']))
  })

  test('a test case is a work item that can be read, with the fields asked for', async () => {
    const { root } = firstPlan()
    const path = `${at}/Plans/${root.plan.id}/Suites/${root.id}/TestCase`
    const { body } = await box.get(`${path}?witFields=System.Title,System.State&${v}`)
    const [first] = body.value
    const item = await box.get(`/_apis/wit/workitems/${first.workItem.id}?${v}`)
    expect(item.body.fields['System.Title']).toBe(first.workItem.name)
    const names = first.workItem.workItemFields.flatMap(Object.keys)
    expect(names).toEqual(['System.Title', 'System.State', 'Microsoft.VSTS.TCM.AutomationStatus'])
  })

  test('inactive plans are left out on request', async () => {
    const { entries } = await readAll(`${at}/plans?filterActivePlans=true`)
    expect(entries.every(({ state }) => state === 'Active')).toBe(true)
    expect(entries.length).toBeLessThan(tests().plans.size)
  })

  test('the suites a case is in are found from the case', async () => {
    const [one] = casesOf(firstPlan().root)
    const { body } = await box.get(`/_apis/testplan/suites?testCaseId=${one?.workItem}&${v}`)
    const expected = [...tests().suites.values()].filter((suite) =>
      casesOf(suite).some(({ workItem }) => workItem === one?.workItem),
    )
    expect(body.value.map(({ id }: Json) => id).sort()).toEqual(expected.map(({ id }) => id).sort())
  })

  test('a project whose work has not begun has no plans but configurations', async () => {
    const empty = client({ seed: 7, projects: 6, workItems: 200 })
    expect((await empty.get(`/proseware/_apis/testplan/plans?${v}`)).body.count).toBe(0)
    expect((await empty.get(`/proseware/_apis/testplan/configurations?${v}`)).body.count).toBe(4)
  })
})

describe('writing', () => {
  test('a plan, a suite, a case, its points and their outcome show in every later read', async () => {
    const plan = await box.post(`${at}/plans?${v}`, { name: 'Größe', areaPath: 'Fabrikam Fiber\\Web' })
    expect(plan.body).toMatchObject({
      areaPath: 'Fabrikam Fiber\\Web',
      iteration: 'Fabrikam Fiber',
      state: 'Active',
    })
    const root = plan.body.rootSuite.id
    const suite = await box.post(`${at}/Plans/${plan.body.id}/suites?${v}`, {
      name: 'Inner',
      suiteType: 'staticTestSuite',
      parentSuite: { id: root },
    })
    const inner = `${at}/Plans/${plan.body.id}/Suites/${suite.body.id}`
    const workItem = box.organization.items.idAt(3)
    await box.post(`${inner}/TestCase?${v}`, [{ workItem: { id: workItem } }])
    const points = await box.get(`${inner}/TestPoint?${v}`)
    expect(points.body.value).toMatchObject([{ isActive: true, results: { outcome: 'unspecified' } }])
    const { id } = points.body.value[0]
    await write('PATCH', `${inner}/TestPoint?${v}`, [{ id, results: { outcome: 'failed' } }])
    const after = await box.get(`${inner}/TestPoint?${v}`)
    expect(after.body.value[0]).toMatchObject({ isActive: false, results: { outcome: 'failed' } })
    const { lastTestRunId, lastResultId } = after.body.value[0].results
    const run = `/Fabrikam%20Fiber/_apis/test/Runs/${lastTestRunId}/results/${lastResultId}?detailsToInclude=Point&${v}`
    const result = await box.get(run)
    expect(result.body).toMatchObject({ outcome: 'Failed', testPoint: { id: String(id) } })
    const entries = await box.get(`${at}/suiteentry/${root}?${v}`)
    expect(entries.body.value).toMatchObject([{ id: suite.body.id, suiteEntryType: 'suite' }])
    expect((await box.send('DELETE', `${at}/plans/${plan.body.id}?${v}`, {})).status).toBe(204)
    expect((await box.get(`${inner}?${v}`)).status).toBe(404)
  })

  test('entries of a suite take the order they are given', async () => {
    const { root } = firstPlan()
    const before = await box.get(`${at}/suiteentry/${root.id}?${v}`)
    const last = before.body.value.at(-1)
    const { id, suiteEntryType } = last
    const after = await write('PATCH', `${at}/suiteentry/${root.id}?${v}`, [
      { id, suiteEntryType, sequenceNumber: 0 },
    ])
    expect(after.body.value[0]).toMatchObject({ id, sequenceNumber: 0 })
    expect(after.body.count).toBe(before.body.count)
  })

  test('a plan that changed since it was read is not written over', async () => {
    const { id, revision } = firstPlan()
    const answer = await write('PATCH', `${at}/plans/${id}?${v}`, { name: 'x', revision: revision - 1 })
    expect(answer).toMatchObject({ status: 409, body: { typeKey: 'TestObjectUpdatedException' } })
  })

  test('the root suite cannot be deleted, nor a suite put into itself', async () => {
    const { root } = firstPlan()
    const path = `${at}/Plans/${root.plan.id}/suites`
    expect((await box.send('DELETE', `${path}/${root.id}?${v}`, {})).status).toBe(400)
    const outer = await box.post(`${path}?${v}`, { name: 'Outer', parentSuite: { id: root.id } })
    const inner = await box.post(`${path}?${v}`, { name: 'Inner', parentSuite: { id: outer.body.id } })
    const moved = await write('PATCH', `${path}/${outer.body.id}?${v}`, {
      parentSuite: { id: inner.body.id },
    })
    expect(moved.status).toBe(400)
  })

  test('a configuration in use cannot be deleted, and no two have one name', async () => {
    const [first] = tests().configurations.values()
    const path = `${at}/configurations?testConfiguartionId=${first?.id}&${v}`
    expect((await box.send('DELETE', path, {})).status).toBe(409)
    expect((await box.post(`${at}/configurations?${v}`, { name: 'windows 10' })).status).toBe(409)
  })

  test('a test case that is deleted is gone from suites and as a work item', async () => {
    const { root } = firstPlan()
    const one = casesOf(root).at(-1)!
    expect((await box.send('DELETE', `${at}/testcases/${one.workItem}?${v}`, {})).status).toBe(204)
    expect((await box.get(`/_apis/wit/workitems/${one.workItem}?${v}`)).status).toBe(404)
    expect(casesOf(root)).not.toContain(one)
  })

  test('a work item that is not there cannot be a test case', async () => {
    const { root } = firstPlan()
    const path = `${at}/Plans/${root.plan.id}/Suites/${root.id}/TestCase?${v}`
    expect((await box.post(path, [{ workItem: { id: 999_999 } }])).status).toBe(404)
  })
})
